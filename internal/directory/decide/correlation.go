package decide

import (
	"slices"

	"github.com/usher-id/usher/internal/directory"
)

// applyCorrelation carries out what admit has found out about the person behind a record.
func (b *batch) applyCorrelation(old, rec *directory.Record, d correlation) {
	if old == nil && rec.UserID == rec.ID && rec.ParentID == "" {
		b.fresh[rec.ID] = true
	}
	if d.flag != "" && rec.UserID != "" {
		b.flagged[rec.UserID] = d.flag
	}
	if d.successor != nil { // who kept the place hangs on the record again
		next := b.judging(d.successor)
		next.ParentID, next.HomeID = rec.ID, ""
	}
	b.displaced(rec, d.displace)
	b.bring(old, rec)
	b.remember(rec)
	from := ""
	if old != nil && old.UserID != "" && old.UserID != rec.UserID { // a change proved who that is
		from = old.UserID
		b.absorbed[from] = rec.UserID
	}
	if rec.UserID != "" {
		b.refresh(rec.UserID, old, rec)
	}
	if from != "" {
		b.refresh(from, nil, nil)
	}
	if old != nil && old.Verdict.Code == directory.PendingMerge {
		b.endCases(rec.ID, rec.UserID, directory.StatusLinked) // or in question because of others now
	}
	b.review(rec, slices.Concat(d.waits, d.heldFor), true)
	b.review(rec, d.suggests, false)
	for _, r := range d.doubts {
		if rec.UserID != "" && r.UserID != rec.UserID {
			b.review(r, []candidate{b.candidate(rec.UserID, directory.IsSeveral)}, false)
		}
	}
}

// remember lets the rest of the batch see who looks alike.
func (b *batch) remember(rec *directory.Record) {
	if !rec.Counts() {
		return // what it says is not its person's
	}
	for _, a := range rec.Counted() {
		key := rec.MatchKey(a)
		b.addressMatchNow[key] = append(b.addressMatchNow[key], directory.Identifier{Kind: directory.ByEmail,
			Value: a.String(), SourceID: rec.SourceID, RecordID: rec.ID, UserID: rec.UserID})
	}
	if key := rec.NameMatchKey(); key != "" && rec.UserID != "" {
		b.nameMatchNow[key] = append(b.nameMatchNow[key], directory.NameMatch{SourceID: rec.SourceID, RecordID: rec.ID,
			UserID: rec.UserID})
	}
}

// reviewed shows today's policy in a record that stays as it is.
func (b *batch) reviewed(rec *directory.Record) {
	b.policy()
	b.claim(nil, b.claimsOf(rec), rec, rec)
	b.refresh(rec.UserID, rec, rec)
}

// detach is what the loss of a record means for its person. Those who were linked to it hang
// together without it; the person stays who it is (rule P6). When it was the authority who took
// the person away, nobody else's word brings it back (rule M6).
func (b *batch) detach(rec *directory.Record) {
	b.end(directory.Closing{RecordID: rec.ID, Status: directory.StatusGone})
	b.bring(rec, nil)
	if rec.UserID == "" {
		return
	}
	rest := b.linkedRecords(rec.UserID)
	home := rec.Home()
	successor := ""          // who takes the record's place
	for _, r := range rest { // in the order of their ids
		if r.ParentID != rec.ID {
			continue
		}
		next := b.judging(r)
		switch {
		case rec.ParentID != "" && b.wasPerson(r):
			next.ParentID = rec.ParentID // who was a person of their own still can be again
		case successor == "":
			successor = r.ID
			next.ParentID, next.HomeID = rec.ParentID, home
		default:
			next.ParentID = successor
		}
	}
	p := b.policy()
	ruled := rec.Counts() && p.authorities(slices.Concat(counting(rest), []*directory.Record{rec}))[rec]
	if user := b.user(rec.UserID); user.ID != "" && ruled &&
		(user.SuspendedBy == "" || p.before(rec.SourceID, user.SuspendedBy) < 0) {
		suspendedBy := user
		suspendedBy.SuspendedBy = rec.SourceID
		b.setUser(user, suspendedBy)
	}
	b.refresh(rec.UserID, nil, nil)
}

// wasPerson reports whether a record, with those that hang on it, was a person of its own before
// it was linked.
func (b *batch) wasPerson(r *directory.Record) bool {
	return b.user(r.Home()).State == directory.Absorbed
}
