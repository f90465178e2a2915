package jobs_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/usher-id/usher/internal/jobs"
	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/internal/store/storetest"
	"github.com/usher-id/usher/internal/text"
)

func TestMain(m *testing.M) { storetest.Main(m) }

// stage is a queue and an account.
type stage struct {
	*store.DB
	account string
}

func each(t *testing.T, fn func(t *testing.T, s *stage)) {
	t.Helper()
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		a, err := db.CreateAccount(t.Context(), "acme")
		if err != nil {
			t.Fatal(err)
		}
		fn(t, &stage{db, a.ID})
	})
}

func (s *stage) enqueue(t *testing.T, kind, key string, payload any, wait time.Duration) {
	t.Helper()
	j, err := jobs.New(kind, key, payload, wait)
	if err == nil {
		err = s.EnqueueJobs(t.Context(), s.account, j)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func (s *stage) list(t *testing.T, account string) []jobs.Job {
	t.Helper()
	list, err := s.Jobs(t.Context(), account, "", "", "", 10_000)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// states are how many jobs of the account are in each state.
func (s *stage) states(t *testing.T) map[jobs.State]int {
	t.Helper()
	n := map[jobs.State]int{}
	for _, j := range s.list(t, s.account) {
		n[j.State]++
	}
	return n
}

func (s *stage) worker(kinds ...jobs.Kind) *jobs.Worker {
	return &jobs.Worker{
		Queue: s.DB, Kinds: kinds, Logger: slog.New(slog.DiscardHandler),
		Poll: 20 * time.Millisecond, Lease: time.Second,
	}
}

// run runs a worker until the test, or what it returns, ends it.
func run(t *testing.T, w *jobs.Worker) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	var all sync.WaitGroup
	all.Go(func() { w.Run(ctx) })
	stop = func() { cancel(); all.Wait() }
	t.Cleanup(stop)
	return stop
}

func eventually(t *testing.T, what string, fn func() bool) {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); !fn(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("waited for %s in vain", what)
		}
	}
}

// tally counts what was done, by key.
type tally struct {
	mu sync.Mutex
	n  map[string]int
}

func (c *tally) add(key string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.n == nil {
		c.n = map[string]int{}
	}
	c.n[key]++
	return c.n[key]
}

func (c *tally) of(key string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.n[key]
}

// Each job is done once, however many workers there are, and none is lost.
func TestEachOnce(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		const n = 300
		var done tally
		kind := jobs.Kind{Name: "test", AtOnce: 4, Do: func(_ context.Context, j *jobs.Job) error {
			var payload string
			if err := j.Read(&payload); err != nil || payload != "of "+j.Key {
				t.Errorf("job %s has the payload %q, %v", j.Key, payload, err)
			}
			done.add(j.Key)
			return nil
		}}
		for range 4 {
			run(t, s.worker(kind))
		}
		for i := range n {
			key := fmt.Sprint(i)
			s.enqueue(t, "test", key, "of "+key, 0)
		}
		eventually(t, "all jobs to be done", func() bool { return s.states(t)[jobs.Done] == n })
		for i := range n {
			if got := done.of(fmt.Sprint(i)); got != 1 {
				t.Errorf("job %d was done %d times", i, got)
			}
		}
	})
}

// Of a key one job waits, with what was said last and the earlier time; what is enqueued while it runs
// comes after it, and never beside it.
func TestOneOfAKey(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		s.enqueue(t, "test", "key", "first", time.Minute)
		s.enqueue(t, "test", "key", "second", time.Hour)
		s.enqueue(t, "test", "key", "third", 0)
		list := s.list(t, s.account)
		if len(list) != 1 || list[0].Payload != `"third"` || list[0].Due.After(time.Now().Add(time.Second)) {
			t.Fatalf("%+v", list)
		}
		running, release, beside := make(chan string, 10), make(chan struct{}), &tally{}
		kind := jobs.Kind{Name: "test", AtOnce: 4, Do: func(_ context.Context, j *jobs.Job) error {
			if beside.add("at once") > 1 {
				t.Error("two jobs of a key run at once")
			}
			running <- j.Payload
			<-release
			beside.mu.Lock()
			beside.n["at once"]--
			beside.mu.Unlock()
			return nil
		}}
		run(t, s.worker(kind))
		run(t, s.worker(kind))
		if got := <-running; got != `"third"` {
			t.Errorf("ran %s", got)
		}
		s.enqueue(t, "test", "key", "fourth", 0)
		time.Sleep(200 * time.Millisecond) // long enough for ten looks
		if diff := cmp.Diff(map[jobs.State]int{jobs.Running: 1, jobs.Waiting: 1}, s.states(t)); diff != "" {
			t.Errorf("states while one runs (-want +got):\n%s", diff)
		}
		close(release)
		eventually(t, "both to be done", func() bool { return s.states(t)[jobs.Done] == 2 })
		if got := <-running; got != `"fourth"` {
			t.Errorf("ran %s", got)
		}
	})
}

// What fails is tried again later; a panic is a failure; one that fails for good is kept and shown.
func TestRetries(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		var tries tally
		run(t, s.worker(jobs.Kind{Name: "test", Do: func(_ context.Context, j *jobs.Job) error {
			tries.add(j.Key)
			switch j.Key {
			case "panics":
				panic("no way")
			case "hopeless":
				return jobs.Final(errors.New(strings.Repeat("é\x00", 5000)))
			}
			return errors.New("not today")
		}}))
		for _, key := range []string{"fails", "panics", "hopeless"} {
			s.enqueue(t, "test", key, nil, 0)
		}
		eventually(t, "each to be tried", func() bool {
			now := s.states(t)
			return now[jobs.Failed] == 1 && now[jobs.Running] == 0 && tries.of("panics") == 1 && tries.of("fails") == 1
		})
		for _, j := range s.list(t, s.account) {
			wait := time.Until(j.Due)
			switch {
			case j.Key == "hopeless":
				if j.State != jobs.Failed || !j.Due.IsZero() || len(j.LastError) > 2010 || !strings.HasPrefix(j.LastError, "é") {
					t.Errorf("%+v", j)
				}
			case j.State != jobs.Waiting || j.Attempts != 1 || wait < 5*time.Second || wait > 12*time.Second:
				t.Errorf("waits %s: %+v", wait, j)
			case j.Key == "panics" && !strings.HasPrefix(j.LastError, "panic: no way"),
				j.Key == "fails" && j.LastError != "not today":
				t.Errorf("%+v", j)
			}
		}
	})
}

// A job whose process died is taken by another once the lease is over, not before; one that runs longer
// than its lease keeps it; whoever lost a lease settles nothing.
func TestLeases(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		s.enqueue(t, "test", "key", nil, 0)
		dead, err := s.TakeJobs(t.Context(), "test", "a dead process", 300*time.Millisecond, 10)
		if err != nil || len(dead) != 1 || dead[0].Attempts != 1 || dead[0].State != jobs.Running {
			t.Fatalf("%+v, %v", dead, err)
		}
		if other, err := s.TakeJobs(t.Context(), "test", "another", time.Second, 10); err != nil || len(other) != 0 {
			t.Fatalf("taken within the lease: %+v, %v", other, err)
		}
		var done tally
		kind := jobs.Kind{Name: "test", Do: func(ctx context.Context, j *jobs.Job) error {
			done.add(fmt.Sprint(j.Attempts))
			time.Sleep(2500 * time.Millisecond) // the lease is a second
			return ctx.Err()
		}}
		run(t, s.worker(kind))
		run(t, s.worker(kind))
		eventually(t, "the job to be done", func() bool { return s.states(t)[jobs.Done] == 1 })
		if done.of("2") != 1 || done.of("3") != 0 {
			t.Errorf("done as the second attempt %d times, as the third %d times", done.of("2"), done.of("3"))
		}
		if held, err := s.ExtendJob(t.Context(), &dead[0], time.Second); err != nil || held {
			t.Errorf("a lost lease was extended: %v, %v", held, err)
		}
		if held, err := s.SettleJob(t.Context(), &dead[0], jobs.Outcome{State: jobs.Failed}); err != nil || held {
			t.Errorf("a lost lease was settled: %v, %v", held, err)
		}
	})
}

// A job that ends its process each time is given up.
func TestDeadly(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		s.enqueue(t, "test", "key", nil, 0)
		for range 3 {
			if list, err := s.TakeJobs(t.Context(), "test", "a dead process", 0, 1); err != nil || len(list) != 1 {
				t.Fatalf("%v, %v", list, err)
			}
		}
		run(t, s.worker(jobs.Kind{Name: "test", Most: 3, Do: func(context.Context, *jobs.Job) error {
			t.Error("it was done")
			return nil
		}}))
		eventually(t, "the job to be given up", func() bool { return s.states(t)[jobs.Failed] == 1 })
		if j := s.list(t, s.account)[0]; !strings.Contains(text.Kept(j.LastError).String(), "3 times, the process ended") {
			t.Errorf("%+v", j)
		}
	})
}
