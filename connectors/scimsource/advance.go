package scimsource

import (
	"fmt"
	"math/bits"
)

const (
	maxEmpty = 100 // pages by cursor without a resource, in a row
	maxBack  = 30  // times that pages are read again since the list had moved
)

// advance moves p to behind a page, and says whether it was the last one, and why the reading can't be whole.
func (p *position) advance(b *batch, most int) (done bool, cut string) {
	fresh := b.fresh(*p)
	if p.Way == byCursor {
		done, cut = p.cursor(b, fresh)
	} else {
		done, cut = p.index(b, fresh)
	}
	for _, r := range b.resources {
		if r.ID == "" {
			p.Nameless++
		}
	}
	p.Pages++
	if cut == "" && !done && (p.Start > most || p.Total > 0 && p.Read > 2*p.Total+1000 && p.Way == byCursor) {
		cut = fmt.Sprintf("%s does not end: there were %d entries", p.path(), p.Start-1)
	}
	if cut == "" && done && p.Back > maxBack {
		cut = fmt.Sprintf("%s moved %d times while it was read", p.path(), p.Back)
	}
	known := max(p.Total-p.Twice, p.Read)
	if p.Group {
		p.Groups = known
	} else {
		p.Users = known
	}
	return done || cut != "", cut
}

// fresh counts the resources that the page before did not have, each once.
func (b *batch) fresh(p position) int {
	known, n := before(p.Tail), 0
	for _, r := range b.resources {
		mark := impression(r.ID)
		if r.ID == "" || !known[mark] {
			n++
		}
		known[mark] = true
	}
	return n
}

// remember keeps of a page by what it is known again, and reports a circle of pages. Of earlier pages it knows one at a
// time, the one whose number was the last power of two, which finds any circle in twice its length (R. P. Brent, 1980).
func (p *position) remember(b *batch) (repeated bool) {
	if len(b.resources) == 0 {
		return false
	}
	marks := make([]uint64, 0, len(b.resources))
	for _, r := range b.resources {
		marks = append(marks, impression(r.ID))
	}
	if b.resources[0].ID != "" {
		repeated = p.Mark == marks[0]
		if bits.OnesCount(uint(p.Pages+1)) == 1 {
			p.Mark = marks[0]
		}
	}
	p.First = b.first
	p.Tail = tail(marks)
	return repeated
}

// cursor judges a page that came by cursor (RFC 9865): only the absence of a next cursor is the end.
func (p *position) cursor(b *batch, fresh int) (done bool, cut string) {
	if p.remember(b) || b.again {
		return true, fmt.Sprintf("%s: the same page comes again and again", p.path())
	}
	if b.surplus > 0 {
		return true, fmt.Sprintf("%s: a page of %d entries is more than is read", p.path(), b.items)
	}
	if p.Empty++; len(b.resources) > 0 {
		p.Empty = 0
	}
	if p.Empty > maxEmpty {
		return true, fmt.Sprintf("%s: %d pages in a row are empty", p.path(), p.Empty)
	}
	if b.said && b.total > 0 && (p.Total == 0 || b.total < p.Total) { // it may be an estimate, and people come meanwhile
		p.Total = b.total
	}
	p.Start += len(b.resources)
	p.Read += fresh
	p.Twice += len(b.resources) - fresh
	p.Cursor = b.next
	if b.next != "" {
		return false, ""
	}
	return true, p.short()
}

// index judges a page that came by startIndex (RFC 7644 section 3.4.2.4).
func (p *position) index(b *batch, fresh int) (done bool, cut string) {
	got, beyond := len(b.resources), p.Total > 0 && p.Start > p.Total
	grew := b.said && b.total > p.Total && p.Total > 0
	shrank := b.said && b.total > 0 && b.total < p.Total
	switch {
	case got == 0 && b.again && grew: // so many came to the front that the page before stands here
		p.Start, p.Total = p.Start+b.seen, b.total
		return false, ""
	case b.moved(*p) && p.back(b, p.Total-b.total):
		return false, ""
	case beyond && (got == 0 || fresh == 0): // asked to be sure that this is the end
		return true, p.short()
	case got == 0 && b.again:
		return true, fmt.Sprintf("%s: the same page comes whatever startIndex is asked for, and %d entries of %d came",
			p.path(), p.Read, max(p.Total, b.total))
	case shrank && !b.at.overlaps() && p.back(b, p.Total-b.total):
		return false, ""
	}
	if grew {
		p.Mark = 0
	}
	if b.said {
		p.Total = b.total
	}
	if got == 0 {
		return true, p.short()
	}
	if p.remember(b) {
		return true, fmt.Sprintf("%s: the same page comes again and again", p.path())
	}
	if p.Steps = 0; b.again {
		p.Start += got
	} else {
		p.Start = b.at.from() + b.seen - b.surplus
	}
	p.Read += fresh
	if b.joined || p.Pages == 0 { // else they may come of a list that has moved, and others are missing
		p.Twice += got - fresh
	}
	p.Largest = max(p.Largest, b.seen)
	// A total that is what the page holds, while there is more, is common: what could be a whole page is not believed
	// to be the last.
	if b.said && p.Start > p.Total && b.seen < p.Largest && b.surplus == 0 {
		return true, p.short()
	}
	return false, ""
}

// short says that there should have been more.
func (p *position) short() string {
	if p.Read+p.Twice >= p.Total {
		return ""
	}
	return fmt.Sprintf("%s: there are %d entries, and %d came", p.path(), p.Total, p.Read)
}
