package csvfile

import (
	"io"
)

// Reader reads the rows of a file that has been inspected.
type Reader struct {
	sheet   *Sheet
	scanner *scanner
	rec     record
}

// Reader reads the rows from the beginning. r is the file that was inspected.
func (s *Sheet) Reader(r io.ReaderAt) *Reader {
	return &Reader{sheet: s, scanner: newScanner(s.text(r, nil), s.Separator)}
}

// Next is the next row with data, good or bad; rows of empty cells are passed over. io.EOF says that there is none, any other error that
// the file could not be read.
func (r *Reader) Next() (*Row, error) {
	for {
		if err := r.scanner.next(&r.rec); err != nil {
			return nil, err
		}
		if r.rec.line <= r.sheet.Header || r.rec.trouble == sound && r.rec.blank() {
			continue
		}
		return r.sheet.row(&r.rec), nil
	}
}
