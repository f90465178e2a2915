package db

import (
	"context"
	"database/sql/driver"
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"github.com/usher-id/usher/internal/directory"
)

// Serially runs fn while no other such transaction, on any node, is under way for the account, which runs it again
// when it loses a race. What fn writes lands as a whole; a dry run is rolled back, and fn must then fail.
func (db *DB) Serially(ctx context.Context, accountID string, dry bool, fn func(*Tx) error) error {
	if db.Name() == "sqlite" {
		return db.WithTx(ctx, fn) // SQLite has one writer, whatever the account
	}
	return served(retry(ctx, func() error { return db.withLane(ctx, accountID, dry, fn) }))
}

// withLane runs fn while a lane holds the account's lock. What fn writes is there at once, as a
// whole; a dry run is a transaction that is rolled back.
func (db *DB) withLane(ctx context.Context, accountID string, dry bool, fn func(*Tx) error) error {
	l, err := db.lanes.take(ctx, accountID)
	if err != nil {
		return err
	}
	usable := false
	defer func() { db.lanes.put(l, usable) }()
	if err := l.lock(ctx, db.lanes, accountID); err != nil {
		return db.lanes.lost(ctx, err)
	}
	tx := &Tx{DB: db, lane: l, dry: dry, now: db.Clock.Stamp()}
	if dry {
		if err := l.do(ctx, "BEGIN"); err != nil {
			return db.lanes.lost(ctx, err)
		}
	}
	err = fn(tx)
	usable = err == nil || ctx.Err() == nil && !dead(err) && !errors.Is(err, directory.ErrUncertain)
	if dry && usable {
		usable = l.do(ctx, "ROLLBACK") == nil
	}
	return db.lanes.lost(ctx, err)
}

func (l *lane) do(ctx context.Context, statement string) error {
	_, err := l.conn.ExecContext(ctx, statement)
	return err
}

// write carries out statements that belong together. One is a transaction by itself.
func (l *lane) write(ctx context.Context, tx *Tx, parts []Part) error {
	if tx.dry {
		return tx.all(ctx, parts)
	}
	if err := l.awake(ctx); err != nil {
		return err
	}
	if len(parts) == 1 {
		return uncertainUnlessAnswered(tx.all(ctx, parts))
	}
	if err := l.do(ctx, "BEGIN"); err != nil {
		return err
	}
	if err := tx.all(ctx, parts); err != nil {
		if failed := l.do(ctx, "ROLLBACK"); failed != nil {
			return errors.Join(err, driver.ErrBadConn) // ends the lane, and the transaction with it
		}
		return err
	}
	if err := l.awake(ctx); err != nil {
		return err
	}
	return uncertainUnlessAnswered(l.do(ctx, "COMMIT"))
}

// lost looks at what ended a transaction before its commit. If the connection died, nothing was
// kept: what is returned has the transaction run again, on another connection.
func (ls *lanes) lost(ctx context.Context, err error) error {
	if err == nil || ctx.Err() != nil || !dead(err) || errors.Is(err, directory.ErrUncertain) {
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
	l.last = time.Now()
	s, err := l.stmts.take(ctx, l.conn, query)
	if err != nil {
		return nil, err
	}
	l.stmts.release(s)
	return s.Stmt, nil
}

// LockKey is the account's lock: half of its id, folded over the other half. Two accounts that
// share one wait for each other and nothing worse.
func LockKey(accountID string) int64 {
	id, err := uuid.Parse(accountID)
	if err != nil {
		return 0
	}
	return int64(binary.BigEndian.Uint64(id[:8]) ^ binary.BigEndian.Uint64(id[8:]))
}
