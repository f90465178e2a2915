package store_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/usher-id/usher/internal/store/storetest/fixture"
	"github.com/usher-id/usher/licensing"
)

// A forecast is answered by indexes, day by day, however many licenses a pool has: a row a day, and none of them read.
func TestOutlookUsesItsIndexes(t *testing.T) {
	fixture.EachShelf(t, func(t *testing.T, s *fixture.Shelf) {
		now := time.Date(2026, 12, 1, 12, 0, 0, 0, time.UTC)
		pool := licensing.Pool{ID: fixture.Pool(t, s.DB, s.Account, "shield", licensing.Settings{Seats: 10}), Settings: licensing.Settings{Mode: licensing.PerDevice}}
		midnights := pool.Midnights(now, 5)
		put := func(i int, state string, devices, asks int, until time.Time, wants bool) {
			t.Helper()
			var end, has, want any
			if !until.IsZero() {
				end = until.UnixMicro()
			}
			if has = pool.ID; i < 600 && state == "grace" {
				has = fixture.SomeID
			}
			if wants {
				want = pool.ID
			}
			if state == "waiting" {
				has = nil
			}
			id := fmt.Sprintf("01990000-0000-7000-8000-%012d", i)
			if _, err := s.DB.WritePool.ExecContext(t.Context(), `
INSERT INTO licenses (account_id, id, user_id, product, state, pool_id, wants, direct, devices, asks, priority, requested, until)
VALUES ($1, $2, $2, 'shield', $3, $4, $5, $9, $6, $7, 0, 1, $8)`, s.Account, id, state, has, want, devices, asks, end, false); err != nil {
				t.Fatal(err)
			}
		}
		for i := range 600 {
			put(2*i+10_000, "active", 1, 0, time.Time{}, false)
			put(i, "grace", 1, 0, now.AddDate(0, 0, i%9), false) // of another pool
		}
		put(5001, "grace", 2, 0, now.Add(-time.Hour*48), false) // overdue
		put(5002, "grace", 3, 0, now.AddDate(0, 0, 2), false)
		put(5003, "held", 4, 0, now.AddDate(0, 0, 2), false)
		put(5004, "held", 5, 0, now.AddDate(0, 0, 9), false)
		put(5005, "waiting", 2, 0, time.Time{}, true)
		put(5006, "active", 1, 4, time.Time{}, true) // is to have three more
		o, err := s.DB.PoolOutlook(t.Context(), s.Account, &pool, midnights)
		if err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprint(o.Ending, o.Held, o.Waiting); got != "[2 0 7 0 0] 9 5" {
			t.Errorf("ending, held and waiting are %s", got)
		}
		s.Exec(t, `ANALYZE`)
		for _, perDevice := range []bool{false, true} {
			args := []any{s.Account, pool.ID, `[[0,1,2],[1,2,3]]`}
			if s.DB.Name() == "postgres" {
				args = []any{s.Account, pool.ID, "{0,1}", "{1,2}", "{2,3}"}
			}
			plan := s.Plan(t, s.DB.PoolOutlookQuery(perDevice), args)
			if n := strings.Count(plan, "licenses_ending"); n < 2 || !strings.Contains(plan, "licenses_queue") ||
				strings.Contains(plan, "Seq Scan on licenses") || strings.Contains(plan, "SCAN l\n") {
				t.Errorf("per device %v: licenses are read otherwise than by their indexes:\n%.2000s", perDevice, plan)
			}
		}
	})
}
