package decide

import (
	"slices"
	"strings"

	"github.com/usher-id/usher/internal/directory"
)

// judge passes the person through the gate when the address by which the gate judges is new, or
// when the record waits for it (rule D7). Its error refuses the change.
func (b *batch) judge(policy directory.Policy, old, rec *directory.Record, caseID string) (directory.Verdict, error) {
	login := rec.Login()
	changed := true
	if old != nil {
		changed = old.Login() != login
	}
	if !changed && old.Verdict.Code != directory.PendingDomain {
		return directory.Verdict{Code: directory.Active, Rule: "D1"}, nil
	}
	if !changed {
		policy = directory.Hold // who is held already is not refused now for another change
	}
	verdict := Gate(policy, login, b.level(login))
	if verdict.Code == directory.Rejected {
		verdict.Case = caseID
		return verdict, &directory.Error{Kind: directory.Refused, Verdict: verdict,
			Message: verdict.Message(login.String())}
	}
	return verdict, nil
}

// admit decides who the person behind a record is, and gives the record its verdict. It changes
// nothing but the record.
func (b *batch) admit(policy directory.Policy, old, rec *directory.Record, caseID string) (correlation, error) {
	gate, err := b.judge(policy, old, rec, caseID)
	if err != nil {
		return correlation{}, err
	}
	var d correlation
	verdict := gate
	switch {
	case gate.Code == directory.PendingDomain:
		holdBack(old, rec)
	case rec.UserID == "":
		b.recognise(nil, rec)
		d = b.correlate(rec)
	default:
		if old != nil && (!sameNames(old, rec) || b.immutable(old) != b.immutable(rec)) {
			b.recognise(old, rec)
		}
		d = b.correlateAgain(old, rec)
	}
	switch {
	case gate.Code == directory.PendingDomain:
	case len(d.waits) > 0:
		verdict = directory.Verdict{Code: directory.PendingMerge, Rule: "M2"}
		if rec.UserID != "" {
			verdict.Rule = "M2d"
			if old.Verdict.Code == directory.PendingMerge && old.Verdict.Rule == "M2e" {
				verdict.Rule = old.Verdict.Rule // it gave way (rule M2e), and still does
				for i := range d.waits {
					if d.waits[i].reason == directory.NotTrusted {
						d.waits[i].reason = directory.GivenWay
					}
				}
			}
			holdBack(old, rec)
		}
	default:
		rec.Admitted, rec.LastLetIn = nil, nil
		b.stand(old, rec, d)
		if d.userID != "" {
			rec.UserID, rec.ParentID = d.userID, d.parentID
			if d.homeID != "" || old == nil || old.UserID == "" {
				rec.HomeID = d.homeID
			}
			verdict.Rule = d.rule
		}
		if len(d.held) > 0 {
			rec.HoldBack(without(rec.Attributes, d.held))
			verdict = directory.Verdict{Code: directory.PendingMerge, Rule: "M2d"}
		}
	}
	if verdict.Code == directory.Active && old != nil && old.LetIn() && old.UserID == rec.UserID &&
		old.Active() == rec.Active() {
		verdict = old.Verdict // whatever the rest of the person has to do with it
	} else if verdict.Code == directory.Active && !rec.Active() {
		verdict.Code, verdict.Rule = directory.Suspended, "M6"
	}
	rec.Verdict = judged(old, verdict, caseID)
	return d, nil
}

// holdBack keeps in force what was last let in of a record, while its change waits; but for
// active=false, see directory.Record.Present.
func holdBack(old, rec *directory.Record) {
	if old != nil && old.LetIn() {
		rec.Admitted, rec.LastLetIn = old.KeptBody(), old.Attributes
	}
}

// stand finds out by which domains a record is part of its person (rule M6): those by which it is
// linked; a change of its login gives it no other, where others are part of the person, too.
func (b *batch) stand(old, rec *directory.Record, d correlation) {
	login := rec.Login().Domain
	switch {
	case len(d.standing) > 0:
		rec.Standing = strings.Join(d.standing, " ")
	case d.userID == "" && old != nil && old.Counts() && rec.Standing == "" && !slices.Contains(old.Standings(),
		login) &&
		len(b.linkedRecords(rec.UserID)) > 1:
		rec.Standing = strings.Join(old.Standings(), " ")
	}
	if rec.Standing == login {
		rec.Standing = ""
	}
}

// sameNames reports whether two states of a record have the same userName, addresses and externalId.
func sameNames(old, rec *directory.Record) bool {
	return old.UserNameKey() == rec.UserNameKey() && old.ExternalID() == rec.ExternalID() &&
		slices.Equal(old.Addresses(), rec.Addresses())
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

// grave is the tombstone of whom a record brings back (rule M2a): the source has deleted exactly one
// with the externalId, none who lives has it, and something else by which the person was known is
// the same. For others who have, or had, the externalId like is one of them: their user.
func (b *batch) grave(rec *directory.Record) (back directory.Tombstone, like string) {
	if rec.ExternalID() == "" {
		return back, ""
	}
	living := b.sharing(directory.NameKey{SourceID: rec.SourceID, Type: rec.Type, Value: rec.ExternalID()})
	living = slices.DeleteFunc(living, func(id string) bool { return id == rec.ID })
	graves := b.buried(rec)
	latest := directory.Tombstone{}
	for _, g := range graves {
		if later := g.Deleted.Compare(latest.Deleted); later > 0 || later == 0 && g.ID > latest.ID {
			latest = g
		}
	}
	switch {
	case rec.Type != directory.TypeUser:
		if len(living) > 0 {
			return back, ""
		}
		return latest, ""
	case len(living) > 0:
		if r := b.record(directory.RecordKey{SourceID: rec.SourceID, Type: rec.Type, ID: living[0]}); r != nil {
			like = r.UserID
		}
		return back, like
	case len(graves) == 1 && b.agrees(rec, latest):
		return latest, ""
	}
	return back, latest.UserID
}

// buried are the tombstones, this batch's included, of those with the record's externalId who have
// not come back.
func (b *batch) buried(rec *directory.Record) []directory.Tombstone {
	key := directory.NameKey{SourceID: rec.SourceID, Type: rec.Type, Value: rec.ExternalIDHash(b.account.Secret)}
	var list []directory.Tombstone
	for _, g := range b.tombstones(key) {
		if _, back := b.returned[directory.MemberKey{SourceID: g.SourceID, ID: g.ID}]; !back {
			list = append(list, g)
		}
	}
	for _, g := range b.graves {
		_, back := b.returned[directory.MemberKey{SourceID: g.SourceID, ID: g.ID}]
		if !back && g.SourceID == key.SourceID && g.Type == key.Type && g.ExternalHash == key.Value {
			list = append(list, g)
		}
	}
	return list
}

// agrees reports whether a record has more in common with somebody deleted than the externalId.
func (b *batch) agrees(rec *directory.Record, g directory.Tombstone) bool {
	secret := b.account.Secret
	mine := rec.Traits(secret)
	if key := b.immutable(rec); key.Value != "" {
		mine = append(slices.Clone(mine), directory.Trait(secret, "key "+key.Value))
	}
	return slices.ContainsFunc(mine, func(t string) bool { return slices.Contains(g.Traits, t) }) ||
		len(g.Traits) == 0 && g.AddressHash != "" && g.AddressHash == rec.LoginHash(secret) // older than traits are
}

// formerly are tombstones, this batch's included, of those whose login was an address of the record and who have not
// come back: of each source a few.
func (b *batch) formerly(rec *directory.Record, a directory.Address) []directory.Tombstone {
	h := rec.LoginHash(b.account.Secret)
	if a != rec.Login() {
		h = directory.KeyedHash(b.account.Secret, a.String())
	}
	var list []directory.Tombstone
	for _, g := range lookup(b.known, b.facts.Recycled, h, &b.asked.Recycled) {
		if _, back := b.returned[directory.MemberKey{SourceID: g.SourceID, ID: g.ID}]; !back {
			list = append(list, g)
		}
	}
	for _, g := range b.graves {
		if g.AddressHash == h && g.Successor == "" {
			list = append(list, g)
		}
	}
	return list
}

// recycled reports whether the record's login belonged to somebody who was deleted and is not known
// any more (rule M7).
func (b *batch) recycled(rec *directory.Record) bool { return len(b.formerly(rec, rec.Login())) > 0 }

// recycledUsers are users who were known by an address of the record, of whom a source has deleted a
// record that has not come back: by their login, or, of whom an authority has ended, by any address.
func (b *batch) recycledUsers(rec *directory.Record, a directory.Address) (users []string) {
	add := func(userID string) {
		if userID != "" && !slices.Contains(users, userID) {
			users = append(users, userID)
		}
	}
	for _, g := range b.formerly(rec, a) {
		add(g.UserID)
	}
	trace := b.endedTrace(a)
	if userID, now := b.tracedNow[trace]; now {
		add(userID)
	} else {
		add(lookup(b.known, b.facts.Traces, trace, &b.asked.Traces))
	}
	slices.Sort(users)
	return users
}

// endedTrace is the trace by which somebody is known whom an authority has ended. It is of no source, and
// names the user.
func (b *batch) endedTrace(a directory.Address) directory.Trace {
	return directory.Trace{SourceID: b.account.ID, Hash: directory.Trait(b.account.Secret, a.String())}
}

// traceEnded remembers all addresses of a deleted record whose user an authority has ended: a tombstone
// is found by the login alone.
func (b *batch) traceEnded(old *directory.Record) {
	u := b.user(old.UserID)
	if old.UserID == "" || u.SuspendedBy == "" && !u.Stopped || u.State == directory.Active {
		return
	}
	login, _ := directory.LoginAddress(old.Contribution())
	for _, a := range old.Counted() {
		if a != login {
			b.tracedNow[b.endedTrace(a)] = old.UserID
		}
	}
}

// recycledHere reports whether the record's own source has deleted somebody who was known by the
// address, and whom the record does not bring back.
func (b *batch) recycledHere(rec *directory.Record, a directory.Address) bool {
	return a == rec.Login() && slices.ContainsFunc(b.formerly(rec, a),
		func(g directory.Tombstone) bool { return g.SourceID == rec.SourceID })
}
