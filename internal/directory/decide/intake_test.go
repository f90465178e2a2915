package decide

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/scim/schema"
)

func newTestIntake(store directory.Store) testIntake {
	return testIntake{directory.NewIntake(store, Batch, slog.New(slog.DiscardHandler))}
}

func intakeClose(t *testing.T, in testIntake) {
	t.Helper()
	if err := in.Close(context.Background()); err != nil {
		t.Error(err)
	}
}

// intakePerson creates somebody; the nth has the nth id.
func intakePerson(n int, displayName string) step {
	return step{
		Source: modelSources[0], Action: directory.Create, Type: fakeType(directory.TypeUser), ID: fakeID(n),
		Attributes: schema.Object{"userName": fmt.Sprintf("p%d@example.com", n), "displayName": displayName},
	}
}

// intakeTwin creates somebody with the userName of the nth, under another id.
func intakeTwin(n int) step {
	c := intakePerson(n, "twin")
	c.ID = fakeID(n + 500_000)
	return c
}

// gate lets a store's first transaction wait until it is opened.
type gate struct {
	entered, open chan struct{}
	once          sync.Once
}

func newGate() *gate { return &gate{entered: make(chan struct{}), open: make(chan struct{})} }

func (g *gate) pass(string) error {
	g.once.Do(func() {
		close(g.entered)
		<-g.open
	})
	return nil
}

// intakeTogether applies one submission, and while it is in the database all others, so that
// these become the next batch. It returns the others' results and errors.
func intakeTogether(t *testing.T, store *fakeStore, in testIntake, others ...[]step) ([][]directory.Result, []error) {
	t.Helper()
	g := newGate()
	before := store.before
	store.before = func(accountID string) error {
		if err := g.pass(accountID); err != nil || before == nil {
			return err
		}
		return before(accountID)
	}
	results, errs := make([][]directory.Result, len(others)), make([]error, len(others))
	var all sync.WaitGroup
	all.Go(func() {
		if _, err := in.Apply(t.Context(), modelAccount, []step{intakePerson(1_000_000, "first")}); err != nil {
			t.Error(err)
		}
	})
	<-g.entered
	for i, changes := range others {
		all.Go(func() { results[i], errs[i] = in.Apply(t.Context(), modelAccount, changes) })
		// One after the other, so that their order is known.
		for end := time.Now().Add(30 * time.Second); intakeWaiting(in) <= i; runtime.Gosched() {
			if time.Now().After(end) {
				t.Fatalf("the changes number %d do not wait", i)
			}
		}
	}
	close(g.open)
	all.Wait()
	intakeClose(t, in)
	return results, errs
}

// intakeWaiting is how many submissions wait for the next batch.
func intakeWaiting(in testIntake) int {
	return in.Waiting(modelAccount.ID)
}

// What arrives while a batch is in the database goes together as the next, in the order of
// arrival; each submission gets its own results, and its Requires count its own changes.
func TestIntakeGathers(t *testing.T) {
	store := newFakeStore()
	in := newTestIntake(store)
	group := requiresGroup(50, []int{51}, 1)
	results, errs := intakeTogether(t, store, in,
		[]step{intakePerson(1, "a")},
		[]step{intakePerson(2, "b"), intakeTwin(1)},
		[]step{group, intakePerson(51, "c")},
		[]step{requiresGroup(60, nil, directory.Impossible)},
	)
	if diff := cmp.Diff([]int{1, 6}, store.sizes); diff != "" {
		t.Errorf("sizes of batches (-want +got):\n%s", diff)
	}
	var kinds [][]directory.Kind
	for i := range results {
		if errs[i] != nil {
			t.Fatal(errs[i])
		}
		var list []directory.Kind
		for _, r := range results[i] {
			list = append(list, directory.KindOf(r.Err))
		}
		kinds = append(kinds, list)
	}
	if diff := cmp.Diff([][]directory.Kind{{0}, {0, directory.Conflict}, {0, 0}, {directory.Unresolved}}, kinds); diff != "" {
		t.Errorf("results (-want +got):\n%s", diff)
	}
	if group.Requires[0] != 1 {
		t.Error("the caller's change was altered")
	}
	if m := store.rows.members[directory.Pair{GroupID: fakeID(50), MemberID: fakeID(51)}]; m.Type != directory.TypeUser {
		t.Errorf("the group's member is %+v", m)
	}
}

// A batch has a limit, whoever brings the changes.
func TestIntakeLimitsBatches(t *testing.T) {
	store := newFakeStore()
	var others [][]step
	n := 0
	for _, size := range []int{200, 56, 1, directory.MaxBatch + 10} {
		var changes []step
		for range size {
			n++
			changes = append(changes, intakePerson(n, "x"))
		}
		others = append(others, changes)
	}
	_, errs := intakeTogether(t, store, newTestIntake(store), others...)
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]int{1, 256, 1, directory.MaxBatch, 10}, store.sizes); diff != "" {
		t.Errorf("sizes of batches (-want +got):\n%s", diff)
	}
}

// poisoned reports whether changes hold somebody whom the database does not take.
func poisoned(c *directory.Changes) error {
	for _, r := range c.Insert {
		if r.Attributes["displayName"] == "poison" {
			return errors.New("the database can't take this")
		}
	}
	return nil
}

// One item that the database can't take fails alone, whatever shares its batch.
func TestIntakeIsolatesPoison(t *testing.T) {
	for _, bad := range [][]int{{0}, {3}, {7}, {2, 3}, {0, 1, 2, 3, 4, 5, 6, 7}} {
		store := newFakeStore()
		store.refuse = poisoned
		var others [][]step
		for i := range 8 {
			name := "good"
			if slices.Contains(bad, i) {
				name = "poison"
			}
			others = append(others, []step{intakePerson(i, name)})
		}
		results, errs := intakeTogether(t, store, newTestIntake(store), others...)
		for i := range others {
			_, kept := store.rows.records[directory.RecordKey{SourceID: "s1", Type: directory.TypeUser, ID: fakeID(i)}]
			if isBad := slices.Contains(bad, i); (errs[i] != nil) != isBad || kept == isBad || !isBad && results[i][0].Err != nil {
				t.Errorf("poison at %v: submission %d: %v, %v, kept %v", bad, i, results[i], errs[i], kept)
			}
		}
		if len(store.rows.log) != 1+8-len(bad) {
			t.Errorf("poison at %v: %d log entries", bad, len(store.rows.log))
		}
	}
}

// A transaction that fails once, for whatever reason, costs nobody anything.
func TestIntakeTriesAgain(t *testing.T) {
	store := newFakeStore()
	failed := false
	store.refuse = func(c *directory.Changes) error {
		if len(c.Log) > 1 && !failed {
			failed = true
			return errors.New("just this once")
		}
		return nil
	}
	results, errs := intakeTogether(t, store, newTestIntake(store),
		[]step{intakePerson(1, "a")}, []step{intakePerson(2, "b")}, []step{intakePerson(3, "c")}, []step{intakeTwin(1)})
	if err := errors.Join(errs...); err != nil || !failed {
		t.Fatal(err, failed)
	}
	if diff := cmp.Diff([]int{1, 2, 2}, store.sizes); diff != "" {
		t.Errorf("sizes of batches (-want +got):\n%s", diff)
	}
	if directory.KindOf(results[3][0].Err) != directory.Conflict || len(store.rows.records) != 4 {
		t.Errorf("%v, %d records", results[3], len(store.rows.records))
	}
}

// A batch that may have been committed is not run again, neither as a whole nor in halves:
// everybody is told that it failed.
func TestIntakeDoesNotRepeat(t *testing.T) {
	store := newFakeStore()
	store.after = func() error {
		if len(store.sizes) == 2 {
			return fmt.Errorf("%w: the connection broke", directory.ErrUncertain)
		}
		return nil
	}
	_, errs := intakeTogether(t, store, newTestIntake(store), []step{intakePerson(1, "a")}, []step{intakePerson(2, "b")}, []step{batchRename(1, "c")})
	for i, err := range errs {
		if !errors.Is(err, directory.ErrUncertain) {
			t.Errorf("submission %d: %v", i, err)
		}
	}
	if diff := cmp.Diff([]int{1, 3}, store.sizes); diff != "" {
		t.Errorf("sizes of batches (-want +got):\n%s", diff)
	}
	if v := store.rows.records[directory.RecordKey{SourceID: "s1", Type: directory.TypeUser, ID: fakeID(1)}].Version; v != 2 {
		t.Errorf("version %d after a creation and one change", v)
	}
}

// A transaction that other nodes make run several times decides each time anew.
func TestIntakeRunsAgain(t *testing.T) {
	store := newFakeStore()
	store.again = 2
	in := newTestIntake(store)
	results, err := in.Apply(t.Context(), modelAccount, []step{intakePerson(1, "a"), intakeTwin(1)})
	if err != nil || results[0].Err != nil || directory.KindOf(results[1].Err) != directory.Conflict {
		t.Fatal(results, err)
	}
	if len(store.rows.records) != 1 || len(store.rows.users) != 1 || len(store.rows.log) != 2 {
		t.Errorf("%d records, %d users, %d log entries", len(store.rows.records), len(store.rows.users), len(store.rows.log))
	}
	if _, there := store.rows.log[results[0].Case]; !there || store.rows.records[results[0].Record.RecordKey].Verdict.Case != results[0].Case {
		t.Error("the case id of the answer is not the one that is kept") // Rule I3
	}
}

// Rule I4: a dry run decides the same and keeps nothing.
func TestDryRun(t *testing.T) {
	store := newFakeStore()
	in := newTestIntake(store)
	changes := []step{intakePerson(1, "a"), intakeTwin(1), requiresUser(2, "eve@other.example")}
	dry, err := in.DryRun(t.Context(), modelAccount, changes)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(newFakeStore().rows.state(), store.rows.state()); diff != "" {
		t.Errorf("state (-before +after):\n%s", diff)
	}
	real, err := in.Apply(t.Context(), modelAccount, changes)
	if err != nil {
		t.Fatal(err)
	}
	for i := range real {
		if real[i].Outcome != dry[i].Outcome || directory.KindOf(real[i].Err) != directory.KindOf(dry[i].Err) {
			t.Errorf("change %d: dry %+v, real %+v", i, dry[i], real[i])
		}
		if real[i].Record != nil && real[i].Record.Verdict.Code != dry[i].Record.Verdict.Code {
			t.Errorf("change %d: dry %+v, real %+v", i, dry[i].Record.Verdict, real[i].Record.Verdict)
		}
	}
}

// A panic on the way is an error of the submission that causes it, and of no other.
func TestPanicSpoilsNoOther(t *testing.T) {
	store := newFakeStore()
	in := newTestIntake(store)
	if _, err := in.Apply(t.Context(), modelAccount, []step{intakePerson(1, "one")}); err != nil {
		t.Fatal(err)
	}
	bad := step{
		Source: modelSources[0], Action: directory.Edit, Type: fakeType(directory.TypeUser), ID: fakeID(1),
		Edit: func(schema.Object) (schema.Object, bool, error) { panic("boom") },
	}
	results, errs := intakeTogether(t, store, in, []step{bad}, []step{intakePerson(2, "two")})
	if errs[0] == nil || errs[1] != nil || results[1][0].Err != nil {
		t.Errorf("the one that panics: %v; the other: %v, %v", errs[0], errs[1], results[1])
	}
}
