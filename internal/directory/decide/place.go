package decide

import (
	"cmp"
	"slices"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/scim/schema"
)

// place puts the attributes in the place of what the source said before (old, or nil), if the
// rules allow it.
func (b *batch) place(
	c *directory.Change, key directory.RecordKey, old *directory.Record, next schema.Object, caseID string,
) directory.Result {
	rec := &directory.Record{RecordKey: key, Attributes: next, Rewritten: true, Definition: c.Type, Version: 1,
		Created: b.now, Modified: b.now, Verdict: directory.Verdict{Code: directory.Active}}
	if d := c.Draft; old == nil && d != nil {
		rec.Take(d)
	} else if old != nil {
		rec = old.Next(next, b.now)
	}
	if old == nil {
		rec.Confirmed = c.Confirmed
	}
	note, err := b.Limits.CheckSize(old, rec)
	if err != nil {
		return declined(err)
	}
	b.leftOut, next = note, rec.Attributes
	if err := rec.CheckKeys(); err != nil {
		return declined(err)
	}
	if err := b.checkUnique(old, rec); err != nil {
		return declined(err)
	}
	if err := b.checkGroupName(c, old, rec); err != nil {
		return declined(err)
	}
	members, err := b.planMembers(c, old == nil)
	if err != nil {
		return declined(err)
	}
	var d correlation
	var grave directory.Tombstone
	like := ""
	if old == nil {
		b.madeNow[rec.ID] = true
		grave, like = b.grave(rec)
	}
	if key.Type == directory.TypeUser {
		if old == nil {
			rec.HomeID, rec.Place = grave.UserID, grave.HomeID
			if grave.ID != "" {
				b.inheritNeverLink(grave.ID, rec, true)
			}
		}
		if d, err = b.admit(c.Source.Policy, old, rec, caseID); err != nil {
			return declined(err)
		}
		if like != "" && like != rec.UserID {
			d.suggests = append(d.suggests, b.candidate(like, directory.SameID))
			d.flag = cmp.Or(d.flag, directory.Reissued)
		}
	} else if old == nil {
		rec.Verdict = directory.Verdict{Code: directory.Active, Rule: "I1", Case: caseID}
	}
	if old != nil && old.Verdict == rec.Verdict && schema.Equal(old.Attributes, next) {
		if !members.changes() {
			b.review(old, slices.Concat(d.waits, d.heldFor), true) // the question may be another one by now
			if c.Action == directory.Reconsider && old.UserID != "" {
				b.reviewed(old)
			}
			return directory.Result{Record: b.present(key), Outcome: directory.Unchanged, Members: b.shown(c)}
		}
		rec.Rewritten = old.Rewritten
		rec.Body = old.Body
	}

	if key.Type == directory.TypeUser {
		if err := b.endsLastOwner(old, rec); err != nil {
			return declined(err)
		}
	}

	// From here on nothing is refused any more, but for what withdraw refuses.
	b.claimNames(old, rec)
	b.claimGroupName(old, rec)
	if grave.ID != "" && (rec.Type == directory.TypeUser || rec.Type == directory.TypeGroup) {
		b.comeBack(rec.SourceID, grave.ID, rec.ID, rec.Type)
	}
	b.put(rec)
	if key.Type == directory.TypeUser {
		b.applyCorrelation(old, rec, d)
	}
	b.doMembers(key.ID, members, old == nil && key.Type == directory.TypeGroup)
	return directory.Result{Record: b.present(key), Outcome: outcomeOf(old, rec, d), Members: b.shown(c)}
}

func outcomeOf(old, rec *directory.Record, d correlation) directory.Outcome {
	switch code := rec.Verdict.Code; {
	case code == directory.PendingDomain && (old == nil || old.Verdict.Code != directory.PendingDomain):
		return directory.Held
	case code == directory.PendingMerge && (old == nil || old.Verdict.Code != directory.PendingMerge):
		return directory.InReview
	case d.parentID != "":
		return directory.Linked
	case old == nil:
		return directory.Created
	}
	return directory.Updated
}

// shown are the members that a change asked for and that are in force.
func (b *batch) shown(c *directory.Change) []directory.Member {
	if c.Members == nil || c.Action != directory.Create && c.Action != directory.Replace {
		return nil
	}
	want, _, _ := b.resolve(c)
	return slices.DeleteFunc(want, func(m directory.Member) bool { return m.Waiting })
}

// bury deletes a record: it leaves its groups and a tombstone (rule P6).
func (b *batch) bury(key directory.RecordKey, old *directory.Record) directory.Result {
	if key.Type == directory.TypeUser {
		if err := b.endsLastOwner(old, nil); err != nil {
			return declined(err)
		}
	}
	b.leaveAll(key.SourceID, key.ID)
	if key.Type == directory.TypeGroup {
		b.licenseMembers(key.ID, &memberPlan{clear: true})
		b.empty(key.ID)
	}
	b.releaseNames(old)
	b.claimGroupName(old, nil)
	grave := directory.Tombstone{RecordKey: key, UserID: cmp.Or(old.UserID, old.HomeID), Deleted: b.now}
	if old.UserID != "" {
		grave.HomeID = old.Home()
	}
	if old.ExternalID() != "" {
		grave.ExternalHash = old.ExternalIDHash(b.account.Secret)
	}
	if key.Type == directory.TypeUser {
		if login, ok := directory.LoginAddress(old.Contribution()); ok {
			grave.AddressHash = directory.KeyedHash(b.account.Secret, login.String())
		}
		grave.Traits = old.Traits(b.account.Secret)
		if key := b.immutable(old); key.Value != "" {
			grave.Traits = append(slices.Clone(grave.Traits), directory.Trait(b.account.Secret, "key "+key.Value))
		}
	}
	b.graves = append(b.graves, grave)
	if key.Type == directory.TypeUser && old.UserID == "" {
		b.licenses.waited = append(b.licenses.waited, key)
	}
	b.mark(key)
	b.records[key] = nil
	if key.Type == directory.TypeUser {
		b.detach(old)
		b.traceEnded(old)
	}
	return directory.Result{Outcome: directory.Removed}
}

func (b *batch) put(rec *directory.Record) {
	b.mark(rec.RecordKey)
	if was := b.present(rec.RecordKey); was != nil && was.UserID == "" && rec.Type == directory.TypeUser {
		b.licenses.waited = append(b.licenses.waited, rec.RecordKey)
	}
	rec.Item = b.at + 1
	b.records[rec.RecordKey] = rec
	if rec.Type == directory.TypeUser && rec.UserID != "" {
		b.licenses.concerns(rec.UserID, b.user(rec.UserID).State)
	}
	if rec.UserID != "" && rec.SourceID != b.account.ID && !slices.Contains(b.byUser[rec.UserID], rec.RecordKey) {
		b.byUser[rec.UserID] = append(b.byUser[rec.UserID], rec.RecordKey)
	}
}

// touch moves a record's version on, since what it shows has changed.
func (b *batch) touch(key directory.RecordKey) {
	old := b.record(key)
	if old == nil {
		return
	}
	next := *old
	next.Version++
	next.Modified = directory.Later(b.now, old.Modified)
	b.put(&next)
}

func (b *batch) mark(key directory.RecordKey) {
	if !b.touched[key] {
		b.touched[key] = true
		b.order = append(b.order, key)
	}
}
