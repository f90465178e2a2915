package directory

import (
	"slices"

	"github.com/google/uuid"
)

// judge passes the person through the gate when the address by which the gate judges is new, or
// when the record waits for it (rule D7), and gives the record its verdict.
func (b *batch) judge(c *Change, old, rec *Record, caseID string) error {
	login, _ := LoginAddress(rec.Attributes)
	verdict := rec.Verdict
	changed := true
	if old != nil {
		before, _ := LoginAddress(old.Attributes)
		changed = before != login
	}
	if changed || verdict.Code == PendingDomain {
		level := Unapproved
		if login.Domain != "" {
			level = b.domain(login.Domain)
		}
		policy := c.Source.Policy
		if !changed {
			policy = Hold // who is held already is not refused now for another change
		}
		verdict = Gate(policy, login, level)
		if verdict.Code == Rejected {
			verdict.Case = caseID
			return &Error{Kind: Refused, Verdict: verdict, Detail: verdict.Sentence(c.Request.Language) + " (case " + caseID + ")"}
		}
	}
	if verdict.Code == Active || verdict.Code == Suspended {
		verdict.Code, verdict.Rule = Active, "D1"
		if !rec.Active() {
			verdict.Code, verdict.Rule = Suspended, "M6"
		}
	}
	verdict.Case = rec.Verdict.Case
	if verdict != rec.Verdict {
		verdict.Case = caseID
	}
	rec.Verdict = verdict
	return nil
}

// revive gives a new record the person whom the source deleted under the same externalId, and
// the memberships that wait for the return (rules P5, P6 and M7).
func (b *batch) revive(rec *Record) {
	ext := rec.ExternalID()
	if ext == "" {
		return
	}
	grave := b.grave(NameKey{rec.SourceID, rec.Type, hash(b.account.Secret, ext)})
	if grave.ID == "" {
		return
	}
	rec.UserID = grave.UserID
	if rec.Type == TypeUser || rec.Type == TypeGroup {
		b.comeBack(rec.SourceID, grave.ID, rec.ID, rec.Type)
	}
}

// grave is the latest tombstone of those who have not come back yet, this batch included.
func (b *batch) grave(key NameKey) (latest Tombstone) {
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

// admit makes or changes the person behind a record that is let in. Who is held makes nobody;
// who was let in before and is held now stays as last let in, but for active=false.
func (b *batch) admit(old, rec *Record) {
	held := rec.Verdict.Code == PendingDomain
	if held && rec.UserID == "" {
		return
	}
	state, login := Merge(rec)
	if held {
		b.hold(old, rec.UserID, state)
		b.giveUpAddresses(old, nil) // who is held owns none
		return
	}
	user := User{ID: rec.UserID, State: state, Login: login, Created: b.now, Modified: b.now}
	if user.ID == "" {
		user.ID = uuid.Must(uuid.NewV7()).String()
		rec.UserID = user.ID
	}
	if old == nil || old.UserID != rec.UserID || old.Verdict.Code != rec.Verdict.Code || user.Login != loginOf(old) {
		b.users[user.ID] = user
	}
	b.claimAddresses(old, rec)
}

// hold suspends a person whose record is held when the source says so. It changes nothing else:
// the way back leads through the gate, and so does that of somebody who came back.
func (b *batch) hold(old *Record, userID string, state Code) {
	if old == nil || state != Suspended {
		return
	}
	if user, ok := b.users[userID]; ok && !user.Held {
		if user.State != Deleted {
			user.State, user.Modified = state, b.now
			b.users[userID] = user
		}
		return
	}
	b.users[userID] = User{ID: userID, State: state, Modified: b.now, Held: true}
}

func loginOf(r *Record) string {
	login, _ := LoginAddress(r.Attributes)
	return login.String()
}

// claimAddresses makes the record's user the owner of the addresses that the record newly brings,
// as far as the account may speak for their domains and nobody owns them, and ends the ownership
// of those that it no longer brings.
func (b *batch) claimAddresses(old, rec *Record) {
	had := map[Address]bool{}
	if old != nil && old.UserID == rec.UserID && old.Verdict.Code != PendingDomain {
		for _, a := range Addresses(old.Attributes) {
			had[a] = true
		}
	}
	for _, a := range Addresses(rec.Attributes) {
		if had[a] {
			continue
		}
		level := b.domain(a.Domain)
		if key := (AddressKey{KindEmail, a.String()}); b.owner(key) == "" && level != Unapproved {
			b.owners[key] = rec.UserID
		}
	}
	b.giveUpAddresses(old, Addresses(rec.Attributes))
}

// giveUpAddresses ends the ownership of the record's addresses, but for those it keeps.
func (b *batch) giveUpAddresses(old *Record, keeps []Address) {
	if old == nil {
		return
	}
	for _, a := range Addresses(old.Attributes) {
		if !slices.Contains(keeps, a) {
			b.giveUp(AddressKey{KindEmail, a.String()}, old.UserID)
		}
	}
}
