package licensefile

import (
	"bytes"
	"encoding/base64"
)

// The lines around the base64.
const (
	FirstLine = "-----BEGIN USHER LICENSE-----"
	LastLine  = "-----END USHER LICENSE-----"
)

// width of a line of base64: short enough that no mail program wraps it.
const width = 64

// blank is the white space of ASCII, which means nothing around and between the lines, and within the base64.
const blank = " \t\r\n\v\f"

// byteOrderMark is what some editors put before a text.
const byteOrderMark = "\uFEFF"

// encoding refuses stray bits in the last character: the same bytes have one spelling.
var encoding = base64.StdEncoding.Strict()

// armour writes bytes as a file.
func armour(raw []byte) []byte {
	var b bytes.Buffer
	b.WriteString(FirstLine + "\n")
	for rest := encoding.EncodeToString(raw); rest != ""; {
		n := min(width, len(rest))
		b.WriteString(rest[:n] + "\n")
		rest = rest[n:]
	}
	b.WriteString(LastLine + "\n")
	return b.Bytes()
}

// unarmour reads the bytes of a file. Mail programs may have changed the ends of its lines, wrapped and indented them;
// nothing else is forgiven.
func unarmour(file []byte) ([]byte, error) {
	if len(file) > MaxFile {
		return nil, &Error{Reason: TooLarge}
	}
	text := bytes.Trim(bytes.TrimPrefix(file, []byte(byteOrderMark)), blank)
	before, rest, begins := bytes.Cut(text, []byte(FirstLine))
	if !begins {
		return nil, &Error{Reason: NoFile}
	}
	inside, after, ends := bytes.Cut(rest, []byte(LastLine))
	switch {
	case !ends:
		return nil, &Error{Reason: Incomplete}
	case len(before) > 0 || len(after) > 0:
		return nil, &Error{Reason: Surrounded}
	}
	compact := bytes.Join(bytes.FieldsFunc(inside, isBlank), nil)
	raw := make([]byte, encoding.DecodedLen(len(compact)))
	n, err := encoding.Decode(raw, compact)
	if err != nil {
		return nil, &Error{Reason: Malformed, Err: err}
	}
	return raw[:n], nil
}

func isBlank(r rune) bool { return r < 128 && bytes.IndexByte([]byte(blank), byte(r)) >= 0 }
