package jobs_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/jobs"
)

// A worker that stops gives back what it cuts off, and lets short work finish.
func TestStop(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		s.enqueue(t, "long", "key", nil, 0)
		s.enqueue(t, "short", "key", nil, 0)
		began := make(chan struct{}, 2)
		stop := run(t, s.worker(
			jobs.Kind{Name: "long", Do: func(ctx context.Context, _ *jobs.Job) error {
				began <- struct{}{}
				<-ctx.Done()
				return ctx.Err()
			}},
			jobs.Kind{Name: "short", Finish: true, Do: func(ctx context.Context, _ *jobs.Job) error {
				began <- struct{}{}
				select {
				case <-ctx.Done():
				case <-time.After(300 * time.Millisecond):
				}
				return ctx.Err()
			}}))
		<-began
		<-began
		stop()
		for _, j := range s.list(t, s.account) {
			want := map[string]jobs.State{"long": jobs.Waiting, "short": jobs.Done}[j.Kind]
			if j.State != want || j.Kind == "long" && (j.Attempts != 0 || j.Due.After(time.Now())) {
				t.Errorf("want %s: %+v", want, j)
			}
		}
	})
}

// A recurring job is one row and runs on one node at a time, at its intervals, failing or not.
func TestSchedule(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		var turns tally
		kind := jobs.Kind{Name: "tick", Every: time.Hour, Do: func(_ context.Context, j *jobs.Job) error {
			switch turns.add("tick") {
			case 1, 2:
				return jobs.Again(50 * time.Millisecond)
			case 3:
				return errors.New("not today")
			}
			return nil
		}}
		stops := []func(){run(t, s.worker(kind)), run(t, s.worker(kind)), run(t, s.worker(kind))}
		waits := func() bool {
			list := s.list(t, jobs.Nobody)
			return turns.of("tick") == 3 && len(list) == 1 && list[0].State == jobs.Waiting && list[0].LastError == "not today"
		}
		eventually(t, "three turns", waits)
		for _, stop := range stops {
			stop()
		}
		run(t, s.worker(kind)) // a node that starts has no turn of its own
		time.Sleep(200 * time.Millisecond)
		if !waits() {
			t.Errorf("%d turns, %+v", turns.of("tick"), s.list(t, jobs.Nobody))
		}
	})
}

// Now does what waits, and says how it ended; a worker that has the job is left alone.
func TestNow(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		broken := errors.New("broken")
		w := s.worker(jobs.Kind{Name: "test", Do: func(_ context.Context, j *jobs.Job) error {
			if j.Key == "bad" {
				return broken
			}
			return nil
		}})
		s.enqueue(t, "test", "good", nil, jobs.Grace)
		s.enqueue(t, "test", "bad", nil, jobs.Grace)
		if err := w.Now(t.Context(), s.account, "test", "good"); err != nil {
			t.Error(err)
		}
		if err := w.Now(t.Context(), s.account, "test", "bad"); !errors.Is(err, broken) {
			t.Error(err)
		}
		if err := w.Now(t.Context(), s.account, "test", "good"); !errors.Is(err, jobs.ErrNone) {
			t.Errorf("again: %v", err)
		}
		if diff := cmp.Diff(map[jobs.State]int{jobs.Done: 1, jobs.Waiting: 1}, s.states(t)); diff != "" {
			t.Errorf("states (-want +got):\n%s", diff)
		}
		if err := w.Now(t.Context(), s.account, "other", "good"); err == nil {
			t.Error("a kind that nobody does was done")
		}
	})
}

// A job that failed is tried again or cancelled on an administrator's word, which stands in the log.
func TestAdministered(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		s.enqueue(t, "test", "key", nil, 0)
		id := s.list(t, s.account)[0].ID
		entry := directory.LogEntry{Channel: "cli", Operation: "JOB", Actor: "ann"}
		if err := s.RetryJob(t.Context(), s.account, id, entry); directory.KindOf(err) != directory.Conflict {
			t.Errorf("retry of one that waits: %v", err)
		}
		taken, err := s.TakeJob(t.Context(), s.account, "test", "key", "me", time.Minute)
		if err != nil || taken == nil {
			t.Fatal(taken, err)
		}
		if err := s.CancelJob(t.Context(), s.account, id, entry); directory.KindOf(err) != directory.Conflict {
			t.Errorf("cancel of one that runs: %v", err)
		}
		outcome := jobs.Outcome{State: jobs.Failed, Attempts: 15, Error: "broken"}
		if held, err := s.SettleJob(t.Context(), taken, outcome); err != nil || !held {
			t.Fatal(held, err)
		}
		if err := s.RetryJob(t.Context(), s.account, id, entry); err != nil {
			t.Fatal(err)
		}
		j, err := s.Job(t.Context(), s.account, id)
		if err != nil || j.State != jobs.Waiting || j.Attempts != 0 || j.LastError != "broken" {
			t.Errorf("after the retry: %+v, %v", j, err)
		}
		for _, no := range []string{"", "x", "018f0000-0000-7000-8000-000000000001"} {
			if err := s.CancelJob(t.Context(), s.account, no, entry); directory.KindOf(err) != directory.NotFound {
				t.Errorf("cancel %q: %v", no, err)
			}
		}
		if err := s.CancelJob(t.Context(), jobs.Nobody, id, entry); directory.KindOf(err) != directory.NotFound {
			t.Errorf("another account cancels it: %v", err)
		}
		if err := s.CancelJob(t.Context(), s.account, id, entry); err != nil || len(s.list(t, s.account)) != 0 {
			t.Errorf("cancel: %v, %+v", err, s.list(t, s.account))
		}
	})
}

// What a process keeps it begins at once, without looking for it now and then.
func TestWoken(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		var tries tally
		w := s.worker(jobs.Kind{Name: "test", Do: func(_ context.Context, j *jobs.Job) error {
			if tries.add(j.Key) == 1 {
				return jobs.Final(errors.New("not today"))
			}
			return nil
		}})
		w.Poll = time.Hour
		run(t, w)
		s.enqueue(t, "test", "key", nil, 0)
		eventually(t, "the job to fail", func() bool { return s.states(t)[jobs.Failed] == 1 })
		id := s.list(t, s.account)[0].ID
		entry := directory.LogEntry{Channel: "cli", Operation: "RETRY", Actor: "ann"}
		if err := s.RetryJob(t.Context(), s.account, id, entry); err != nil {
			t.Fatal(err)
		}
		eventually(t, "the job to be done", func() bool { return s.states(t)[jobs.Done] == 1 })
	})
}
