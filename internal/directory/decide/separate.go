package decide

import (
	"slices"

	"github.com/usher-id/usher/internal/directory"
)

// separate is the decision that a record is another person than a user: for now, or for good.
func (b *batch) separate(decision *directory.Decision, rec *directory.Record, caseID string) directory.Result {
	if rec.UserID == decision.Into {
		return declined(directory.Refuse(directory.Conflict, "link.partOf", "record", rec.ID, "user", decision.Into))
	}
	others := b.linkedRecords(decision.Into)
	into := b.user(decision.Into)
	if len(others) == 0 && into.State != directory.Deleted && b.certain() {
		return declined(directory.Refuse(directory.NotFound, "link.noUser", "user", decision.Into))
	}
	mine := []*directory.Record{rec}
	if rec.UserID != "" {
		mine = b.linkedRecords(rec.UserID)
	}
	if rec.Verdict.Code == directory.PendingMerge && (b.twins(mine, counting(others), into) ||
		b.twins(counting(others), mine, directory.User{}) ||
		b.twinOfEnded(rec, func(userID string) bool {
			return decision.Action == directory.KeepApart ||
				userID == decision.Into
		}) ||
		decision.Action == directory.KeepApart && b.twinsBeside(rec, decision.Into)) {
		if err := risky(decision, []string{directory.RiskTwin}, decision.Into); err != nil {
			return declined(err)
		}
	}
	ended := directory.Closing{RecordID: rec.ID, Status: directory.StatusApart} // whoever else is in question, too
	if decision.Action == directory.NeverLink {
		ended.UserID, ended.Status = decision.Into, directory.StatusNever
		b.separateFor(mine, others, never)
	}
	b.end(ended)
	if rec.Verdict.Code != directory.PendingMerge {
		return directory.Result{Record: rec, Outcome: directory.Changed}
	}
	next := rec.Next(rec.Attributes, b.now)
	if decision.Action == directory.NeverLink { // others may still be in question
		d, err := b.admit(directory.Hold, rec, next, caseID)
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
		if self == "" || self == decision.Into {
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

// confirm notes that a mailbox has confirmed a claim, and judges a record that waits anew.
func (b *batch) confirm(decision *directory.Decision, rec *directory.Record, caseID string) directory.Result {
	address, ok := directory.ParseAddress(decision.Address)
	if !ok || !slices.Contains(rec.Addresses(), address) {
		return declined(directory.Refuse(directory.Conflict, "link.addressGone", "record", rec.ID, "address",
			decision.Address))
	}
	next := rec.Next(rec.Attributes, b.now)
	next.Confirmed = address.String()
	waits := rec.Verdict.Code == directory.PendingMerge || rec.Verdict.Code == directory.PendingDomain
	if rec.Confirmed == next.Confirmed && !waits {
		return directory.Result{Record: rec, Outcome: directory.Unchanged}
	}
	d, err := b.admit(directory.Hold, rec, next, caseID)
	if err != nil {
		return declined(err)
	}
	b.put(next)
	b.applyCorrelation(rec, next, d)
	return directory.Result{Record: b.present(rec.RecordKey), Outcome: outcomeOf(rec, next, d)}
}
