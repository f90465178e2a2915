// Package store keeps everything that Usher knows in PostgreSQL or SQLite. It is the only place
// that knows SQL. One query text serves both databases wherever their languages agree; where
// they don't, the two texts stand beside each other.
package store

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

	"github.com/usher-id/usher/internal/directory"
)

// DB is an open database. It is safe for concurrent use.
type DB struct {
	read    *sqlx.DB // what is asked for by key; nobody waits there for long
	search  *sqlx.DB // what looks at many records
	write   *sqlx.DB // on SQLite a single connection, since it has one writer
	dialect dialect
	now     func() time.Time

	prepared sync.Map   // query text -> *sqlx.Stmt, on the pool that it was first used with
	lookups  statements // prepared, of searches that an index answers, on read
	searches statements // of the others, on search

	turns      *turns        // of searches
	pages      *turns        // of large pages of lists
	searchTime time.Duration // how long a search may take

	lanes    *lanes   // PostgreSQL: the intake's connections
	silence  *silence // PostgreSQL: of the connections that write
	wantedMu sync.Mutex
	wanted   []string // see wantPrepared
	kept     int      // how many were

	written   atomic.Int64 // records written so far, see analyze.go
	analyzeAt atomic.Int64
	added     [len(grown{})]atomic.Int64

	enqueued chan struct{} // see Enqueued

	ctx        context.Context // of what works in the background; ends with Close
	end        context.CancelFunc
	background sync.WaitGroup
	patience   time.Duration // see Close
}

func newDB(read, search, write *sqlx.DB, d dialect) *DB {
	db := &DB{
		read: read, search: search, write: write, dialect: d, now: time.Now,
		lookups: statements{most: maxStatements}, searches: statements{most: maxStatements}, patience: closePatience, searchTime: DefaultSearchTime,
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
	return errors.Join(db.read.Close(), db.search.Close(), db.write.Close())
}

// Name says which database this is: "postgres" or "sqlite".
func (db *DB) Name() string { return db.dialect.name() }

// stmt prepares a query once and keeps it. Hot queries must be prepared: lib/pq needs two round
// trips for a parametrised query that is not.
func (db *DB) stmt(ctx context.Context, pool *sqlx.DB, query string) (*sqlx.Stmt, error) {
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

// micros is how times are kept: microseconds since 1970 UTC.
func micros(t time.Time) int64 { return t.UnixMicro() }

func fromMicros(n int64) time.Time { return time.UnixMicro(n).UTC() }

// Tx is one transaction. Its clock stands still.
type Tx struct {
	db   *DB
	tx   *sqlx.Tx
	lane *lane // instead of tx, in the intake's transactions on PostgreSQL
	dry  bool  // on a lane: to be rolled back
	jobs bool  // not on a lane: jobs are enqueued, to be announced after the commit
	now  time.Time
}

// Now is the moment of the transaction, to the microsecond.
func (tx *Tx) Now() time.Time { return tx.now }

// maxAttempts bounds how often a transaction that lost a race is run again.
const maxAttempts = 8

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
	n := db.write.Stats().MaxOpenConnections
	db.write.SetMaxIdleConns(-1)
	db.write.SetMaxIdleConns(n)
}

// retry runs a transaction until it loses no race.
func retry(ctx context.Context, once func() error) error {
	var err error
	for attempt := range maxAttempts {
		if attempt > 0 {
			if wait := sleep(ctx, backoff(attempt)); wait != nil {
				return wait
			}
		}
		if err = once(); !lostRace(err) {
			return err
		}
	}
	return fmt.Errorf("gave up after %d attempts: %w", maxAttempts, err)
}

func (db *DB) once(ctx context.Context, fn func(*Tx) error) error {
	if err := db.prepareWanted(ctx); err != nil {
		return err
	}
	tx, err := db.write.BeginTxx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() // after a commit it does nothing
	t := &Tx{db: db, tx: tx, now: db.now().UTC().Truncate(time.Microsecond)}
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

// prepared gives a statement that was prepared once for all, to be run in the transaction.
func (tx *Tx) prepared(ctx context.Context, query string) (*sqlx.Stmt, error) {
	if tx.lane != nil {
		return tx.lane.prepared(ctx, query)
	}
	if tx.db.Name() == "sqlite" {
		if s, ok := tx.db.prepared.Load(query); ok {
			return tx.tx.StmtxContext(ctx, s.(*sqlx.Stmt)), nil
		}
		// The transaction has the one write connection, on which nobody else can prepare now.
		tx.db.wantPrepared(query)
		return tx.tx.PreparexContext(ctx, query)
	}
	s, err := tx.db.stmt(ctx, tx.db.write, query)
	if err != nil {
		return nil, err
	}
	return tx.tx.StmtxContext(ctx, s), nil
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
		if _, err := db.stmt(ctx, db.write, query); err != nil {
			return err
		}
	}
	return nil
}
