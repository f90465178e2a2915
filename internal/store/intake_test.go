package store_test

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/usher-id/usher/internal/directory"
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
	return directory.NewIntake(db, licensing.Step{}, slog.New(slog.DiscardHandler))
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
		Request: directory.Request{Door: "scim", Operation: "POST /Users", Success: 201, Asked: []byte(`{"userName":"x"}`)},
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
