package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/usher-id/usher/internal/domains"
	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/internal/store/storetest"
)

// racePeopleRuns, in the environment, is how often the race for one person is run on each
// database: once is enough to show a gross mistake, 50 times to show a rare one.
const racePeopleRuns = "USHER_TEST_RACES"

const (
	raceSources = 4 // each of which brings all of them
	raceBringer = 5 // goroutines of a source
)

// raceHeads is how many people there are.
func raceHeads() int {
	if testing.Short() {
		return 75
	}
	return 500
}

// Rule M9: sources that bring the same people at the same instant make each of them once, also
// through two servers.
func TestRaceOnePerson(t *testing.T) {
	runs := 1
	if n, err := strconv.Atoi(os.Getenv(racePeopleRuns)); err == nil {
		runs = n
	}
	for _, servers := range []int{1, 2} {
		if testing.Short() && servers == 1 {
			continue // two servers meet as one server's requests do, and each other
		}
		for kind, url := range storetest.URLs(t) {
			t.Run(fmt.Sprintf("%s/%d", kind, servers), func(t *testing.T) {
				t.Parallel() // the databases wait for the disk most of the time
				tables := openCrashTables(t, url)
				var bases []string
				for range servers {
					bases = append(bases, startCrashServer(t, url).base)
				}
				var took time.Duration
				for run := range runs {
					r := newPeopleRace(t, url, bases, run)
					began := time.Now()
					r.run(t)
					took += time.Since(began)
					r.check(t, url, tables)
					if t.Failed() {
						t.Fatalf("in run %d of %d", run+1, runs)
					}
				}
				t.Logf("%d runs, %d records each: %s of bringing them", runs, raceSources*raceHeads(), took.Round(time.Millisecond))
			})
		}
	}
}

// peopleRace is an account whose sources are about to bring the same people.
type peopleRace struct {
	account string
	id      string
	domain  string
	random  *rand.Rand
	clients [raceSources][raceBringer]*crashClient
}

func newPeopleRace(t *testing.T, url string, bases []string, run int) *peopleRace {
	t.Helper()
	r := &peopleRace{account: fmt.Sprint("acme", run), domain: fmt.Sprintf("run%d.example", run), random: rand.New(rand.NewPCG(4, uint64(run)))}
	crashRun(t, url, "account", "create", r.account)
	r.id = raceVerified(t, url, r.account, r.domain)
	for s := range raceSources {
		name := fmt.Sprint("source", s)
		crashRun(t, url, "source", "create", name, "--account="+r.account, fmt.Sprint("--rank=", 100+s))
		crashRun(t, url, "source", "set", name, "--account="+r.account, "--authoritative-for="+r.domain)
		token := crashRun(t, url, "token", "create", "--account="+r.account, "--source="+name)
		for i := range raceBringer {
			c := newCrashClient(bases[(s+i)%len(bases)], token)
			t.Cleanup(c.http.CloseIdleConnections)
			r.clients[s][i] = c
		}
	}
	return r
}

// raceVerified has an account prove a domain, and returns the account's id.
func raceVerified(t *testing.T, url, account, domain string) string {
	t.Helper()
	db, err := store.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	a, err := db.Account(t.Context(), account)
	if err != nil {
		t.Fatal(err)
	}
	h, err := db.ClaimDomain(t.Context(), a.ID, domain, "token of "+a.ID, false)
	if err == nil {
		h, err = db.ApplyCheck(t.Context(), a.ID, domain, h.Token, domains.Answer{Result: domains.Proved, Method: domains.ByDNS})
	}
	if err != nil || h.State != domains.Verified {
		t.Fatalf("domain %s is %s: %v", domain, h.State, err)
	}
	return a.ID
}

// person is what a source says about somebody: each calls the same one by an id, a name and a
// spelling of its own.
func (r *peopleRace) person(source, n int) map[string]any {
	address := fmt.Sprintf("person%d@%s", n, r.domain)
	p := map[string]any{
		"schemas": []string{crashUserSchema}, "externalId": fmt.Sprintf("s%d-%d", source, n), "active": true,
		"userName": address, "displayName": fmt.Sprintf("Person %d of %d", n, source),
		"emails": []any{map[string]any{"value": address, "primary": true}},
	}
	switch source {
	case 1:
		p["userName"] = strings.ToUpper(address)
	case 2:
		p["userName"] = fmt.Sprint("p", n)
	case 3:
		p["emails"] = []any{
			map[string]any{"value": fmt.Sprintf("Person%d@%s", n, strings.ToUpper(r.domain)), "primary": true},
			map[string]any{"value": fmt.Sprintf("second%d@%s", n, r.domain)},
		}
	}
	return p
}

// run lets 20 goroutines bring everybody: five a source, each with its share in an order of its
// own, one of them by Bulk.
func (r *peopleRace) run(t *testing.T) {
	t.Helper()
	var shares [raceSources][raceBringer][]int
	for s := range raceSources {
		for i, n := range r.random.Perm(raceHeads()) {
			shares[s][i%raceBringer] = append(shares[s][i%raceBringer], n)
		}
	}
	raceTogether(raceSources*raceBringer, func(i int) {
		s, i := i/raceBringer, i%raceBringer
		c, share := r.clients[s][i], shares[s][i]
		if i == 0 {
			r.bulk(t, c, s, share)
			return
		}
		for _, n := range share {
			reply, err := c.do("POST", "/Users", r.person(s, n))
			if err != nil || reply.status != 201 || !strings.Contains(reply.text, `"state":"active"`) {
				t.Errorf("source %d, person %d: %v, %+v", s, n, err, reply)
				return
			}
		}
	})
}

func (r *peopleRace) bulk(t *testing.T, c *crashClient, source int, share []int) {
	const at = 25
	for len(share) > 0 {
		part := share[:min(at, len(share))]
		share = share[len(part):]
		ops := make([]any, len(part))
		for i, n := range part {
			ops[i] = map[string]any{"method": "POST", "path": "/Users", "bulkId": strconv.Itoa(i), "data": r.person(source, n)}
		}
		reply, err := c.do("POST", "/Bulk", map[string]any{"schemas": []string{crashBulkSchema}, "Operations": ops})
		if err != nil || !reply.ok() {
			t.Errorf("source %d: Bulk: %v, %+v", source, err, reply)
			return
		}
		for _, o := range crashOperations(reply) {
			if o.status != 201 {
				t.Errorf("source %d: Bulk: %s", source, reply.text)
				return
			}
		}
	}
}

// racePeopleInvariants find whoever is not one user of four records. {account} stands for the
// account's id.
var racePeopleInvariants = []struct{ what, query string }{
	{"a record that is not active, or nobody's", `
		SELECT CAST(id AS text) || ' ' || state FROM records WHERE account_id = {account} AND (state <> 'active' OR user_id IS NULL)`},
	{"a user who is not there, or not active", `
		SELECT CAST(id AS text) FROM records WHERE account_id = {account}
		   AND user_id NOT IN (SELECT id FROM users WHERE account_id = {account} AND state = 'active')`},
	{"a user without records", `
		SELECT CAST(id AS text) || ' ' || state FROM users WHERE account_id = {account}
		   AND id NOT IN (SELECT user_id FROM records WHERE account_id = {account} AND user_id IS NOT NULL)`},
	{"a user who has not one record of each source", `
		SELECT CAST(user_id AS text) FROM records WHERE account_id = {account} AND source_id <> account_id
		 GROUP BY user_id HAVING count(*) <> 4 OR count(DISTINCT source_id) <> 4`},
	{"a user who has not exactly one first record, with the user's id", `
		SELECT CAST(user_id AS text) FROM records WHERE account_id = {account} AND source_id <> account_id
		 GROUP BY user_id HAVING sum(CASE WHEN parent_id IS NULL AND id = user_id THEN 1 ELSE 0 END) <> 1 OR sum(CASE WHEN parent_id IS NULL THEN 1 ELSE 0 END) <> 1`},
	{"a record linked to another user's", `
		SELECT CAST(id AS text) FROM records WHERE account_id = {account} AND parent_id IS NOT NULL
		   AND (parent_id, user_id) NOT IN (SELECT id, user_id FROM records WHERE account_id = {account} AND source_id <> account_id AND user_id IS NOT NULL)`},
	{"a user who has not exactly one golden record, of the account", `
		SELECT CAST(user_id AS text) FROM records WHERE account_id = {account}
		 GROUP BY user_id HAVING sum(CASE WHEN golden THEN 1 ELSE 0 END) <> 1 OR sum(CASE WHEN golden AND source_id = account_id AND id = user_id THEN 1 ELSE 0 END) <> 1`},
	{"a user whose records are of several people", `
		SELECT CAST(user_id AS text) FROM identifiers WHERE account_id = {account}
		 GROUP BY user_id HAVING count(DISTINCT value) <> 2 OR count(*) <> 5`},
	{"a user who is known by another address than the records'", `
		SELECT login FROM users WHERE account_id = {account}
		   AND (id, login) NOT IN (SELECT user_id, value FROM identifiers WHERE account_id = {account} AND kind = 'email' AND owner AND user_id IS NOT NULL)`},
	{"two users known by one address", `SELECT login FROM users WHERE account_id = {account} GROUP BY login HAVING count(*) <> 1`},
	{"an identifier that is not one user's, with one owner", `
		SELECT value FROM identifiers WHERE account_id = {account}
		 GROUP BY value HAVING count(DISTINCT user_id) <> 1 OR sum(CASE WHEN owner THEN 1 ELSE 0 END) <> 1 OR value LIKE 'person%' AND count(*) <> 4 OR count(*) <> count(user_id)`},
	{"a case in review", `SELECT CAST(record_id AS text) || ' ' || reason FROM reviews WHERE account_id = {account}`},
	{"a count that is wrong", `
		SELECT CAST(source_id AS text) FROM counts WHERE account_id = {account} AND (type <> 'User' OR n <> {heads})`},
}

// check looks at the tables and at what usher user list prints.
func (r *peopleRace) check(t *testing.T, url string, tables *crashTables) {
	t.Helper()
	put := strings.NewReplacer("{account}", "'"+r.id+"'", "{heads}", strconv.Itoa(raceHeads()))
	for _, inv := range racePeopleInvariants {
		if found := tables.column(t, put.Replace(inv.query)); len(found) > 0 {
			t.Errorf("%s: %d, such as %s", inv.what, len(found), found[0])
		}
	}
	for what, want := range map[string]int{
		"users WHERE": raceHeads(),
		"records WHERE source_id <> account_id AND": raceHeads() * raceSources,
		"records WHERE source_id = account_id AND":  raceHeads(),
		"counts WHERE":      raceSources + 1,
		"identifiers WHERE": raceHeads() * (raceSources + 1),
	} {
		if got := tables.column(t, "SELECT CAST(count(*) AS text) FROM "+what+" account_id = '"+r.id+"'")[0]; got != strconv.Itoa(want) {
			t.Errorf("%s: %s rows, want %d", what, got, want)
		}
	}
	lines := strings.Split(crashRun(t, url, "user", "list", "--account="+r.account, "--json"), "\n")
	if len(lines) != raceHeads() {
		t.Errorf("usher user list prints %d users, want %d", len(lines), raceHeads())
	}
	for _, line := range lines {
		if n := strings.Count(line, `"source":"source`); n != raceSources || !strings.Contains(line, `"state":"active"`) {
			t.Errorf("usher user list prints a user of %d records: %s", n, line)
			break
		}
	}
}
