package connectortest_test

import (
	"fmt"
	"runtime"
	"slices"
	"sync"
	"testing"

	"github.com/usher-id/usher/connectors/connectortest"
	"github.com/usher-id/usher/connectors/connectortest/internal/flawed"
)

// A connector that is right passes, so that the suite asks for nothing that can't be had.
func TestPassesWhoIsRight(t *testing.T) { connectortest.Run(t, flawed.Subject(flawed.None)) }

// Every flaw is found by the check that is there for it.
func TestFindsEveryFlaw(t *testing.T) {
	for _, tt := range []struct {
		flaw  flawed.Flaw
		check string
	}{
		{flawed.StopsShort, "short pages are followed"},
		{flawed.StopsEmpty, "empty pages are followed"},
		{flawed.TrustsCursors, "a repeated cursor ends the reading"},
		{flawed.TrustsCursors, "a circle of cursors ends the reading"},
		{flawed.TrustsCursors, "a list without end is ended"},
		{flawed.TrustsLists, "fewer entries than said are not all"},
		{flawed.KeepsPosition, "another process goes on"},
		{flawed.IgnoresPosition, "a position can be used again"},
		{flawed.StartsAgain, "an unknown position is expired"},
		{flawed.LongPosition, "more people than a page may hold"},
		{flawed.CountsOffsets, "people who go at the front meanwhile"},
		{flawed.CountsOffsets, "people who come and go meanwhile"},
		{flawed.AllAtOnce, "more people than a page may hold"},
		{flawed.IgnoresCancel, "cancelled in the middle"},
		{flawed.LeavesGoroutine, "cancelled in the middle"},
		{flawed.PlainErrors, "a connection that ends"},
		{flawed.WrongKind, "a right that is taken away"},
		{flawed.NoWait, "throttling"},
		{flawed.ExpiredIsEnd, "an expired token"},
		{flawed.OutageIsEnd, "a service that fails"},
		{flawed.GarbageIsEnd, "a page that is none"},
		{flawed.CroppedIsAll, "an answer that stops in the middle"},
		{flawed.ShowsSecret, "an expired token"},
		{flawed.DropsNameless, "an entry without an id"},
		{flawed.CutsIDs, "an id that is too long"},
		{flawed.CutsMembers, "a group that is too large"},
		{flawed.PassesLarge, "an entry that is too large"},
		{flawed.GroupsFirst, "everything is read"},
		{flawed.KeepsMeta, "everything is read"},
		{flawed.OwnTypes, "everything is read"},
		{flawed.MembersTwice, "everything is read"},
		{flawed.LosesMembers, "everything is read"},
		{flawed.ManagerByName, "everything is read"},
		{flawed.ReadsGone, "everything is read"},
		{flawed.WrongTotal, "everything is read"},
		{flawed.WithoutGroups, "a probe without groups"},
		{flawed.SeesNoLack, "a probe without addresses"},
		{flawed.SeesNoLack, "a probe without members"},
		{flawed.EmptiesUnread, "a probe without addresses"},
		{flawed.EmptiesUnread, "a probe without members"},
		{flawed.ProbesNothing, "a probe that is refused"},
		{flawed.ConfirmsFailures, "nobody is confirmed by a failing service"},
		{flawed.ConfirmsAll, "who is there is confirmed"},
		{flawed.LosesChanges, "changes are read"},
		{flawed.NoMark, "changes are read"},
	} {
		t.Run(fmt.Sprint(tt.flaw, ": ", tt.check), func(t *testing.T) {
			if tt.flaw == flawed.IgnoresCancel || tt.flaw == flawed.LeavesGoroutine {
				connectortest.Hurry(t) // what the check waits for does not come
			}
			checks := connectortest.Checks()
			i := slices.IndexFunc(checks, func(c connectortest.Check) bool { return c.Name == tt.check })
			if i < 0 {
				t.Fatal("there is no such check")
			}
			r := record(t, func(t testing.TB) { checks[i].Run(t, flawed.Subject(tt.flaw)) })
			if len(r.failures) == 0 {
				t.Errorf("the check finds nothing (skipped: %v)", r.skipped)
			}
			for _, failure := range r.failures {
				t.Log(failure)
			}
		})
	}
}

// recorder is a test that keeps what is said against it.
type recorder struct {
	testing.TB
	mu       sync.Mutex
	failures []string
	skipped  bool
}

// record runs a test that may fail, in a goroutine that may be ended.
func record(t *testing.T, test func(testing.TB)) *recorder {
	r := &recorder{TB: t}
	done := make(chan struct{})
	go func() {
		defer close(done)
		test(r)
	}()
	<-done
	return r
}

func (r *recorder) fail(text string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.failures = append(r.failures, text)
}

func (r *recorder) Helper()                           {}
func (r *recorder) Error(args ...any)                 { r.fail(fmt.Sprint(args...)) }
func (r *recorder) Errorf(format string, args ...any) { r.fail(fmt.Sprintf(format, args...)) }
func (r *recorder) Fatal(args ...any) {
	r.fail(fmt.Sprint(args...))
	runtime.Goexit()
}
func (r *recorder) Fatalf(format string, args ...any) {
	r.fail(fmt.Sprintf(format, args...))
	runtime.Goexit()
}
func (r *recorder) Skip(args ...any)                 { r.skip() }
func (r *recorder) Skipf(format string, args ...any) { r.skip() }
func (r *recorder) skip() {
	r.skipped = true
	runtime.Goexit()
}
