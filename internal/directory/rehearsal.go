package directory

import (
	"slices"

	"github.com/usher-id/usher/licensing"
)

// Rehearsal is what the parts of a dry run would have taken that came before the present one. Its zero value is for the
// first part; nil is for a dry run of one part. It is used by one caller at a time.
type Rehearsal struct {
	Source Source // one that is not made yet, of which the changes are; its ID is "" for none

	pools map[string]licensing.PoolChange // by id: by how much their counts would have changed
	onTop *licensing.Facts                // those that have been changed by it
}

// Seats is how many seats of a pool the parts so far would have taken; less than none where they would have freed some.
func (r *Rehearsal) Seats(poolID string) int { return r.pools[poolID].Used }

// Waiting is how many people the parts so far would have had wait for a seat of a pool.
func (r *Rehearsal) Waiting(poolID string) int { return r.pools[poolID].Waiting }

// took adds what a part would have taken.
func (r *Rehearsal) took(c *licensing.Changes) {
	if r == nil || c == nil {
		return
	}
	if r.pools == nil {
		r.pools = map[string]licensing.PoolChange{}
	}
	for _, p := range c.Pools {
		sum := r.pools[p.ID]
		sum.Used, sum.Waiting = sum.Used+p.Used, sum.Waiting+p.Waiting
		r.pools[p.ID] = sum
	}
}

// onto changes the facts as the parts before would have, once.
func (r *Rehearsal) onto(f *Facts) {
	if r == nil {
		return
	}
	if f.Sources != nil && r.Source.ID != "" {
		f.Sources[r.Source.ID] = r.Source
	}
	if f.Licensing == nil || f.Licensing == r.onTop {
		return
	}
	next := *f.Licensing
	next.Pools = slices.Clone(next.Pools)
	for i := range next.Pools {
		p := &next.Pools[i]
		p.Used, p.Waiting = p.Used+r.pools[p.ID].Used, p.Waiting+r.pools[p.ID].Waiting
	}
	f.Licensing, r.onTop = &next, &next
}
