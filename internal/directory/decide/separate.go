package decide

import (
	"slices"

	"github.com/usher-id/usher/internal/directory"
)

// separate is the decision that a record is another person than a user: for now, or for good.
func (b *batch) separate(c *directory.Change, rec *directory.Record, caseID string) directory.Result {
	if rec.UserID == c.Into {
		return declined(directory.Refuse(directory.Conflict, "link.partOf", "record", rec.ID, "user", c.Into))
	}
	others := b.linkedRecords(c.Into)
	into := b.user(c.Into)
	if len(others) == 0 && into.State != directory.Deleted && b.certain() {
		return declined(directory.Refuse(directory.NotFound, "link.noUser", "user", c.Into))
	}
	mine := []*directory.Record{rec}
	if rec.UserID != "" {
		mine = b.linkedRecords(rec.UserID)
	}
	if rec.Verdict.Code == directory.PendingMerge && (b.twins(mine, counting(others), into) || b.twins(counting(others), mine, directory.User{}) ||
		b.twinOfEnded(rec, func(userID string) bool { return c.Action == directory.KeepApart || userID == c.Into }) ||
		c.Action == directory.KeepApart && b.twinsBeside(rec, c.Into)) {
		if err := risky(c, []string{directory.RiskTwin}, c.Into); err != nil {
			return declined(err)
		}
	}
	ended := directory.Closing{RecordID: rec.ID, Status: directory.StatusApart} // whoever else is in question, too
	if c.Action == directory.NeverLink {
		ended.UserID, ended.Status = c.Into, directory.StatusNever
		b.separateFor(mine, others, never)
	}
	b.end(ended)
	if rec.Verdict.Code != directory.PendingMerge {
		return directory.Result{Record: rec, Outcome: directory.Changed}
	}
	next := rec.Next(rec.Attributes, b.now)
	if c.Action == directory.NeverLink { // others may still be in question
		d, err := b.admit(c, rec, next, caseID)
		if err != nil {
			return declined(err)
		}
		b.put(next)
		b.applyCorrelation(rec, next, d)
		return directory.Result{Record: b.present(rec.RecordKey), Outcome: directory.Changed}
	}
	var d correlation
	if next.UserID == "" {
		self, back := b.home(next)
		if self == "" || self == c.Into {
			next.HomeID = ""
			d = b.alone(next, d)
		} else {
			d = b.comesBack(next, self, back, d)
		}
		next.UserID, next.ParentID, next.HomeID = d.userID, d.parentID, d.homeID
	}
	next.ForgetAdmitted()
	next.Verdict = directory.Verdict{Code: directory.Active, Rule: "M2", Case: caseID}
	b.put(next)
	b.applyCorrelation(rec, next, d)
	return directory.Result{Record: b.present(rec.RecordKey), Outcome: directory.Changed}
}

// confirm notes that a mailbox has confirmed a claim, and correlates a record that waits anew.
func (b *batch) confirm(c *directory.Change, rec *directory.Record, caseID string) directory.Result {
	address, ok := directory.ParseAddress(c.Address)
	if !ok || !slices.Contains(rec.Addresses(), address) {
		return declined(directory.Refuse(directory.Conflict, "link.addressGone", "record", rec.ID, "address", c.Address))
	}
	next := rec.Next(rec.Attributes, b.now)
	next.Confirmed = address.String()
	if rec.Confirmed == next.Confirmed && rec.Verdict.Code != directory.PendingMerge {
		return directory.Result{Record: rec, Outcome: directory.Unchanged}
	}
	d, err := b.admit(c, rec, next, caseID)
	if err != nil {
		return declined(err)
	}
	b.put(next)
	b.applyCorrelation(rec, next, d)
	return directory.Result{Record: b.present(rec.RecordKey), Outcome: outcomeOf(rec, next, d)}
}
