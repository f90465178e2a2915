package intake_test

import (
	"fmt"
	"testing"

	"github.com/jmoiron/sqlx"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/internal/store/storetest"
	"github.com/usher-id/usher/internal/store/storetest/fixture"
	"github.com/usher-id/usher/scim/schema"
)

// twoSources gives an account with a verified domain two sources that are authoritative for it.
func twoSources(t testing.TB, db *store.DB) (account directory.Account, okta, entra directory.Source) {
	t.Helper()
	a, first := fixture.NewAccount(t, db, "acme")
	fixture.Verify(t, db, a.ID, "example.com")
	second, err := db.CreateSource(t.Context(), directory.Source{AccountID: a.ID, Name: "entra", Kind: "scim", Rank: 200, Policy: directory.Hold})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []*directory.Source{first, second} {
		s.Settings.AuthoritativeFor = []string{"example.com"}
		if err := db.ChangeSource(t.Context(), *s); err != nil {
			t.Fatal(err)
		}
	}
	return *a, *first, *second
}

// TestRoundTripsOfPeople counts what it costs that people merge: a batch whose people merge with
// existing ones takes as many round trips as one whose people are new, however many they are; and
// later changes of people with several records take few more.
func TestRoundTripsOfPeople(t *testing.T) {
	db, counter := counted(t)
	account, okta, entra := twoSources(t, db)
	in := fixture.Intake(db)
	cost := func(changes ...directory.Change) int64 {
		t.Helper()
		before := counter.trips.Load()
		fixture.Apply(t, in, account, changes...)
		return counter.trips.Load() - before
	}
	next := 0
	// least is the cost once all statements are prepared.
	least := func(n int, changes func(from int) []directory.Change) int64 {
		t.Helper()
		trips := int64(0)
		for range 3 {
			trips = cost(changes(next)...)
			next += n
		}
		return trips
	}
	compare := func(what string, single, merged, more int64) {
		t.Helper()
		t.Logf("%s: %d round trips, of people with records of two sources %d", what, single, merged)
		if merged > single+more {
			t.Errorf("%s takes %d round trips, and %d of people with records of two sources", what, single, merged)
		}
	}
	for _, n := range []int{1, 8, 100} {
		single := least(n, func(from int) []directory.Change { return fixture.People(okta, from, n) })
		merged := least(n, func(from int) []directory.Change {
			fixture.Apply(t, in, account, fixture.People(okta, from, n)...)
			return fixture.People(entra, from, n)
		})
		compare(fmt.Sprintf("a batch of %d creations", n), single, merged, 0)
		// Half of a batch may be new.
		mixed := least(n, func(from int) []directory.Change {
			fixture.Apply(t, in, account, fixture.People(okta, from, (n+1)/2)...)
			return fixture.People(entra, from, n)
		})
		compare(fmt.Sprintf("a batch of %d creations, half of which merge", n), single, mixed, 0)
		if n > 8 {
			continue
		}
		// An address that the first record gives up becomes the other's: what both frees and takes
		// what is unique is a transaction of two statements, where others are one.
		for _, c := range []struct {
			what          string
			first, linked int64 // round trips more
			change        func(directory.Source, string) directory.Change
		}{
			{"PATCH active", 1, 1, fixture.Deactivate},
			{"renaming", 3, 1, func(s directory.Source, id string) directory.Change {
				next++
				return fixture.Rename(s, id, fmt.Sprintf("renamed%d@example.com", next))
			}},
			{"DELETE", 4, 1, fixture.Remove},
		} {
			single := least(n, func(from int) []directory.Change {
				return each(fixture.Apply(t, in, account, fixture.People(okta, from, n)...), okta, c.change)
			})
			for source, more := range map[*directory.Source]int64{&okta: c.first, &entra: c.linked} {
				merged := least(n, func(from int) []directory.Change {
					first := fixture.Apply(t, in, account, fixture.People(okta, from, n)...)
					second := fixture.Apply(t, in, account, fixture.People(entra, from, n)...)
					for i := range first {
						if second[i].Record.UserID != first[i].Record.UserID {
							t.Fatalf("%s and %s did not merge", first[i].Record.ID, second[i].Record.ID)
						}
					}
					if source == &okta {
						return each(first, okta, c.change)
					}
					return each(second, entra, c.change)
				})
				compare(fmt.Sprintf("%s of %d by %s", c.what, n, source.Name), single, merged, more)
			}
		}
	}
}

// each makes a change for each of the records that were made.
func each(made []directory.Result, source directory.Source, change func(directory.Source, string) directory.Change) []directory.Change {
	var list []directory.Change
	for _, r := range made {
		list = append(list, change(source, r.Record.ID))
	}
	return list
}

// TestPeopleCostTheSameInACrowd counts rows that are read or written for one change, when thousands
// of records of one source share its address, look alike or have the same name, let in or not.
func TestPeopleCostTheSameInACrowd(t *testing.T) {
	url := storetest.PostgresURL(t)
	admin := sqlx.MustOpen("postgres", url)
	defer admin.Close()

	named := []any{"displayName", "Ann Lee", directory.EnterpriseUser, schema.Object{"department": "Sales"}}
	costs := func(name string, n int, letIn bool) map[string]int64 {
		db, err := store.Open(t.Context(), url)
		if err != nil {
			t.Fatal(err)
		}
		before := touched(t, admin)
		c := newCrowd(t, db, name)
		template := fixture.Apply(t, fixture.Intake(db), c.account, somebody(c.okta, "shared@"+c.domain, named...))[0].Record
		c.copy(t, url, template.ID, n, letIn)
		if err := db.RefreshStatistics(); err != nil {
			t.Fatal(err)
		}
		db.Close() // what a connection has done is counted when it ends
		settled(t, admin, before)
		rows := map[string]int64{}
		measure := func(what string, change directory.Change) *directory.Record {
			t.Helper()
			conn, err := store.OpenWithDialer(url, &tripCounter{})
			if err != nil {
				t.Fatal(err)
			}
			before := touched(t, admin)
			r := fixture.Apply(t, fixture.Intake(conn), c.account, change)[0].Record
			conn.Close()
			rows[what] = settled(t, admin, before)
			return r
		}
		// Of many who are let in the address is nobody's in particular; who waits is no rival.
		if r := measure("a creation with the address", somebody(c.entra, "shared@"+c.domain)); (r.UserID == template.UserID) == letIn {
			t.Errorf("linked to %q: %+v", r.UserID, r.Verdict)
		}
		if r := measure("a creation that looks alike", somebody(c.plain, "s.hared@"+c.domain)); r.Verdict.Code != directory.PendingMerge {
			t.Errorf("a look-alike is %+v", r.Verdict)
		}
		if r := measure("a creation with the name", somebody(c.plain, "other@"+c.domain, named...)); r.Verdict.Code != directory.PendingMerge {
			t.Errorf("the same name is %+v", r.Verdict)
		}
		measure("another one with the address", somebody(c.plain, "shared@"+c.domain))
		measure("PATCH active", fixture.Deactivate(c.okta, template.ID))
		measure("PATCH active again", fixture.Deactivate(c.okta, template.ID))
		measure("another address", readdress(c.okta, template.ID, "free@"+c.domain))
		measure("the address again", readdress(c.okta, template.ID, "shared@"+c.domain))
		measure("DELETE", fixture.Remove(c.okta, template.ID))
		return rows
	}
	for _, letIn := range []bool{true, false} {
		few := costs(fmt.Sprint("few", letIn), 200, letIn)
		many := costs(fmt.Sprint("many", letIn), 10_000, letIn)
		for what, n := range few {
			t.Logf("crowd let in %v: %s: %d rows in a crowd of 200, %d in one of 10,000", letIn, what, n, many[what])
			most := n + n/10 + 3
			if many[what] > most {
				t.Errorf("crowd let in %v: %s takes %d rows in a crowd of 200, and %d in one of 10,000", letIn, what, n, many[what])
			}
		}
	}
}

// crowd is an account of its own with a verified domain, two sources that are authoritative for
// it, and one that nobody trusts.
type crowd struct {
	account            directory.Account
	domain             string
	okta, entra, plain directory.Source
}

func newCrowd(t *testing.T, db *store.DB, name string) *crowd {
	t.Helper()
	account, okta := fixture.NewAccount(t, db, name)
	c := &crowd{account: *account, domain: name + ".example", okta: *okta}
	fixture.Verify(t, db, account.ID, c.domain)
	for name, into := range map[string]*directory.Source{"entra": &c.entra, "plain": &c.plain} {
		s, err := db.CreateSource(t.Context(), directory.Source{AccountID: account.ID, Name: name, Kind: "scim", Rank: 200, Policy: directory.Hold})
		if err != nil {
			t.Fatal(err)
		}
		*into = *s
	}
	for _, s := range []*directory.Source{&c.okta, &c.entra} {
		s.Settings.AuthoritativeFor = []string{c.domain}
		if err := db.ChangeSource(t.Context(), *s); err != nil {
			t.Fatal(err)
		}
	}
	return c
}

// copy makes n more records like one: of people who are let in, or of such who wait for a review.
func (c *crowd) copy(t *testing.T, url, id string, n int, letIn bool) {
	t.Helper()
	admin := sqlx.MustOpen("postgres", url)
	defer admin.Close()
	admin.SetMaxOpenConns(1) // which has the temporary table
	user, state := "new", "active"
	if !letIn {
		user, state = "NULL::uuid", "pendingMerge"
	}
	for _, statement := range []string{
		`CREATE TEMPORARY TABLE copies AS SELECT gen_random_uuid() AS new FROM generate_series(1, $1)`,
		`INSERT INTO records (account_id, source_id, type, id, user_id, active, state, rule, case_id, body, search, version, created, modified, match_key, golden)
		 SELECT account_id, source_id, type, new, ` + user + `, active, '` + state + `', rule, case_id, body, search, version, created, modified, match_key, ` + fmt.Sprint(letIn) + `
		   FROM records CROSS JOIN copies WHERE account_id = $1 AND id = $2`,
		`INSERT INTO identifiers (account_id, kind, value, record_id, source_id, user_id, owner, match_key)
		 SELECT account_id, kind, value, new, source_id, ` + user + `, false, match_key FROM identifiers CROSS JOIN copies WHERE account_id = $1 AND record_id = $2`,
		`INSERT INTO users (account_id, id, state, login, created, modified)
		 SELECT account_id, new, state, login, created, modified FROM users CROSS JOIN copies WHERE account_id = $1 AND id = $2 AND ` + fmt.Sprint(letIn),
		`DROP TABLE copies`,
	} {
		args := []any{c.account.ID, id}
		switch {
		case statement[:6] == "CREATE":
			args = []any{n}
		case statement[:4] == "DROP":
			args = nil
		}
		if _, err := admin.ExecContext(t.Context(), statement, args...); err != nil {
			t.Fatalf("%v\n%s", err, statement)
		}
	}
}

// readdress gives somebody another address and nothing else.
func readdress(source directory.Source, id, address string) directory.Change {
	return directory.Change{
		Source: source, Action: directory.Edit, Type: fixture.UserType, ID: id,
		Edit: func(o schema.Object) (schema.Object, bool, error) {
			next := schema.Clone(o)
			next["userName"], next["emails"] = address, []any{schema.Object{"value": address, "primary": true}}
			return next, true, nil
		},
		Request: directory.Request{Channel: "scim", Operation: "PATCH /Users", Success: 200},
	}
}
