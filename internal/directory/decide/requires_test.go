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

func requiresUser(n int, userName string, needs ...int) step {
	return step{
		Source: modelSources[0], Action: directory.Create, Type: fakeType(directory.TypeUser), ID: fakeID(n),
		Attributes: schema.Object{"userName": userName}, Requires: needs,
	}
}

func requiresGroup(n int, members []int, needs ...int) step {
	c := step{
		Source: modelSources[0], Action: directory.Create, Type: fakeType(directory.TypeGroup), ID: fakeID(n),
		Attributes: schema.Object{"displayName": fmt.Sprint("group ", n)}, Requires: needs, Members: &directory.MemberChange{Clear: true},
	}
	for _, m := range members {
		c.Members.Add = append(c.Members.Add, directory.Member{ID: fakeID(m)})
	}
	return c
}

// Changes that name each other stand or fall together, circles included (RFC 7644 section 3.7.2).
func TestRequires(t *testing.T) {
	const ok = 0
	for _, tt := range []struct {
		what    string
		changes []step
		want    []directory.Kind
	}{
		{"what is needed comes first", []step{requiresUser(0, "ann"), requiresGroup(1, []int{0}, 0)}, []directory.Kind{ok, ok}},
		{"what is needed comes later", []step{requiresGroup(0, []int{1}, 1), requiresUser(1, "ann")}, []directory.Kind{ok, ok}},
		{"what is needed fails", []step{requiresUser(0, "ann"), requiresUser(1, "ANN"), requiresGroup(2, []int{1}, 1)}, []directory.Kind{ok, directory.Conflict, directory.Unresolved}},
		{"what is needed fails later", []step{requiresUser(0, "ann"), requiresGroup(1, []int{2}, 2), requiresUser(2, "ANN")}, []directory.Kind{ok, directory.Unresolved, directory.Conflict}},
		{"a chain fails", []step{requiresGroup(0, []int{1}, 1), requiresGroup(1, []int{2}, 2), requiresGroup(2, nil, directory.Impossible)}, []directory.Kind{directory.Unresolved, directory.Unresolved, directory.Unresolved}},
		{"impossible", []step{requiresGroup(0, nil, directory.Impossible), requiresUser(1, "ann")}, []directory.Kind{directory.Unresolved, ok}},
		{"itself", []step{requiresGroup(0, []int{0}, 0)}, []directory.Kind{ok}},
		{"a circle", []step{requiresGroup(0, []int{1}, 1), requiresGroup(1, []int{0}, 0)}, []directory.Kind{ok, ok}},
		{"a circle of three that can't be", []step{
			requiresGroup(0, []int{1}, 1), requiresGroup(1, []int{2, 3}, 2, 3), requiresGroup(2, []int{0}, 0), requiresUser(3, ""), requiresUser(4, "ann"), requiresUser(5, "ann", 1),
		}, []directory.Kind{ok, ok, ok, ok, ok, directory.Conflict}},
		{"a circle that needs what fails", []step{
			requiresUser(0, "ann"), requiresUser(1, "ann"), requiresGroup(2, []int{3}, 3), requiresGroup(3, []int{2, 1}, 2, 1), requiresUser(4, "bob", 2),
		}, []directory.Kind{ok, directory.Conflict, directory.Unresolved, directory.Unresolved, directory.Unresolved}},
		{"a name that a doomed change does not take", []step{requiresUser(0, "ann", directory.Impossible), requiresUser(1, "ann")}, []directory.Kind{directory.Unresolved, ok}},
		{"a doomed change that would have freed a name", []step{
			requiresUser(0, "ann"), {Source: modelSources[0], Action: directory.Delete, Type: fakeType(directory.TypeUser), ID: fakeID(0), Requires: []int{directory.Impossible}}, requiresUser(2, "ann"),
		}, []directory.Kind{ok, directory.Unresolved, directory.Conflict}},
	} {
		rows := newFakeStore().rows
		results, err := rows.apply(modelAccount, tt.changes, modelCases(len(tt.changes)))
		if err != nil {
			t.Errorf("%s: %v", tt.what, err)
			continue
		}
		got := make([]directory.Kind, len(results))
		made := 0
		for i, r := range results {
			got[i] = directory.KindOf(r.Err)
			if r.Err == nil && tt.changes[i].Action == directory.Create {
				made++
				if rows.records[directory.RecordKey{SourceID: "s1", Type: tt.changes[i].Type.Name, ID: tt.changes[i].ID}].Version == 0 {
					t.Errorf("%s: change %d succeeded and left no record", tt.what, i)
				}
			}
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s: kinds of refusal (-want +got):\n%s", tt.what, diff)
		}
		if len(rows.records) != made || len(rows.log) != len(tt.changes) {
			t.Errorf("%s: %d records and %d log entries of %d creations and %d changes", tt.what, len(rows.records), len(rows.log), made, len(tt.changes))
		}
	}
}

// Whatever requires what: nothing succeeds without all that it requires, and what is refused has
// left nothing.
func TestRequiresAnything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		changes := modelChanges(t, rapid.IntRange(1, 10).Draw(t, "changes"))
		for i := range changes {
			needs := rapid.SliceOfN(rapid.IntRange(directory.Impossible, len(changes)-1), 0, 2).Draw(t, fmt.Sprint("needs", i))
			if rapid.IntRange(0, 2).Draw(t, fmt.Sprint("has needs", i)) == 0 && changes[i].Action <= directory.Reconsider { // a decision stands alone
				changes[i].Requires = needs
			}
		}
		cases := modelCases(len(changes))
		all := newFakeStore().rows
		results, err := all.apply(modelAccount, changes, cases)
		if err != nil {
			t.Fatal(err)
		}
		var kept []step
		var keptCases []string
		place := map[int]int{}
		for i, r := range results {
			if r.Err != nil {
				delete(all.log, cases[i])
				continue
			}
			for _, need := range changes[i].Requires {
				if need == directory.Impossible || results[need].Err != nil {
					t.Fatalf("change %d succeeded without %d, which it requires", i, need)
				}
			}
			place[i] = len(kept)
			kept, keptCases = append(kept, changes[i]), append(keptCases, cases[i])
		}
		for i := range kept {
			kept[i].Requires = slices.Clone(kept[i].Requires)
			for k, need := range kept[i].Requires {
				kept[i].Requires[k] = place[need]
			}
		}
		without := newFakeStore().rows
		if _, err := without.apply(modelAccount, kept, keptCases); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(without.state(), all.state()); diff != "" {
			t.Fatalf("state (-without the refused +with them):\n%s", diff)
		}
	})
}
