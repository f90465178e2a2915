// Package licensing decides who gets which license from limited pools (rules L1 to L7): pure functions over what is
// known, one person after the other, without a database. A Ledger is the account's licenses as far as a batch of
// changes needs them; what it decides is read from its Changes and written together with everything else that the batch
// changes (rule I2).
package licensing

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/usher-id/usher/scim/filter"
)

// Facts are what a ledger starts from.
type Facts struct {
	Pools    []Pool
	Rules    []Rule
	Queues   map[string][]License // by pool: those who wait, first in line first, as many as Heads
	Heads    int
	Names    map[string]string    // of the users in Queues: their login addresses
	Records  map[string]string    // and a record of each
	Licenses map[string][]License // by user; whoever is not there has none
}

// NextRule is a number for a rule that counts after all others.
func (f *Facts) NextRule() int {
	last := 0
	for i := range f.Rules {
		last = max(last, f.Rules[i].Number)
	}
	return last/10*10 + 10
}

// Ledger is an account's licenses while a batch is decided.
type Ledger struct {
	now        time.Time
	compile    Compiler
	predicates map[string]filter.Predicate
	pools      map[string]*Pool
	products   []string
	rules      []Rule
	facts      *Facts

	licenses map[string]*License // by id, as they are by now; nil: gone
	original map[string]License  // as they were
	byUser   map[string][]string // ids
	loaded   map[string]bool     // users whose licenses are among byUser
	joined   map[string][]string // by pool: ids of those who have begun to wait
	heads    map[string]int      // by pool: how many of the facts' queue have been gone through
	freed    map[string]bool     // pools in which there may be a seat for somebody who waits
	lacks    bool                // more of a queue must be known
	moves    []Move
	touched  map[string]bool      // users whose licenses have changed
	away     map[string][]string  // by user: ids of licenses that a merge has taken to another user
	backlog  map[string]bool      // pools with free seats for more people than one item promotes
	counts   map[string]poolCount // as they were
}

type poolCount struct {
	used, waiting int
	last          int64
}

// Move says that the devices of one license are another one's now, or, with Back, its own again.
type Move struct {
	From, To string
	Back     bool
}

// NewLedger returns a ledger over facts, at a moment.
func NewLedger(f *Facts, compile Compiler, now time.Time) *Ledger {
	l := &Ledger{
		now: now, compile: compile, facts: f, predicates: map[string]filter.Predicate{}, pools: map[string]*Pool{},
		licenses: map[string]*License{}, original: map[string]License{}, byUser: map[string][]string{},
		loaded: map[string]bool{},
		joined: map[string][]string{}, heads: map[string]int{}, freed: map[string]bool{}, counts: map[string]poolCount{},
		away: map[string][]string{}, touched: map[string]bool{}, backlog: map[string]bool{},
	}
	for _, p := range f.Pools {
		l.pools[p.ID] = &p
		l.counts[p.ID] = poolCount{p.Used, p.Waiting, p.Last}
		if p.Waiting > 0 && p.Free() > 0 {
			l.freed[p.ID] = true // seats came by more than one item promotes for
		}
		if !slices.Contains(l.products, p.Product) {
			l.products = append(l.products, p.Product)
		}
	}
	slices.Sort(l.products)
	l.rules = slices.Clone(f.Rules)
	slices.SortFunc(l.rules, compareRules)
	return l
}

// Idle reports whether the account has no pools, so that nobody has a license.
func (l *Ledger) Idle() bool { return len(l.pools) == 0 }

// ByGroup reports whether a rule asks for a group, of all or of the one that is named.
func (l *Ledger) ByGroup(groupID string) bool {
	return slices.ContainsFunc(l.rules, func(r Rule) bool {
		return r.GroupID != "" &&
			(groupID == "" || r.GroupID == groupID)
	})
}

// Lacks reports whether the ledger has gone through a waiting list as far as it is known, and must know more.
func (l *Ledger) Lacks() bool { return l.lacks }

// Pool is a pool as it is by now, or nil.
func (l *Ledger) Pool(id string) *Pool { return l.pools[id] }

// Touched reports whether a person's licenses have changed.
func (l *Ledger) Touched(userID string) bool { return l.touched[userID] }

// Turned are the users whose licenses have changed since it was last asked.
func (l *Ledger) Turned() map[string]bool {
	turned := l.touched
	l.touched = map[string]bool{}
	return turned
}

// of are a person's licenses by now, in the order of their products.
func (l *Ledger) of(userID string) []*License {
	if !l.loaded[userID] {
		l.loaded[userID] = true
		for _, x := range l.facts.Licenses[userID] {
			l.load(x)
		}
	}
	var list []*License
	for _, id := range l.byUser[userID] {
		if x := l.licenses[id]; x != nil && x.UserID == userID {
			list = append(list, x)
		}
	}
	slices.SortFunc(list, func(x, y *License) int {
		return cmp.Or(strings.Compare(x.Product, y.Product), strings.Compare(x.ID, y.ID))
	})
	return list
}

// Licenses are a person's licenses by now.
func (l *Ledger) Licenses(userID string) []License {
	var list []License
	for _, x := range l.of(userID) {
		list = append(list, *x)
	}
	return list
}

// load takes a license from the facts, unless it is known already: a person who waits is known from a queue, too.
func (l *Ledger) load(x License) *License {
	if _, known := l.original[x.ID]; !known {
		l.original[x.ID] = x
		l.licenses[x.ID] = &x
		l.byUser[x.UserID] = append(l.byUser[x.UserID], x.ID)
		l.note(&x)
	}
	return l.licenses[x.ID]
}

// Away makes licenses known that a merge has taken from somebody who comes out of it.
func (l *Ledger) Away(list []License) {
	for _, x := range list {
		l.load(x)
	}
}

// note remembers from whom a merge has taken a license.
func (l *Ledger) note(x *License) {
	if home := x.Home(); home != "" && !slices.Contains(l.away[home], x.ID) {
		l.away[home] = append(l.away[home], x.ID)
	}
}

// current is a person's license of a product that counts, and one that a merge has set aside; or nil.
func (l *Ledger) current(userID, product string) (now, aside *License) {
	for _, x := range l.of(userID) {
		switch {
		case x.Product != product:
		case x.State == Merged:
			aside = x
		default:
			now = x
		}
	}
	return now, aside
}

// set puts a license in the place of what it was, and keeps the pools' counts.
func (l *Ledger) set(was, is *License) {
	l.account(was, -1)
	l.account(is, +1)
	for _, x := range []*License{was, is} {
		if x != nil {
			l.touched[x.UserID] = true
		}
	}
	id := ""
	switch {
	case is != nil:
		id = is.ID
		next := *is
		l.licenses[id] = &next
		if !slices.Contains(l.byUser[next.UserID], id) {
			l.byUser[next.UserID] = append(l.byUser[next.UserID], id)
		}
		l.note(&next)
	case was != nil:
		l.licenses[was.ID] = nil
	}
	if is != nil && is.Wants != "" && (was == nil || was.Wants != is.Wants || was.Wanted() != is.Wanted() ||
		was.Priority != is.Priority || !was.Requested.Equal(is.Requested)) {
		l.joined[is.Wants] = append(l.joined[is.Wants], id)
		l.freed[is.Wants] = true // there may be a seat for it
	}
}

// account counts a license in its pools, or takes it out.
func (l *Ledger) account(x *License, n int) {
	if x == nil {
		return
	}
	if p := l.pools[x.PoolID]; p != nil && x.Seated() {
		p.Used += n * p.Takes(x.Devices)
		if n < 0 {
			l.freed[p.ID] = true
		}
	}
	if p := l.pools[x.Wants]; p != nil {
		p.Waiting += n
		if n < 0 {
			l.freed[p.ID] = true // who came after somebody who needed more seats may be next
		}
	}
}

// requested is a moment after all at which anybody asked for a seat of the pool (rule L5), whatever the clocks of
// several servers say.
func (l *Ledger) requested(p *Pool) time.Time {
	p.Last = max(l.now.UnixMicro(), p.Last+1)
	return time.UnixMicro(p.Last).UTC()
}
