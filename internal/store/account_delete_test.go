package store_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/jobs"
	"github.com/usher-id/usher/internal/sealed"
	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/internal/store/storetest"
	"github.com/usher-id/usher/internal/store/storetest/fixture"
)

// rowsHeld are how many rows each table has of an account, of the tables that have any; the table accounts is one.
func rowsHeld(t *testing.T, db *store.DB, accountID string) map[string]int {
	t.Helper()
	query := `SELECT m.name FROM sqlite_schema m WHERE m.type = 'table' AND EXISTS (SELECT 1 FROM pragma_table_info(m.name) WHERE name = 'account_id')`
	if db.Name() == "postgres" {
		query = `SELECT table_name FROM information_schema.columns WHERE table_schema = current_schema() AND column_name = 'account_id'`
	}
	var tables []string
	if err := db.ReadPool.SelectContext(t.Context(), &tables, query); err != nil {
		t.Fatal(err)
	}
	if len(tables) < 20 {
		t.Fatalf("only %q have accounts", tables)
	}
	rows := map[string]int{}
	count := func(table, column string) {
		var n int
		err := db.ReadPool.GetContext(t.Context(), &n, fmt.Sprintf(`SELECT count(*) FROM %s WHERE %s = $1`, table, column), accountID)
		if err != nil {
			t.Fatal(err)
		}
		if n > 0 {
			rows[table] = n
		}
	}
	for _, table := range tables {
		count(table, "account_id")
	}
	count("accounts", "id")
	return rows
}

// What an account had is in no table afterwards, whatever tables there are; another account keeps every row. A slice
// removes a thousand rows of a table at most.
func TestForgetAccount(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := directory.WithAct(t.Context(), directory.Act{Actor: "ann", Channel: "cli"})
		fill := func(name string, people int) *directory.Account {
			account, okta := fixture.NewAccount(t, db, name)
			intake := fixture.Intake(db)
			defer intake.Close(context.Background())
			fixture.Apply(t, intake, *account, fixture.People(*okta, 0, people)...)
			if _, err := db.CreateToken(ctx, *okta, "hash of "+name, time.Hour); err != nil {
				t.Fatal(err)
			}
			at := sealed.Place{Account: account.ID, Source: okta.ID, Name: "token"}
			if err := vaultOf(db, sealed.NewKey()).Put(ctx, at, sealed.NewSecret("secret of "+name)); err != nil {
				t.Fatal(err)
			}
			if _, err := db.ApproveDomain(ctx, account.ID, "approved.example"); err != nil {
				t.Fatal(err)
			}
			if err := db.KeepTraffic(ctx, []directory.Traffic{{
				AccountID: account.ID, ID: uuid.NewString(), Method: "GET", Route: "/Users", Status: 200, Count: 1, First: noon, Last: noon,
			}}, nil); err != nil {
				t.Fatal(err)
			}
			return account
		}
		acme, other := fill("acme", 1500), fill("other", 20)
		before := rowsHeld(t, db, other.ID)
		if has := rowsHeld(t, db, acme.ID); has["records"] < 1500 || has["log"] < 1500 || has["tokens"] != 1 {
			t.Fatalf("acme has %v", has)
		}
		job := func(kind string) directory.Job {
			j, err := jobs.New(kind, acme.ID, nil, time.Hour)
			if err != nil {
				t.Fatal(err)
			}
			return j
		}
		for range 2 { // the second time it changes nothing
			if err := db.EndAccount(ctx, acme.ID, job("delete")); err != nil {
				t.Fatal(err)
			}
		}
		calls, stage, order := 0, 0, []string(nil)
		for more := true; more; calls++ {
			was := rowsHeld(t, db, acme.ID)
			var err error
			if stage, more, err = db.ForgetAccount(ctx, acme.ID, "delete", stage); err != nil {
				t.Fatal(err)
			}
			is, taken := rowsHeld(t, db, acme.ID), 0
			for table, n := range was {
				if n == is[table] {
					continue
				}
				taken++
				if n-is[table] > 1000 {
					t.Errorf("a slice took %d rows of %s", n-is[table], table)
				}
				if at := len(order) - 1; at < 0 || order[at] != table {
					if slices.Contains(order, table) {
						t.Errorf("it came back to %s", table)
					}
					order = append(order, table)
				}
			}
			if taken > 1 {
				t.Errorf("a slice took rows of %d tables", taken)
			}
		}
		if has := rowsHeld(t, db, acme.ID); calls < 3 || !maps.Equal(has, map[string]int{"accounts": 1, "jobs": 1}) {
			t.Errorf("after %d slices acme has %v", calls, has)
		}
		entry := directory.LogEntry{ID: uuid.Must(uuid.NewV7()).String(), Channel: "cli", Actor: "ann", Operation: "ACCOUNT DELETE", Outcome: directory.Changed}
		for range 2 {
			if err := db.DropAccount(ctx, acme.ID, entry, job("receipt")); err != nil {
				t.Fatal(err)
			}
		}
		if has := rowsHeld(t, db, acme.ID); len(has) > 0 {
			t.Errorf("acme has %v", has)
		}
		if has := rowsHeld(t, db, jobs.Nobody); has["log"] != 1 || has["jobs"] != 1 {
			t.Errorf("what belongs to no account: %v", has)
		}
		if after := rowsHeld(t, db, other.ID); !maps.Equal(before, after) {
			t.Errorf("the other account had %v and has %v", before, after)
		}
		wantKind(t, "an account that is gone", db.EndAccount(ctx, acme.ID, job("delete")), directory.NotFound)
	})
}
