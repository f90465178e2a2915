package licensing

import (
	"strings"
	"time"
)

// MaxPosition is how far back in a waiting list somebody's place is told by number: to know it the list is gone through
// from its head.
const MaxPosition = 100

// Shown is a license as everybody may see it who sees its person.
type Shown struct {
	Product   string
	Pool      string // name of the pool whose seat it has or, without one, for whose seat it waits
	WaitsFor  string // name of the pool for whose seat it waits beside the one that it has (rule L6)
	State     State
	Direct    bool
	Rule      int    // number of the rule that gave it; 0 for none that is there
	By        string // Conditions.Kinds of that rule
	Requested time.Time
	Granted   time.Time // zero while it has no seat
	Until     time.Time // end of Grace; zero otherwise
	Devices   int       // how many devices it allows
	Position  int       // in the waiting list, from 1; 0 for who doesn't wait, stands behind MaxPosition, or is not known
}

// Kinds of what a rule can ask for, and default for a rule that asks for nothing.
const (
	byFilter      = "filter"
	byGroup       = "group"
	bySource      = "source"
	byDomain      = "domain"
	byEntitlement = "entitlement"
	byDefault     = "default"
)

// Kinds say what a rule asks for, blanks between them: filter, group, source, domain and entitlement, or default.
func (c Conditions) Kinds() string {
	var kinds []string
	for _, k := range []struct{ kind, asks string }{
		{byFilter, c.Filter}, {byGroup, c.GroupID}, {bySource, c.SourceID}, {byDomain, c.Domain},
		{byEntitlement, c.Entitlement},
	} {
		if k.asks != "" {
			kinds = append(kinds, k.kind)
		}
	}
	if kinds == nil {
		return byDefault
	}
	return strings.Join(kinds, " ")
}

// Shown are a person's licenses by now, in the order of their products, without those that merges have set aside. The
// ledger does not know the whole of a waiting list, so none has a position.
func (l *Ledger) Shown(userID string) []Shown {
	var list []Shown
	for _, x := range l.of(userID) {
		if x.State == Merged {
			continue
		}
		s := Shown{
			Product: x.Product, State: x.State, Direct: x.Direct, Requested: x.Requested, Granted: x.Granted, Until: x.Until,
			Devices: x.Devices,
		}
		s.Pool, s.WaitsFor = l.name(x.PoolID), l.name(x.Wants)
		if x.PoolID == "" {
			s.Pool, s.WaitsFor = s.WaitsFor, ""
		}
		for i := range l.rules {
			if r := &l.rules[i]; r.ID == x.RuleID {
				s.Rule, s.By = r.Number, r.Kinds()
			}
		}
		list = append(list, s)
	}
	return list
}

// name is that of a pool; "" for none.
func (l *Ledger) name(poolID string) string {
	if p := l.pools[poolID]; p != nil {
		return p.Name
	}
	return ""
}
