package licensing

import (
	"maps"
	"slices"
)

// MaxPromotions is how many licenses one item promotes at most, since all who wait for the account wait for it; who
// is left is promoted by the job that the item leaves behind.
const MaxPromotions = 1000

// Promote gives the seats that have become free to those who are first in line (rule L5), and returns their licenses in
// that order, as they are now.
func (l *Ledger) Promote() (promoted []License) {
	for ids := l.freedPools(); len(ids) > 0; ids = l.freedPools() { // whoever moves to a pool frees a seat of another
		id := ids[0]
		delete(l.freed, id)
		p := l.pools[id]
		for p.Waiting > 0 && p.Free() > 0 && p.Valid(l.now) {
			if len(promoted) == MaxPromotions {
				l.backlog[id] = true
				break
			}
			first := l.first(p)
			if first == nil || p.Free() < p.Takes(first.Wanted()) {
				break // whoever needs more seats than are free is not overtaken
			}
			promoted = append(promoted, *l.seat(first, p))
		}
	}
	return promoted
}

// freedPools are the pools in which there may be a seat for somebody, in the order of the facts.
func (l *Ledger) freedPools() (ids []string) {
	for _, p := range l.facts.Pools {
		if l.freed[p.ID] {
			ids = append(ids, p.ID)
		}
	}
	return ids
}

// Backlog are the pools that have free seats for more people than one item promotes: a job promotes the rest.
func (l *Ledger) Backlog() []string { return slices.Sorted(maps.Keys(l.backlog)) }

// first is who is first in line, or nil where that is not known.
func (l *Ledger) first(p *Pool) *License {
	var best *License
	for _, id := range l.joined[p.ID] {
		if x := l.licenses[id]; x != nil && x.Wants == p.ID && (best == nil || x.before(best)) {
			best = x
		}
	}
	queue := l.facts.Queues[p.ID]
	for l.heads[p.ID] < len(queue) {
		was := &queue[l.heads[p.ID]]
		x := l.load(*was)
		if x != nil && x.Wants == p.ID && x.Requested.Equal(was.Requested) && x.Priority == was.Priority {
			if best == nil || x.before(best) {
				best = x
			}
			return best
		}
		l.heads[p.ID]++ // has gone, waits no more, or was moved and is among joined
	}
	if len(queue) >= l.facts.Heads && l.counts[p.ID].waiting > len(queue) {
		l.lacks = true // others may come before those who came just now
		return nil
	}
	return best
}

// seat gives a license a seat of the pool that it waits for.
func (l *Ledger) seat(x *License, p *Pool) *License {
	next := *x
	next.PoolID, next.Wants, next.Granted = p.ID, "", l.now
	next.Devices, next.Asks = x.Wanted(), 0
	if next.State == Waiting {
		next.State = Active
		if next.Why == Unconfirmed {
			next.hold(l.now)
		}
	}
	if next.Priority == First {
		next.Priority = p.Priority
	}
	l.set(x, &next)
	return l.licenses[x.ID]
}
