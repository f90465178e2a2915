package directory

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/usher-id/usher/scim/schema"
)

func requiresUser(n int, userName string, needs ...int) Change {
	return Change{
		Source: modelSources[0], Action: Create, Type: fakeType(TypeUser), ID: fakeID(n),
		Attributes: schema.Object{"userName": userName}, Requires: needs,
	}
}

func requiresGroup(n int, members []int, needs ...int) Change {
	c := Change{
		Source: modelSources[0], Action: Create, Type: fakeType(TypeGroup), ID: fakeID(n),
		Attributes: schema.Object{"displayName": fmt.Sprint("group ", n)}, Requires: needs, Members: &MemberChange{Clear: true},
	}
	for _, m := range members {
		c.Members.Add = append(c.Members.Add, Member{ID: fakeID(m)})
	}
	return c
}

// Changes that name each other stand or fall together, circles included (RFC 7644 section 3.7.2).
func TestRequires(t *testing.T) {
	const ok = 0
	for _, tt := range []struct {
		what    string
		changes []Change
		want    []Kind
	}{
		{"what is needed comes first", []Change{requiresUser(0, "ann"), requiresGroup(1, []int{0}, 0)}, []Kind{ok, ok}},
		{"what is needed comes later", []Change{requiresGroup(0, []int{1}, 1), requiresUser(1, "ann")}, []Kind{ok, ok}},
		{"what is needed fails", []Change{requiresUser(0, "ann"), requiresUser(1, "ANN"), requiresGroup(2, []int{1}, 1)}, []Kind{ok, Conflict, Unresolved}},
		{"what is needed fails later", []Change{requiresUser(0, "ann"), requiresGroup(1, []int{2}, 2), requiresUser(2, "ANN")}, []Kind{ok, Unresolved, Conflict}},
		{"a chain fails", []Change{requiresGroup(0, []int{1}, 1), requiresGroup(1, []int{2}, 2), requiresGroup(2, nil, Impossible)}, []Kind{Unresolved, Unresolved, Unresolved}},
		{"impossible", []Change{requiresGroup(0, nil, Impossible), requiresUser(1, "ann")}, []Kind{Unresolved, ok}},
		{"itself", []Change{requiresGroup(0, []int{0}, 0)}, []Kind{ok}},
		{"a circle", []Change{requiresGroup(0, []int{1}, 1), requiresGroup(1, []int{0}, 0)}, []Kind{ok, ok}},
		{"a circle of three that can't be", []Change{
			requiresGroup(0, []int{1}, 1), requiresGroup(1, []int{2, 3}, 2, 3), requiresGroup(2, []int{0}, 0), requiresUser(3, ""), requiresUser(4, "ann"), requiresUser(5, "ann", 1),
		}, []Kind{ok, ok, ok, ok, ok, Conflict}},
		{"a circle that needs what fails", []Change{
			requiresUser(0, "ann"), requiresUser(1, "ann"), requiresGroup(2, []int{3}, 3), requiresGroup(3, []int{2, 1}, 2, 1), requiresUser(4, "bob", 2),
		}, []Kind{ok, Conflict, Unresolved, Unresolved, Unresolved}},
		{"a name that a doomed change does not take", []Change{requiresUser(0, "ann", Impossible), requiresUser(1, "ann")}, []Kind{Unresolved, ok}},
		{"a doomed change that would have freed a name", []Change{
			requiresUser(0, "ann"), {Source: modelSources[0], Action: Delete, Type: fakeType(TypeUser), ID: fakeID(0), Requires: []int{Impossible}}, requiresUser(2, "ann"),
		}, []Kind{ok, Unresolved, Conflict}},
	} {
		rows := newFakeStore().rows
		results, err := rows.apply(modelAccount, tt.changes, modelCases(len(tt.changes)))
		if err != nil {
			t.Errorf("%s: %v", tt.what, err)
			continue
		}
		got := make([]Kind, len(results))
		made := 0
		for i, r := range results {
			got[i] = KindOf(r.Err)
			if r.Err == nil && tt.changes[i].Action == Create {
				made++
				if rows.records[RecordKey{"s1", tt.changes[i].Type.Name, tt.changes[i].ID}].Version == 0 {
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
			needs := rapid.SliceOfN(rapid.IntRange(Impossible, len(changes)-1), 0, 2).Draw(t, fmt.Sprint("needs", i))
			if rapid.IntRange(0, 2).Draw(t, fmt.Sprint("has needs", i)) == 0 {
				changes[i].Requires = needs
			}
		}
		cases := modelCases(len(changes))
		all := newFakeStore().rows
		results, err := all.apply(modelAccount, changes, cases)
		if err != nil {
			t.Fatal(err)
		}
		var kept []Change
		var keptCases []string
		place := map[int]int{}
		for i, r := range results {
			if r.Err != nil {
				delete(all.log, cases[i])
				continue
			}
			for _, need := range changes[i].Requires {
				if need == Impossible || results[need].Err != nil {
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
