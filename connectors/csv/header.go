package csvfile

import (
	"bytes"
	"errors"
	"io"
	"strings"
)

// lowest is how many rows below the first are looked at for the one with the headers, to say where it is.
const lowest = 20

// findHeader reads the header, as bytes of the file's encoding, and tells by it what separates cells: what makes most
// known columns of it, or else most columns.
func (s *Sheet) findHeader(r io.ReaderAt) ([][]byte, error) {
	separators := Separators
	switch stated, err := s.statement(r); {
	case err != nil:
		return nil, err
	case s.options.Separator != 0:
		separators = string(rune(s.options.Separator))
	case stated != 0:
		separators = string(rune(stated))
	}
	var best [][]byte
	var failed error
	most := -1
	for _, sep := range []byte(separators) {
		header, line, err := s.firstRow(newScanner(s.text(r, nil), sep))
		if points := s.known(header)*(2*MaxColumns+1) + len(header); points > most {
			best, failed, most, s.Header, s.Separator = header, err, points, line, sep
		}
	}
	return best, failed
}

// known is how many columns of a header are known.
func (s *Sheet) known(header [][]byte) int {
	n := 0
	for _, h := range header {
		if _, is := meaningOf(s.decode(h)); is {
			n++
		}
	}
	return n
}

// statement is the separator that a first line such as sep=; states, as Excel reads it; 0 for none.
func (s *Sheet) statement(r io.ReaderAt) (byte, error) {
	begin := make([]byte, 16)
	n, err := io.ReadFull(s.text(r, nil), begin)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return 0, err
	}
	line, _, _ := bytes.Cut(bytes.ReplaceAll(begin[:n], []byte("\r"), []byte("\n")), []byte("\n"))
	line = bytes.Trim(line, `" `)
	if len(line) == 5 && bytes.EqualFold(line[:4], []byte("sep=")) && strings.IndexByte(Separators, line[4]) >= 0 {
		s.stated = true
		return line[4], nil
	}
	return 0, nil
}

// firstRow reads the first row with text, which has to be the header, and on which line it is. Also of one with too
// many columns it gives what they are.
func (s *Sheet) firstRow(sc *scanner) (header [][]byte, line int, err error) {
	var rec record
	for {
		if err := sc.next(&rec); errors.Is(err, io.EOF) {
			return nil, 0, refused("csv.empty")
		} else if err != nil {
			return nil, 0, err
		}
		if s.stated && rec.line == 1 {
			continue
		}
		if rec.trouble != sound || !rec.hollow() {
			break
		}
	}
	switch {
	case rec.trouble == long:
		return nil, 0, refused("csv.header.long", "line", rec.line, "most", MaxRow)
	case rec.trouble != sound:
		return nil, 0, refused("csv.header.quote", "line", rec.quote)
	}
	header = rec.header()
	if rec.surplus || len(header) > MaxColumns {
		err = refused("csv.header.many", "line", rec.line, "columns", rec.count, "most", MaxColumns)
	}
	return header, rec.line, err
}

// hollow reports whether a record has no text but what may be separators.
func (rec *record) hollow() bool {
	for _, c := range rec.cells {
		if len(bytes.Trim(c.text, Separators+" \"\u00A0")) > 0 {
			return false
		}
	}
	return !rec.surplus
}

// header is a copy of the cells of a record, without empty ones at its end.
func (rec *record) header() [][]byte {
	var header [][]byte
	for _, c := range rec.cells {
		header = append(header, bytes.Clone(c.plain()))
	}
	for len(header) > 1 && len(bytes.TrimSpace(header[len(header)-1])) == 0 {
		header = header[:len(header)-1]
	}
	return header
}

// lower is the line of a row below the first one that has an address among its headers; 0 for none.
func (s *Sheet) lower(r io.ReaderAt) int {
	for _, sep := range []byte(Separators) {
		sc := newScanner(s.text(r, nil), sep)
		var rec record
		for range lowest {
			if sc.next(&rec) != nil {
				break
			}
			if rec.line <= s.Header || rec.trouble != sound {
				continue
			}
			for _, cell := range rec.cells {
				if m, known := meaningOf(s.decode(cell.plain())); known && m.use == Read && m.field == Email {
					return rec.line
				}
			}
		}
	}
	return 0
}
