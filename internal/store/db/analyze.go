package db

import (
	"context"
	"math"
	"time"

	"github.com/usher-id/usher/internal/directory"
)

// On tables that were never analysed PostgreSQL believes that every account, source and type
// holds next to nothing, so that any index that begins with them looks as good as the one made
// for a look-up; a prepared statement then keeps the wrong one while the table grows. Autovacuum
// comes by once a minute; a first synchronization writes 100,000 rows by then. So the store asks
// for statistics itself when it has written many rows in relation to what the planner knows.

// firstAnalysis is after how many written records or licenses the statistics are looked at for the first
// time; then each time eight times as many have been written.
const firstAnalysis = 50

// grown is how many rows this process has added to records, members, tombstones, reviews, never_links and traces, and
// how many it has written to licenses.
type grown [7]int64

// grownLicenses is the place of licenses in grown.
const grownLicenses = 6

// outgrown reports whether a table has become so much larger that what was prepared before is to be
// planned anew. Of a table that is empty when a statement is prepared PostgreSQL reads all that an
// account has there, whatever else is asked for, and does so until the table is analysed: 20,000
// members that were added to a group by then took 33 s.
func (g grown) outgrown(now grown) bool {
	for i := range g {
		if now[i] > 4*g[i]+256 {
			return true
		}
	}
	return false
}

func (db *DB) grown() (g grown) {
	for i := range g {
		g[i] = db.added[i].Load()
	}
	return g
}

// Wrote counts rows that were written, and refreshes the planner's statistics when they lag far
// behind.
func (db *DB) Wrote(c *directory.Changes) {
	if db.Name() != "postgres" {
		return
	}
	licenses := 0
	if c.Licensing != nil {
		licenses = len(c.Licensing.Set)
	}
	for i, n := range [...]int{
		len(c.Insert), len(c.Join), len(c.Tombstones), len(c.Reviews), 2 * len(c.NeverLinks), len(c.Traces), licenses,
	} {
		if n > 0 {
			db.added[i].Add(int64(n))
		}
	}
	rows := max(len(c.Insert)+len(c.Join), licenses)
	if rows == 0 {
		return
	}
	total := db.written.Add(int64(rows))
	next := db.analyzeAt.Load()
	if total < next || !db.analyzeAt.CompareAndSwap(next, next*8) {
		return
	}
	db.background.Go(func() { _ = db.refreshStatistics(db.ctx, total) })
}

// RefreshStatistics is what happens in the background after many rows were written.
func (db *DB) RefreshStatistics() error {
	return db.refreshStatistics(db.ctx, math.MaxInt64)
}

// refreshStatistics analyses the tables that grow with people, unless the planner knows about
// them already. That it fails costs speed only; the next threshold tries again.
func (db *DB) refreshStatistics(ctx context.Context, written int64) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	var known struct{ Records, Licenses float64 }
	err := db.ReadPool.GetContext(ctx, &known, `
SELECT (SELECT reltuples FROM pg_class WHERE oid = 'records'::regclass) AS records,
       (SELECT reltuples FROM pg_class WHERE oid = 'licenses'::regclass) AS licenses`)
	licenses := float64(db.added[grownLicenses].Load())
	if err != nil || known.Records > float64(written)/2 && known.Licenses >= licenses/2 {
		return Reason(ctx, err)
	}
	_, err = db.WritePool.ExecContext(ctx, `
ANALYZE records, users, identifiers, members, tombstones, reviews, never_links, traces, licenses, devices, log, sync_items`)
	return Reason(ctx, err)
}

// itemSlice is after how many rows of snapshots their table is analysed for the first time; then each time four times as many have come.
const itemSlice = 2000

// WroteItems counts rows that were added to the snapshots of services, and refreshes what the planner knows of them: a first reading
// brings a million before anybody has come by.
func (db *DB) WroteItems(n int) {
	if db.Name() != "postgres" || n == 0 {
		return
	}
	total, next := db.items.Add(int64(n)), max(db.itemsAt.Load(), itemSlice)
	if total < next || !db.itemsAt.CompareAndSwap(db.itemsAt.Load(), next*4) {
		return
	}
	db.background.Go(func() {
		ctx, cancel := context.WithTimeout(db.ctx, time.Minute)
		defer cancel()
		_, _ = db.WritePool.ExecContext(ctx, `ANALYZE sync_items, sync_seen`)
	})
}
