package scimsource

import "context"

// What position.Overlap says.
const (
	overlapYes = "y"
	overlapNo  = "n"
)

// overlaps reports whether the page at p is asked for together with the last entry of the page before. Where that is what it begins
// with, nobody has moved to where the reading was before: lists have no memory (RFC 7644 section 3.4.2.4), and while somebody goes at
// their front and somebody comes at their end, totalResults stays as it is.
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

// indexed reads a page by startIndex, with an overlap where the server can: those that count in whole pages give the page before
// again, and those that give one entry a page give nothing new.
func (s *Source) indexed(ctx context.Context, p *position) (*batch, error) {
	b, err := s.fit(ctx, p)
	if err != nil || !b.at.overlaps() {
		return b, err
	}
	useless := b.joined && b.seen == 1 && p.Start <= b.total
	if !useless && !b.again {
		return b, nil
	}
	p.Overlap = overlapNo
	return s.fit(ctx, p)
}

// moved reports whether a page does not begin where the page before ended, and whether it has what stood there before is not known.
func (b *batch) moved(p position) bool {
	return b.at.overlaps() && !b.joined && !before(p.Tail)[b.first]
}
