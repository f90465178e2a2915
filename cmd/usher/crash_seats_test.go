package main

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/internal/store/storetest"
	"github.com/usher-id/usher/internal/store/storetest/fixture"
	"github.com/usher-id/usher/licensing"
)

const (
	crashSeatKills = 8
	crashSeats     = 20
)

// Rules I2, L2 and L5: whenever the server is killed while people come and go, the counts of a pool are those of its licenses, nobody
// has a seat that isn't there, nobody waits beside a free one, and everybody who was answered 201 has a license or waits for one.
func TestCrashKeepsSeats(t *testing.T) {
	long(t, killed)
	for kind, url := range storetest.URLs(t) {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			token, _ := crashSetUp(t, url)
			crashPool(t, url)
			tables := openCrashTables(t, url)
			random := rand.New(rand.NewPCG(1, 1))
			load := &crashSeating{token: token, people: make([][]string, crashClients)}
			for kill := range crashSeatKills {
				server := startCrashServer(t, url)
				load.until(t, server, int64(60+random.IntN(60)), time.Duration(random.Int64N(int64(10*time.Millisecond))))
				tables.quiet(t)
				tables.whole(t)
				tables.seated(t, load)
				if t.Failed() {
					t.Fatalf("after kill %d", kill+1)
				}
			}
			if n := tables.count(t, `SELECT CAST(count(*) AS text) FROM log WHERE operation = 'PROMOTE'`); n == 0 {
				t.Error("nobody was ever promoted: the load shows nothing")
			}
			t.Log(tables.column(t, `SELECT CAST(used AS text) || ' used, ' || CAST(waiting AS text) || ' waiting' FROM pools`))
		})
	}
}

// crashPool makes a pool in the only account, of which everybody gets a license.
func crashPool(t *testing.T, url string) {
	t.Helper()
	db, err := store.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	account, err := db.Account(t.Context(), "acme")
	if err != nil {
		t.Fatal(err)
	}
	fixture.Rule(t, db, account.ID, fixture.Pool(t, db, account.ID, "shield", licensing.Settings{Seats: crashSeats}), 1, licensing.Conditions{})
}

// crashSeating is what clients have got answers about.
type crashSeating struct {
	token  string
	people [][]string // ids, by client: of those who were answered 201, and whose deletion was never sent
	named  atomic.Int64
}

// until has all clients create and delete people until so many answers have come, and kills the server a moment later.
func (l *crashSeating) until(t *testing.T, server *crashServer, goal int64, moment time.Duration) {
	t.Helper()
	var answers atomic.Int64
	reached := make(chan struct{})
	var once sync.Once
	var clients sync.WaitGroup
	for i := range l.people {
		clients.Go(func() {
			defer once.Do(func() { close(reached) }) // of whoever fails at once
			client := newCrashClient(server.base, l.token)
			defer client.http.CloseIdleConnections()
			for l.step(t, client, &l.people[i]) {
				if answers.Add(1) >= goal {
					once.Do(func() { close(reached) })
				}
			}
		})
	}
	<-reached
	time.Sleep(moment)
	server.kill()
	clients.Wait()
	if n := answers.Load(); n < goal {
		t.Errorf("the load ended after %d answers of %d", n, goal)
	}
}

// step creates somebody, or deletes who has been there longest; it reports whether an answer came.
func (l *crashSeating) step(t *testing.T, client *crashClient, people *[]string) bool {
	if list := *people; len(list) > 2*crashSeats/crashClients {
		*people = list[1:]
		r, err := client.do("DELETE", "/Users/"+list[0], nil)
		if err == nil && r.status != 204 {
			t.Errorf("DELETE: status %d: %s", r.status, r.text)
		}
		return err == nil && r.status == 204
	}
	name := fmt.Sprintf("p%d@example.com", l.named.Add(1))
	r, err := client.do("POST", "/Users", map[string]any{"schemas": []string{crashUserSchema}, "userName": name, "externalId": "x-" + name, "active": true})
	if err != nil {
		return false
	}
	if r.status != 201 {
		t.Errorf("POST: status %d: %s", r.status, r.text)
		return false
	}
	*people = append(*people, r.id())
	return true
}

// crashSeatInvariants find what a batch would leave whose licenses landed only half. None may find anything.
var crashSeatInvariants = []struct{ what, query string }{
	{"a pool whose counts are not those of its licenses", `
		SELECT p.name || ' ' || CAST(p.used AS text) || ' ' || CAST(p.waiting AS text) FROM pools p
		 WHERE p.used <> (SELECT count(*) FROM licenses x WHERE x.account_id = p.account_id AND x.pool_id = p.id)
		    OR p.waiting <> (SELECT count(*) FROM licenses x WHERE x.account_id = p.account_id AND x.wants = p.id)`},
	{"a pool of which more is held than there is, or for which somebody waits beside a free seat", fmt.Sprintf(`
		SELECT name || ' ' || CAST(used AS text) || ' ' || CAST(waiting AS text) FROM pools WHERE used > %[1]d OR used < %[1]d AND waiting > 0`, crashSeats)},
	{"a license without its user, or in another state than it is shown in", `
		SELECT CAST(x.id AS text) FROM licenses x LEFT JOIN users u ON u.account_id = x.account_id AND u.id = x.user_id
		 WHERE u.id IS NULL OR u.state <> CASE x.state WHEN 'waiting' THEN 'waitingLicense' ELSE x.state END`},
	{"a user without a license, or with several", `
		SELECT CAST(u.id AS text) FROM users u LEFT JOIN licenses x ON x.account_id = u.account_id AND x.user_id = u.id
		 WHERE u.state <> 'deleted' GROUP BY u.id HAVING count(x.id) <> 1`},
	{"somebody with a seat who came after somebody who waits", `
		SELECT CAST(x.id AS text) FROM licenses x JOIN licenses y ON y.account_id = x.account_id
		 WHERE x.state = 'active' AND y.state = 'waiting' AND y.requested < x.requested`},
}

// seated looks for halves, and for people who were answered and have nothing.
func (d *crashTables) seated(t *testing.T, load *crashSeating) {
	t.Helper()
	for _, inv := range crashSeatInvariants {
		if found := d.column(t, inv.query); len(found) > 0 {
			t.Errorf("%s: %v", inv.what, found)
		}
	}
	have := map[string]bool{}
	for _, id := range d.column(t, `SELECT CAST(user_id AS text) FROM licenses`) {
		have[id] = true
	}
	var lost []string
	for _, list := range load.people {
		for _, id := range list {
			if !have[id] {
				lost = append(lost, id)
			}
		}
	}
	if diff := cmp.Diff([]string(nil), lost); diff != "" {
		t.Errorf("answered 201, and without a license or a place in line:\n%s", diff)
	}
}
