package licensing

import (
	"maps"
	"slices"
	"strings"
)

// Changes are what a ledger has decided: each row once.
type Changes struct {
	Set    []License // inserted, or updated where the id is there
	Remove []string  // ids
	Pools  []PoolChange
	Moves  []Move // of devices, in their order
}

// PoolChange is by how much the counts of a pool change.
type PoolChange struct {
	ID            string
	Used, Waiting int
	Last          int64  // 0 for as it is
	Settings      string // Settings.Text of what they are to be; "" for as they are
}

// Changes are what has to be written, in an order of its own.
func (l *Ledger) Changes() *Changes {
	c := &Changes{Moves: l.moves}
	for _, id := range slices.Sorted(maps.Keys(l.licenses)) {
		was, had := l.original[id]
		switch is := l.licenses[id]; {
		case is == nil && had:
			c.Remove = append(c.Remove, id)
		case is != nil && (!had || *is != was):
			c.Set = append(c.Set, *is)
		}
	}
	for _, p := range l.pools {
		was := l.counts[p.ID]
		change := PoolChange{ID: p.ID, Used: p.Used - was.used, Waiting: p.Waiting - was.waiting}
		if p.Last != was.last {
			change.Last = p.Last
		}
		if change != (PoolChange{ID: p.ID}) {
			c.Pools = append(c.Pools, change)
		}
	}
	slices.SortFunc(c.Pools, func(x, y PoolChange) int { return strings.Compare(x.ID, y.ID) })
	return c
}

// Empty reports whether there is nothing to write.
func (c *Changes) Empty() bool {
	return c == nil || len(c.Set)+len(c.Remove)+len(c.Pools)+len(c.Moves) == 0
}

// Unlicensed reports whether a person waits for a license and has none (rule L3).
func (l *Ledger) Unlicensed(userID string) bool {
	waits := false
	for _, x := range l.of(userID) {
		switch x.State {
		case Active, Grace, Held, Unused:
			return false
		case Waiting:
			waits = true
		}
	}
	return waits
}
