package store

import (
	"context"
	"time"
)

// On tables that were never analysed PostgreSQL believes that every account, source and type
// holds next to nothing, so that any index that begins with them looks as good as the one made
// for a look-up; a prepared statement then keeps the wrong one while the table grows. Autovacuum
// comes by once a minute; a first synchronization writes 100,000 rows by then. So the store asks
// for statistics itself when it has written many rows in relation to what the planner knows.

// firstAnalysis is after how many written records the statistics are looked at for the first
// time; then each time eight times as many have been written.
const firstAnalysis = 50

// wrote counts records that were written, and refreshes the planner's statistics when they lag
// far behind.
func (db *DB) wrote(records int) {
	if db.Name() != "postgres" || records == 0 {
		return
	}
	total := db.written.Add(int64(records))
	next := db.analyzeAt.Load()
	if total < next || !db.analyzeAt.CompareAndSwap(next, next*8) {
		return
	}
	db.background.Go(func() { _ = db.refreshStatistics(db.ctx, total) })
}

// refreshStatistics analyses the tables that grow with people, unless the planner knows about
// them already. That it fails costs speed only; the next threshold tries again.
func (db *DB) refreshStatistics(ctx context.Context, written int64) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	var known float64
	if err := db.read.GetContext(ctx, &known, `SELECT reltuples FROM pg_class WHERE oid = 'records'::regclass`); err != nil || known > float64(written)/2 {
		return ctxError(ctx, err)
	}
	_, err := db.read.ExecContext(ctx, `ANALYZE records, users, identifiers, members, tombstones, reviews, apart, log`)
	return ctxError(ctx, err)
}
