package csvfile

import (
	"bytes"
	"errors"
	"io"
	"strings"
)

// findHeader reads the header, as bytes of the file's encoding, and tells by it what separates cells: what makes most known columns of
// it, or else most columns.
func (s *Sheet) findHeader(r io.ReaderAt) ([][]byte, error) {
	separators := Separators
	if s.options.Separator != 0 {
		separators = string(rune(s.options.Separator))
	}
	var best [][]byte
	most := -1
	for i := range len(separators) {
		sep := separators[i]
		sc := newScanner(s.text(r, nil), sep)
		header, stated, err := s.firstRow(sc)
		if err != nil {
			return nil, err
		}
		if stated != 0 && s.options.Separator == 0 {
			s.Separator, s.stated = stated, true
			s.Header, s.options.Separator = sc.line, stated
			found, err := s.findHeader(r)
			s.options.Separator = 0
			return found, err
		}
		known := 0
		for _, h := range header {
			if _, is := meanings[fold(s.decode(h))]; is {
				known++
			}
		}
		if points := known*(MaxColumns+1) + len(header); points > most {
			best, most, s.Separator = header, points, sep
		}
	}
	return best, nil
}

// firstRow reads the header, and what a line before it states as separator.
func (s *Sheet) firstRow(sc *scanner) (header [][]byte, stated byte, err error) {
	var rec record
	for {
		if err := sc.next(&rec); errors.Is(err, io.EOF) {
			return nil, 0, refused("csv.empty")
		} else if err != nil {
			return nil, 0, err
		}
		if rec.line == 1 {
			if sep := statement(&rec, sc.sep); sep != 0 {
				if s.options.Separator != 0 {
					continue
				}
				return nil, sep, nil
			}
		}
		if rec.trouble != sound || !rec.blank() {
			break
		}
	}
	s.Header = rec.line
	switch {
	case rec.trouble == long:
		return nil, 0, refused("csv.header.long", "line", rec.line, "most", MaxRow)
	case rec.trouble != sound:
		return nil, 0, refused("csv.header.quote", "line", rec.quote)
	case rec.count > MaxColumns:
		return nil, 0, refused("csv.header.many", "line", rec.line, "columns", rec.count, "most", MaxColumns)
	}
	for _, c := range rec.cells {
		header = append(header, bytes.Clone(c.plain()))
	}
	for len(header) > 1 && len(bytes.TrimSpace(header[len(header)-1])) == 0 {
		header = header[:len(header)-1]
	}
	return header, 0, nil
}

// statement is the separator that a first line such as sep=; states; 0 for none.
func statement(rec *record, sep byte) byte {
	var line []byte
	switch {
	case rec.count == 1:
		line = rec.cells[0].plain()
	case rec.count == 2 && len(rec.cells[1].text) == 0:
		line = append(bytes.Clone(rec.cells[0].text), sep)
	}
	if len(line) == 5 && bytes.EqualFold(line[:4], []byte("sep=")) && strings.IndexByte(Separators, line[4]) >= 0 {
		return line[4]
	}
	return 0
}
