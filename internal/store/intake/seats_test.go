package intake_test

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/internal/store/storetest"
	"github.com/usher-id/usher/internal/store/storetest/fixture"
	"github.com/usher-id/usher/licensing"
)

// seatsTimes, in the environment, is how often the shows of this file are repeated.
const seatsTimes = "USHER_TEST_SEATS"

const (
	seatsOfPool   = 100
	seatsArriving = 400
	seatsDeleted  = 50
)

// seating is an account with a pool, of which a rule gives everybody a license, and the intakes of its nodes.
type seating struct {
	db      *store.DB
	account directory.Account
	source  directory.Source
	pool    string
	nodes   []*directory.Intake
}

func newSeating(t testing.TB, name string, s licensing.Settings, nodes ...*store.DB) *seating {
	t.Helper()
	d := nodes[0]
	account, source := fixture.NewAccount(t, d, name)
	if _, err := d.ApproveDomain(t.Context(), account.ID, "example.com"); err != nil {
		t.Fatal(err)
	}
	r := &seating{db: d, account: *account, source: *source, pool: fixture.Pool(t, d, account.ID, "shield", s)}
	fixture.Rule(t, d, account.ID, r.pool, 1, licensing.Conditions{})
	for _, d := range nodes {
		r.nodes = append(r.nodes, fixture.Intake(d))
	}
	return r
}

// eachSeating repeats a show in accounts of their own, on both databases, through one node and through two.
func eachSeating(t *testing.T, s licensing.Settings, show func(t *testing.T, r *seating)) {
	t.Helper()
	times := 1
	if n, err := strconv.Atoi(os.Getenv(seatsTimes)); err == nil {
		times = n
	}
	for kind, url := range storetest.URLs(t) {
		for _, nodes := range []int{1, 2} {
			t.Run(fmt.Sprintf("%s/nodes=%d", kind, nodes), func(t *testing.T) {
				var dbs []*store.DB
				for range nodes {
					d, err := store.Open(t.Context(), url)
					if err != nil {
						t.Fatal(err)
					}
					defer d.Close()
					dbs = append(dbs, d)
				}
				began := time.Now()
				for i := range times {
					show(t, newSeating(t, fmt.Sprintf("acme %d %d", nodes, i), s, dbs...))
					if t.Failed() {
						t.Fatalf("in round %d of %d", i+1, times)
					}
				}
				t.Logf("%d rounds in %s", times, time.Since(began).Round(time.Millisecond))
			})
		}
	}
}

// all sends changes, each alone, by so many clients, in turns to each node.
func (r *seating) all(t *testing.T, clients int, changes []directory.Change) []directory.Result {
	t.Helper()
	results, next := make([]directory.Result, len(changes)), atomic.Int64{}
	var wg sync.WaitGroup
	for client := range clients {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(changes); i = int(next.Add(1)) - 1 {
				one, err := r.nodes[client%len(r.nodes)].Apply(t.Context(), r.account, changes[i:i+1])
				if err != nil {
					t.Error(err)
					return
				}
				results[i] = one[0]
			}
		})
	}
	wg.Wait()
	return results
}

// column reads the texts of a query of one column; $1 is the account, $2 the pool where the query names it.
func (r *seating) column(t *testing.T, query string) []string {
	t.Helper()
	args := []any{r.account.ID}
	if strings.Contains(query, "$2") {
		args = append(args, r.pool)
	}
	list := []string{}
	if err := r.db.ReadPool.SelectContext(t.Context(), &list, query, args...); err != nil {
		t.Fatalf("%v in %s", err, query)
	}
	return list
}

const (
	seatHolders = `SELECT CAST(user_id AS text) FROM licenses WHERE account_id = $1 AND pool_id = $2 AND state = 'active' ORDER BY requested`
	seatQueue   = `SELECT CAST(user_id AS text) FROM licenses WHERE account_id = $1 AND wants = $2 ORDER BY priority DESC, requested, id`
)

// check holds the pool's counts and the states of users and records to the licenses (rules L2 and L3).
func (r *seating) check(t *testing.T, used, waiting int) (holders, queue []string) {
	t.Helper()
	holders, queue = r.column(t, seatHolders), r.column(t, seatQueue)
	if len(holders) != used || len(queue) != waiting {
		t.Errorf("%d hold a license and %d wait, want %d and %d", len(holders), len(queue), used, waiting)
	}
	want := []string{fmt.Sprintf("%d %d", len(holders), len(queue))}
	counts := r.column(t, `SELECT CAST(used AS text) || ' ' || CAST(waiting AS text) FROM pools WHERE account_id = $1 AND id = $2`)
	if diff := cmp.Diff(want, counts); diff != "" {
		t.Errorf("used and waiting of the pool (-licenses +pool):\n%s", diff)
	}
	for state, of := range map[directory.Code][]string{directory.Active: holders, directory.WaitingLicense: queue} {
		of = slices.Clone(of)
		slices.Sort(of)
		users := r.column(t, `SELECT CAST(id AS text) FROM users WHERE account_id = $1 AND state = '`+string(state)+`'`)
		records := r.column(t, `SELECT CAST(user_id AS text) FROM records WHERE account_id = $1 AND type = 'User' AND state = '`+string(state)+`'`)
		slices.Sort(users)
		slices.Sort(records)
		if diff := cmp.Diff(of, users); diff != "" {
			t.Errorf("users shown as %s (-licenses +users):\n%s", state, diff)
		}
		if diff := cmp.Diff(of, records); diff != "" {
			t.Errorf("records shown as %s (-licenses +records):\n%s", state, diff)
		}
	}
	return holders, queue
}

// watch reads until stop how many hold a license, which must never be more than there are seats.
func (r *seating) watch(t *testing.T, seats int) (stop func()) {
	t.Helper()
	ends, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		for {
			select {
			case <-ends:
				return
			case <-time.After(time.Millisecond):
			}
			n := 0
			if err := r.db.ReadPool.Get(&n, `SELECT count(*) FROM licenses WHERE account_id = $1 AND pool_id = $2`, r.account.ID, r.pool); err != nil {
				t.Error(err)
				return
			}
			if n > seats {
				t.Errorf("%d hold one of %d seats", n, seats)
				return
			}
		}
	}()
	return func() { close(ends); <-ended }
}

// Rules L2, L3 and L5: 400 people come at once for 100 seats, and 50 who have one leave at once. Nobody is ever given a seat
// that isn't there, and who waits is given those that become free in the order of arrival.
func TestSeatsAreSoldOnce(t *testing.T) {
	eachSeating(t, licensing.Settings{Seats: seatsOfPool}, func(t *testing.T, r *seating) {
		stop := r.watch(t, seatsOfPool)
		defer stop()
		people := fixture.People(r.source, 0, seatsArriving)
		for i, result := range r.all(t, 32, people) {
			if result.Err != nil {
				t.Fatalf("person %d: %v", i, result.Err)
			}
		}
		holders, queue := r.check(t, seatsOfPool, seatsArriving-seatsOfPool)
		arrived := r.column(t, `SELECT CAST(user_id AS text) FROM licenses WHERE account_id = $1 ORDER BY requested`)
		if diff := cmp.Diff(arrived, slices.Concat(holders, queue)); diff != "" {
			t.Errorf("not the first have the seats (-in order of arrival +licenses):\n%s", diff)
		}
		if moments := r.column(t, `SELECT DISTINCT CAST(requested AS text) FROM licenses WHERE account_id = $1`); len(moments) != seatsArriving {
			t.Errorf("%d people arrived in %d moments: of two in one nobody can say who was first", seatsArriving, len(moments))
		}

		var gone []directory.Change
		for i := range seatsDeleted {
			gone = append(gone, fixture.Remove(r.source, holders[2*i])) // a person has the id of its record
		}
		for i, result := range r.all(t, 16, gone) {
			if result.Err != nil {
				t.Fatalf("deletion %d: %v", i, result.Err)
			}
		}
		now, left := r.check(t, seatsOfPool, seatsArriving-seatsOfPool-seatsDeleted)
		var want []string
		for i, id := range holders {
			if i >= 2*seatsDeleted || i%2 == 1 {
				want = append(want, id)
			}
		}
		if diff := cmp.Diff(slices.Concat(want, queue[:seatsDeleted]), now); diff != "" {
			t.Errorf("who has a seat once %d are free (-who stayed and who was first in line +licenses):\n%s", seatsDeleted, diff)
		}
		if diff := cmp.Diff(queue[seatsDeleted:], left); diff != "" {
			t.Errorf("who waits (-as before +licenses):\n%s", diff)
		}
		promoted := r.column(t, `SELECT CAST(user_id AS text) FROM log WHERE account_id = $1 AND operation = 'PROMOTE' ORDER BY at, id`)
		if diff := cmp.Diff(slices.Sorted(slices.Values(queue[:seatsDeleted])), slices.Sorted(slices.Values(promoted))); diff != "" {
			t.Errorf("promoted as the log has it (-first in line +log):\n%s", diff)
		}
	})
}

// Rules L3 and L10: of a strict pool who finds no seat is refused, told how many are missing and where to get more, and nothing
// is kept of it but the log entry.
func TestStrictSeats(t *testing.T) {
	const buy = "https://shop.example.com/seats"
	eachSeating(t, licensing.Settings{Seats: seatsOfPool, Strict: true, BuyAt: buy}, func(t *testing.T, r *seating) {
		stop := r.watch(t, seatsOfPool)
		defer stop()
		let, refused := map[string]bool{}, 0
		people := fixture.People(r.source, 0, seatsArriving)
		for i, result := range r.all(t, 32, people) {
			switch {
			case result.Err == nil:
				let[people[i].ID] = true
				continue
			case directory.KindOf(result.Err) != directory.Refused:
				t.Fatalf("person %d: %v", i, result.Err)
			}
			refused++
			if said := result.Err.Error(); !strings.Contains(said, "1 is missing") || !strings.Contains(said, buy) {
				t.Errorf("person %d is told %q, want how many are missing and %s", i, said, buy)
			}
		}
		if len(let) != seatsOfPool || refused != seatsArriving-seatsOfPool {
			t.Errorf("%d are let in and %d refused", len(let), refused)
		}
		holders, _ := r.check(t, seatsOfPool, 0)
		for _, id := range holders {
			if !let[id] {
				t.Errorf("%s has a license, and was told that there is none", id)
			}
		}
		if n := len(r.column(t, `SELECT CAST(id AS text) FROM log WHERE account_id = $1 AND status = 403 AND rule = 'L3'`)); n != refused {
			t.Errorf("%d refusals in the log, want %d", n, refused)
		}
		// Whatever is kept of anybody is kept of those who were let in.
		twin := newSeating(t, r.account.Name+" twin", licensing.Settings{Seats: seatsOfPool, Strict: true}, r.db)
		var those []directory.Change
		for i := range people {
			if let[people[i].ID] {
				those = append(those, fixture.Person(twin.source, i))
			}
		}
		twin.all(t, 8, those)
		if diff := cmp.Diff(twin.rows(t), r.rows(t)); diff != "" {
			t.Errorf("rows (-where %d came and were let in +where others were refused):\n%s", len(let), diff)
		}
	})
}

// rows counts what each table but the log keeps of the account.
func (r *seating) rows(t *testing.T) map[string]int {
	t.Helper()
	tables := `SELECT table_name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'account_id'`
	if r.db.Name() == "sqlite" {
		tables = `SELECT m.name FROM sqlite_master m JOIN pragma_table_info(m.name) c ON c.name = 'account_id' WHERE m.type = 'table'`
	}
	var names []string
	if err := r.db.ReadPool.SelectContext(t.Context(), &names, tables); err != nil {
		t.Fatal(err)
	}
	counts := map[string]int{}
	for _, name := range names {
		if name == "log" {
			continue
		}
		n := 0
		if err := r.db.ReadPool.GetContext(t.Context(), &n, `SELECT count(*) FROM `+name+` WHERE account_id = $1`, r.account.ID); err != nil {
			t.Fatal(err)
		}
		counts[name] = n
	}
	if counts["records"] == 0 || counts["licenses"] == 0 {
		t.Fatalf("not all tables are counted: %v", counts)
	}
	return counts
}
