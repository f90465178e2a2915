package intake_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/internal/store/storetest"
	"github.com/usher-id/usher/internal/store/storetest/fixture"
)

func BenchmarkIntake(b *testing.B) {
	for _, clients := range []int{1, 8, 32} {
		b.Run(fmt.Sprint(clients), func(b *testing.B) {
			db, err := store.Open(context.Background(), storetest.PostgresURL(b))
			if err != nil {
				b.Fatal(err)
			}
			defer db.Close()
			account, source := fixture.Tenancy(b, db)
			in := fixture.Intake(db)
			var n atomic.Int64
			b.ResetTimer()
			start := time.Now()
			var wg sync.WaitGroup
			for range clients {
				wg.Go(func() {
					for {
						i := n.Add(1)
						if i > int64(b.N) {
							return
						}
						r, err := in.Apply(context.Background(), account, []directory.Change{fixture.Person(source, int(i))})
						if err != nil || r[0].Err != nil {
							b.Error(err, r)
							return
						}
					}
				})
			}
			wg.Wait()
			b.ReportMetric(float64(b.N)/time.Since(start).Seconds(), "people/s")
		})
	}
}

// Names may move from one record to another within one batch, in any direction.
func TestNamesMoveWithinABatch(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		account, source := fixture.Tenancy(t, db)
		in := fixture.Intake(db)
		had := fixture.Apply(t, in, account, fixture.People(source, 0, 3)...)
		a, b, c := had[0].Record, had[1].Record, had[2].Record
		name := func(r *directory.Record) string { return r.Attributes["userName"].(string) }

		newcomer := fixture.Person(source, 0) // a's name, and its externalId
		fixture.Apply(t, in, account, fixture.Rename(source, a.ID, "moved@example.com"), newcomer)

		// A chain: c's name goes to b, whose name goes to a.
		results := fixture.Apply(t, in, account,
			fixture.Rename(source, c.ID, "free@example.com"), fixture.Rename(source, b.ID, name(c)), fixture.Rename(source, a.ID, name(b)))
		for i, want := range []string{"free@example.com", name(c), name(b)} {
			if got := results[i].Record.Attributes["userName"]; got != want {
				t.Errorf("result %d is called %v, want %s", i, got, want)
			}
		}
		// Deleting frees the name for the same batch, too.
		fixture.Apply(t, in, account,
			fixture.Remove(source, newcomer.ID), fixture.Person(source, 0))
	})
}

// Rule P5: whoever was deleted and came back leaves a group under the old id as well.
func TestMemberLeavesUnderTheOldID(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		account, source := fixture.Tenancy(t, db)
		in := fixture.Intake(db)
		old := fixture.Apply(t, in, account, fixture.Person(source, 1))[0].Record.ID
		team := fixture.Apply(t, in, account, fixture.Group(source, "team"))[0].Record.ID
		fixture.Apply(t, in, account, fixture.Remove(source, old))
		fixture.Apply(t, in, account, fixture.AddMember(source, team, old)) // waits for the return
		back := fixture.Apply(t, in, account, fixture.Person(source, 1))[0].Record.ID

		members := func() (ids []string) {
			v, err := db.Record(context.Background(), account.ID, directory.RecordKey{SourceID: source.ID, Type: "Group", ID: team}, directory.Want{Members: true})
			if err != nil {
				t.Fatal(err)
			}
			for m, err := range v.Members {
				if err != nil {
					t.Fatal(err)
				}
				ids = append(ids, m.ID)
			}
			return ids
		}
		if got := members(); len(got) != 1 || got[0] != back {
			t.Fatalf("after the return the members are %v, want %s", got, back)
		}
		leave := fixture.AddMember(source, team, old)
		leave.Members = &directory.MemberChange{Remove: []string{old}}
		fixture.Apply(t, in, account, leave)
		if got := members(); len(got) != 0 {
			t.Errorf("removed by the old id, the members are still %v", got)
		}
	})
}

// An id that can't be one is nobody's, and spoils nothing beside it.
func TestGarbledIDs(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		account, source := fixture.Tenancy(t, db)
		in := fixture.Intake(db)
		known := fixture.Apply(t, in, account, fixture.Person(source, 1))[0].Record.ID
		for i, id := range []string{"garbage", "", "urn:uuid:" + known, "{" + known + "}", strings.ToUpper(known), "\x00", "\xff"} {
			results, err := in.Apply(context.Background(), account, []directory.Change{
				fixture.Person(source, 10+i), fixture.AddMember(source, id, known), fixture.Rename(source, id, "lost"), fixture.Remove(source, id),
			})
			if err != nil {
				t.Fatalf("%q: %v", id, err)
			}
			if results[0].Err != nil {
				t.Errorf("%q: what stands beside it is refused: %v", id, results[0].Err)
			}
			for _, r := range results[1:] {
				if directory.KindOf(r.Err) != directory.NotFound {
					t.Errorf("%q: %v, want that it is not found", id, r.Err)
				}
			}
		}
	})
}
