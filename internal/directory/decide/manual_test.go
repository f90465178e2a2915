package decide

import (
	"maps"
	"slices"
	"testing"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/scim/schema"
)

// manualEdit is one of a few things that an administrator may say of a person.
func manualEdit(n int) func(schema.Object) (schema.Object, bool, error) {
	return func(o schema.Object) (schema.Object, bool, error) {
		next := maps.Clone(o)
		switch n {
		case 0:
			next["displayName"] = "By hand"
		case 1:
			delete(next, "title")
		case 2:
			next["title"] = "By hand"
			next["phoneNumbers"] = []any{schema.Object{"value": "7", "type": "work"}}
		case 3:
			enterprise, _ := next[directory.EnterpriseUser].(schema.Object)
			enterprise = maps.Clone(enterprise)
			if enterprise == nil {
				enterprise = schema.Object{}
			}
			enterprise["department"] = "By hand"
			next[directory.EnterpriseUser] = enterprise
		}
		return next, true, nil
	}
}

// byHand is an administrator's change about the person of a record.
func byHand(source directory.Source, id string, action directory.Action) step {
	return step{Source: source, Action: action, Type: fakeType(directory.TypeUser), ID: id, Request: directory.Request{Actor: "ada"}}
}

// tryOn decides one change that may be refused.
func tryOn(t *testing.T, rows fakeRows, c step) directory.Result {
	t.Helper()
	results, err := rows.apply(modelAccount, []step{c}, modelCases(len(rows.log) + 1)[len(rows.log):])
	if err != nil {
		t.Fatal(err)
	}
	return results[0]
}

// goldenOf is the person as readers see it: the golden row.
func goldenOf(t *testing.T, rows fakeRows, userID string) *directory.Record {
	t.Helper()
	for _, r := range rows.records {
		if r.UserID == userID && r.Golden {
			rec := kept(r)
			if err := rec.Decode(fakeType(directory.TypeUser)); err != nil {
				t.Fatal(err)
			}
			return rec
		}
	}
	t.Fatalf("user %s has no golden row", userID)
	return nil
}

// Rule M6: an administrator's suspension holds, whatever sources say, also after the person was deleted and has come
// back; resuming lifts only that, never an authority's.
func TestAdministratorsSuspensionHolds(t *testing.T) {
	rows := newFakeStore().rows
	make := intakePerson(1, "rosa")
	make.Attributes["externalId"] = "x1"
	id, source := make.ID, make.Source
	batchOf(t, rows, make)
	is := func(when string, want directory.Code) {
		t.Helper()
		if u := rows.users[id]; u.State != want {
			t.Fatalf("%s she is %s, want %s", when, u.State, want)
		}
	}
	active := func(value bool) step {
		return step{
			Source: source, Action: directory.Edit, Type: fakeType(directory.TypeUser), ID: id,
			Edit: func(o schema.Object) (schema.Object, bool, error) {
				o = maps.Clone(o)
				o["active"] = value
				return o, true, nil
			},
		}
	}
	if r := batchOf(t, rows, byHand(source, id, directory.Suspend)); r[0].Outcome != directory.Suspending {
		t.Fatalf("suspending comes to %s: %v", r[0].Outcome, r[0].Err)
	}
	is("suspended by hand", directory.Suspended)
	if r := batchOf(t, rows, byHand(source, id, directory.Suspend)); r[0].Outcome != directory.Unchanged {
		t.Fatalf("suspending again comes to %s", r[0].Outcome)
	}
	batchOf(t, rows, active(true))
	is("whatever her source says", directory.Suspended)
	batchOf(t, rows, active(false))
	batchOf(t, rows, byHand(source, id, directory.Resume))
	is("resumed, while her source says inactive,", directory.Suspended)
	batchOf(t, rows, active(true))
	is("and when her source says active", directory.Active)

	batchOf(t, rows, byHand(source, id, directory.Suspend))
	batchOf(t, rows, step{Source: source, Action: directory.Delete, Type: fakeType(directory.TypeUser), ID: id})
	is("deleted", directory.Deleted)
	back := make
	back.ID = fakeID(2)
	if r := batchOf(t, rows, back); r[0].Err != nil {
		t.Fatal(r[0].Err)
	}
	is("come back", directory.Suspended)

	batchOf(t, rows, step{Source: source, Action: directory.Delete, Type: fakeType(directory.TypeUser), ID: back.ID})
	stranger := intakePerson(1, "rosa again")
	stranger.ID = fakeID(3)
	if r := tryOn(t, rows, stranger); r.Outcome != directory.InReview {
		t.Errorf("who comes with her address, and nothing that proves it, is %s (%v), want in review", r.Outcome, r.Err)
	}
}

// Rule M1: what an administrator says counts before what sources say, until it is unsaid; who somebody is and whether
// they are active is no part of it.
func TestAdministratorsWordCountsFirst(t *testing.T) {
	rows := newFakeStore().rows
	make := intakePerson(1, "rosa")
	make.Attributes["displayName"], make.Attributes["title"] = "Rosa", "Engineer"
	batchOf(t, rows, make)
	edit := func(n int) directory.Result {
		c := byHand(make.Source, make.ID, directory.Override)
		c.Edit = manualEdit(n)
		return batchOf(t, rows, c)[0]
	}
	for n := range 4 {
		if r := edit(n); r.Err != nil || r.Outcome != directory.Changed || len(r.Entry.Changes) == 0 {
			t.Fatalf("edit %d comes to %s (%v), differing by %s", n, r.Outcome, r.Err, r.Entry.Changes)
		}
	}
	if r := edit(3); r.Outcome != directory.Unchanged {
		t.Errorf("the same edit again comes to %s", r.Outcome)
	}
	g := goldenOf(t, rows, make.ID)
	if g.Attributes["displayName"] != "By hand" || g.Attributes["title"] != "By hand" {
		t.Errorf("the person is %v", g.Attributes)
	}
	if !slices.Contains(g.Provenance, directory.Provenance{Attribute: directory.EnterpriseUser + ":department", Source: directory.Manual}) {
		t.Errorf("the values come from %v", g.Provenance)
	}
	own := kept(rows.records[directory.RecordKey{SourceID: make.Source.ID, Type: directory.TypeUser, ID: make.ID}])
	if err := own.Decode(fakeType(directory.TypeUser)); err != nil || own.Attributes["displayName"] != "Rosa" {
		t.Errorf("the source sees %v, want what it said (%v)", own.Attributes, err)
	}

	c := byHand(make.Source, make.ID, directory.Override)
	c.Unsay = []string{"displayName", "title", "phoneNumbers", directory.EnterpriseUser + ":department"}
	if r := batchOf(t, rows, c)[0]; r.Err != nil {
		t.Fatal(r.Err)
	}
	if g := goldenOf(t, rows, make.ID); g.Attributes["displayName"] != "Rosa" || g.Attributes["title"] != "Engineer" || g.SourceID == "account" {
		t.Errorf("with nothing said any more the person is %v", g.Attributes)
	}
	if r := tryOn(t, rows, c); directory.KindOf(r.Err) != directory.Conflict {
		t.Errorf("what was not said is unsaid: %v", r.Err)
	}
	for _, name := range neverEdited {
		c := byHand(make.Source, make.ID, directory.Override)
		c.Edit = func(o schema.Object) (schema.Object, bool, error) {
			o = maps.Clone(o)
			o[name] = "x"
			return o, true, nil
		}
		if r := tryOn(t, rows, c); directory.KindOf(r.Err) != directory.Invalid {
			t.Errorf("%s is edited: %v", name, r.Err)
		}
	}
}
