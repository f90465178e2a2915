package store_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/jobs"
	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/internal/store/storetest/fixture"
)

func newJob(kind string, n int, wait time.Duration) directory.Job {
	return directory.Job{ID: uuid.Must(uuid.NewV7()).String(), Kind: kind, Key: fmt.Sprint(n), Payload: "{}", Wait: wait}
}

// A worker that finds nothing to do has looked once into an index for each kind, however many jobs
// wait for later, for somebody who can do them, or to be forgotten.
func TestLookingForJobsIsCheap(t *testing.T) {
	fixture.EachShelf(t, func(t *testing.T, s *fixture.Shelf) {
		due, take := s.DB.JobQueries()
		kinds := map[string]any{"sqlite": `[["let-in"],["mail"]]`, "postgres": `{let-in,mail}`}[s.DB.Name()]
		check := func(t *testing.T) {
			for what, q := range map[string]struct {
				text string
				args []any
			}{
				"look": {due, []any{1, kinds}},
				"take": {take, []any{"let-in", 1, "holder", 2, 3}},
			} {
				plan := s.Plan(t, q.text, q.args)
				want := map[string]string{
					"sqlite": "SEARCH j USING INDEX jobs_due (kind=? AND due<?)", "postgres": "using jobs_due on jobs j",
				}[s.DB.Name()]
				if s.DB.Name() == "sqlite" {
					plan = strings.ReplaceAll(plan, "COVERING INDEX", "INDEX")
				}
				if !strings.Contains(plan, want) || strings.Contains(plan, "Seq Scan") ||
					strings.Contains(plan, "SCAN jobs") || strings.Contains(plan, "SCAN j\n") {
					t.Errorf("%s: the plan doesn't mention %s, or reads the table\n%s", what, want, plan)
				}
			}
		}
		t.Run("fresh", check)
		var list []directory.Job
		for i := range 5000 {
			list = append(list, newJob(fmt.Sprint("kind ", i%7), i, time.Hour))
		}
		if err := s.DB.EnqueueJobs(t.Context(), s.Account, list...); err != nil {
			t.Fatal(err)
		}
		t.Run("filled", check)
		s.Exec(t, `ANALYZE`)
		t.Run("analysed", check)
	})
}

// What is finished is kept for its time, and goes then in slices; what waits or runs stays.
func TestForgetJobs(t *testing.T) {
	eachClock(t, func(t *testing.T, db *store.DB, c *clock) {
		account, _ := fixture.NewAccount(t, db, "acme")
		ctx := t.Context()
		for i := range 8 {
			if err := db.EnqueueJobs(ctx, account.ID, newJob("test", i, 0)); err != nil {
				t.Fatal(err)
			}
		}
		list, err := db.TakeJobs(ctx, "test", "me", time.Minute, 7)
		if err != nil || len(list) != 7 {
			t.Fatal(list, err)
		}
		for i := range list[:6] {
			state := jobs.Done
			if i%2 == 1 {
				state = jobs.Failed
			}
			if held, err := db.SettleJob(ctx, &list[i], jobs.Outcome{State: state}); err != nil || !held {
				t.Fatal(held, err)
			}
		}
		forget := jobs.Forgetting(db)
		left := func(want string) {
			t.Helper()
			if err := forget.Do(ctx, &list[0]); err != nil {
				t.Fatal(err)
			}
			all, err := db.Jobs(ctx, account.ID, "", "", "", 100)
			if err != nil {
				t.Fatal(err)
			}
			n := map[jobs.State]int{}
			for _, j := range all {
				n[j.State]++
			}
			if got := fmt.Sprint(n[jobs.Waiting], n[jobs.Running], n[jobs.Failed], n[jobs.Done]); got != want {
				t.Errorf("waiting, running, failed and done jobs: %s, want %s", got, want)
			}
		}
		left("1 1 3 3")
		c.move(1)
		left("1 1 3 3")
		c.since.Add(1000)
		left("1 1 3 0")
		c.move(29)
		left("1 1 0 0")
		if n, err := db.ForgetJobs(context.Background(), jobs.Waiting, -time.Hour, 1); err != nil || n != 0 {
			t.Errorf("%d jobs that wait are forgotten, %v", n, err)
		}
	})
}
