package store

import (
	"context"
	"database/sql/driver"
	"math"
	"testing"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/usher-id/usher/internal/directory"
)

// Query is the text of a query with its arguments.
type Query struct {
	Text string
	Args []any
}

// SearchQueries are the queries of a search: for the page, and for the total. Where a sieve decides the
// filter both are what it reads of the first type.
func (db *DB) SearchQueries(accountID, sourceID string, q *directory.Query) (page, total Query, err error) {
	s, err := newSearch(db.syntaxOf(accountID, sourceID), accountID, sourceID, q)
	if err != nil {
		return page, total, err
	}
	if s.sifted() > 0 {
		sieve := s.branches[0].sieve
		page = Query{sieve.query(), *sieve.args}
		return page, page, nil
	}
	total = Query{s.countQuery(), s.args[:s.fixed:s.fixed]}
	text, err := s.pageQuery()
	return Query{text, s.args}, total, err
}

// Sifts reports whether a sieve decides a search.
func (db *DB) Sifts(t testing.TB, accountID, sourceID string, q *directory.Query) bool {
	s, err := newSearch(db.syntaxOf(accountID, sourceID), accountID, sourceID, q)
	if err != nil {
		t.Fatal(err)
	}
	return s.sifted() > 0
}

// MembersQuery reads a group of a source with its members, or of the directory view.
func (db *DB) MembersQuery(accountID, sourceID string) string {
	syntax := db.syntaxOf(accountID, sourceID)
	return syntax.withMembers(viewColumns(syntax, false))
}

// RosterQuery reads the members of the groups of a page.
func (db *DB) RosterQuery(accountID, sourceID string) string {
	return db.syntaxOf(accountID, sourceID).roster()
}

// MaxStatements is how many statements of searches are kept.
const MaxStatements = maxStatements

// KeptStatements is how many statements of searches are kept now.
func (db *DB) KeptStatements() int { return db.searches.recent.Len() + db.lookups.recent.Len() }

// ReadPool is the pool that searches use, with all settings of its connections.
func (db *DB) ReadPool() *sqlx.DB { return db.read }

// FirstMembers and NextMembers are the sizes of the pages in which members are read.
const (
	FirstMembers = firstMembers
	NextMembers  = nextMembers
)

// MaxLanes and LaneStatements bound what the intake keeps on PostgreSQL.
const (
	MaxLanes       = maxLanes
	LaneStatements = laneStatements
)

// SetPatience sets how long Close waits.
func (db *DB) SetPatience(d time.Duration) { db.patience = d }

// RefreshStatistics is what happens in the background after many rows were written.
func (db *DB) RefreshStatistics() error { return db.refreshStatistics(db.ctx, math.MaxInt64) }

// Prepare keeps a statement as those of the intake are kept.
func (tx *Tx) Prepare(ctx context.Context, query string) (*sqlx.Stmt, error) {
	return tx.prepared(ctx, query)
}

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

// JobQueries are what a worker asks each time that it looks for jobs, and what it takes them with.
func (db *DB) JobQueries() (due, take string) { return db.dueJobsQuery(), db.takeJobsQuery() }
