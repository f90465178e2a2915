package db

import (
	"context"
	"database/sql/driver"
	"testing"
	"time"
)

// MaxLanes and LaneStatements bound what the intake keeps on PostgreSQL.
const (
	MaxLanes       = maxLanes
	LaneStatements = laneStatements
)

// SetPatience sets how long Close waits.
func (db *DB) SetPatience(d time.Duration) { db.patience = d }

// RedactURL is a database URL as messages show it.
func RedactURL(s string) string { return redactURL(s) }

// Dead reports whether an error says that a connection has ended.
func Dead(err error) bool { return dead(err) }

// IdleLanes is how many lanes nobody uses.
func (db *DB) IdleLanes() int {
	db.lanes.mu.Lock()
	defer db.lanes.mu.Unlock()
	for db.lanes.giving > 0 { // which are idle again in a moment
		db.lanes.given.Wait()
	}
	return len(db.lanes.idle)
}

// LockKept is how long the lanes that nobody uses would keep their locks while they have more to do:
// the longest of them.
func (db *DB) LockKept() (longest time.Duration) {
	db.lanes.mu.Lock()
	defer db.lanes.mu.Unlock()
	for _, l := range db.lanes.idle {
		longest = max(longest, l.atMost)
	}
	return longest
}

// LockAtMost and LockForLong bound how long a lane keeps a lock.
const (
	LockAtMost  = lockAtMost
	LockForLong = lockForLong
)

// ArrayParameter is a parameter of the type of a column, and that type's name.
func ArrayParameter(column string, text []string, ints []int64) (parameter driver.Valuer, typeName string) {
	k := map[string]kind{"text": textCol, "uuid": uuidCol, "bigint": intCol, "boolean": boolCol, "jsonb": jsonCol}[column]
	return array{kind: k, text: text, ints: ints}, pgTypes[k]
}

// ErrNoID and Uncertain are what becomes of a write that could not be sent.
var ErrNoID, Uncertain = errNoID, uncertainUnlessAnswered

// EndHolder ends the session that holds an account's lock, if its node has done nothing for so long.
func (db *DB) EndHolder(ctx context.Context, accountID string, after time.Duration) (int, error) {
	return db.lanes.endHolder(ctx, accountID, after)
}

// LaneSetting is a setting of the one lane that nobody uses.
func (db *DB) LaneSetting(t testing.TB, name string) (value string) {
	t.Helper()
	db.lanes.mu.Lock()
	defer db.lanes.mu.Unlock()
	for db.lanes.giving > 0 || len(db.lanes.idle) == 1 && db.lanes.idle[0].holds != "" {
		db.lanes.given.Wait()
	}
	if err := db.lanes.idle[0].conn.GetContext(t.Context(), &value, `SHOW `+name); err != nil {
		t.Fatal(err)
	}
	return value
}
