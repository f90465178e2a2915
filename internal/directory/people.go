package directory

import "slices"

// judge passes the person through the gate when the address by which the gate judges is new, or
// when the record waits for it (rule D7). Its error refuses the change.
func (b *batch) judge(c *Change, old, rec *Record, caseID string) (Verdict, error) {
	login := rec.login()
	changed := true
	if old != nil {
		changed = old.login() != login
	}
	if !changed && old.Verdict.Code != PendingDomain {
		return Verdict{Code: Active, Rule: "D1"}, nil
	}
	policy := c.Source.Policy
	if !changed {
		policy = Hold // who is held already is not refused now for another change
	}
	verdict := Gate(policy, login, b.level(login))
	if verdict.Code == Rejected {
		verdict.Case = caseID
		return verdict, &Error{Kind: Refused, Verdict: verdict, Detail: verdict.Sentence(c.Request.Language) + " (case " + caseID + ")"}
	}
	return verdict, nil
}

// admit decides who the person behind a record is, and gives the record its verdict. It changes
// nothing but the record.
func (b *batch) admit(c *Change, old, rec *Record, caseID string) (destiny, error) {
	gate, err := b.judge(c, old, rec, caseID)
	if err != nil {
		return destiny{}, err
	}
	var d destiny
	verdict := gate
	switch {
	case gate.Code == PendingDomain:
		// Who was let in before stays as last let in, but for active=false.
		if old != nil && old.UserID != "" && old.Verdict.Code != PendingDomain {
			rec.Admitted, rec.word = old.body(), old.Attributes
		}
	case rec.UserID == "":
		d = b.match(rec)
		if len(d.waits) > 0 {
			verdict = Verdict{Code: PendingMerge, Rule: "M2"}
			break
		}
		rec.UserID, rec.ParentID, rec.HomeID = d.userID, d.parentID, d.homeID
		verdict.Rule = d.rule
	default:
		d.suggests = b.shared(old, rec)
	}
	if gate.Code != PendingDomain {
		rec.Admitted, rec.word = nil, nil
	}
	if verdict.Code == Active && old != nil && old.letIn() && old.Active() == rec.Active() {
		verdict = old.Verdict // whatever the rest of the person has to do with it
	} else if verdict.Code == Active && !rec.Active() {
		verdict.Code, verdict.Rule = Suspended, "M6"
	}
	rec.Verdict = old.judged(verdict, caseID)
	return d, nil
}

// judged is a verdict with its case: the one before where the verdict stays the same.
func (r *Record) judged(v Verdict, caseID string) Verdict {
	if r != nil {
		if v.Case = r.Verdict.Case; v == r.Verdict {
			return v
		}
	}
	v.Case = caseID
	return v
}

// letIn reports whether the record has passed the gate, and is a person's.
func (r *Record) letIn() bool {
	return r.UserID != "" && r.Verdict.Code != PendingDomain
}

// grave is the latest tombstone of those who have not come back yet, this batch included.
func (b *batch) grave(rec *Record) (latest Tombstone) {
	if rec.ExternalID() == "" {
		return Tombstone{}
	}
	key := NameKey{rec.SourceID, rec.Type, b.externalHash(rec)}
	consider := func(g Tombstone) {
		if _, back := b.returned[MemberKey{g.SourceID, g.ID}]; back {
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
func (b *batch) recycled(rec *Record) bool {
	h := b.loginHash(rec)
	if slices.ContainsFunc(b.graves, func(g Tombstone) bool { return g.AddressHash == h && g.Successor == "" }) {
		return true
	}
	return lookup(b.known, b.facts.Recycled, h, &b.asked.Recycled).Anywhere
}

// recycledHere reports whether the record's own source has deleted somebody who was known by the
// address, and whom the record does not bring back.
func (b *batch) recycledHere(rec *Record, a Address) bool {
	if a != rec.login() {
		return false
	}
	h := b.loginHash(rec)
	if slices.ContainsFunc(b.graves, func(g Tombstone) bool { return g.AddressHash == h && g.Successor == "" && g.SourceID == rec.SourceID }) {
		return true
	}
	return slices.Contains(lookup(b.known, b.facts.Recycled, h, &b.asked.Recycled).Sources, rec.SourceID)
}
