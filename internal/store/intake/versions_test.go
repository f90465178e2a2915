package intake_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/internal/store/storetest"
	"github.com/usher-id/usher/internal/store/storetest/fixture"
	"github.com/usher-id/usher/scim/schema"
)

// Whoever is suspended, and revived, is a new version of a row on the page of the old one, and no
// index of records is written for it.
//
// Where a page is full, PostgreSQL first takes away the versions that nobody sees any more, which it can't
// while any transaction of the whole cluster is under way that began before: a snapshot reaches back to the
// oldest of all databases. So that other tests have no say, each row has a page of its own here, with room for
// all of its versions; that the table as it is made leaves room is looked up.
func TestSuspendingWritesNoIndex(t *testing.T) {
	url := storetest.PostgresURL(t)
	db, err := store.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var options string
	if err := db.ReadPool.Get(&options, `SELECT array_to_string(reloptions, ' ') FROM pg_class WHERE oid = 'records'::regclass`); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(options, "fillfactor=70") {
		t.Errorf("pages of records leave no room for new versions: %s", options)
	}
	storetest.Exec(t, url, `ALTER TABLE records SET (fillfactor = 10)`)
	account, source := fixture.Tenancy(t, db)
	in := fixture.Intake(db)
	known := fixture.Apply(t, in, account, fixture.People(source, 0, 30)...)
	before := versions(t, url)
	for _, active := range []bool{false, true} {
		for _, r := range known {
			fixture.Apply(t, in, account, directory.Change{
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
	if all != 60 || onPage != all { // were the state named by an index it would be none
		t.Errorf("of %d new versions %d are heap-only tuples, want all of 60", all, onPage)
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
