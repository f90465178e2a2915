package devicecode_test

import (
	"context"
	"fmt"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/usher-id/usher/internal/devicecode"
	"github.com/usher-id/usher/internal/devices"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/secretlink"
	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/internal/store/storetest"
	"github.com/usher-id/usher/internal/store/storetest/fixture"
	"github.com/usher-id/usher/licensing"
	"github.com/usher-id/usher/scim/schema"
)

// node is the service as one of several nodes has it, over the database of all.
func node(t *testing.T, db *store.DB) *devicecode.Service {
	t.Helper()
	intake := fixture.Intake(db)
	t.Cleanup(func() { _ = intake.Close(context.Background()) })
	people := func(context.Context, string) (*schema.ResourceType, error) { return schema.Core().Type("User"), nil }
	return &devicecode.Service{Store: db, Key: []byte("key"), Intake: intake, UserType: people, Devices: &devices.Service{Store: db}}
}

// kept keeps a code for an address, as if somebody had asked for it, and returns it.
func kept(t *testing.T, s *devicecode.Service, db *store.DB, email string) string {
	t.Helper()
	if err := s.Ask(t.Context(), devicecode.Question{Email: email}); err != nil {
		t.Fatal(err)
	}
	var id string
	if err := db.ReadPool.GetContext(t.Context(), &id, `SELECT id FROM device_codes WHERE address = $1`, email); err != nil {
		t.Fatal(err)
	}
	return secretlink.Code("device", s.Key, id)
}

// Of eight who use a code at the same time at two nodes one activates; of sixteen who guess no more than five are looked at
// (trap TA4, rule I2).
func TestAtOnce(t *testing.T) {
	for name, url := range storetest.URLs(t) {
		t.Run(name, func(t *testing.T) {
			var dbs [2]*store.DB
			var nodes [2]*devicecode.Service
			for i := range nodes {
				db, err := store.Open(t.Context(), url)
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { db.Close() })
				dbs[i], nodes[i] = db, node(t, db)
			}
			account, _ := fixture.Tenancy(t, dbs[0])
			pool := fixture.Pool(t, dbs[0], account.ID, "standard", licensing.Settings{Product: "player", Seats: 5, Devices: 5})
			fixture.Rule(t, dbs[0], account.ID, pool, 1, licensing.Conditions{})
			try := func(email, code string, times int) (won, wrong, locked int32) {
				var all sync.WaitGroup
				for n := range times {
					all.Go(func() {
						_, err := nodes[n%2].Activate(t.Context(), devicecode.Answer{Email: email, Code: code}, device(fmt.Sprint("device", n)))
						switch {
						case err == nil:
							atomic.AddInt32(&won, 1)
						case errorCode(err) == devices.InvalidCode:
							atomic.AddInt32(&wrong, 1)
						case errorCode(err) == devices.CodeLocked:
							atomic.AddInt32(&locked, 1)
						default:
							t.Error(err)
						}
					})
				}
				all.Wait()
				return
			}
			if won, wrong, locked := try("ana@example.com", kept(t, nodes[0], dbs[0], "ana@example.com"), 8); won != 1 || won+wrong+locked != 8 {
				t.Errorf("of eight %d have won, %d were wrong, %d locked out", won, wrong, locked)
			}
			if won, wrong, locked := try("bo@example.com", "2A4C6E8G", 16); won != 0 || int(wrong) != devicecode.WrongForAddress.Most || locked != 11 {
				t.Errorf("of sixteen guesses %d have won, %d were wrong, %d locked out", won, wrong, locked)
			}
			var active int
			if err := dbs[0].ReadPool.GetContext(t.Context(), &active, `SELECT count(*) FROM devices WHERE account_id = $1`, account.ID); err != nil || active != 1 {
				t.Errorf("%d devices, %v", active, err)
			}
		})
	}
}

// trips counts how often a request to the database is followed by an answer.
type trips struct{ n atomic.Int64 }

func (c *trips) Dial(network, address string) (net.Conn, error) {
	return c.DialTimeout(network, address, time.Minute)
}

func (c *trips) DialTimeout(network, address string, timeout time.Duration) (net.Conn, error) {
	conn, err := net.DialTimeout(network, address, timeout)
	return &counted{Conn: conn, trips: &c.n}, err
}

type counted struct {
	net.Conn
	trips *atomic.Int64
	asked atomic.Bool
}

func (c *counted) Write(b []byte) (int, error) {
	c.asked.Store(true)
	return c.Conn.Write(b)
}

func (c *counted) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	if n > 0 && c.asked.Swap(false) {
		c.trips.Add(1)
	}
	return n, err
}

// Nobody finds out who is known: asking for a code, and trying a wrong one, is answered alike and takes as many round trips to
// the database, whether the address is known, unknown, suspended, of a domain that is held, or of nobody; and whether it has
// asked too often.
func TestEnumeration(t *testing.T) {
	counter := &trips{}
	db, err := store.OpenWithDialer(storetest.PostgresURL(t), counter)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	s := node(t, db)
	account, okta := fixture.Tenancy(t, db)
	people := []directory.Change{fixture.Person(okta, 1), fixture.Person(okta, 2)}
	fixture.Apply(t, s.Intake, account, people...)
	fixture.Apply(t, s.Intake, account, fixture.Deactivate(okta, people[1].ID))
	for range devicecode.AskedOfAddress.Most + 1 {
		_ = s.Ask(t.Context(), devicecode.Question{Email: "often@example.com", Client: "another"})
	}
	ask := func(email string) string { return fmt.Sprint(s.Ask(t.Context(), devicecode.Question{Email: email})) }
	guess := func(email string) string {
		_, err := s.Activate(t.Context(), devicecode.Answer{Email: email, Code: "2A4C-6E8G"}, device("laptop"))
		return fmt.Sprint(err)
	}
	for what, do := range map[string]func(string) string{"asking": ask, "guessing": guess} {
		for range 3 { // statements are prepared by then
			do("warm@example.com")
		}
		first, cost := "", int64(0)
		for _, email := range []string{
			"person1@example.com", "person2@example.com", "nobody@example.com", "eve@held.example", "x@gmail.com", "often@example.com",
		} {
			before := counter.n.Load()
			said, n := do(email), counter.n.Load()-before
			if first == "" {
				first, cost = said, counter.n.Load()-before
			}
			if said != first || n != cost {
				t.Errorf("%s %s: %d round trips, not %d: %s", what, email, n, cost, said)
			}
		}
		t.Logf("%s takes %d round trips: %s", what, cost, first)
	}
}
