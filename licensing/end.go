package licensing

// end takes a license from somebody: a seat is kept for a while (rule L7), a place in line is not.
func (l *Ledger) end(now *License, why Why) []Event {
	if !now.Seated() || now.State == Held {
		l.set(now, nil)
		return []Event{{What: Released, License: *now}}
	}
	next := *now
	next.State, next.Why, next.Wants, next.Asks = Grace, why, "", 0
	if now.State != Grace {
		next.Until = l.now.Add(GraceTime)
	}
	over := now.State == Grace && l.over(now)
	if p := l.pools[now.PoolID]; p == nil || p.Ended(l.now) || over {
		l.set(now, nil)
		return []Event{{What: Released, License: *now}}
	}
	if next == *now {
		return nil
	}
	l.set(now, &next)
	if now.State == Grace {
		return nil
	}
	return []Event{{What: Ending, License: next}}
}

// over reports whether the time of a license is over that has an end.
func (l *Ledger) over(x *License) bool { return !x.Until.After(l.now) }

// expire frees the seats that were held for somebody whose mailbox has not confirmed in time (rule L6).
func (l *Ledger) expire(s *Subject) (events []Event) {
	for _, x := range l.of(s.UserID) {
		if x.State == Held && l.over(x) {
			l.set(x, nil)
			events = append(events, Event{What: Expired, License: *x})
		}
	}
	return events
}

// stop is the licenses of somebody who is suspended (rule L7). A seat that is held stays so until its time is over.
func (l *Ledger) stop(s *Subject) (events []Event) {
	for _, x := range l.of(s.UserID) {
		if x.State != Merged && x.State != Held {
			events = append(events, l.end(x, Suspended)...)
		}
	}
	return events
}

// release is the licenses of somebody who is deleted: free now (rule L7).
func (l *Ledger) release(s *Subject) (events []Event) {
	for _, x := range l.of(s.UserID) {
		l.set(x, nil)
		if x.State != Merged {
			events = append(events, Event{What: Released, License: *x})
		}
	}
	return events
}
