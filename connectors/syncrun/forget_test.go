package syncrun_test

import (
	"testing"
	"time"

	"github.com/usher-id/usher/connectors/syncrun"
	"github.com/usher-id/usher/internal/directory"
)

// Rule O3: runs go with the log, but for the last fifty of a service.
func TestOldRunsGo(t *testing.T) {
	each(t, func(s *site) {
		s.begun(people(2))
		for range 53 {
			s.run(syncrun.Full)
		}
		waiting := s.ask(syncrun.Full)
		runs := func() int { return s.count(`SELECT count(*) FROM sync_runs`) }
		for _, c := range []struct {
			before time.Time
			limit  int
			want   int
		}{{time.Now().Add(-time.Hour), 100, 56}, {time.Now().Add(time.Hour), 4, 52}, {time.Now().Add(time.Hour), 100, 50}, {time.Now().Add(time.Hour), 100, 50}} {
			if _, err := s.db.ForgetRuns(s.Context(), s.account.ID, c.before, c.limit); err != nil || runs() != c.want {
				s.Fatalf("%d runs are left, not %d: %v", runs(), c.want, err)
			}
		}
		if r, err := s.db.SyncRun(s.Context(), s.account.ID, waiting.ID); err != nil || r == nil {
			s.Errorf("the run that waits is gone: %v", err)
		}
	})
}

// Rule S8: what was read of a service goes with its source, a slice after the other; its runs stay until the log of then goes.
func TestSnapshotsGo(t *testing.T) {
	each(t, func(s *site) {
		s.begun(append(people(10), group("g", "all", "u0")))
		asked := s.ask(syncrun.Full)
		rows := func(table string) int { return s.count(`SELECT count(*) FROM ` + table) }
		if n, err := s.db.ForgetSnapshots(s.Context(), s.account.ID, 100); n != 0 || err != nil {
			s.Fatalf("%d rows of a service that is connected went: %v", n, err)
		}
		s.move(directory.SourceLeft)
		r := s.ended(asked.ID)
		s.wantState(r, syncrun.Cancelled)
		s.says(r, "sync.disabled")
		if n, err := s.db.ForgetSnapshots(s.Context(), s.account.ID, 4); n != 4 || err != nil {
			s.Fatalf("a slice of 4 took %d: %v", n, err)
		}
		for range 10 {
			if _, err := s.db.ForgetSnapshots(s.Context(), s.account.ID, 4); err != nil {
				s.Fatal(err)
			}
		}
		if rows("sync_items")+rows("sync_seen") != 0 || rows("sync_runs") != 3 || rows("services") != 1 {
			s.Fatalf("%d items, %d chunks, %d runs, %d services are left", rows("sync_items"), rows("sync_seen"), rows("sync_runs"), rows("services"))
		}
		if list, err := s.db.Services(s.Context(), s.account.ID); err != nil || len(list) != 0 {
			s.Errorf("%d services are listed: %v", len(list), err)
		}
		if n, err := s.db.ForgetRuns(s.Context(), s.account.ID, time.Now().Add(time.Hour), 100); n != 3 || err != nil {
			s.Errorf("%d runs went: %v", n, err)
		}
		if _, err := s.db.ForgetSnapshots(s.Context(), s.account.ID, 100); err != nil || rows("services") != 0 {
			s.Errorf("%d services are left: %v", rows("services"), err)
		}
		if n := s.count(`SELECT count(*) FROM records WHERE type = 'User'`); n != 10 {
			s.Errorf("%d people are left of 10", n)
		}
	})
}
