package csvfile

import (
	"io"
	"unicode/utf8"
)

// Reader reads the rows of a file that has been inspected.
type Reader struct {
	sheet   *Sheet
	scanner *scanner
	rec     record
	joined  []byte // text of the cells of a row
	ends    []int  // of the cells in it
}

// Reader reads the rows from the beginning. r is the file that was inspected.
func (s *Sheet) Reader(r io.ReaderAt) *Reader {
	return &Reader{sheet: s, scanner: newScanner(s.text(r, nil), s.Separator)}
}

// Next is the next row with data, good or bad; rows of empty cells are passed over. io.EOF says that there is none, any
// other error that the file could not be read.
func (r *Reader) Next() (*Row, error) {
	for {
		if err := r.scanner.next(&r.rec); err != nil {
			return nil, err
		}
		if r.rec.line <= r.sheet.Header || r.rec.trouble == sound && r.rec.blank() {
			continue
		}
		return r.row(&r.rec), nil
	}
}

// text is the text of a record's cells, all within one string, and which of them hold bytes that are none of the file's
// encoding; nil for none. Such a byte is read as Windows-1252, which it most likely is.
func (r *Reader) text(rec *record) (cells []string, spoiled []bool) {
	all, ends := r.joined[:0], r.ends[:0]
	for i, c := range rec.cells {
		b := c.plain()
		switch {
		case r.sheet.Encoding == Windows1252:
			all = appendWindows(all, b)
		case utf8.Valid(b):
			all = append(all, b...)
		default:
			if spoiled == nil {
				spoiled = make([]bool, len(rec.cells))
			}
			spoiled[i] = true
			for len(b) > 0 {
				char, size := utf8.DecodeRune(b)
				if char == utf8.RuneError && size == 1 {
					char = windowsRune(b[0])
				}
				all = utf8.AppendRune(all, char)
				b = b[size:]
			}
		}
		ends = append(ends, len(all))
	}
	r.joined, r.ends = all, ends
	text, from := string(all), 0
	cells = make([]string, len(ends))
	for i, end := range ends {
		cells[i] = Unescape(text[from:end])
		from = end
	}
	return cells, spoiled
}
