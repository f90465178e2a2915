package csvfile

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"pgregory.net/rapid"
)

// small are bounds at which a short text is too long.
var small = bounds{chunk: 7, row: 40, kept: 12, cells: 6}

// written is a record as text, so that two can be compared.
func (rec *record) written() string {
	var cells []string
	for _, c := range rec.cells {
		cells = append(cells, fmt.Sprintf("%q%v", c.plain(), c.quoted))
	}
	return fmt.Sprintf("%d-%d t%d q%d cut=%v n%d %v %s", rec.line, rec.last, rec.trouble, rec.quote, rec.cut,
		rec.count, rec.surplus,
		strings.Join(cells, " "))
}

// scanned are all records of a text.
func scanned(t interface{ Fatal(...any) }, source io.Reader, b bounds) ([]string, *scanner) {
	s := boundScanner(source, ',', b)
	var rec record
	var all []string
	for {
		err := s.next(&rec)
		if err == io.EOF {
			return all, s
		}
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, rec.written())
	}
}

// model reads as scanner does, from a text that is all there, without any care for time.
type model struct {
	text []byte
	b    bounds
	at   int
	line int
}

func (m *model) all() []string {
	var all []string
	for m.line = 1; m.at < len(m.text); {
		all = append(all, m.record().written())
	}
	return all
}

func (m *model) end() bool {
	return m.at == len(m.text) || m.text[m.at] == '\n' || m.text[m.at] == '\r'
}

func (m *model) newline() {
	if m.at < len(m.text) {
		if bytes.HasPrefix(m.text[m.at:], []byte("\r\n")) {
			m.at++
		}
		m.at++
		m.line++
	}
}

func (m *model) record() *record {
	rec := &record{line: m.line}
	begin := m.at
	var ends []int
	stop := -1 // where the row ends when it breaks off
	for {
		c, from := cell{}, m.at
		for m.at < len(m.text) && (m.text[m.at] == ' ' || m.text[m.at] == '\t') {
			m.at++
		}
		if m.at == len(m.text) || m.text[m.at] != '"' {
			for !m.end() && m.text[m.at] != ',' {
				m.at++
			}
			c.text = m.text[from:m.at]
		} else if c, stop = m.quoted(rec); stop >= 0 {
			c.text = m.text[stop:m.at]
		}
		rec.count++
		end := m.at
		if c.quoted {
			end = from + bytes.LastIndexByte(m.text[from:m.at], '"')
		}
		if len(rec.cells) < m.b.cells {
			rec.cells, ends = append(rec.cells, c), append(ends, end)
		} else {
			rec.surplus = rec.surplus || len(c.text) > 0
		}
		if stop >= 0 || m.end() {
			break
		}
		m.at++
	}
	rec.last = m.line
	if rec.trouble != sound {
		rec.last = rec.quote
	}
	if int64(m.at-begin) > m.b.row {
		rec.cut = true
		if rec.trouble == sound {
			rec.trouble = long
		}
		for i := range rec.cells {
			if int64(ends[i]-begin) > m.b.kept {
				rec.cells = rec.cells[:i]
				break
			}
		}
		rec.surplus = false
	}
	m.newline()
	return rec
}

// quoted reads a quoted cell; or, when it is broken, goes to the end of the line of its mark, and gives where that is.
func (m *model) quoted(rec *record) (cell, int) {
	mark, line := m.at, m.line
	broken := func(t trouble) (cell, int) {
		rec.trouble, rec.quote = t, line
		m.at, m.line = mark, line
		for !m.end() {
			m.at++
		}
		return cell{}, mark
	}
	c := cell{quoted: true}
	m.at++
	for {
		switch {
		case m.at == len(m.text) || int64(m.at-mark) > m.b.row:
			return broken(open)
		case m.text[m.at] == '\n' || m.text[m.at] == '\r':
			m.newline()
		case m.text[m.at] != '"':
			m.at++
		case bytes.HasPrefix(m.text[m.at:], []byte(`""`)):
			c.doubled = true
			m.at += 2
		default:
			c.text = m.text[mark+1 : m.at]
			m.at++
			for m.at < len(m.text) && (m.text[m.at] == ' ' || m.text[m.at] == '\t') {
				m.at++
			}
			if !m.end() && m.text[m.at] != ',' {
				return broken(behind)
			}
			return c, -1
		}
	}
}

// texts are those in which much goes wrong.
func texts(t *rapid.T) string {
	parts := []string{`"`, `""`, ",", "\n", "\r", "\r\n", " ", "a", "bcd", `","`, `"` + "\n" + `"`, `,"`,
		strings.Repeat("x", 15),
		strings.Repeat(`""`, 9), "\n,\n", "é"}
	return strings.Join(rapid.SliceOfN(rapid.SampledFrom(parts), 0, 60).Draw(t, "parts"), "")
}

// What a row is depends on the text alone and not on how it arrives, and is what a simple reading of the whole text
// makes of it; no byte is read more than three times, and the window stays small.
func TestScannerIsAsItsModel(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := texts(t)
		want := (&model{text: []byte(text), b: small}).all()
		for name, source := range map[string]io.Reader{
			"whole": strings.NewReader(text), "byte by byte": iotest.OneByteReader(strings.NewReader(text)),
			"error with data": iotest.DataErrReader(strings.NewReader(text)),
		} {
			got, s := scanned(t, source, small)
			if a, b := strings.Join(got, "\n"), strings.Join(want, "\n"); a != b {
				t.Fatalf("%s: %q\ngot\n%s\nwant\n%s", name, text, a, b)
			}
			if s.again > 2*int64(len(text)) {
				t.Fatalf("%q: %d bytes were read again", text, s.again)
			}
			if n := int64(len(s.window)); n > 4*(small.row+int64(small.chunk)) {
				t.Fatalf("the window has %d bytes", n)
			}
		}
	})
}
