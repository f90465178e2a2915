package licensing

import (
	"slices"
	"strings"
	"time"
)

// State is what a license is at (rules L3, L6 and L7).
type State string

// The states. All but the last three have a seat.
const (
	Active  State = "active"  // in force
	Grace   State = "grace"   // about to end: the seat is kept until License.Until (rule L7)
	Held    State = "held"    // kept until License.Until for somebody whose mailbox must confirm first (rule L6)
	Waiting State = "waiting" // in the waiting list of License.Wants (rule L5)
	Unused  State = "unused"  // given, in a pool whose seats are taken by the first activation
	Merged  State = "merged"  // what a person had before the merge with somebody who had the same product (rule M8)
)

// Why says why a license is in grace, or is to be held once it has a seat.
type Why string

// The reasons.
const (
	Left      Why = "left"      // no rule gives it any more
	Suspended Why = "suspended" // the person is suspended

	Unconfirmed Why = "unconfirmed" // it waits, and the mailbox must confirm before it is in force (rule L6)
)

// GraceTime is how long a seat is kept for somebody who has lost it (rule L7).
const GraceTime = 7 * 24 * time.Hour

// HoldTime is how long a seat is held for somebody whose mailbox may still confirm: as long as the link lives that
// was sent there (rule L6). A mail that goes out later, or once more, puts the end off.
const HoldTime = 7 * 24 * time.Hour

// First is the priority of somebody who held a seat before a merge: first in line (rule M8).
const First = 1 << 30

// License is one product of one person: at most one of a product, not counting those that are Merged.
type License struct {
	ID       string
	UserID   string
	Product  string
	State    State
	PoolID   string // whose seat it has, or would have when Unused; "" while it has none
	Wants    string // for whose seat it waits, be it beside the one that it has: a move leaves no gap (rule L6)
	RuleID   string // what gave it; "" where an administrator did
	Direct   bool   // an administrator gave it to this person
	Devices  int    // how many devices it allows
	Asks     int    // how many it is to allow in the pool that it waits for beside its seat; 0 for as many
	Priority int    // in the waiting list; the higher the earlier
	Why      Why
	Homes    string // users from whom it came by merges, the last one last, blanks between them (rule M8)
	Mail     bool   // its key is to be sent as soon as it has one to give (rule L9)

	Requested time.Time // when the seat was asked for
	Granted   time.Time // when it was given; zero while it has none
	Until     time.Time // end of Grace or Held; zero otherwise
	KeyHash   string    // of the key that devices activate with; see package key
}

// Seated reports whether the license holds a seat.
func (l *License) Seated() bool {
	return l != nil && (l.State == Active || l.State == Grace || l.State == Held)
}

// Wanted is how many devices the license is to allow in the pool that it waits for.
func (l *License) Wanted() int {
	if l.Asks > 0 {
		return l.Asks
	}
	return l.Devices
}

// InForce reports whether devices may work by it.
func (l *License) InForce() bool { return l.State == Active || l.State == Grace && l.Why == Left }

// Home is the user from whom the last merge took the license; "" for none.
func (l *License) Home() string {
	return l.Homes[strings.LastIndexByte(l.Homes, ' ')+1:]
}

// Had reports whether a merge took the license from a user, be it some merges ago.
func (l *License) Had(userID string) bool { return slices.Contains(strings.Fields(l.Homes), userID) }

// hold is a license that has got a seat just now, for somebody whose mailbox must confirm first.
func (l *License) hold(now time.Time) {
	l.State, l.Why, l.Until = Held, "", now.Add(HoldTime)
}

// before is the order of the waiting list (rule L5).
func (l *License) before(other *License) bool {
	switch {
	case l.Priority != other.Priority:
		return l.Priority > other.Priority
	case !l.Requested.Equal(other.Requested):
		return l.Requested.Before(other.Requested)
	}
	return l.ID < other.ID
}
