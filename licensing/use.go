package licensing

// use has a license of a pool that counts from first use take its seat, or wait in line for one. A license that has
// its seat stays as it is.
func (l *Ledger) use(s *Subject, o *Order) ([]Event, *Shortage, Problem) {
	now, _ := l.current(s.UserID, o.Product)
	switch {
	case now == nil:
		return nil, nil, NoLicense
	case s.Standing != Present:
		return nil, nil, Inactive
	case now.State != Unused:
		return nil, nil, ""
	}
	p := l.pools[now.PoolID]
	if p == nil || !p.Valid(l.now) {
		return nil, nil, NoPool
	}
	next := *now
	next.Requested = l.requested(p)
	if p.Waiting == 0 && p.Free() >= p.Takes(next.Devices) {
		next.State, next.Granted = Active, l.now
		l.set(now, &next)
		return []Event{{What: Granted, License: next}}, nil, ""
	}
	next.State, next.PoolID, next.Wants = Waiting, "", p.ID
	l.set(now, &next)
	return []Event{{What: Queued, License: next, Missing: l.missing(p, 0)}}, nil, ""
}
