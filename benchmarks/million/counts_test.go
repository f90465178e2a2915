package million

import (
	"net"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/usher-id/usher/connectors"
	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/internal/store/storetest"
)

// What a run may cost in round trips to the database.
const (
	slicePeople = 200 // of a batch that a run brings to the intake
	pageTrips   = 5   // of a page that is read: known entries of two types, a transaction that keeps how far the run is
	sliceTrips  = 7   // of a slice that is applied: its items and their managers, facts, the change, and how far the run is
	groupTrips  = 10  // of a group of some members, whose body is read by itself
	otherTrips  = 60  // once a run: connections, statements that are prepared, the plan, the end
)

// Rules S1 and S7: what a run costs is counted a page and a slice, however many people there are, and a run in which nothing has changed
// writes no row of people, their groups or the snapshot.
func TestCostOfARun(t *testing.T) {
	const people = 5000
	url := storetest.PostgresURL(t)
	var trips counter
	db, err := store.OpenWithDialer(url, &trips)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	admin := sqlx.MustOpen("postgres", url)
	t.Cleanup(func() { admin.Close() })
	s := newSite(t, db, people)
	within := func(what string, most int, fn func()) {
		t.Helper()
		before := trips.n.Load()
		fn()
		n := int(trips.n.Load() - before)
		t.Logf("%s takes %d round trips of %d it may", what, n, most)
		if n > most {
			t.Errorf("%s takes %d round trips, more than %d", what, n, most)
		}
	}
	pages := (people + s.service.groups() + connectors.MaxPage - 1) / connectors.MaxPage
	read := pages*pageTrips + otherTrips

	within("a first run", read+people/slicePeople*sliceTrips+s.service.groups()*groupTrips, func() {
		if run := s.run(); run.Created != people+s.service.groups() {
			t.Errorf("%+v of %d people", run.Counts, people)
		}
	})
	var mark int64
	if err := admin.GetContext(t.Context(), &mark, `SELECT pg_current_xact_id()::text::bigint`); err != nil {
		t.Fatal(err)
	}
	within("a run without changes", read, func() {
		if run := s.run(); run.Unchanged != people+s.service.groups() {
			t.Errorf("%+v of %d people", run.Counts, people)
		}
	})
	// Bits of what was read, the run, its service, the job that was asked for, and the entry of whoever asked.
	may := map[string]int{"sync_seen": 1, "sync_runs": 1, "services": 1, "jobs": 1, "log": 1}
	for table := range rowsOf(t, admin) {
		var n int
		if err := admin.GetContext(t.Context(), &n, `SELECT count(*) FROM `+table+` WHERE xmin::text::bigint > $1`, mark); err != nil {
			t.Fatal(err)
		}
		if n > may[table] {
			t.Errorf("a run without changes has written %d rows of %s, more than %d", n, table, may[table])
		}
	}
}

// counter dials connections that count how often a request is followed by an answer.
type counter struct{ n atomic.Int64 }

func (c *counter) Dial(network, address string) (net.Conn, error) {
	return c.DialTimeout(network, address, time.Minute)
}

func (c *counter) DialTimeout(network, address string, timeout time.Duration) (net.Conn, error) {
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
