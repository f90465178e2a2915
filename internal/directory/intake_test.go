package directory

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/usher-id/usher/scim/schema"
)

// noLicenses is a license step that grants nothing.
type noLicenses struct{}

func (noLicenses) License(context.Context, Tx, string, *Changes) error { return nil }

func newTestIntake(store Store) *Intake {
	return NewIntake(store, noLicenses{}, slog.New(slog.DiscardHandler))
}

func intakeClose(t *testing.T, in *Intake) {
	t.Helper()
	if err := in.Close(context.Background()); err != nil {
		t.Error(err)
	}
}

// intakePerson creates somebody; the nth has the nth id.
func intakePerson(n int, displayName string) Change {
	return Change{
		Source: modelSources[0], Action: Create, Type: fakeType(TypeUser), ID: fakeID(n),
		Attributes: schema.Object{"userName": fmt.Sprintf("p%d@example.com", n), "displayName": displayName},
	}
}

// intakeTwin creates somebody with the userName of the nth, under another id.
func intakeTwin(n int) Change {
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
func intakeTogether(t *testing.T, store *fakeStore, in *Intake, others ...[]Change) ([][]Result, []error) {
	t.Helper()
	g := newGate()
	before := store.before
	store.before = func(accountID string) error {
		if err := g.pass(accountID); err != nil || before == nil {
			return err
		}
		return before(accountID)
	}
	results, errs := make([][]Result, len(others)), make([]error, len(others))
	var all sync.WaitGroup
	all.Go(func() {
		if _, err := in.Apply(t.Context(), modelAccount, []Change{intakePerson(1_000_000, "first")}); err != nil {
			t.Error(err)
		}
	})
	<-g.entered
	for i, changes := range others {
		all.Go(func() { results[i], errs[i] = in.Apply(t.Context(), modelAccount, changes) })
		for intakeWaiting(in) <= i { // one after the other, so that their order is known
			runtime.Gosched()
		}
	}
	close(g.open)
	all.Wait()
	intakeClose(t, in)
	return results, errs
}

// intakeWaiting is how many submissions wait for the next batch.
func intakeWaiting(in *Intake) int {
	in.mu.Lock()
	defer in.mu.Unlock()
	if l := in.lanes[modelAccount.ID]; l != nil {
		return len(l.waiting)
	}
	return 0
}

// What arrives while a batch is in the database goes together as the next, in the order of
// arrival; each submission gets its own results, and its Requires count its own changes.
func TestIntakeGathers(t *testing.T) {
	store := newFakeStore()
	in := newTestIntake(store)
	group := requiresGroup(50, []int{51}, 1)
	results, errs := intakeTogether(t, store, in,
		[]Change{intakePerson(1, "a")},
		[]Change{intakePerson(2, "b"), intakeTwin(1)},
		[]Change{group, intakePerson(51, "c")},
		[]Change{requiresGroup(60, nil, Impossible)},
	)
	if diff := cmp.Diff([]int{1, 6}, store.sizes); diff != "" {
		t.Errorf("sizes of batches (-want +got):\n%s", diff)
	}
	var kinds [][]Kind
	for i := range results {
		if errs[i] != nil {
			t.Fatal(errs[i])
		}
		var list []Kind
		for _, r := range results[i] {
			list = append(list, KindOf(r.Err))
		}
		kinds = append(kinds, list)
	}
	if diff := cmp.Diff([][]Kind{{0}, {0, Conflict}, {0, 0}, {Unresolved}}, kinds); diff != "" {
		t.Errorf("results (-want +got):\n%s", diff)
	}
	if group.Requires[0] != 1 {
		t.Error("the caller's change was altered")
	}
	if m := store.rows.members[Pair{fakeID(50), fakeID(51)}]; m.Type != TypeUser {
		t.Errorf("the group's member is %+v", m)
	}
}

// A batch has a limit, whoever brings the changes.
func TestIntakeLimitsBatches(t *testing.T) {
	store := newFakeStore()
	var others [][]Change
	n := 0
	for _, size := range []int{200, 56, 1, maxBatch + 10} {
		var changes []Change
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
	if diff := cmp.Diff([]int{1, 256, 1, maxBatch, 10}, store.sizes); diff != "" {
		t.Errorf("sizes of batches (-want +got):\n%s", diff)
	}
}

// poisoned reports whether changes hold somebody whom the database does not take.
func poisoned(c *Changes) error {
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
		var others [][]Change
		for i := range 8 {
			name := "good"
			if slices.Contains(bad, i) {
				name = "poison"
			}
			others = append(others, []Change{intakePerson(i, name)})
		}
		results, errs := intakeTogether(t, store, newTestIntake(store), others...)
		for i := range others {
			_, kept := store.rows.records[RecordKey{"s1", TypeUser, fakeID(i)}]
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
	store.refuse = func(c *Changes) error {
		if len(c.Log) > 1 && !failed {
			failed = true
			return errors.New("just this once")
		}
		return nil
	}
	results, errs := intakeTogether(t, store, newTestIntake(store),
		[]Change{intakePerson(1, "a")}, []Change{intakePerson(2, "b")}, []Change{intakePerson(3, "c")}, []Change{intakeTwin(1)})
	if err := errors.Join(errs...); err != nil || !failed {
		t.Fatal(err, failed)
	}
	if diff := cmp.Diff([]int{1, 2, 2}, store.sizes); diff != "" {
		t.Errorf("sizes of batches (-want +got):\n%s", diff)
	}
	if KindOf(results[3][0].Err) != Conflict || len(store.rows.records) != 4 {
		t.Errorf("%v, %d records", results[3], len(store.rows.records))
	}
}

// A batch that may have been committed is not run again, neither as a whole nor in halves:
// everybody is told that it failed.
func TestIntakeDoesNotRepeat(t *testing.T) {
	store := newFakeStore()
	store.after = func() error {
		if len(store.sizes) == 2 {
			return fmt.Errorf("%w: the connection broke", ErrUncertain)
		}
		return nil
	}
	_, errs := intakeTogether(t, store, newTestIntake(store), []Change{intakePerson(1, "a")}, []Change{intakePerson(2, "b")}, []Change{batchRename(1, "c")})
	for i, err := range errs {
		if !errors.Is(err, ErrUncertain) {
			t.Errorf("submission %d: %v", i, err)
		}
	}
	if diff := cmp.Diff([]int{1, 3}, store.sizes); diff != "" {
		t.Errorf("sizes of batches (-want +got):\n%s", diff)
	}
	if v := store.rows.records[RecordKey{"s1", TypeUser, fakeID(1)}].Version; v != 2 {
		t.Errorf("version %d after a creation and one change", v)
	}
}

// A transaction that other nodes make run several times decides each time anew.
func TestIntakeRunsAgain(t *testing.T) {
	store := newFakeStore()
	store.again = 2
	in := newTestIntake(store)
	results, err := in.Apply(t.Context(), modelAccount, []Change{intakePerson(1, "a"), intakeTwin(1)})
	if err != nil || results[0].Err != nil || KindOf(results[1].Err) != Conflict {
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
	changes := []Change{intakePerson(1, "a"), intakeTwin(1), requiresUser(2, "eve@other.example")}
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
		if real[i].Outcome != dry[i].Outcome || KindOf(real[i].Err) != KindOf(dry[i].Err) {
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
	if _, err := in.Apply(t.Context(), modelAccount, []Change{intakePerson(1, "one")}); err != nil {
		t.Fatal(err)
	}
	bad := Change{
		Source: modelSources[0], Action: Edit, Type: fakeType(TypeUser), ID: fakeID(1),
		Edit: func(schema.Object) (schema.Object, bool, error) { panic("boom") },
	}
	results, errs := intakeTogether(t, store, in, []Change{bad}, []Change{intakePerson(2, "two")})
	if errs[0] == nil || errs[1] != nil || results[1][0].Err != nil {
		t.Errorf("the one that panics: %v; the other: %v, %v", errs[0], errs[1], results[1])
	}
}
