package store

import (
	"context"
	"testing"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/usher-id/usher/internal/directory"
)

// Turns bounds how many searches run at once.
type Turns struct{ *turns }

// NewTurns gives turns to so many searches at once.
func NewTurns(most int, patient time.Duration) Turns { return Turns{newTurns(most, patient)} }

// Wait waits for a turn.
func (t Turns) Wait(ctx context.Context, account, source string) (end func(), err error) {
	return t.wait(ctx, account, source)
}

// Waiting is how many wait.
func (t Turns) Waiting() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.waiting)
}

// WaitingOfSource is how many searches of a source may wait.
const WaitingOfSource = waitingOfSource

// SearchPool is the pool of searches that look at many records.
func (db *DB) SearchPool() *sqlx.DB { return db.search }

// IsHeavy reports whether a search waits for its turn.
func (db *DB) IsHeavy(t testing.TB, accountID, sourceID string, q *directory.Query) bool {
	s, err := newSearch(db.syntaxOf(accountID, sourceID), accountID, sourceID, q)
	if err != nil {
		t.Fatal(err)
	}
	return s.heavy()
}

// Looked is how many rows a search looks at that sieves decide.
func (db *DB) Looked(t testing.TB, accountID, sourceID string, q *directory.Query) (rows int) {
	s, err := newSearch(db.syntaxOf(accountID, sourceID), accountID, sourceID, q)
	if err != nil || s.sifted() == 0 {
		t.Fatalf("no sieve decides it: %v", err)
	}
	for _, b := range s.branches {
		r := &sifting{db: db, account: accountID, parameters: s.sql.parameters(accountID, sourceID)}
		if _, err := r.sift(t.Context(), b.sieve); err != nil {
			t.Fatal(err)
		}
		rows += r.looked
	}
	return rows
}

// EndHolder ends the session that holds an account's lock, if its node has done nothing for so long.
func (db *DB) EndHolder(ctx context.Context, accountID string, after time.Duration) (int, error) {
	return db.lanes.endHolder(ctx, accountID, after)
}

// LockKey is the key of an account's lock.
func LockKey(accountID string) int64 { return lockKey(accountID) }

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

// PageTurns are the turns of large pages of lists.
func (db *DB) PageTurns() Turns { return Turns{db.pages} }
