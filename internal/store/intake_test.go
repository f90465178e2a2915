package store_test

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/directory/decide"
	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/internal/store/storetest"
	"github.com/usher-id/usher/licensing"
	"github.com/usher-id/usher/scim/schema"
)

// tenancy makes an account with one source and an approved domain.
func tenancy(t testing.TB, db *store.DB) (directory.Account, directory.Source) {
	t.Helper()
	ctx := context.Background()
	account, err := db.CreateAccount(ctx, "acme")
	if err != nil {
		t.Fatal(err)
	}
	source, err := db.CreateSource(ctx, directory.Source{AccountID: account.ID, Name: "okta", Kind: "scim", Rank: 100, Policy: directory.Hold})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.ApproveDomain(ctx, account.ID, "example.com"); err != nil {
		t.Fatal(err)
	}
	return *account, *source
}

func newIntake(db *store.DB) *directory.Intake {
	return directory.NewIntake(db, decide.Batch, licensing.Step{}, slog.New(slog.DiscardHandler))
}

func person(source directory.Source, n int) directory.Change {
	name := fmt.Sprintf("person%d@example.com", n)
	return directory.Change{
		Source: source, Action: directory.Create, Type: schema.Core().Type("User"), ID: uuid.Must(uuid.NewV7()).String(),
		Attributes: schema.Object{
			"userName": name, "externalId": fmt.Sprintf("00u%d", n), "active": true, "displayName": fmt.Sprintf("Person %d", n),
			"name":   schema.Object{"givenName": "Given", "familyName": "Family"},
			"emails": []any{schema.Object{"value": name, "type": "work", "primary": true}},
		},
		Request: directory.Request{Channel: "scim", Operation: "POST /Users", Success: 201, Asked: []byte(`{"userName":"x"}`)},
	}
}

func BenchmarkIntake(b *testing.B) {
	for _, clients := range []int{1, 8, 32} {
		b.Run(fmt.Sprint(clients), func(b *testing.B) {
			db, err := store.Open(context.Background(), storetest.PostgresURL(b))
			if err != nil {
				b.Fatal(err)
			}
			defer db.Close()
			account, source := tenancy(b, db)
			in := newIntake(db)
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
						r, err := in.Apply(context.Background(), account, []directory.Change{person(source, int(i))})
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

func rename(source directory.Source, id, name string) directory.Change {
	return directory.Change{
		Source: source, Action: directory.Edit, Type: schema.Core().Type("User"), ID: id,
		Edit: func(o schema.Object) (schema.Object, bool, error) {
			next := schema.Clone(o)
			next["userName"], next["externalId"] = name, "ext-"+name
			return next, true, nil
		},
		Request: directory.Request{Channel: "scim", Operation: "PATCH /Users", Success: 200},
	}
}

func remove(source directory.Source, id string) directory.Change {
	return directory.Change{
		Source: source, Action: directory.Delete, Type: schema.Core().Type("User"), ID: id,
		Request: directory.Request{Channel: "scim", Operation: "DELETE /Users", Success: 204},
	}
}

// Names may move from one record to another within one batch, in any direction.
func TestNamesMoveWithinABatch(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		account, source := tenancy(t, db)
		in := newIntake(db)
		had := mustApply(t, in, account, people(source, 0, 3)...)
		a, b, c := had[0].Record, had[1].Record, had[2].Record
		name := func(r *directory.Record) string { return r.Attributes["userName"].(string) }

		newcomer := person(source, 0) // a's name, and its externalId
		mustApply(t, in, account, rename(source, a.ID, "moved@example.com"), newcomer)

		// A chain: c's name goes to b, whose name goes to a.
		results := mustApply(t, in, account,
			rename(source, c.ID, "free@example.com"), rename(source, b.ID, name(c)), rename(source, a.ID, name(b)))
		for i, want := range []string{"free@example.com", name(c), name(b)} {
			if got := results[i].Record.Attributes["userName"]; got != want {
				t.Errorf("result %d is called %v, want %s", i, got, want)
			}
		}
		// Deleting frees the name for the same batch, too.
		mustApply(t, in, account,
			remove(source, newcomer.ID), person(source, 0))
	})
}

// Rule P5: whoever was deleted and came back leaves a group under the old id as well.
func TestMemberLeavesUnderTheOldID(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		account, source := tenancy(t, db)
		in := newIntake(db)
		old := mustApply(t, in, account, person(source, 1))[0].Record.ID
		team := mustApply(t, in, account, group(source, "team"))[0].Record.ID
		mustApply(t, in, account, remove(source, old))
		mustApply(t, in, account, addMember(source, team, old)) // waits for the return
		back := mustApply(t, in, account, person(source, 1))[0].Record.ID

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
		leave := addMember(source, team, old)
		leave.Members = &directory.MemberChange{Remove: []string{old}}
		mustApply(t, in, account, leave)
		if got := members(); len(got) != 0 {
			t.Errorf("removed by the old id, the members are still %v", got)
		}
	})
}

// An id that can't be one is nobody's, and spoils nothing beside it.
func TestGarbledIDs(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		account, source := tenancy(t, db)
		in := newIntake(db)
		known := mustApply(t, in, account, person(source, 1))[0].Record.ID
		for i, id := range []string{"garbage", "", "urn:uuid:" + known, "{" + known + "}", strings.ToUpper(known), "\x00", "\xff"} {
			results, err := in.Apply(context.Background(), account, []directory.Change{
				person(source, 10+i), addMember(source, id, known), rename(source, id, "lost"), remove(source, id),
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
