package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/binary"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
)

// lane is a connection that the intake's transactions take turns on, with the statements that
// were prepared on it. PostgreSQL only.
//
// A transaction of the intake takes the account's lock, so that batches of one account run one
// after the other on all nodes together, as they do on each of them. That makes decisions
// serial: what a batch was told stays true until it commits, whether it is about rows that are
// there or about such that are not. The lock is taken with BEGIN, in one round trip, which
// database/sql's own transactions can't do.
type lane struct {
	conn  *sqlx.Conn
	stmts statements
}

// laneStatements is how many statements a lane keeps prepared. A transaction needs far fewer.
const laneStatements = 128

// maxLanes is how many batches, of different accounts, may be in the database at once.
const maxLanes = 16

// lanes are the connections of the intake. The one that was used last is used next: its
// statements are prepared.
type lanes struct {
	pool   *sqlx.DB
	busy   chan struct{} // has room for one token a lane
	closed chan struct{}
	mu     sync.Mutex
	idle   []*lane
}

func newLanes(pool *sqlx.DB) *lanes {
	return &lanes{pool: pool, busy: make(chan struct{}, maxLanes), closed: make(chan struct{})}
}

// take waits for a lane.
func (ls *lanes) take(ctx context.Context) (*lane, error) {
	select {
	case ls.busy <- struct{}{}:
	case <-ls.closed:
		return nil, sql.ErrConnDone
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	ls.mu.Lock()
	if n := len(ls.idle); n > 0 {
		l := ls.idle[n-1]
		ls.idle = ls.idle[:n-1]
		ls.mu.Unlock()
		return l, nil
	}
	ls.mu.Unlock()
	conn, err := ls.pool.Connx(ctx)
	if err != nil {
		<-ls.busy
		return nil, err
	}
	return &lane{conn: conn, stmts: statements{most: laneStatements}}, nil
}

// put gives a lane back; one that isn't usable is ended, with whatever transaction is open.
func (ls *lanes) put(l *lane, usable bool) {
	if !usable || !ls.keep(l) {
		l.end()
	}
	<-ls.busy
}

func (ls *lanes) keep(l *lane) bool {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	if ls.isClosed() {
		return false
	}
	ls.idle = append(ls.idle, l)
	return true
}

func (ls *lanes) isClosed() bool {
	select {
	case <-ls.closed:
		return true
	default:
		return false
	}
}

// end ends the connection. Closing it alone would give it back to the pool as it is.
func (l *lane) end() {
	_ = l.conn.Raw(func(any) error { return driver.ErrBadConn }) // takes it out of the pool
	_ = l.conn.Close()
}

// forget ends the lanes that nobody uses: when one connection is dead, the server was away, and
// the others are dead too.
func (ls *lanes) forget() {
	ls.mu.Lock()
	idle := ls.idle
	ls.idle = nil
	ls.mu.Unlock()
	for _, l := range idle {
		l.end()
	}
}

// close ends the lanes, and waits as long as ctx allows for those that are under way. Those that
// still are then end when they come back.
func (ls *lanes) close(ctx context.Context) {
	ls.mu.Lock()
	first := !ls.isClosed()
	if first {
		close(ls.closed)
	}
	ls.mu.Unlock()
	ls.forget()
	if !first {
		return
	}
	for range cap(ls.busy) {
		select {
		case ls.busy <- struct{}{}:
		case <-ctx.Done():
			return
		}
	}
}

// withLane runs fn in a transaction that holds the account's lock.
func (db *DB) withLane(ctx context.Context, accountID string, fn func(*Tx) error) error {
	l, err := db.lanes.take(ctx)
	if err != nil {
		return err
	}
	usable := false
	defer func() { db.lanes.put(l, usable) }()
	if _, err := l.conn.ExecContext(ctx, fmt.Sprintf("BEGIN; SELECT pg_advisory_xact_lock(%d)", lockKey(accountID))); err != nil {
		return db.lanes.lost(ctx, err)
	}
	if err := fn(&Tx{db: db, lane: l, now: db.now().UTC().Truncate(time.Microsecond)}); err != nil {
		_, failed := l.conn.ExecContext(ctx, "ROLLBACK")
		usable = failed == nil
		return db.lanes.lost(ctx, err)
	}
	if _, err := l.conn.ExecContext(ctx, "COMMIT"); err != nil {
		return uncertain(err)
	}
	usable = true
	return nil
}

// lost looks at what ended a transaction before its commit. If the connection died, nothing was
// kept: what is returned has the transaction run again, on another connection.
func (ls *lanes) lost(ctx context.Context, err error) error {
	if ctx.Err() != nil || !dead(err) {
		return err
	}
	ls.forget()
	if errors.Is(err, driver.ErrBadConn) {
		return err
	}
	return fmt.Errorf("%w: %w", driver.ErrBadConn, err)
}

// prepared may end a statement that was not used for long, never one of the same transaction.
func (l *lane) prepared(ctx context.Context, query string) (*sqlx.Stmt, error) {
	s, err := l.stmts.take(ctx, l.conn, query)
	if err != nil {
		return nil, err
	}
	l.stmts.release(s)
	return s.Stmt, nil
}

// lockKey is the account's lock: half of its id, folded over the other half. Two accounts that
// share one wait for each other and nothing worse.
func lockKey(accountID string) int64 {
	id, err := uuid.Parse(accountID)
	if err != nil {
		return 0
	}
	return int64(binary.BigEndian.Uint64(id[:8]) ^ binary.BigEndian.Uint64(id[8:]))
}
