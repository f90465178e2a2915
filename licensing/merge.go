package licensing

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// absorb gives the licenses of somebody whose records are all another user's to that user. Two of one product
// become one, and the other is freed (rule M8).
func (l *Ledger) absorb(s *Subject) (events []Event) {
	for _, x := range l.of(s.UserID) {
		if x.State == Merged {
			continue
		}
		theirs, _ := l.current(s.Into, x.Product)
		if theirs == nil || better(x, theirs) {
			if theirs != nil {
				l.setAside(theirs)
				l.moves = append(l.moves, Move{From: theirs.ID, To: x.ID})
				events = append(events, Event{What: JoinedIn, License: *x})
			}
			next := *x
			next.UserID, next.Homes = s.Into, strings.TrimSpace(x.Homes+" "+s.UserID)
			l.set(x, &next)
			continue
		}
		l.setAside(x)
		l.moves = append(l.moves, Move{From: x.ID, To: theirs.ID})
		events = append(events, Event{What: JoinedIn, License: *theirs})
	}
	return events
}

// setAside frees a license's seat, and remembers that its person had it, and of which pool an administrator gave it.
func (l *Ledger) setAside(x *License) {
	next := *x
	next.State, next.PoolID, next.Wants, next.Asks, next.Until, next.Why = Merged, "", "", 0, time.Time{}, ""
	if x.Direct {
		next.PoolID = cmp.Or(x.Wants, x.PoolID)
	}
	l.set(x, &next)
}

// better reports whether a license is the one that stays of two of one product: the one that is most in force.
func better(x, y *License) bool {
	if x.State == Held && x.Direct && !y.Direct {
		return true // what an administrator gives counts before rules (rule L6)
	}
	order := []State{Active, Held, Grace, Unused, Waiting}
	a, b := slices.Index(order, x.State), slices.Index(order, y.State)
	if a != b {
		return a < b
	}
	return x.State == Waiting && x.before(y)
}

// reunite gives somebody who is taken out of a merge what was its own (rule M8).
func (l *Ledger) reunite(s *Subject) (events []Event) {
	l.of(s.UserID)
	away := l.away[s.UserID]
	delete(l.away, s.UserID)
	for _, id := range away {
		x := l.licenses[id]
		if x == nil || x.Home() != s.UserID {
			continue
		}
		if own, _ := l.current(s.UserID, x.Product); own != nil {
			l.note(x) // has got another one since; this one comes back once that is gone
			continue
		}
		next := *x
		next.UserID, next.Homes = s.UserID, strings.TrimSpace(strings.TrimSuffix(x.Homes, s.UserID))
		l.set(x, &next)
		l.moves = append(l.moves, Move{To: x.ID, Back: true})
		events = append(events, Event{What: Returned, License: next})
	}
	return events
}
