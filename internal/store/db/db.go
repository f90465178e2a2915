// Package store keeps everything that Usher knows in PostgreSQL or SQLite. It is the only place
// that knows SQL. One query text serves both databases wherever their languages agree; where
// they don't, the two texts stand beside each other.
package db

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/pressly/goose/v3"

	"github.com/usher-id/usher/internal/clock"
	"github.com/usher-id/usher/internal/directory"
)

// DB is an open database. It is safe for concurrent use.
type DB struct {
	ReadPool   *sqlx.DB // what is asked for by key; nobody waits there for long
	SearchPool *sqlx.DB // what looks at many records
	WritePool  *sqlx.DB // on SQLite a single connection, since it has one writer
	Dialect    Dialect
	Clock      clock.Clock

	prepared sync.Map // query text -> *sqlx.Stmt, on the pool that it was first used with

	SearchTime time.Duration // how long a search may take

	lanes    *lanes   // PostgreSQL: the intake's connections
	silence  *silence // PostgreSQL: of the connections that write
	wantedMu sync.Mutex
	wanted   []string // see wantPrepared
	kept     int      // how many were

	written   atomic.Int64 // records written so far, see analyze.go
	analyzeAt atomic.Int64
	added     [len(grown{})]atomic.Int64
	items     atomic.Int64 // rows added to snapshots of services
	itemsAt   atomic.Int64

	enqueued chan struct{} // see Enqueued

	Steps []*goose.Migration // migrations that are more than SQL

	ctx        context.Context // of what works in the background; ends with Close
	end        context.CancelFunc
	background sync.WaitGroup
	patience   time.Duration // see Close
}

func newDB(read, search, write *sqlx.DB, d Dialect) *DB {
	db := &DB{
		ReadPool: read, SearchPool: search, WritePool: write, Dialect: d, Clock: clock.System,
		patience: closePatience, SearchTime: DefaultSearchTime,
		enqueued: make(chan struct{}, 1),
	}
	db.ctx, db.end = context.WithCancel(context.Background())
	return db
}

// closePatience is how long Close waits for batches that are under way.
const closePatience = 3 * time.Second

// Close ends what works in the background and closes all connections. It waits a few seconds at
// most; a transaction that still runs then loses its connection at its end.
func (db *DB) Close() error {
	db.end()
	ctx, cancel := context.WithTimeout(context.Background(), db.patience)
	defer cancel()
	if db.lanes != nil {
		db.lanes.close(ctx)
	}
	idle := make(chan struct{})
	go func() {
		defer close(idle)
		db.background.Wait()
	}()
	select {
	case <-idle:
	case <-ctx.Done():
	}
	return errors.Join(db.ReadPool.Close(), db.SearchPool.Close(), db.WritePool.Close())
}

// Name says which database this is: "postgres" or "sqlite".
func (db *DB) Name() string { return db.Dialect.name() }

// Stmt prepares a query once and keeps it. Hot queries must be prepared: lib/pq needs two round
// trips for a parametrised query that is not.
func (db *DB) Stmt(ctx context.Context, pool *sqlx.DB, query string) (*sqlx.Stmt, error) {
	if s, ok := db.prepared.Load(query); ok {
		return s.(*sqlx.Stmt), nil
	}
	s, err := pool.PreparexContext(ctx, query)
	if err != nil {
		return nil, fmt.Errorf("prepare %q: %w", query, err)
	}
	if other, faster := db.prepared.LoadOrStore(query, s); faster {
		s.Close()
		return other.(*sqlx.Stmt), nil
	}
	return s, nil
}

// Tx is one transaction. Its clock stands still.
type Tx struct {
	DB   *DB
	SQL  *sqlx.Tx
	lane *lane // instead of tx, in the intake's transactions on PostgreSQL
	dry  bool  // on a lane: to be rolled back
	jobs bool  // not on a lane: jobs are enqueued, to be announced after the commit
	now  time.Time
}

// Now is the moment of the transaction, to the microsecond.
func (tx *Tx) Now() time.Time { return tx.now }

// MaxAttempts bounds how often a transaction that lost a race is run again.
const MaxAttempts = 8

// WithTx runs fn in a transaction and commits it. A transaction that loses a race (a
// serialization failure, a deadlock, a unique key that another node took meanwhile, a busy
// SQLite file) is rolled back and run again, a few times: fn must be able to run again. An
// error of fn rolls back and is returned as it is.
func (db *DB) WithTx(ctx context.Context, fn func(*Tx) error) error {
	err := served(retry(ctx, func() error { return db.once(ctx, fn) }))
	if directory.KindOf(err) == directory.Unavailable {
		db.renew()
	}
	return err
}

// renew ends the connections that are idle. SQLite opens a file for reading alone if it may not write
// it, and a connection that did so never writes.
func (db *DB) renew() {
	if db.Name() != "sqlite" {
		return
	}
	n := db.WritePool.Stats().MaxOpenConnections
	db.WritePool.SetMaxIdleConns(-1)
	db.WritePool.SetMaxIdleConns(n)
}

// retry runs a transaction until it loses no race.
func retry(ctx context.Context, once func() error) error {
	var err error
	for attempt := range MaxAttempts {
		if attempt > 0 {
			if wait := sleep(ctx, backoff(attempt)); wait != nil {
				return wait
			}
		}
		if err = once(); !lostRace(err) {
			return err
		}
	}
	return fmt.Errorf("gave up after %d attempts: %w", MaxAttempts, err)
}

func (db *DB) once(ctx context.Context, fn func(*Tx) error) error {
	if err := db.prepareWanted(ctx); err != nil {
		return err
	}
	tx, err := db.WritePool.BeginTxx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() // after a commit it does nothing
	t := &Tx{DB: db, SQL: tx, now: db.Clock.Stamp()}
	if err := fn(t); err != nil {
		return err
	}
	err = uncertain(tx.Commit())
	if err == nil && t.jobs {
		db.wake()
	}
	return err
}

// backoff is a random wait that doubles with each attempt, at most about 100 ms.
func backoff(attempt int) time.Duration {
	var b [8]byte
	rand.Read(b[:])
	span := uint64(time.Millisecond) << min(attempt, 6)
	return time.Duration(binary.NativeEndian.Uint64(b[:]) % span)
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// Prepared gives a statement that was prepared once for all, to be run in the transaction.
func (tx *Tx) Prepared(ctx context.Context, query string) (*sqlx.Stmt, error) {
	if tx.lane != nil {
		return tx.lane.prepared(ctx, query)
	}
	if tx.DB.Name() == "sqlite" {
		if s, ok := tx.DB.prepared.Load(query); ok {
			return tx.SQL.StmtxContext(ctx, s.(*sqlx.Stmt)), nil
		}
		// The transaction has the one write connection, on which nobody else can prepare now.
		tx.DB.wantPrepared(query)
		return tx.SQL.PreparexContext(ctx, query)
	}
	s, err := tx.DB.Stmt(ctx, tx.DB.WritePool, query)
	if err != nil {
		return nil, err
	}
	return tx.SQL.StmtxContext(ctx, s), nil
}

// maxKept is how many statements SQLite's write connection keeps prepared. Which questions go together
// makes many, of which few are common.
const maxKept = 512

// wantPrepared notes a statement of SQLite's write connection that is to be kept prepared.
func (db *DB) wantPrepared(query string) {
	db.wantedMu.Lock()
	defer db.wantedMu.Unlock()
	if db.kept < maxKept && !slices.Contains(db.wanted, query) {
		db.kept++
		db.wanted = append(db.wanted, query)
	}
}

// prepareWanted prepares what was noted, between transactions.
func (db *DB) prepareWanted(ctx context.Context) error {
	db.wantedMu.Lock()
	wanted := db.wanted
	db.wanted = nil
	db.wantedMu.Unlock()
	for _, query := range wanted {
		if _, err := db.Stmt(ctx, db.WritePool, query); err != nil {
			return err
		}
	}
	return nil
}

// Enqueued tells that jobs were enqueued here.
func (db *DB) Enqueued() <-chan struct{} { return db.enqueued }

// wake tells whoever waits for jobs.
func (db *DB) wake() {
	select {
	case db.enqueued <- struct{}{}:
	default:
	}
}
