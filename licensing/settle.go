package licensing

import (
	"slices"
	"time"
)

// Standing is what has become of a person.
type Standing int

// The standings.
const (
	Present Standing = iota // active
	Stopped                 // suspended, or wholly in review
	Gone                    // deleted
	Asked                   // nobody yet: the mailbox says who it is, or who decides of the record (rules M5 and L6)
)

// Subject is a person whose licenses are to be settled.
type Subject struct {
	Person
	Standing Standing
	Into     string // of somebody whose records are all another user's now: that user (rule M8)
	Entering bool   // the person is created, or active again, at a door that may refuse (rule L3)
	Case     string // id of the log entry

	Unconfirmed bool // nobody but an administrator has said the address, and its mailbox has not confirmed it (rule L6)
}

// What says what has happened to a license.
type What string

// What happens.
const (
	Granted  What = "granted"
	Queued   What = "queued"
	Moved    What = "moved"    // to another pool
	Ending   What = "ending"   // grace has begun
	Kept     What = "kept"     // came back within the grace
	Released What = "released" // the seat, or the place in line, is free
	Rested   What = "rested"   // the seat is free until a device activates
	Returned What = "returned" // by an unmerge
	JoinedIn What = "joined"   // two of one product have become one

	Holding   What = "held"      // a seat is held until the mailbox confirms
	Confirmed What = "confirmed" // the mailbox has confirmed: the license is in force
	Expired   What = "expired"   // the mailbox has not confirmed in time: the seat is free
)

// Event is one thing that has happened to a license.
type Event struct {
	What    What
	License License // as it is now; of Released, as it was
	Missing int     // with Queued: how many seats are missing
}

// Shortage refuses somebody for whom a strict pool has no seat (rules L3 and L10).
type Shortage struct {
	Pool    Pool
	Missing int // seats that are missing for this person and those who wait
}

// Settle gives a person the licenses that the rules have for it now, and takes those that they have not.
// A Shortage refuses the person: then nothing has changed.
func (l *Ledger) Settle(s *Subject) ([]Event, *Shortage) {
	if s.Standing == Present && s.Entering {
		if short := l.shortage(s); short != nil {
			return nil, short
		}
	}
	switch {
	case s.Into != "":
		return l.absorb(s), nil
	case s.Standing == Gone:
		return l.release(s), nil
	case s.Standing == Asked:
		return l.expire(s), nil
	case s.Standing == Stopped:
		return append(l.expire(s), l.stop(s)...), nil
	}
	events := l.reunite(s)
	for _, product := range l.productsOf(s.UserID) {
		events = append(events, l.product(s, product)...)
	}
	return events, nil
}

// productsOf are the account's products, and those of which the person has a license.
func (l *Ledger) productsOf(userID string) []string {
	products := l.products
	for _, x := range l.of(userID) {
		if !slices.Contains(products, x.Product) {
			products = append(slices.Clone(products), x.Product)
		}
	}
	return products
}

// target is what the person is to have of a product: the pool, what gives it, and for how many devices; nil for
// nothing. What an administrator gave and a merge has set aside counts once the person has nothing else (rule M8).
func (l *Ledger) target(s *Subject, now, aside *License, product string) (p *Pool, ruleID string, devices int) {
	given := now
	if now == nil {
		given = aside
	}
	if given != nil && given.Direct {
		for _, id := range []string{given.Wants, given.PoolID} {
			if pool := l.pools[id]; pool != nil && pool.Valid(l.now) {
				return pool, "", given.Devices
			}
		}
	}
	if r := l.rule(product, &s.Person); r != nil {
		p = l.pools[r.PoolID]
		return p, r.ID, p.DeviceLimit()
	}
	return nil, "", 0
}

// shortage is the first strict pool that has no seat for somebody who comes in.
func (l *Ledger) shortage(s *Subject) *Shortage {
	for _, product := range l.products {
		now, aside := l.current(s.UserID, product)
		if now.Seated() {
			continue
		}
		p, _, devices := l.target(s, now, aside, product)
		if p == nil || !p.Strict || p.FirstUse {
			continue
		}
		if needs := p.Takes(devices); p.Waiting > 0 || p.Free() < needs {
			return &Shortage{Pool: *p, Missing: l.missing(p, 1)}
		}
	}
	return nil
}

// missing is how many seats a pool lacks, of which one at least is missing, for all who wait and for so many more
// people.
func (l *Ledger) missing(p *Pool, more int) int { return max(1, p.Missing(p.Waiting+more, 0)) }

// product settles one product of somebody who is active.
func (l *Ledger) product(s *Subject, product string) []Event {
	now, aside := l.current(s.UserID, product)
	p, ruleID, devices := l.target(s, now, aside, product)
	switch {
	case p == nil && now == nil:
		if aside != nil {
			l.set(aside, nil)
		}
		return nil
	case p == nil:
		return l.end(now, Left)
	case now == nil:
		return l.give(s, p, ruleID, devices, aside)
	case now.State == Held && s.Unconfirmed && l.over(now):
		l.set(now, nil)
		return append([]Event{{What: Expired, License: *now}}, l.product(s, product)...)
	}
	next := *now
	next.RuleID, next.Why, next.Until = ruleID, "", time.Time{}
	switch now.State {
	case Waiting:
		if s.Unconfirmed {
			next.Why = now.Why
		}
		next.Devices = devices
		if p.FirstUse && now.Wants != p.ID { // there nobody waits whose device has not asked for a seat
			next.Priority = p.Priority
			return l.allocate(s, next, now, p)
		}
		next.Wants = p.ID
		if next.Wants != now.Wants {
			next.Requested = l.requested(p)
		}
	case Unused:
		if next.PoolID = p.ID; !p.FirstUse {
			next.Devices, next.Priority = devices, p.Priority // the same license: its key may be out already
			return l.allocate(s, next, now, p)
		}
		next.Devices = devices
	case Held:
		if s.Unconfirmed {
			next.Until = now.Until
			break
		}
		next.State = Active
	default:
		next.State = Active
	}
	if now.Seated() {
		l.reseat(now, &next, p, devices)
	}
	if next == *now {
		return nil
	}
	l.set(now, &next)
	switch {
	case now.State == Grace:
		return []Event{{What: Kept, License: next}}
	case now.State == Held && next.State == Active:
		return []Event{{What: Confirmed, License: next}}
	case now.PoolID != next.PoolID:
		return []Event{{What: Moved, License: next}}
	case now.Wants != next.Wants && next.Wants != "":
		return []Event{{What: Queued, License: next, Missing: l.missing(p, 0)}}
	}
	return nil
}

// reseat moves a license that has a seat to the pool that is to give it: at once where that has a free seat and
// nobody waits for one, else the license keeps its seat and waits (rule L6).
func (l *Ledger) reseat(now, next *License, p *Pool, devices int) {
	had := 0
	if now.PoolID == p.ID {
		had = p.Takes(now.Devices)
	}
	needs := p.Takes(devices) - had
	fits := needs <= 0 || p.Waiting == 0 && p.Free() >= needs
	switch {
	case now.PoolID == p.ID && !fits:
		next.Wants, next.Asks = "", 0 // it keeps the number of devices that it has
	case fits:
		next.PoolID, next.Wants, next.Devices, next.Asks = p.ID, "", devices, 0
	case next.Wants != p.ID:
		next.Wants, next.Asks, next.Requested, next.Priority = p.ID, devices, l.requested(p), p.Priority
	default:
		next.Asks = devices
	}
}

// give makes a new license, or revives the one that a merge has set aside.
func (l *Ledger) give(s *Subject, p *Pool, ruleID string, devices int, aside *License) []Event {
	next := License{
		ID: Derived(s.Case, s.UserID, p.Product), UserID: s.UserID, Product: p.Product, RuleID: ruleID, Devices: devices,
		Priority: p.Priority,
	}
	if aside != nil {
		next = *aside
		next.RuleID, next.Devices, next.Priority = ruleID, devices, First
		next.Direct = next.Direct && ruleID == ""
		l.moves = append(l.moves, Move{To: aside.ID, Back: true})
	}
	return l.allocate(s, next, aside, p)
}

// allocate finds a seat for a license, or a place in line.
func (l *Ledger) allocate(s *Subject, next License, was *License, p *Pool) []Event {
	next.Requested, next.Wants, next.Until, next.Why = l.requested(p), "", time.Time{}, ""
	needs := p.Takes(next.Devices)
	switch {
	case p.FirstUse:
		next.State, next.PoolID = Unused, p.ID
		l.set(was, &next)
		return nil
	case p.Free() >= needs && (p.Waiting == 0 || next.Priority == First):
		next.State, next.PoolID, next.Granted = Active, p.ID, l.now
		if next.Priority == First {
			next.Priority = p.Priority
		}
		l.set(was, &next)
		return []Event{{What: Granted, License: next}}
	}
	next.State, next.PoolID, next.Wants = Waiting, "", p.ID
	l.set(was, &next)
	return []Event{{What: Queued, License: next, Missing: l.missing(p, 0)}}
}
