package licensing

import "time"

// rest has a license of a pool that counts from first use give back the seat that none of its devices needs any
// more; the next activation takes one again. A license by which a device works stays as it is, and so does one of
// another pool.
func (l *Ledger) rest(s *Subject, o *Order) []Event {
	now, _ := l.current(s.UserID, o.Product)
	if now == nil || now.ID != o.LicenseID || o.Working || now.State != Active {
		return nil
	}
	if p := l.pools[now.PoolID]; p == nil || !p.FirstUse {
		return nil
	}
	next := *now
	next.State, next.Granted, next.Wants, next.Asks = Unused, time.Time{}, "", 0
	l.set(now, &next)
	return []Event{{What: Rested, License: next}}
}
