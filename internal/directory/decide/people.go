package decide

import (
	"slices"

	"github.com/usher-id/usher/internal/directory"
)

// judge passes the person through the gate when the address by which the gate judges is new, or
// when the record waits for it (rule D7). Its error refuses the change.
func (b *batch) judge(c *directory.Change, old, rec *directory.Record, caseID string) (directory.Verdict, error) {
	login := rec.Login()
	changed := true
	if old != nil {
		changed = old.Login() != login
	}
	if !changed && old.Verdict.Code != directory.PendingDomain {
		return directory.Verdict{Code: directory.Active, Rule: "D1"}, nil
	}
	policy := c.Source.Policy
	if !changed {
		policy = directory.Hold // who is held already is not refused now for another change
	}
	verdict := Gate(policy, login, b.level(login))
	if verdict.Code == directory.Rejected {
		verdict.Case = caseID
		return verdict, &directory.Error{Kind: directory.Refused, Verdict: verdict, Detail: verdict.Sentence(c.Request.Language) + " (case " + caseID + ")"}
	}
	return verdict, nil
}

// admit decides who the person behind a record is, and gives the record its verdict. It changes
// nothing but the record.
func (b *batch) admit(c *directory.Change, old, rec *directory.Record, caseID string) (destiny, error) {
	gate, err := b.judge(c, old, rec, caseID)
	if err != nil {
		return destiny{}, err
	}
	var d destiny
	verdict := gate
	switch {
	case gate.Code == directory.PendingDomain:
		// Who was let in before stays as last let in, but for active=false.
		if old != nil && old.UserID != "" && old.Verdict.Code != directory.PendingDomain {
			rec.Admitted, rec.LastLetIn = old.KeptBody(), old.Attributes
		}
	case rec.UserID == "":
		d = b.match(rec)
		if len(d.waits) > 0 {
			verdict = directory.Verdict{Code: directory.PendingMerge, Rule: "M2"}
			break
		}
		rec.UserID, rec.ParentID, rec.HomeID = d.userID, d.parentID, d.homeID
		verdict.Rule = d.rule
	default:
		d.suggests = b.shared(old, rec)
	}
	if gate.Code != directory.PendingDomain {
		rec.Admitted, rec.LastLetIn = nil, nil
	}
	if verdict.Code == directory.Active && old != nil && old.LetIn() && old.Active() == rec.Active() {
		verdict = old.Verdict // whatever the rest of the person has to do with it
	} else if verdict.Code == directory.Active && !rec.Active() {
		verdict.Code, verdict.Rule = directory.Suspended, "M6"
	}
	rec.Verdict = judged(old, verdict, caseID)
	return d, nil
}

// judged is a verdict with its case: the one before where the verdict stays the same.
func judged(r *directory.Record, v directory.Verdict, caseID string) directory.Verdict {
	if r != nil {
		if v.Case = r.Verdict.Case; v == r.Verdict {
			return v
		}
	}
	v.Case = caseID
	return v
}

// grave is the latest tombstone of those who have not come back yet, this batch included.
func (b *batch) grave(rec *directory.Record) (latest directory.Tombstone) {
	if rec.ExternalID() == "" {
		return directory.Tombstone{}
	}
	key := directory.NameKey{SourceID: rec.SourceID, Type: rec.Type, Value: rec.ExternalIDHash(b.account.Secret)}
	consider := func(g directory.Tombstone) {
		if _, back := b.returned[directory.MemberKey{SourceID: g.SourceID, ID: g.ID}]; back {
			return
		}
		if later := g.Deleted.Compare(latest.Deleted); later > 0 || later == 0 && g.ID > latest.ID {
			latest = g
		}
	}
	for _, g := range b.tombstones(key) {
		consider(g)
	}
	for _, g := range b.graves {
		if g.SourceID == key.SourceID && g.Type == key.Type && g.ExternalHash == key.Value {
			consider(g)
		}
	}
	return latest
}

// recycled reports whether the record's login belonged to somebody who was deleted and is not known
// any more (rule M7).
func (b *batch) recycled(rec *directory.Record) bool {
	h := rec.LoginHash(b.account.Secret)
	if slices.ContainsFunc(b.graves, func(g directory.Tombstone) bool { return g.AddressHash == h && g.Successor == "" }) {
		return true
	}
	return lookup(b.known, b.facts.Recycled, h, &b.asked.Recycled).Anywhere
}

// recycledHere reports whether the record's own source has deleted somebody who was known by the
// address, and whom the record does not bring back.
func (b *batch) recycledHere(rec *directory.Record, a directory.Address) bool {
	if a != rec.Login() {
		return false
	}
	h := rec.LoginHash(b.account.Secret)
	if slices.ContainsFunc(b.graves, func(g directory.Tombstone) bool {
		return g.AddressHash == h && g.Successor == "" && g.SourceID == rec.SourceID
	}) {
		return true
	}
	return slices.Contains(lookup(b.known, b.facts.Recycled, h, &b.asked.Recycled).Sources, rec.SourceID)
}
