package csvfile

import (
	"errors"
	"io"
)

// scanner cuts text into rows and cells. Text is UTF-8, or of an encoding that agrees with it below 0x80.
//
// It goes by RFC 4180 and reads what people write besides: rows end with CR, LF or CRLF; a quotation mark in the middle
// of a cell is itself; blanks around a quoted cell are dropped.
//
// A quoted cell that never ends (at the end of the file, or after MaxRow bytes), or behind whose end there is more
// text, makes its row a bad one; reading goes on at the line after the one where the quotation mark stands. That takes
// linear time whatever the file is: what is read again lies within a quoted cell, where quotation marks stand in pairs
// only, and pairs leave no cell open when they are read outside of one. In all, what is read again is less than twice
// what the file holds (FuzzScanner).
type scanner struct {
	source io.Reader
	sep    byte
	bare   [256]bool // what ends a cell that is not quoted
	bounds bounds

	window  []byte
	base    int64 // offset of window[0] in the source
	start   int64 // offset from which the window is still needed
	at      int   // next byte of the window to be looked at
	end     int   // of what the window holds
	drained bool
	failed  error
	again   int64 // bytes that were read again

	line  int // of the byte at
	rec   *record
	spans []span
	cut   bool // the row is too long: the record has of it what it will have, and the window needs to hold none of it
	over  bool // the row has ended but for the end of its line

	mark   int64 // of the quoted cell that is being read; -1 outside of one
	resume int64 // of the first line after its mark; -1 until there is one
}

// bounds are what a scanner goes by: usual ones, but in tests of what happens at them.
type bounds struct {
	chunk int   // bytes that are read of a source at once
	row   int64 // MaxRow
	kept  int64 // bytes of a row that is too long whose cells are kept
	cells int   // that are kept of a row
}

const chunk = 64 << 10

var usual = bounds{chunk: chunk, row: MaxRow, kept: 64 << 10, cells: 2 * MaxColumns}

// trouble is what is wrong with a row as a whole.
type trouble int

const (
	sound  trouble = iota
	long           // more than MaxRow bytes
	open           // a quoted cell never ends
	behind         // there is text behind the end of a quoted cell
)

// record is a row as it stands in the file.
type record struct {
	line, last int // where it begins and ends
	trouble    trouble
	quote      int    // line of the quotation mark of open and behind
	cut        bool   // cells are not all
	cells      []cell // the first of them
	count      int    // of all cells
	surplus    bool   // a cell beyond those kept has text
}

// cell is one of a record: its text as it stands in the file, valid until the next record is read.
type cell struct {
	text    []byte
	doubled bool // each quotation mark in it stands twice
	quoted  bool
}

// span is where a cell stands in the source.
type span struct {
	from, to        int64
	quoted, doubled bool
}

func newScanner(source io.Reader, sep byte) *scanner { return boundScanner(source, sep, usual) }

func boundScanner(source io.Reader, sep byte, b bounds) *scanner {
	s := &scanner{source: source, sep: sep, bounds: b, window: make([]byte, 2*b.chunk), line: 1}
	s.bare[sep], s.bare['\n'], s.bare['\r'] = true, true, true
	return s
}

// next reads a record. io.EOF says that there is none.
func (s *scanner) next(rec *record) error {
	s.start, s.rec, s.spans, s.cut, s.mark, s.resume = s.offset(), rec, s.spans[:0], false, -1, -1
	s.over = false
	if !s.peek() {
		if s.failed != nil {
			return s.failed
		}
		return io.EOF
	}
	*rec = record{line: s.line, cells: rec.cells[:0]}
	for s.cell() {
	}
	if s.failed != nil {
		return s.failed
	}
	if !s.cut {
		s.keep(s.spans)
	}
	return nil
}

// offset is where at stands in the source.
func (s *scanner) offset() int64 { return s.base + int64(s.at) }

// peek reports whether there is a byte at at, after reading on if need be.
func (s *scanner) peek() bool { return s.at < s.end || s.more() }

// more reads on. It reports false at the end of the source. A row that has become too long by now is cut.
func (s *scanner) more() bool {
	if s.drained {
		return false
	}
	if length := s.offset() - s.start; !s.cut && !s.over && length > s.bounds.row && (s.mark < 0 ||
		s.mark-s.start > s.bounds.row) {
		s.shorten()
	}
	if done := int(s.start - s.base); done > 0 && len(s.window)-s.end < s.bounds.chunk {
		copy(s.window, s.window[done:s.end])
		s.base, s.at, s.end = s.start, s.at-done, s.end-done
	}
	if len(s.window)-s.end < s.bounds.chunk {
		s.window = append(s.window, make([]byte, max(len(s.window)/2, s.bounds.chunk))...)
	}
	for range 100 {
		n, err := s.source.Read(s.window[s.end : s.end+min(s.bounds.chunk, len(s.window)-s.end)])
		s.end += n
		if err != nil {
			s.drained = true
			if !errors.Is(err, io.EOF) {
				s.failed = err
			}
		}
		if n > 0 || s.drained {
			return n > 0
		}
	}
	s.drained, s.failed = true, io.ErrNoProgress
	return false
}

// shorten keeps of a row that is too long the cells that end within its first bytes.
func (s *scanner) shorten() {
	n := 0
	for n < len(s.spans) && s.spans[n].to <= s.start+s.bounds.kept {
		n++
	}
	s.keep(s.spans[:n])
	for i := range s.rec.cells {
		s.rec.cells[i].text = append([]byte(nil), s.rec.cells[i].text...)
	}
	if s.rec.trouble == sound {
		s.rec.trouble = long
	}
	s.cut, s.rec.cut, s.rec.surplus = true, true, false
	s.let()
}

// let gives up what stands before at, or before what reading may come back to, when the row is cut.
func (s *scanner) let() {
	if !s.cut {
		return
	}
	if s.start = s.offset(); s.resume >= 0 {
		s.start = s.resume
	}
}

// keep gives the record its cells.
func (s *scanner) keep(spans []span) {
	for _, c := range spans {
		s.rec.cells = append(s.rec.cells, cell{s.window[c.from-s.base : c.to-s.base], c.doubled, c.quoted})
	}
}

// took takes a cell.
func (s *scanner) took(c span) {
	s.rec.count++
	switch {
	case s.cut:
	case len(s.spans) < s.bounds.cells:
		s.spans = append(s.spans, c)
	default:
		s.rec.surplus = s.rec.surplus || c.to > c.from
	}
}

// finish ends the row, before the end of its last line is taken.
func (s *scanner) finish() {
	s.rec.last, s.over = s.line, true
	if !s.cut && s.offset()-s.start > s.bounds.row {
		s.shorten()
	}
}
