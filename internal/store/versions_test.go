package store_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/internal/store/storetest"
	"github.com/usher-id/usher/scim/schema"
)

// Whoever is suspended, and revived, is a new version of a row on the page of the old one, and no
// index of records is written for it.
func TestSuspendingWritesNoIndex(t *testing.T) {
	url := storetest.PostgresURL(t)
	db, err := store.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	account, source := tenancy(t, db)
	in := newIntake(db)
	known := mustApply(t, in, account, people(source, 0, 30)...)
	before := versions(t, url)
	for _, active := range []bool{false, true} {
		for _, r := range known {
			mustApply(t, in, account, directory.Change{
				Source: source, Action: directory.Edit, Type: schema.Core().Type("User"), ID: r.Record.ID,
				Edit: func(o schema.Object) (schema.Object, bool, error) {
					next := schema.Clone(o)
					next["active"] = active
					return next, true, nil
				},
				Request: directory.Request{Channel: "scim", Operation: "PATCH /Users", Success: 200},
			})
		}
	}
	db.Close() // a connection that ends reports what it has counted
	after := before
	for range 200 {
		if after = versions(t, url); after.All-before.All >= 60 {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	all, onPage := after.All-before.All, after.OnPage-before.OnPage
	// A page may be full of versions that some transaction can still see. Were the state named by an
	// index it would be none.
	if all != 60 || onPage < 20 {
		t.Errorf("of %d new versions %d are heap-only tuples, want 60 and most", all, onPage)
	}
}

type versionCount struct {
	All    int
	OnPage int `db:"on_page"`
}

func versions(t *testing.T, url string) (n versionCount) {
	t.Helper()
	db := sqlx.MustOpen("postgres", url)
	defer db.Close()
	if err := db.Get(&n, `SELECT n_tup_upd AS "all", n_tup_hot_upd AS on_page FROM pg_stat_user_tables WHERE relname = 'records'`); err != nil {
		t.Fatal(fmt.Errorf("read the counters: %w", err))
	}
	return n
}
