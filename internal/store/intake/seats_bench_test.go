package intake_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/internal/store/storetest"
	"github.com/usher-id/usher/internal/store/storetest/fixture"
	"github.com/usher-id/usher/licensing"
)

// BenchmarkSeats measures creations with a license rule for everybody and a pool of 1,000,000 seats against creations in an account
// without licensing. Both go on at once, in turns of a hundred milliseconds, so that whatever else the machine does meets both alike.
func BenchmarkSeats(b *testing.B) {
	for _, kind := range []string{"sqlite", "postgres"} {
		for _, clients := range []int{1, 32} {
			b.Run(fmt.Sprintf("%s/clients=%d", kind, clients), func(b *testing.B) {
				url := map[string]func(testing.TB) string{"sqlite": storetest.SQLiteURL, "postgres": storetest.PostgresURL}[kind](b)
				db, err := store.Open(b.Context(), url)
				if err != nil {
					b.Fatal(err)
				}
				defer db.Close()
				without, source := fixture.Tenancy(b, db)
				with := newSeating(b, "licensed", licensing.Settings{Seats: 1_000_000}, db)
				sides := []*creator{
					{in: fixture.Intake(db), account: without, source: source},
					{in: with.nodes[0], account: with.account, source: with.source},
				}
				for _, side := range sides {
					side.create(b, clients, 100*time.Millisecond) // statements are prepared by now
					side.made, side.took = 0, 0
				}
				b.ResetTimer()
				for b.Loop() {
					for _, side := range sides {
						side.create(b, clients, 100*time.Millisecond)
					}
				}
				b.ReportMetric(sides[0].rate(), "people/s-without")
				b.ReportMetric(sides[1].rate(), "people/s-with")
				b.ReportMetric(sides[1].rate()/sides[0].rate(), "with/without")
			})
		}
	}
}

// creator makes people of one account.
type creator struct {
	in      *directory.Intake
	account directory.Account
	source  directory.Source
	next    atomic.Int64
	made    int64
	took    time.Duration
}

// create makes people by so many clients for a while.
func (c *creator) create(b *testing.B, clients int, while time.Duration) {
	b.Helper()
	before, began := c.next.Load(), time.Now()
	var wg sync.WaitGroup
	for range clients {
		wg.Go(func() {
			for time.Since(began) < while {
				r, err := c.in.Apply(context.Background(), c.account, []directory.Change{fixture.Person(c.source, int(c.next.Add(1)))})
				if err != nil || r[0].Err != nil {
					b.Error(err, r)
					return
				}
			}
		})
	}
	wg.Wait()
	c.made += c.next.Load() - before
	c.took += time.Since(began)
}

func (c *creator) rate() float64 { return float64(c.made) / c.took.Seconds() }
