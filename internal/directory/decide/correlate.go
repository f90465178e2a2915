package decide

import (
	"slices"
	"strings"

	"github.com/usher-id/usher/internal/directory"
)

// correlation is who the person behind a record turns out to be.
type correlation struct {
	userID    string
	parentID  string // the record that it is linked to
	homeID    string
	rule      string              // that linked or admitted it
	standing  []string            // domains by which it is linked
	waits     []candidate         // who must be decided about first
	held      []directory.Address // that are not let in, while the rest of the record is
	heldFor   []candidate         // who must be decided about before they are
	suggests  []candidate         // who may be the same person, which changes nothing
	displace  []*directory.Record // who give way to it (rule M2e)
	doubts    []*directory.Record // of others, who may be this person rather than the one they are part of
	successor *directory.Record   // who hung in the place that the record had, and hangs on it again
	flag      string              // of a new user
}

// candidate is a user who may be the person behind a record.
type candidate struct {
	userID string
	reason directory.Reason
	flags  []string
}

// maxAbsorbed bounds how many merges of whole users are followed.
const maxAbsorbed = 8

// correlate finds the person behind a record that has passed the gate and has no user (rule M2).
func (b *batch) correlate(rec *directory.Record) correlation {
	b.policy() // asked together with the first questions, so that a link costs one round trip more
	self, back := b.home(rec)
	switch b.separated(rec, back) {
	case never: // an administrator has said since that this is somebody else
		rec.HomeID, self, back = "", "", nil
	case likeThem:
		return correlation{waits: []candidate{b.candidate(self, directory.WasApart)}}
	}
	d := b.search(rec, self, rec.Addresses(), b.immutable(rec))
	switch {
	case len(d.waits) > 0:
		return d
	case self != "" && d.userID != "": // it comes back, and what it brings beside is somebody else's
		return correlation{waits: []candidate{b.candidate(d.userID, directory.Shared)}}
	case d.userID != "":
		return d
	}
	waits := b.endedBefore(rec, self, rec.Addresses())
	if self != "" && len(waits) == 0 {
		return b.comesBack(rec, self, back, d)
	}
	if self == "" {
		alike, suggests := b.lookAlikes(rec, rec.Addresses(), true)
		waits, d.suggests = append(alike, waits...), append(d.suggests, suggests...)
	}
	if len(waits) > 0 {
		d.waits, d.displace = waits, nil
		return d
	}
	return b.alone(rec, d)
}

// home is the user whom a record brings back that its source had deleted (M2a), "" for none, with
// the records that are left of it.
func (b *batch) home(rec *directory.Record) (userID string, records []*directory.Record) {
	if rec.HomeID == "" {
		return "", nil
	}
	userID = rec.HomeID
	for range maxAbsorbed {
		if u := b.user(userID); u.State == directory.Absorbed && u.Into != "" {
			userID = u.Into // an administrator has said since who that is
		}
	}
	return userID, b.linkedRecords(userID)
}

// correlateAgain finds out whether a change of a person's record takes what is somebody else's (rule M2d):
// only what is new counts, unless the record waits with all that it says.
func (b *batch) correlateAgain(old, rec *directory.Record) correlation {
	fresh, key := rec.Addresses(), b.immutable(rec)
	if old.Counts() {
		had := finder(old.Counted(), itself)
		fresh = slices.DeleteFunc(slices.Clone(fresh), had)
		if key == b.immutableIn(old, old.Contribution()) {
			key = directory.AddressKey{}
		}
	}
	if len(fresh) == 0 && key.Value == "" {
		return correlation{}
	}
	b.policy()
	d := b.search(rec, rec.UserID, fresh, key)
	if len(d.waits) > 0 {
		return d
	}
	if d.userID != "" {
		if b.movable(rec) {
			return d
		}
		return correlation{waits: []candidate{b.candidate(d.userID, directory.Shared)}}
	}
	waits, suggests := b.lookAlikes(rec, fresh, false)
	d.suggests = append(d.suggests, suggests...)
	if waits = append(waits, b.endedBefore(rec, rec.UserID, fresh)...); len(waits) > 0 {
		d.waits, d.displace = waits, nil
	}
	return d
}

// movable reports whether a record is all that its person is, and nothing would be lost or passed
// on that a source can't give when it became part of another.
func (b *batch) movable(rec *directory.Record) bool {
	u := b.user(rec.UserID)
	return len(b.linkedRecords(rec.UserID)) == 1 && u.Role == directory.NoRole && u.SuspendedBy == "" && !u.Stopped &&
		u.Edits == "" && rec.Active()
}

// search finds whom the record's key and addresses prove it to be, who must be decided about, and
// who gives way. self is the person that it is already, or "".
func (b *batch) search(
	rec *directory.Record, self string, addresses []directory.Address, key directory.AddressKey,
) correlation {
	var d correlation
	if key.Value != "" && b.correlateByKey(rec, self, key, &d) {
		return d
	}
	b.correlateByAddress(rec, self, addresses, &d)
	return d
}

// comesBack puts a record that was deleted into its person again, and where it hung, if somebody
// keeps that place (M2a).
func (b *batch) comesBack(
	rec *directory.Record, userID string, records []*directory.Record, d correlation,
) correlation {
	if len(records) == 0 {
		return b.alone(rec, d)
	}
	d.userID, d.rule = userID, "M2a"
	for _, r := range records {
		if rec.Place != "" && r.HomeID == rec.Place && r.ID != rec.Place {
			d.parentID, d.homeID, d.successor = r.ParentID, r.HomeID, r
			return d
		}
	}
	d.parentID = rootOf(records).ID
	return d
}

// alone makes the record a person of its own.
func (b *batch) alone(rec *directory.Record, d correlation) correlation {
	d.userID, d.homeID, d.rule = rec.HomeID, rec.HomeID, "D1"
	if d.userID != "" {
		return d
	}
	d.userID = rec.ID
	if rec.Login().Domain != "" && b.recycled(rec) {
		d.flag, d.rule = directory.Recycled, "M7"
	}
	return d
}

// endedBefore are the users, other than self, whom an authority has ended, and who were known by one of
// the addresses: nobody else than the authority puts somebody active in that place (rule M6), unless an
// administrator says just now that this is somebody else.
func (b *batch) endedBefore(rec *directory.Record, self string, addresses []directory.Address) []candidate {
	waits := b.everEnded(rec, self, addresses)
	if now := b.items[b.at].Decided; now != nil && now.Action == directory.NeverLink && now.Record.ID == rec.ID {
		waits = slices.DeleteFunc(waits, func(w candidate) bool { return w.userID == now.Into })
	}
	return waits
}

// everEnded are those of endedBefore, whatever is said of them just now.
func (b *batch) everEnded(rec *directory.Record, self string, addresses []directory.Address) (waits []candidate) {
	for _, a := range addresses {
		for _, userID := range b.recycledUsers(rec, a) {
			for range maxAbsorbed {
				if u := b.user(userID); u.State == directory.Absorbed && u.Into != "" {
					userID = u.Into
				}
			}
			u := b.user(userID)
			suspendedBy := u.SuspendedBy
			if userID == self || slices.ContainsFunc(waits, func(c candidate) bool { return c.userID == userID }) {
				continue
			}
			if u.Stopped {
				waits = append(waits, b.candidate(userID, directory.IsSuspended))
				continue
			}
			if suspendedBy == "" || suspendedBy == rec.SourceID {
				continue
			}
			if len(b.policy().sources[suspendedBy].Settings.AuthoritativeFor) > 0 && !b.mayRule(rec, a) {
				waits = append(waits, b.candidate(userID, directory.IsSuspended))
			}
		}
	}
	return waits
}

// bearing are the users by now, other than self, who bring an identifier: its owner first. Where
// many bring it there may be more.
func (b *batch) bearing(key directory.AddressKey, self string) (users []string, owner string, many bool) {
	all, many := b.bearers(key)
	owner = b.ownerOf(key)
	add := func(userID string) {
		if userID != "" && userID != self && !slices.Contains(users, userID) {
			users = append(users, userID)
		}
	}
	add(owner)
	for i := range all {
		if add(i.UserID); len(users) > mostCandidates {
			return users[:mostCandidates], owner, true
		}
	}
	return users, owner, many
}

// mostCandidates bounds how many people are looked at who bring one identifier.
const mostCandidates = 8

// candidate names a user with the risks of a link.
func (b *batch) candidate(userID string, reason directory.Reason) candidate {
	c := candidate{userID: userID, reason: reason}
	u := b.user(userID)
	if u.Role != directory.NoRole {
		c.flags = append(c.flags, directory.RiskPrivileged)
	}
	if strings.Contains(u.Flags, directory.Recycled) {
		c.flags = append(c.flags, directory.RiskRecycled)
	}
	return c
}

// rootOf is the record that the others of a person are linked to; nil when there is none.
func rootOf(records []*directory.Record) *directory.Record {
	for _, r := range records {
		if r.ParentID == "" {
			return r
		}
	}
	return nil
}
