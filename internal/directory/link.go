package directory

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"
)

// settlePerson carries out what admit has found out about the person behind a record.
func (b *batch) settlePerson(old, rec *Record, d destiny) {
	if old == nil && rec.UserID == rec.ID && rec.ParentID == "" {
		b.fresh[rec.ID] = true
	}
	if d.recycled {
		b.flagged[rec.UserID] = Recycled
	}
	if d.takes != nil { // who kept the place hangs on the record again
		next := b.judging(d.takes)
		next.ParentID, next.HomeID = rec.ID, ""
	}
	b.bring(old, rec)
	b.remember(rec)
	if rec.UserID != "" {
		b.refresh(rec.UserID, old, rec)
	}
	if old != nil && old.Verdict.Code == PendingMerge {
		b.decided(rec.ID, rec.UserID, StatusLinked) // or in question because of others now
	}
	b.review(rec, d.waits, true)
	b.review(rec, d.suggests, false)
}

// remember lets the rest of the batch see who looks alike.
func (b *batch) remember(rec *Record) {
	if !rec.letIn() {
		return
	}
	for _, a := range Addresses(rec.Attributes) {
		key := alike(a.String())
		b.alikeNow[key] = append(b.alikeNow[key], Identifier{Kind: ByEmail, Value: a.String(), SourceID: rec.SourceID, RecordID: rec.ID, UserID: rec.UserID})
	}
	if key := rec.LikenessKey(); key != "" {
		b.likeNow[key] = append(b.likeNow[key], Likeness{rec.SourceID, rec.ID, rec.UserID})
	}
}

// review opens cases.
func (b *batch) review(rec *Record, list []candidate, waits bool) {
	for _, c := range list {
		b.open(Review{
			ID: caseOf(b.cases[b.at], rec.ID, c.userID), SourceID: rec.SourceID, RecordID: rec.ID, UserID: c.userID,
			Reason: c.reason, Waits: waits, Flags: c.flags, Status: StatusOpen, Created: b.now,
		})
	}
}

// caseOf is the id of a case, which like all ids tells when it was made: that of the log entry with
// other random bits, the same however often the batch is decided.
func caseOf(entryID, recordID, userID string) string {
	id := uuid.MustParse(entryID)
	sum := sha256.Sum256([]byte(recordID + userID))
	copy(id[9:], sum[:])
	return id.String()
}

// decided ends the open cases of a record: the one with the user as the status says.
func (b *batch) decided(recordID, userID, status string) {
	if userID != "" {
		b.end(Closing{RecordID: recordID, UserID: userID, Status: status})
	}
	b.end(Closing{RecordID: recordID, Status: StatusGone})
}

// reviewed shows today's policy in a record that stays as it is.
func (b *batch) reviewed(rec *Record) {
	b.policy()
	b.claim(nil, b.claimsOf(rec), rec, rec)
	b.refresh(rec.UserID, rec, rec)
}

// link makes a record, with all that is linked to it, part of another person.
func (b *batch) link(c *Change, rec *Record) Result {
	switch {
	case rec.UserID == c.Into:
		return Result{Record: rec, Outcome: Unchanged}
	case rec.Verdict.Code == PendingDomain:
		return declined(refuse(Conflict, "record %s is held, since the domain of its address is not approved: approve the domain first (usher domain approve), then link it", rec.ID))
	case rec.ParentID != "":
		return declined(refuse(Conflict, "record %s is linked to record %s already: take it out of its user first (usher user unmerge %s)", rec.ID, rec.ParentID, rec.ID))
	}
	records := b.household(c.Into)
	root := rootOf(records)
	if root == nil {
		if !b.settled() {
			return Result{}
		}
		return declined(refuse(NotFound, "the account has no user %q with records: usher user list shows the ids", c.Into))
	}
	moved := []*Record{rec}
	from := b.user(rec.UserID)
	if rec.UserID != "" {
		if from.Role != NoRole {
			return declined(&Error{Kind: Refused, Verdict: Verdict{Code: Rejected, Rule: "M10"}, Detail: fmt.Sprintf(
				"user %s has the role %s, and no role crosses a merge (rule M10): merge the other way round, into this user, or take the role away first (usher user role %s none)", from.ID, from.Role, from.ID)})
		}
		moved = b.household(rec.UserID)
		b.absorbed[rec.UserID] = c.Into
		if into := b.user(c.Into); from.Barred != "" && into.Barred == "" { // no link brings back whom an authority ended (rule M6)
			barred := into
			barred.Barred = from.Barred
			b.setUser(into, barred)
		}
	}
	for _, r := range moved {
		for _, other := range records {
			if b.apart(r.ID, other.ID) {
				b.apartNow[pairOf(r.ID, other.ID)] = false // the administrator has thought again
			}
		}
	}
	b.move(moved, rec.ID, root.ID, c.Into)
	b.decided(rec.ID, c.Into, StatusLinked)
	if from.ID != "" {
		b.refresh(from.ID, nil, nil)
	}
	b.refresh(c.Into, nil, nil)
	return Result{Record: b.present(rec.RecordKey), Outcome: Linked}
}

// move gives records to a user. The link of the one that the others hang on changes.
func (b *batch) move(records []*Record, topID, parentID, userID string) {
	for _, r := range records {
		next := b.judging(r)
		before := *r
		next.UserID = userID
		if next.ID == topID {
			if next.ParentID = parentID; parentID == "" {
				next.HomeID = ""
				if userID != next.ID {
					next.HomeID = userID
				}
			}
		}
		if next.Verdict.Code == PendingMerge {
			next.Verdict = Verdict{Code: Active, Rule: "M2", Case: b.cases[b.at]}
		}
		next.Version, next.Modified = r.Version+1, later(b.now, r.Modified)
		b.put(next)
		b.bring(&before, next)
		b.remember(next)
	}
}

// unmerge takes a record, with all that is linked to it, out of its person, and remembers that it
// is another one (rule M8). What hangs on a record can't stay when the record goes.
func (b *batch) unmerge(rec *Record) Result {
	if rec.UserID == "" {
		return declined(refuse(Conflict, "record %s belongs to no user: it waits, and was never merged", rec.ID))
	}
	all := b.household(rec.UserID)
	if rec.ParentID == "" {
		var others []string
		for _, r := range all {
			if r.ParentID == rec.ID {
				others = append(others, r.ID)
			}
		}
		if len(others) == 0 {
			return declined(refuse(Conflict, "record %s is the only one of its user: there is nothing to unmerge", rec.ID))
		}
		return declined(refuse(Conflict, "record %s is the first of its user, and %s linked to it: unmerge %s first, or instead (usher user unmerge %s)", rec.ID, listed(others), them(others), others[0]))
	}
	gone := subtree(all, rec.ID)
	home, stay := rec.home(), rec.UserID
	if len(b.household(home)) > 0 {
		home = rec.ID // somebody else is that user by now
	}
	for _, r := range gone {
		for _, other := range all {
			if !slices.Contains(gone, other) {
				b.apartNow[pairOf(r.ID, other.ID)] = true
			}
		}
	}
	b.move(gone, rec.ID, "", home)
	b.refresh(home, nil, nil)
	b.refresh(stay, nil, nil)
	return Result{Record: b.present(rec.RecordKey), Outcome: Changed}
}

func listed(ids []string) string {
	if len(ids) == 1 {
		return "record " + ids[0] + " is"
	}
	return "records " + strings.Join(ids, " and ") + " are"
}

func them(ids []string) string {
	if len(ids) == 1 {
		return "that one"
	}
	return "those"
}

// separate is the decision that a record is another person than a user: for now, or for good.
func (b *batch) separate(c *Change, rec *Record, caseID string) Result {
	if rec.UserID == c.Into {
		return declined(refuse(Conflict, "record %s is part of user %s: take it out first (usher user unmerge %s), which is remembered", rec.ID, c.Into, rec.ID))
	}
	others := b.household(c.Into)
	if len(others) == 0 && b.settled() {
		return declined(refuse(NotFound, "the account has no user %q with records: usher user list shows the ids", c.Into))
	}
	ended := Closing{RecordID: rec.ID, Status: StatusApart} // whoever else is in question, too
	if c.Action == NeverLink {
		ended.UserID, ended.Status = c.Into, StatusNever
		mine := []*Record{rec}
		if rec.UserID != "" {
			mine = b.household(rec.UserID)
		}
		for _, r := range mine {
			for _, other := range others {
				b.apartNow[pairOf(r.ID, other.ID)] = true
			}
		}
	}
	b.end(ended)
	if rec.Verdict.Code != PendingMerge {
		return Result{Record: rec, Outcome: Changed}
	}
	if c.Action == NeverLink {
		next := rec.next(rec.Attributes, b.now) // others may still be in question
		d, err := b.admit(c, rec, next, caseID)
		if err != nil {
			return declined(err)
		}
		b.put(next)
		b.settlePerson(rec, next, d)
		return Result{Record: b.present(rec.RecordKey), Outcome: Changed}
	}
	next := rec.next(rec.Attributes, b.now)
	d := b.alone(next)
	next.UserID, next.HomeID = d.userID, d.homeID
	next.Verdict = Verdict{Code: Active, Rule: "M2", Case: caseID}
	b.put(next)
	b.settlePerson(rec, next, d)
	return Result{Record: b.present(rec.RecordKey), Outcome: Changed}
}

// confirm notes that a mailbox has confirmed a claim, and matches a record that waits anew.
func (b *batch) confirm(c *Change, rec *Record, caseID string) Result {
	address, ok := ParseAddress(c.Address)
	if !ok || !slices.Contains(Addresses(rec.Attributes), address) {
		return declined(refuse(Conflict, "record %s does not bring the address %q any more: what its mailbox confirmed is without effect", rec.ID, c.Address))
	}
	next := rec.next(rec.Attributes, b.now)
	next.Confirmed = address.String()
	if rec.Confirmed == next.Confirmed && rec.Verdict.Code != PendingMerge {
		return Result{Record: rec, Outcome: Unchanged}
	}
	d, err := b.admit(c, rec, next, caseID)
	if err != nil {
		return declined(err)
	}
	b.put(next)
	b.settlePerson(rec, next, d)
	return Result{Record: b.present(rec.RecordKey), Outcome: outcomeOf(rec, next, d)}
}

// setRole gives a user a role, or takes it.
func (b *batch) setRole(c *Change, rec *Record) Result {
	user := b.user(rec.UserID)
	if rec.UserID == "" || user.ID == "" {
		return declined(refuse(Conflict, "record %s belongs to no user yet", rec.ID))
	}
	if user.Role == c.Role {
		return Result{Record: rec, Outcome: Unchanged}
	}
	is := user
	is.Role = c.Role
	b.setUser(user, is)
	return Result{Record: rec, Outcome: Changed}
}

// bereave is what the loss of a record means for its person. Those who were linked to it hang
// together without it; the person stays who it is (rule P6). When it was the authority who took
// the person away, nobody else's word brings it back (rule M6).
func (b *batch) bereave(rec *Record) {
	b.end(Closing{RecordID: rec.ID, Status: StatusGone})
	b.bring(rec, nil)
	if rec.UserID == "" {
		return
	}
	rest := b.household(rec.UserID)
	home := rec.home()
	heir := ""               // who takes the record's place
	for _, r := range rest { // in the order of their ids
		if r.ParentID != rec.ID {
			continue
		}
		next := b.judging(r)
		switch {
		case rec.ParentID != "" && b.wasPerson(r):
			next.ParentID = rec.ParentID // who was a person of their own still can be again
		case heir == "":
			heir = r.ID
			next.ParentID, next.HomeID = rec.ParentID, home
		default:
			next.ParentID = heir
		}
	}
	if user := b.user(rec.UserID); user.ID != "" && b.policy().rules(rec) {
		barred := user
		barred.Barred = rec.SourceID
		b.setUser(user, barred)
	}
	b.refresh(rec.UserID, nil, nil)
}

// wasPerson reports whether a record, with those that hang on it, was a person of its own before
// it was linked.
func (b *batch) wasPerson(r *Record) bool {
	home := r.HomeID
	if home == "" {
		home = r.ID
	}
	return b.user(home).State == Absorbed
}
