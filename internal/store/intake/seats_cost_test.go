package intake_test

import (
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/jmoiron/sqlx"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/internal/store/storetest"
	"github.com/usher-id/usher/internal/store/storetest/fixture"
	"github.com/usher-id/usher/licensing"
)

// seatsWaiting, in the environment, is how many people wait in the tests of this file.
const seatsWaiting = "USHER_TEST_WAITING"

func manyWaiting() int {
	if n, err := strconv.Atoi(os.Getenv(seatsWaiting)); err == nil {
		return n
	}
	return 20_000
}

// TestRoundTripsOfLicenses counts what licenses cost: a batch takes as many round trips in an account with pools, rules of each
// kind and 300 people who wait as in one without, be it that it gives, frees or refuses a seat (rule L5).
func TestRoundTripsOfLicenses(t *testing.T) {
	db, counter := counted(t)
	bare, source := fixture.Tenancy(t, db)
	in := fixture.Intake(db)
	r := newSeating(t, "licensed", licensing.Settings{Seats: 400}, db)
	for number, rule := range []licensing.Conditions{
		{Filter: `title eq "Boss"`}, {GroupID: fixture.SomeID}, {Domain: "elsewhere.example"}, {Entitlement: "gold"}, {SourceID: fixture.SomeID},
	} {
		pool := fixture.Pool(t, db, r.account.ID, fmt.Sprint("pool ", number), licensing.Settings{Seats: 10})
		fixture.Rule(t, db, r.account.ID, pool, 10+number, rule)
	}
	made := map[string][]directory.Result{}
	for _, a := range []struct {
		account directory.Account
		source  directory.Source
	}{{bare, source}, {r.account, r.source}} {
		made[a.account.ID] = fixture.Apply(t, in, a.account, fixture.People(a.source, 0, 700)...)
	}
	r.check(t, 400, 300)
	next := 1000
	for _, n := range []int{1, 8, 60} {
		for _, c := range []struct {
			what   string
			change func(source directory.Source, held []directory.Result) []directory.Change
		}{
			{"creations", func(source directory.Source, _ []directory.Result) []directory.Change {
				return fixture.People(source, next, n)
			}},
			{"PATCH active", func(source directory.Source, held []directory.Result) []directory.Change {
				return each(held, source, fixture.Deactivate)
			}},
			{"DELETE", func(source directory.Source, held []directory.Result) []directory.Change {
				return each(held, source, fixture.Remove)
			}},
		} {
			cost := func(account directory.Account, source directory.Source) (trips int64) {
				for range 3 { // the last with all statements prepared
					held := made[account.ID][:n]
					next += n
					changes := c.change(source, held)
					if c.what == "DELETE" {
						made[account.ID] = made[account.ID][n:]
					}
					before := counter.trips.Load()
					fixture.Apply(t, in, account, changes...)
					trips = counter.trips.Load() - before
				}
				return trips
			}
			without, with := cost(bare, source), cost(r.account, r.source)
			t.Logf("%s of %d: %d round trips, with licenses %d", c.what, n, without, with)
			if with != without {
				t.Errorf("%s of %d take %d round trips, and %d with licenses", c.what, n, without, with)
			}
		}
	}
}

// crowded is an account with a pool, whose one seat is held by the first person, and many who wait.
func crowded(t *testing.T, c *company, waiting int) (holder *directory.Record, pool string) {
	t.Helper()
	pool = fixture.Pool(t, c.DB, c.Account, "shield", licensing.Settings{Seats: 1})
	fixture.Rule(t, c.DB, c.Account, pool, 1, licensing.Conditions{})
	holder = c.one(t, directory.Active, somebody(c.okta, "holder@example.com"))
	c.crowd(t, 1, 20) // who are first in line
	numbers, id := c.Numbers()
	c.Exec(t, `INSERT INTO licenses (account_id, id, user_id, product, state, wants, direct, devices, asks, priority, requested)
		SELECT $1, `+id+`, `+id+`, 'shield', 'waiting', $2, `+map[bool]string{true: "0", false: "false"}[c.DB.Name() == "sqlite"]+`, 3, 0, 0, i FROM `+numbers,
		c.Account, pool, waiting)
	c.Exec(t, `UPDATE pools SET waiting = $2 WHERE account_id = $1`, c.Account, waiting)
	c.Exec(t, `UPDATE users SET state = 'waitingLicense' WHERE account_id = $1 AND login LIKE 'person%'`, c.Account)
	c.Exec(t, `ANALYZE`)
	return holder, pool
}

// TestSeatsCostTheSameInACrowd counts rows that are read or written when a seat becomes free and when somebody begins to wait:
// as many among very many who wait as among three, but for those who are asked for as the first in line.
func TestSeatsCostTheSameInACrowd(t *testing.T) {
	costs := func(waiting int) map[string]int64 {
		url := storetest.PostgresURL(t)
		c := newCompany(t, "postgres", url)
		holder, _ := crowded(t, c, waiting)
		admin := sqlx.MustOpen("postgres", url)
		defer admin.Close()
		before := touched(t, admin)
		c.DB.Close() // what a connection has done is counted when it ends
		c.Raw.Close()
		settled(t, admin, before)
		rows := map[string]int64{}
		measure := func(what string, change directory.Change) *directory.Record {
			t.Helper()
			db, err := store.Open(t.Context(), url)
			if err != nil {
				t.Fatal(err)
			}
			before := touched(t, admin)
			r := fixture.Apply(t, fixture.Intake(db), c.acct, change)[0].Record
			db.Close()
			rows[what] = settled(t, admin, before)
			return r
		}
		late := measure("a creation", somebody(c.okta, "late@example.com"))
		measure("PATCH of who waits", titled(c.okta, late.ID, "Boss"))
		measure("PATCH of the holder", titled(c.okta, holder.ID, "Boss"))
		measure("DELETE of who waits", fixture.Remove(c.okta, late.ID))
		measure("DELETE of the holder", fixture.Remove(c.okta, holder.ID))
		var first string
		if err := admin.Get(&first, `SELECT user_id FROM licenses WHERE account_id = $1 AND state = 'active'`, c.Account); err != nil {
			t.Fatal(err)
		}
		if first != "00000001-0000-7000-8000-000000000001" {
			t.Errorf("the free seat is given to %s", first)
		}
		return rows
	}
	few, n := costs(3), manyWaiting()
	many := costs(n)
	for what, rows := range few {
		t.Logf("%s: %d rows where 3 wait, %d where %d wait", what, rows, many[what], n)
		if most := rows + int64(2*directory.HeadsOf[0]); many[what] > most {
			t.Errorf("%s takes %d rows where 3 wait, and %d where %d wait", what, rows, many[what], n)
		}
	}
}

// Who is first in line, and the licenses of a person, are found by their indexes, without sorting, however many wait.
func TestSeatQuestionsUseTheirIndexes(t *testing.T) {
	eachCompany(t, func(t *testing.T, c *company) {
		holder, _ := crowded(t, c, manyWaiting())
		two := c.one(t, directory.Active, somebody(c.entra, "holder@example.com"))
		group := team(fixture.Group(c.okta, "team", holder.ID))
		fixture.Apply(t, c.in, c.acct, group)
		apart := c.one(t, "", somebody(c.plain, "apart@example.com"))
		link := decision(c.plain, directory.Link, apart.ID)
		link.Into, link.AcceptRisk = holder.ID, true
		c.decide(t, directory.Active, link)
		c.decide(t, "", decision(c.plain, directory.Unmerge, apart.ID))
		var many []directory.Change
		for i := range 100 {
			many = append(many, saying(c.okta, holder.ID, "title", fmt.Sprint("title ", i)))
		}
		fixture.Apply(t, c.in, c.acct, many...)
		fixture.Apply(t, c.in, c.acct, fixture.Remove(c.entra, two.ID), fixture.Remove(c.okta, holder.ID))

		found := map[string]int{}
		for _, text := range c.DB.KeptTexts() {
			if !regexp.MustCompile(`(?i)\b(FROM|UPDATE|INTO) licenses\b`).MatchString(text) {
				continue
			}
			plan := c.planOf(t, c.DB.WritePool, text)
			for _, index := range []string{"licenses_queue", "licenses_user", "licenses_home"} {
				found[index] += strings.Count(plan, index)
			}
			if line := licensesRead.FindString(plan); line != "" {
				t.Errorf("all licenses are read: %s\n%s\n\n%s", line, text, plan)
			}
			if line := queueSorted[c.DB.Name()].FindString(plan); line != "" {
				t.Errorf("the waiting list is sorted:\n%s\n%s\n\n%s", line, text, plan)
			}
		}
		t.Log(found)
		for _, index := range []string{"licenses_queue", "licenses_user", "licenses_home"} {
			if found[index] == 0 {
				t.Errorf("nothing uses the index %s", index)
			}
		}
	})
}

var (
	licensesRead = regexp.MustCompile(`(?m)^.*(Seq Scan on licenses|SCAN (licenses|q)\b).*$`)
	queueSorted  = map[string]*regexp.Regexp{
		"postgres": regexp.MustCompile(`(?m)^.*Sort Key: q\..*$`),
		"sqlite":   regexp.MustCompile(`(?m)^SEARCH q .*\n(.*\n)?USE TEMP B-TREE FOR .*ORDER BY$`),
	}
)
