package store

import (
	"context"
	"database/sql/driver"
	"encoding/binary"
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
	stmts map[string]*sqlx.Stmt
}

// maxLanes is how many batches, of different accounts, may be in the database at once.
const maxLanes = 16

// lanes are the connections of the intake. The one that was used last is used next: its
// statements are prepared.
type lanes struct {
	pool *sqlx.DB
	busy chan struct{} // has room for one token a lane
	mu   sync.Mutex
	idle []*lane
}

func newLanes(pool *sqlx.DB) *lanes {
	return &lanes{pool: pool, busy: make(chan struct{}, maxLanes)}
}

// take waits for a lane.
func (ls *lanes) take(ctx context.Context) (*lane, error) {
	select {
	case ls.busy <- struct{}{}:
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
	return &lane{conn: conn, stmts: map[string]*sqlx.Stmt{}}, nil
}

// put gives a lane back; one that isn't usable is closed, with whatever transaction is open.
func (ls *lanes) put(l *lane, usable bool) {
	if usable {
		ls.mu.Lock()
		ls.idle = append(ls.idle, l)
		ls.mu.Unlock()
	} else {
		_ = l.conn.Raw(func(any) error { return driver.ErrBadConn }) // takes it out of the pool
		_ = l.conn.Close()
	}
	<-ls.busy
}

// forget closes the lanes that nobody uses: when one connection is dead, the server was away, and
// the others are dead too.
func (ls *lanes) forget() {
	ls.mu.Lock()
	idle := ls.idle
	ls.idle = nil
	ls.mu.Unlock()
	for _, l := range idle {
		_ = l.conn.Close()
	}
}

// close waits for what is under way and closes the connections.
func (ls *lanes) close() {
	for range cap(ls.busy) {
		ls.busy <- struct{}{}
	}
	for _, l := range ls.idle {
		_ = l.conn.Close()
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
		db.lanes.forget()
		return err
	}
	if err := fn(&Tx{db: db, lane: l, now: db.now().UTC().Truncate(time.Microsecond)}); err != nil {
		_, failed := l.conn.ExecContext(ctx, "ROLLBACK")
		usable = failed == nil
		return err
	}
	if _, err := l.conn.ExecContext(ctx, "COMMIT"); err != nil {
		return uncertain(err)
	}
	usable = true
	return nil
}

func (l *lane) prepared(ctx context.Context, query string) (*sqlx.Stmt, error) {
	if s := l.stmts[query]; s != nil {
		return s, nil
	}
	s, err := l.conn.PreparexContext(ctx, query)
	if err == nil {
		l.stmts[query] = s
	}
	return s, err
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
