package intake_test

import (
	"testing"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/internal/store/storetest"
	"github.com/usher-id/usher/internal/store/storetest/fixture"
	"github.com/usher-id/usher/licensing"
)

// A pool whose first licenses are given to many people doesn't wait for autovacuum: the planner knows of licenses as soon as it knows
// of people, and when people are there already and get licenses for the first time.
func TestLicensesAreAnalysed(t *testing.T) {
	url := storetest.PostgresURL(t)
	admin := sqlx.MustOpen("postgres", url)
	defer admin.Close()
	db, err := store.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	r := newSeating(t, "acme", licensing.Settings{Seats: 1_000_000}, db)
	_, none := fixture.NewAccount(t, db, "others")
	others, err := db.Account(t.Context(), "others")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.ApproveDomain(t.Context(), others.ID, "example.com"); err != nil {
		t.Fatal(err)
	}
	bring := func(account directory.Account, source directory.Source, from, to int) {
		for ; from < to; from += 100 {
			fixture.Apply(t, r.nodes[0], account, fixture.People(source, from, 100)...)
		}
	}
	known := func() (n float64) {
		if err := admin.Get(&n, `SELECT reltuples FROM pg_class WHERE oid = 'licenses'::regclass`); err != nil {
			t.Fatal(err)
		}
		return n
	}
	bring(*others, *none, 0, 1000) // known before the first license is given
	if err := db.RefreshStatistics(); err != nil {
		t.Fatal(err)
	}
	bring(r.account, r.source, 0, 4000)
	for end := time.Now().Add(20 * time.Second); known() < 1000; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("the planner believes in %v licenses of 4000", known())
		}
	}
}
