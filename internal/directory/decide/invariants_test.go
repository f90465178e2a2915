package decide

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/scim/schema"
)

// broken lists what is wrong with the tables, whatever was done to them.
func (r fakeRows) broken() (wrong []string) {
	bad := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }
	people := map[string][]directory.Record{}
	goldens := map[string]int{}
	for key, rec := range r.records {
		if rec.Golden {
			goldens[rec.UserID]++
		}
		if key.SourceID == "account" || key.Type != directory.TypeUser {
			continue
		}
		if rec.UserID != "" {
			people[rec.UserID] = append(people[rec.UserID], rec)
		} else if rec.ParentID != "" || rec.Verdict.Code != directory.PendingDomain && rec.Verdict.Code != directory.PendingMerge {
			bad("%s is nobody's, %s, linked to %q", key.ID, rec.Verdict.Code, rec.ParentID)
		}
	}
	for id, u := range r.users {
		if gone := u.State == directory.Deleted || u.State == directory.Absorbed; gone != (len(people[id]) == 0) {
			bad("user %s is %s with %d records", id, u.State, len(people[id]))
		}
	}
	for id, records := range people {
		wantGolden := 0
		if slices.ContainsFunc(records, func(r directory.Record) bool { return r.Counts() }) {
			wantGolden = 1
		}
		if goldens[id] != wantGolden {
			bad("user %s has %d golden records, and should have %d", id, goldens[id], wantGolden)
		}
		bad := func(format string, args ...any) { bad("user %s: %s", id, fmt.Sprintf(format, args...)) }
		r.brokenPerson(id, records, bad)
	}
	for key, i := range r.identifiers {
		rec, there := r.record(i.SourceID, i.RecordID)
		want := claimant(&rec)
		if a, ok := directory.ParseAddress(i.Value); ok && rec.LastLetIn != nil && slices.Contains(directory.Addresses(rec.LastLetIn), a) {
			want = rec.UserID // as last let in
		}
		if !there || i.UserID != want {
			bad("%v is %q's, and its record %q's", key, i.UserID, want)
		}
		if i.Owner && i.UserID == "" {
			bad("%v has an owner who is nobody", key)
		}
	}
	return wrong
}

func (r fakeRows) record(sourceID, id string) (directory.Record, bool) {
	rec, there := r.records[directory.RecordKey{SourceID: sourceID, Type: directory.TypeUser, ID: id}]
	return rec, there
}

func (r fakeRows) brokenPerson(id string, records []directory.Record, bad func(string, ...any)) {
	u, there := r.users[id]
	if !there {
		bad("there is no row")
	}
	var roots []directory.Record
	list := make([]*directory.Record, len(records))
	for i := range records {
		list[i] = kept(records[i])
		if err := list[i].Decode(schema.Core().Type(directory.TypeUser)); err != nil {
			bad("%v", err)
		}
		if records[i].ParentID == "" {
			roots = append(roots, records[i])
		} else if !slices.ContainsFunc(records, func(p directory.Record) bool { return p.ID == records[i].ParentID }) {
			bad("%s hangs on %s, which is not there", records[i].ID, records[i].ParentID)
		}
	}
	if len(roots) != 1 {
		bad("%d first records", len(roots))
		return
	}
	if home := roots[0].HomeID; home != id && (home != "" || roots[0].ID != id) {
		bad("the first record %s is at home with %q", roots[0].ID, home)
	}
	if n := len(subtree(list, roots[0].ID)); n != len(records) {
		bad("%d of %d records hang together", n, len(records))
	}
	if list = counting(list); len(list) == 0 { // all gave way
		if u.State != directory.PendingMerge {
			bad("is %s, and all its records wait", u.State)
		}
		return
	}
	p := policy{sources: r.sources}
	edits, err := directory.ParseEdits(u.Edits, schema.Core().Type(directory.TypeUser))
	if err != nil {
		bad("%v", err)
	}
	m := merge(p, list, u, edits)
	if m.state != u.State {
		bad("is %s, and merged %s", u.State, m.state)
	}
	if mask, has := r.records[directory.RecordKey{SourceID: "account", Type: directory.TypeUser, ID: id}]; has {
		rec := kept(mask)
		if err := rec.Decode(schema.Core().Type(directory.TypeUser)); err != nil {
			bad("%v", err)
		}
		if diff := cmp.Diff(m.attributes, rec.Attributes); diff != "" {
			bad("the merged row (-want +have):\n%s", diff)
		}
	}
}

// Rules M1, M2, M6, M8 and M9: whatever is done, each person has its records, one golden record and one
// root, is as they and the policy say, and owns what it holds.
func TestPeopleAreWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		changes := modelChanges(t, rapid.IntRange(1, 30).Draw(t, "changes"))
		rows := newFakeStore().rows
		split := rapid.SliceOfN(rapid.IntRange(1, 5), len(changes), len(changes)).Draw(t, "split")
		if _, err := rows.apply(modelAccount, changes, modelCases(len(changes)), split...); err != nil {
			t.Fatal(err)
		}
		if wrong := rows.broken(); len(wrong) > 0 {
			t.Fatal(wrong)
		}
	})
}
