package scimsource

import (
	"context"
	"slices"
)

// What position.Overlap says once a server has shown whether its pages can overlap.
const (
	overlapYes = "y"
	overlapNo  = "n"
)

// overlaps reports whether the page at p is asked for together with the last entry of the page before. Where that is
// what it begins with, nobody has moved to where the reading was before: lists have no memory (RFC 7644 section
// 3.4.2.4), and while somebody goes at their front and somebody comes at their end, totalResults stays as it is.
func (p position) overlaps() bool {
	return p.Way == byIndex && p.Overlap != overlapNo && p.Start > 1 && p.Size > 1 && p.last() != 0
}

// from is the startIndex that is asked for.
func (p position) from() int {
	if p.overlaps() {
		return p.Start - 1
	}
	return p.Start
}

// indexed reads a page by startIndex, with an overlap where the server can: those that count in whole pages give the
// page before again, and those that give one entry a page give nothing new.
func (s *Source) indexed(ctx context.Context, p *position) (*batch, error) {
	b, err := s.fit(ctx, p)
	if err != nil || !b.at.overlaps() {
		return b, err
	}
	useless := b.joined && b.seen == 1 && p.Start <= b.total
	if b.joined && !useless {
		p.Overlap = overlapYes
	}
	if !useless && !b.again {
		return b, nil
	}
	p.Overlap = overlapNo
	if b, err = s.fit(ctx, p); err == nil && !useless && b.known(*p) {
		p.Overlap = "" // it was the list that had moved
	}
	return b, err
}

// moved reports whether a page has nobody whom the page before had, though it was asked for so: others may stand where
// the reading was before. Somebody of them anywhere on the page is enough: who stands before somebody who was read was
// read, too, or is new.
func (b *batch) moved(p position) bool {
	if !b.at.overlaps() || b.refused || b.joined {
		return false
	}
	return !b.known(p)
}

// known reports whether a page has somebody whom the page before had.
func (b *batch) known(p position) bool {
	known := before(p.Tail)
	return slices.ContainsFunc(b.resources, func(r resource) bool { return known[impression(r.ID)] })
}

// back goes back when a list has moved, by whole pages, at least by so many entries, and by twice as much each time
// that it isn't enough: whoever stood behind those who are gone stands now where the reading was before.
func (p *position) back(b *batch, entries int) bool {
	if p.Back++; p.Back > maxBack || p.Largest == 0 {
		return false
	}
	p.Steps = max(1, 2*p.Steps, (entries+p.Largest-1)/p.Largest)
	p.Start = max(1, p.Start-p.Steps*p.Largest)
	p.First, p.Mark = 0, 0 // that of the page before may well come again
	if b.said {
		p.Total = b.total
	}
	return true
}
