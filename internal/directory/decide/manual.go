package decide

import (
	"maps"
	"slices"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/scim/schema"
)

// subjectUser is the user of whom an administrator says something, by one of its records.
func (b *batch) subjectUser(rec *directory.Record) (directory.User, error) {
	user := b.user(rec.UserID)
	if rec.UserID == "" || user.ID == "" {
		return user, directory.Refuse(directory.Conflict, "link.noUserYet", "record", rec.ID)
	}
	return user, nil
}

// setRole gives a user a role, or takes it.
func (b *batch) setRole(decision *directory.Decision, rec *directory.Record) directory.Result {
	user, err := b.subjectUser(rec)
	if err != nil {
		return declined(err)
	}
	if user.Role == decision.Role {
		return directory.Result{Record: rec, Outcome: directory.Unchanged}
	}
	if err := otherRole(decision, user); err != nil {
		return declined(err)
	}
	is := user
	is.Role = decision.Role
	b.setUser(user, is)
	b.differs = difference(schema.Object{"role": string(user.Role)}, schema.Object{"role": string(is.Role)})
	return directory.Result{Record: rec, Outcome: directory.Changed}
}

// stop suspends a user by an administrator's word, or takes that back: what sources say counts again, an
// authority's suspension included (rule M6).
func (b *batch) stop(decision *directory.Decision, rec *directory.Record) directory.Result {
	user, err := b.subjectUser(rec)
	if err != nil {
		return declined(err)
	}
	is := user
	if is.Stopped = decision.Action == directory.Suspend; is == user {
		return directory.Result{Record: rec, Outcome: directory.Unchanged}
	}
	is.Modified = b.now
	b.users[is.ID] = is
	b.refresh(is.ID, nil, nil)
	b.differs = difference(schema.Object{"active": user.State == directory.Active},
		schema.Object{"active": b.user(is.ID).State == directory.Active})
	outcome := directory.Changed
	if is.Stopped {
		outcome = directory.Suspending
	}
	return directory.Result{Record: b.present(rec.RecordKey), Outcome: outcome}
}

// neverEdited are attributes of which only sources, or other acts of administrators, say anything: who
// somebody is and whether they are active is decided elsewhere (rules M2, M4, M6).
var neverEdited = []string{"userName", "emails", "active", "externalId", "id", "meta", "schemas", "groups", "password"}

// override notes what an administrator says of a person in the place of all sources (rule M1).
func (b *batch) override(decision *directory.Decision, rec *directory.Record) directory.Result {
	user, err := b.subjectUser(rec)
	if err != nil {
		return declined(err)
	}
	edits, err := directory.ParseEdits(user.Edits, b.userType)
	if err != nil {
		return directory.Result{Err: err, Outcome: directory.Failed}
	}
	said := func(e directory.Edits) schema.Object {
		return merge(b.policy(), counting(b.linkedRecords(user.ID)), user, e).attributes
	}
	before := said(edits)
	for _, name := range decision.Unsay {
		if !edits.Unsay(name) {
			return declined(directory.Refuse(directory.Conflict, "manual.unsaid", "attribute", name))
		}
	}
	if decision.Edit != nil {
		was := said(edits)
		next, _, err := decision.Edit(was)
		if err != nil {
			return declined(&directory.Error{Kind: directory.Invalid, Err: err})
		}
		if err := say(&edits, was, next, decision.Say); err != nil {
			return declined(err)
		}
	}
	is := user
	if is.Edits = edits.Keep(); is == user {
		return directory.Result{Record: rec, Outcome: directory.Unchanged}
	}
	if n := len(is.Edits); n > directory.MaxEdits {
		return declined(directory.Refuse(directory.TooLarge, "manual.tooLarge", "bytes", n, "limit",
			directory.MaxEdits))
	}
	is.Modified = b.now
	b.users[is.ID] = is
	b.refresh(is.ID, nil, nil)
	b.differs = difference(before, said(edits))
	return directory.Result{Record: b.present(rec.RecordKey), Outcome: directory.Changed}
}

// say notes in the edits what an administrator has named, and what else differs between a person as it is and as the
// administrator wants it.
func say(edits *directory.Edits, was, next schema.Object, named []string) error {
	had, has := maps.Collect(directory.EachAttribute(was)), maps.Collect(directory.EachAttribute(next))
	names := slices.AppendSeq(slices.AppendSeq(slices.Clone(named), maps.Keys(had)), maps.Keys(has))
	slices.Sort(names)
	for _, name := range slices.Compact(names) {
		v, there := has[name]
		if there && schema.Equal(had[name], v) && !slices.Contains(named, name) {
			continue
		}
		if slices.Contains(neverEdited, name) {
			return directory.Refuse(directory.Invalid, "manual.never", "attribute", name)
		}
		edits.Say(name, v)
	}
	return nil
}
