package main

import (
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/usher-id/usher/internal/store/storetest"
)

// crashHeld, in the environment, is how many people are held in TestCrashWhileHeldAreLetIn.
const crashHeld = "USHER_TEST_HELD"

// Rule D7: people who are held for a domain are let in when it is approved, in the order in which
// they came, each once, although the command that does it is killed half way, and then the server
// that goes on with it.
func TestCrashWhileHeldAreLetIn(t *testing.T) {
	long(t, killed)
	people := 2000
	if n, err := strconv.Atoi(os.Getenv(crashHeld)); err == nil {
		people = n
	}
	for kind, url := range storetest.URLs(t) {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			tables := openCrashTables(t, url)
			arrived := crashHold(t, url, people)

			began := time.Now()
			approval := exec.Command(os.Args[0], "domain", "approve", "held.example", "--account=acme")
			approval.Env = append(os.Environ(), crashProcess+"=1", "USHER_DATABASE_URL="+url)
			complaints := &crashBuffer{}
			approval.Stderr = complaints
			if err := approval.Start(); err != nil {
				t.Fatal(err)
			}
			ended := make(chan error, 1)
			go func() { ended <- approval.Wait() }()
			tables.letIn(t, people/4)
			approval.Process.Kill()
			if err := <-ended; err == nil {
				t.Fatal("usher domain approve was done before it was killed")
			}
			first := tables.half(t, people)

			server := startCrashServer(t, url)
			tables.letIn(t, people*3/5)
			server.kill()
			second := tables.half(t, people)
			if first >= second {
				t.Errorf("the server let in nobody: %d, then %d", first, second)
			}

			startCrashServer(t, url)
			crashRun(t, url, "domain", "approve", "held.example", "--account=acme") // both at once
			tables.letIn(t, people)
			t.Logf("%d people, killed at %d and %d, in %s%s", people, first, second, time.Since(began).Round(time.Millisecond), complaints)

			let := tables.list(t, `SELECT CAST(record_id AS text) FROM log WHERE operation = 'APPROVE held.example' AND record_id IS NOT NULL ORDER BY at, id`)
			if diff := cmp.Diff(arrived, let); diff != "" {
				t.Errorf("people were not let in once each in the order of arrival (-arrived +let in):\n%s", diff)
			}
			for _, c := range []struct{ what, query string }{
				{"records", `SELECT CAST(id AS text) FROM records ORDER BY id`},
				{"records as they should be", `
					SELECT CAST(r.id AS text) FROM records r JOIN users u ON u.account_id = r.account_id AND u.id = r.user_id
					  JOIN log l ON l.account_id = r.account_id AND l.id = r.case_id
					 WHERE r.state = 'active' AND r.version = 2 AND r.held_domain IS NULL AND r.golden AND u.id = r.id AND u.state = 'active'
					   AND l.record_id = r.id AND l.operation = 'APPROVE held.example' AND l.code = 'active'
					   AND r.body LIKE '%"userName":"' || u.login || '"%'
					 ORDER BY u.created, r.id`},
				{"users", `SELECT CAST(id AS text) FROM users ORDER BY created, id`},
				{"owners of addresses", `SELECT CAST(record_id AS text) FROM identifiers WHERE owner AND user_id = record_id ORDER BY record_id`},
			} {
				if diff := cmp.Diff(arrived, tables.list(t, c.query)); diff != "" {
					t.Errorf("%s (-arrived +kept):\n%s", c.what, diff)
				}
			}
			counts := tables.list(t, `SELECT type || ' ' || CAST(n AS text) FROM counts ORDER BY n`)
			if diff := cmp.Diff([]string{fmt.Sprint("User ", people/2), fmt.Sprint("User ", people/2), fmt.Sprint("User ", people)}, counts); diff != "" {
				t.Errorf("counts (-want +got):\n%s", diff)
			}
		})
	}
}

// crashHold has people of two sources held, in turns, and returns their ids in the order in which
// they came.
func crashHold(t *testing.T, url string, people int) []string {
	t.Helper()
	crashRun(t, url, "account", "create", "acme")
	server := startCrashServer(t, url)
	var clients []*crashClient
	for _, name := range []string{"okta", "entra"} {
		crashRun(t, url, "source", "create", name, "--account=acme")
		clients = append(clients, newCrashClient(server.base, crashRun(t, url, "token", "create", "--account=acme", "--source="+name)))
	}
	var arrived []string
	const at = 250
	for turn := 0; len(arrived) < people; turn++ {
		ops := make([]any, at)
		for i := range ops {
			name := fmt.Sprintf("%c%d@held.example", "ax"[turn%2], turn*at+i)
			ops[i] = map[string]any{"method": "POST", "path": "/Users", "bulkId": strconv.Itoa(i), "data": map[string]any{
				"schemas": []string{crashUserSchema}, "userName": name, "externalId": "ext-" + name, "active": true,
			}}
		}
		reply := clients[turn%2].must(t, "POST", "/Bulk", map[string]any{"schemas": []string{crashBulkSchema}, "Operations": ops})
		for _, o := range crashOperations(reply) {
			if o.status != 201 {
				t.Fatalf("somebody is not held: %s", reply.text)
			}
			arrived = append(arrived, o.id)
		}
	}
	for _, c := range clients {
		c.http.CloseIdleConnections()
	}
	server.stop(t)
	if len(arrived) != people || !slices.IsSorted(arrived) {
		t.Fatalf("%d people, in the order of their ids: %v", len(arrived), slices.IsSorted(arrived))
	}
	return arrived
}

// letIn returns once so many people are let in.
func (d *crashTables) letIn(t *testing.T, people int) {
	t.Helper()
	for end := time.Now().Add(5 * time.Minute); d.users(t) < people; time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("still waiting for %d people to be let in; %d are", people, d.users(t))
		}
	}
}

// half is how many people are let in after a kill, which must have met the replay under way.
func (d *crashTables) half(t *testing.T, of int) int {
	t.Helper()
	d.quiet(t)
	n := d.users(t)
	if n == 0 || n == of {
		t.Fatalf("the kill came when %d of %d people were let in", n, of)
	}
	return n
}

func (d *crashTables) users(t *testing.T) int {
	t.Helper()
	return d.count(t, `SELECT CAST(count(*) AS text) FROM users`)
}

// list is the texts that a query of one column gives, in its order.
func (d *crashTables) list(t *testing.T, query string) []string {
	t.Helper()
	rows, err := d.db.Query(query)
	if err != nil {
		t.Fatalf("%v in %s", err, query)
	}
	defer rows.Close()
	var list []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			t.Fatal(err)
		}
		list = append(list, s)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return list
}
