package csvfile

import (
	"bytes"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// head is how much of a file is looked at to see what it is.
const head = 4 << 10

// marks are the byte order marks.
var marks = []struct {
	bytes    string
	encoding Encoding
}{
	{"\xEF\xBB\xBF", UTF8},
	{"\xFF\xFE", UTF16LE},
	{"\xFE\xFF", UTF16BE},
}

// foreign are files that people take for CSV, by how they begin.
var foreign = []struct{ begin, key string }{
	{"PK\x03\x04", "csv.workbook"},
	{"\xD0\xCF\x11\xE0", "csv.workbook"},
	{"\x1F\x8B", "csv.packed"},
	{"%PDF-", "csv.document"},
	{"\xFF\xFE\x00\x00", "csv.utf32"},
	{"\x00\x00\xFE\xFF", "csv.utf32"},
}

// alien reports that a file is none of text, or a page of the web such as that of a sign-in.
func alien(begin []byte) error {
	for _, f := range foreign {
		if bytes.HasPrefix(begin, []byte(f.begin)) {
			return refused(f.key)
		}
	}
	begin = bytes.ToLower(bytes.TrimLeft(bytes.TrimPrefix(begin, []byte(marks[0].bytes)), " \t\r\n"))
	for _, tag := range []string{"<!doctype html", "<html", "<?xml"} {
		if bytes.HasPrefix(begin, []byte(tag)) {
			return refused("csv.document")
		}
	}
	return nil
}

// encodingOf is the encoding that a file certainly has by its first bytes, and the length of its byte order mark; ""
// where only all of it tells.
func encodingOf(begin []byte) (Encoding, int) {
	for _, m := range marks {
		if bytes.HasPrefix(begin, []byte(m.bytes)) {
			return m.encoding, len(m.bytes)
		}
	}
	pairs, first, second := len(begin)/2, 0, 0
	for i := range pairs {
		switch a, b := begin[2*i], begin[2*i+1]; {
		case a == 0 && b == 0: // U+0000 either way
			return "", 0
		case a == 0:
			first++
		case b == 0:
			second++
		}
	}
	// Headers and addresses are mostly of characters below U+0100, and no other text holds the byte 0.
	switch most := pairs * 2 / 3; {
	case pairs < 4:
	case second > most:
		return UTF16LE, 0
	case first > most:
		return UTF16BE, 0
	}
	return "", 0
}

// census counts the characters of text beyond ASCII that are UTF-8, and the bytes that are not.
type census struct {
	wide, broken int64
	carry        []byte // of a character that is not yet all there
}

func (c *census) add(p []byte) {
	if len(c.carry) > 0 {
		p = append(c.carry, p...)
		c.carry = nil
	}
	for i := 0; i < len(p); {
		if p[i] < utf8.RuneSelf {
			i++
			continue
		}
		if !utf8.FullRune(p[i:]) {
			c.carry = bytes.Clone(p[i:])
			return
		}
		if r, size := utf8.DecodeRune(p[i:]); r == utf8.RuneError && size == 1 {
			c.broken++
			i++
		} else {
			c.wide++
			i += size
		}
	}
}

// encoding is UTF-8 if nothing speaks against it, or less than for it; then the cells with what is no UTF-8 are faulty.
// Text in Windows-1252 holds next to nothing that looks like UTF-8.
func (c *census) encoding() Encoding {
	if broken := c.broken + int64(len(c.carry)); broken > 0 && broken >= c.wide {
		return Windows1252
	}
	return UTF8
}

// appendWindows appends the text of bytes in Windows-1252.
func appendWindows(out, b []byte) []byte {
	for _, c := range b {
		out = utf8.AppendRune(out, windowsRune(c))
	}
	return out
}

// windowsRune is the character of a byte in Windows-1252. The five bytes that mean nothing there become the control
// characters that they are in ISO 8859-1.
func windowsRune(c byte) rune {
	if r := charmap.Windows1252.DecodeByte(c); r != utf8.RuneError {
		return r
	}
	return rune(c)
}
