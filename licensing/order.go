package licensing

import "time"

// Verb is what an administrator decides about a person's license.
type Verb string

// The verbs.
const (
	Assign Verb = "assign" // give a license of the pool to the person, whatever rules say (rule L6)
	Revoke Verb = "revoke" // take what was assigned, or free a seat in grace now (rule L7)
	Place  Verb = "place"  // change the priority in the waiting list (rule L5)
	Rest   Verb = "rest"   // the last device is released: give the seat back, in a pool that counts from first use
	Use    Verb = "use"    // a device activates: take the seat, in a pool that counts from first use
)

// Order is a decision about one license of one person.
type Order struct {
	Do      Verb
	PoolID  string // with Assign: the pool
	Product string // with the others: whose license it is
	Devices int    // with Assign: for how many devices; 0 for as many as the pool says
	Queue   bool   // with Assign: wait where no seat is free (rule L4)
	Over    bool   // with Assign: take a seat beyond what the pool has (rule L4)
	Spare   bool   // with Assign: give no license where no seat is free, instead of refusing (rule L4)
	// with Assign: send the key; of somebody whose mailbox has not confirmed, the seat is held until it has (rules L6
	// and L9)
	Mail     bool
	Priority int // with Place

	LicenseID string // with Rest: the license
	Working   bool   // with Rest: devices hold slots of it, as is known when it is carried out

	MailWait time.Duration // with Mail: how long others leave the mail to who orders
}

// Problem says why an order can't be carried out.
type Problem string

// The problems.
const (
	NoPool     Problem = "pool"    // there is no such pool, or it is not valid now
	NoLicense  Problem = "none"    // the person has no license of the product
	ByRule     Problem = "rule"    // a rule gives it, and would again
	NotWaiting Problem = "place"   // the license does not wait
	Inactive   Problem = "stopped" // the person is suspended
)

// Carry carries an order out about a person, who has been settled already.
func (l *Ledger) Carry(s *Subject, o *Order) ([]Event, *Shortage, Problem) {
	switch o.Do {
	case Assign:
		return l.assign(s, o)
	case Use:
		return l.use(s, o)
	case Rest:
		return l.rest(s, o), nil, ""
	}
	now, aside := l.current(s.UserID, o.Product)
	switch {
	case now == nil:
		return nil, nil, NoLicense
	case o.Do == Place && now.Wants == "":
		return nil, nil, NotWaiting
	case o.Do == Place:
		next := *now
		if next.Priority = o.Priority; next != *now {
			l.set(now, &next)
		}
		return nil, nil, ""
	case !now.Direct && now.State != Grace:
		return nil, nil, ByRule
	}
	was := *now
	if aside != nil && aside.Direct { // it would come back in the place of what is taken
		next := *aside
		next.Direct, next.PoolID = false, ""
		l.set(aside, &next)
	}
	if now.Direct && s.Standing == Present {
		next := *now
		next.Direct = false
		l.set(now, &next)
		if r := l.rule(o.Product, &s.Person); r != nil {
			return l.product(s, o.Product), nil, ""
		}
		now = l.licenses[next.ID]
	}
	l.set(now, nil)
	return []Event{{What: Released, License: was}}, nil, ""
}

// assign gives a license whatever rules say.
func (l *Ledger) assign(s *Subject, o *Order) ([]Event, *Shortage, Problem) {
	p := l.pools[o.PoolID]
	switch {
	case p == nil || !p.Valid(l.now):
		return nil, nil, NoPool
	case s.Standing != Present && s.Standing != Asked:
		return nil, nil, Inactive
	}
	devices := o.Devices
	if devices == 0 {
		devices = p.DeviceLimit()
	}
	now, aside := l.current(s.UserID, p.Product)
	if now != nil && now.PoolID == p.ID && now.Direct && now.Devices == devices &&
		(now.State == Active || now.State == Held && o.Mail) {
		if o.Mail {
			again := *now
			again.Mail = true
			l.set(now, &again)
		}
		return nil, nil, ""
	}
	had := 0
	if now.Seated() && now.PoolID == p.ID {
		had = p.Takes(now.Devices)
	}
	needs, waiting := p.Takes(devices)-had, p.Waiting
	if now != nil && now.Wants == p.ID {
		waiting-- // the others: this person's own place is in what is asked for
	}
	fits := needs <= 0 || p.FirstUse && !now.Seated() || o.Over || waiting == 0 && p.Free() >= needs
	if !fits && !o.Queue && o.Spare {
		return nil, nil, ""
	}
	if !fits && !o.Queue {
		return nil, &Shortage{Pool: *p, Missing: max(1, p.Missing(waiting, needs))}, ""
	}
	next := License{ID: Derived(s.Case, s.UserID, p.Product), UserID: s.UserID, Product: p.Product, Priority: p.Priority}
	was := now
	switch {
	case now != nil:
		next = *now
	case aside != nil:
		next, was = *aside, aside
	}
	next.Direct, next.RuleID, next.Why, next.Until, next.Mail = true, "", "", time.Time{}, next.Mail || o.Mail
	unproved := s.Unconfirmed && (o.Mail || s.Standing == Asked) && (now == nil || now.State != Active &&
		now.State != Grace)
	switch {
	case p.FirstUse && !now.Seated():
		next.State, next.PoolID, next.Wants, next.Devices, next.Asks = Unused, p.ID, "", devices, 0
	case fits:
		if !now.Seated() {
			next.Requested, next.Granted = l.requested(p), l.now
		}
		next.State, next.PoolID, next.Wants, next.Devices, next.Asks = Active, p.ID, "", devices, 0
		if unproved {
			next.hold(l.now)
		}
	case now.Seated() && unproved:
		next.State, next.Until, next.Wants, next.Asks = Held, now.Until, p.ID, devices
		next.Requested, next.Priority = l.requested(p), p.Priority
	case now.Seated():
		next.State, next.Wants, next.Asks, next.Requested, next.Priority = Active, p.ID, devices, l.requested(p), p.Priority
	default:
		next.State, next.PoolID, next.Wants, next.Devices, next.Asks = Waiting, "", p.ID, devices, 0
		next.Requested = l.requested(p)
		if unproved {
			next.Why = Unconfirmed
		}
	}
	l.set(was, &next)
	switch {
	case next.Wants != "":
		return []Event{{What: Queued, License: next, Missing: l.missing(p, 0)}}, nil, ""
	case now != nil && now.Seated() && next.PoolID != now.PoolID:
		return []Event{{What: Moved, License: next}}, nil, ""
	case next.State == Held:
		return []Event{{What: Holding, License: next}}, nil, ""
	}
	return []Event{{What: Granted, License: next}}, nil, ""
}
