package decide

import (
	"cmp"
	"slices"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/text"
)

// link makes a record, with all that is linked to it, part of another person.
func (b *batch) link(decision *directory.Decision, rec *directory.Record) directory.Result {
	switch {
	case rec.UserID == decision.Into:
		return directory.Result{Record: rec, Outcome: directory.Unchanged}
	case rec.Verdict.Code == directory.PendingDomain:
		return declined(directory.Refuse(directory.Conflict, "link.held", "record", rec.ID, "domain",
			rec.Verdict.Domain))
	case rec.ParentID != "":
		return declined(directory.Refuse(directory.Conflict, "link.linked", "record", rec.ID, "parent", rec.ParentID))
	}
	records := b.linkedRecords(decision.Into)
	root := rootOf(records)
	into := b.user(decision.Into)
	if root == nil && into.State != directory.Deleted {
		if !b.certain() {
			return directory.Result{}
		}
		return declined(directory.Refuse(directory.NotFound, "link.noUser", "user", decision.Into))
	}
	moved := []*directory.Record{rec}
	from := b.user(rec.UserID)
	if rec.UserID != "" {
		if from.Role != directory.NoRole {
			return declined(&directory.Error{
				Kind: directory.Refused, Verdict: directory.Verdict{Code: directory.Rejected, Rule: "M10"},
				Message: text.New("owner.roleCrosses", "user", from.ID, "role", string(from.Role)),
			})
		}
		if from.Stopped && !into.Stopped { // what unmerging could not undo exactly (rule M8)
			return declined(directory.Refuse(directory.Conflict, "manual.stopCrosses", "user", from.ID, "other",
				into.ID))
		}
		moved = b.linkedRecords(rec.UserID)
	}
	if err := risky(decision, b.linkRisks(moved, records, from, into), into.ID); err != nil {
		return declined(err)
	}
	if from.ID != "" {
		b.absorbed[from.ID] = decision.Into
		suspended := into // no link brings back whom an authority ended (rule M6)
		suspended.SuspendedBy = cmp.Or(into.SuspendedBy, from.SuspendedBy)
		if suspended != into {
			b.setUser(into, suspended)
		}
	}
	for _, r := range moved {
		for _, other := range records {
			if b.linkable(r.ID, other.ID) != mayLink {
				b.decideNeverLink(r.ID, other.ID, mayLink) // the administrator has thought again
			}
		}
	}
	parent := ""
	if root != nil {
		parent = root.ID
	}
	b.move(moved, rec.ID, parent, decision.Into)
	b.answered(moved, rec.ID, decision.Into)
	if from.ID != "" {
		b.refresh(from.ID, nil, nil)
	}
	b.refresh(decision.Into, nil, nil)
	return directory.Result{Record: b.present(rec.RecordKey), Outcome: directory.Linked}
}

// answered ends the cases that a link answers: all of the record that it was about, and of who was let in
// with it, unless something that the record says is a third person's and goes on waiting.
func (b *batch) answered(moved []*directory.Record, topID, userID string) {
	for _, r := range moved {
		waited := r.Verdict.Code == directory.PendingMerge
		waits := b.record(r.RecordKey).Verdict.Code == directory.PendingMerge
		if !waits && (waited || r.ID == topID) {
			b.endCases(r.ID, userID, directory.StatusLinked)
		} else {
			b.end(directory.Closing{RecordID: r.ID, UserID: userID, Status: directory.StatusLinked})
		}
	}
}

// move gives records to a user. The link of the one that the others hang on changes.
func (b *batch) move(records []*directory.Record, topID, parentID, userID string) {
	for _, r := range records {
		next := b.judging(r)
		before := *r
		next.UserID = userID
		if next.ID == topID {
			next.Standing = "" // whatever it brings, an administrator has said where it belongs
			if next.ParentID = parentID; parentID == "" {
				next.HomeID = ""
				if userID != next.ID {
					next.HomeID = userID
				}
			}
		}
		if next.Verdict.Code == directory.PendingMerge && b.letsIn(&before, userID) {
			next.ForgetAdmitted()
			next.Verdict = directory.Verdict{Code: directory.Active, Rule: "M2", Case: b.cases[b.at]}
		}
		next.Version, next.Modified = r.Version+1, directory.Later(b.now, r.Modified)
		b.put(next)
		b.bring(&before, next)
		b.remember(next)
	}
}

// letsIn reports whether a record that waits is let in when it becomes part of a person: not with what
// is a third one's, since that has not been decided.
func (b *batch) letsIn(r *directory.Record, userID string) bool {
	return r.UserID == "" || !slices.ContainsFunc(r.Addresses(), func(a directory.Address) bool {
		owner := b.ownerOf(directory.AddressKey{Kind: directory.ByEmail, Value: a.String()})
		return owner != "" && owner != r.UserID && owner != userID
	})
}

// restore takes back that somebody was made a person who had been deleted (rule M8): nobody is that any
// more, and the record is who it was.
func (b *batch) restore(decision *directory.Decision, rec *directory.Record) directory.Result {
	stay := rec.UserID
	if u := b.user(stay); (u.SuspendedBy != "" || u.Stopped) && rec.Active() {
		if err := risky(decision, []string{directory.RiskTwin}, stay); err != nil {
			return declined(err)
		}
	}
	b.move([]*directory.Record{rec}, rec.ID, "", rec.ID)
	b.refresh(rec.ID, nil, nil)
	b.refresh(stay, nil, nil)
	return directory.Result{Record: b.present(rec.RecordKey), Outcome: directory.Changed}
}

// unmerge takes a record, with all that is linked to it, out of its person, and remembers that it
// is another one (rule M8). What hangs on a record can't stay when the record goes.
func (b *batch) unmerge(decision *directory.Decision, rec *directory.Record) directory.Result {
	if rec.UserID == "" {
		return declined(directory.Refuse(directory.Conflict, "unmerge.nobody", "record", rec.ID))
	}
	all := b.linkedRecords(rec.UserID)
	if rec.ParentID == "" {
		var others []string
		for _, r := range all {
			if r.ParentID == rec.ID {
				others = append(others, r.ID)
			}
		}
		if was := b.user(rec.ID); len(others) == 0 && was.State == directory.Absorbed && was.Into == rec.UserID {
			return b.restore(decision, rec)
		}
		if len(others) == 0 {
			return declined(directory.Refuse(directory.Conflict, "unmerge.only", "record", rec.ID))
		}
		return declined(directory.Refuse(directory.Conflict, "unmerge.first", "first", rec.ID, "others", others,
			"record", others[0]))
	}
	gone := subtree(all, rec.ID)
	home, stay := rec.Home(), rec.UserID
	if len(b.linkedRecords(home)) > 0 {
		home = rec.ID // somebody else is that user by now
	}
	staying := slices.DeleteFunc(slices.Clone(all), func(r *directory.Record) bool { return slices.Contains(gone, r) })
	if b.twins(gone, counting(staying), b.user(stay)) || b.twins(counting(staying), counting(gone), directory.User{}) {
		if err := risky(decision, []string{directory.RiskTwin}, stay); err != nil {
			return declined(err)
		}
	}
	b.separateFor(gone, staying, never)
	b.move(gone, rec.ID, "", home)
	b.refresh(home, nil, nil)
	b.refresh(stay, nil, nil)
	return directory.Result{Record: b.present(rec.RecordKey), Outcome: directory.Changed}
}
