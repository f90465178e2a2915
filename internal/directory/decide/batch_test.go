package decide

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/scim/schema"
)

// batchOf applies changes in one batch, all of which must succeed.
func batchOf(t *testing.T, rows fakeRows, changes ...step) []directory.Result {
	t.Helper()
	results, err := rows.apply(modelAccount, changes, modelCases(len(rows.log) + len(changes))[len(rows.log):])
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range results {
		if r.Err != nil {
			t.Fatalf("change %d: %v", i, r.Err)
		}
	}
	return results
}

func batchRename(n int, displayName string) step {
	return step{
		Source: modelSources[0], Action: directory.Edit, Type: fakeType(directory.TypeUser), ID: fakeID(n),
		Edit: func(o schema.Object) (schema.Object, bool, error) {
			next := schema.Clone(o)
			next["displayName"] = displayName
			return next, true, nil
		},
	}
}

func batchDelete(n int) step {
	return step{Source: modelSources[0], Action: directory.Delete, Type: fakeType(directory.TypeUser), ID: fakeID(n)}
}

// batchAnn creates ann, whom the source calls x.
func batchAnn(n int) step {
	c := requiresUser(n, "ann@example.com")
	c.Attributes["externalId"] = "x"
	return c
}

// Rule O1: each log entry shows before and after its own change, whoever else changed the record
// in the same batch.
func TestLogShowsOwnChange(t *testing.T) {
	rows := newFakeStore().rows
	results := batchOf(t, rows, intakePerson(1, "one"), batchRename(1, "two"), batchRename(1, "three"))
	for i, want := range []string{"", `[{"path":"displayName","before":"one","after":"two"}]`, `[{"path":"displayName","before":"two","after":"three"}]`} {
		got := rows.log[results[i].Case].Changes
		if string(got) != want || want != "" && !json.Valid(got) {
			t.Errorf("change %d is logged as %s, want %s", i, got, want)
		}
	}
	if v := rows.records[directory.RecordKey{SourceID: "s1", Type: directory.TypeUser, ID: fakeID(1)}].Version; v != 3 {
		t.Errorf("version %d after three changes", v)
	}
}

// Rules P5 and P6: who is deleted and comes back in one batch is the same person, again and
// again, and is in the groups that were told of any of the ids.
func TestReturnInOneBatch(t *testing.T) {
	for what, first := range map[string]bool{"known before": true, "new in the batch": false} {
		rows := newFakeStore().rows
		start, rest := []step{batchAnn(1)}, []step{
			batchDelete(1), batchAnn(2), requiresGroup(10, []int{1}), batchDelete(2), requiresGroup(11, []int{1}), batchAnn(3), requiresGroup(12, []int{2}),
		}
		if first {
			batchOf(t, rows, start...)
		} else {
			rest = append(start, rest...)
		}
		batchOf(t, rows, rest...)
		if len(rows.users) != 1 || rows.users[rows.records[directory.RecordKey{SourceID: "s1", Type: directory.TypeUser, ID: fakeID(3)}].UserID].State != directory.Active {
			t.Errorf("%s: users: %+v", what, rows.users)
		}
		// The first group lost the person by the second deletion; the second waited.
		want := map[directory.Pair]directory.Member{}
		for _, group := range []int{11, 12} {
			want[directory.Pair{GroupID: fakeID(group), MemberID: fakeID(3)}] = directory.Member{ID: fakeID(3), Type: directory.TypeUser}
		}
		if diff := cmp.Diff(want, rows.members); diff != "" {
			t.Errorf("%s: members (-want +got):\n%s", what, diff)
		}
		for _, n := range []int{1, 2} {
			if next := rows.successors[directory.RecordKey{SourceID: "s1", Type: directory.TypeUser, ID: fakeID(n)}]; next != fakeID(3) {
				t.Errorf("%s: %s came back as %q", what, fakeID(n), next)
			}
		}
	}
}

// Rule D7: who is let in and is held again for a new address in the same batch keeps the login.
func TestHeldInOneBatchKeepsLogin(t *testing.T) {
	rows := newFakeStore().rows
	move := batchRename(1, "moved")
	move.Edit = func(o schema.Object) (schema.Object, bool, error) {
		next := schema.Clone(o)
		next["userName"] = "p1@other.example"
		return next, true, nil
	}
	results := batchOf(t, rows, intakePerson(1, "one"), move)
	if r := results[1].Record; r.Verdict.Code != directory.PendingDomain || rows.users[r.UserID].Login != "p1@example.com" {
		t.Errorf("%+v, %+v", r.Verdict, rows.users[r.UserID])
	}
}
