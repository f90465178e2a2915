// Package store keeps everything that Usher knows in PostgreSQL or SQLite. With the packages below it, it is the only
// place that knows SQL. One query text serves both databases wherever their languages agree; where they don't, the two
// texts stand beside each other.
//
// Package db has the connections and transactions, query what is asked about records, intake what decisions are made
// of and what becomes of them, records the columns of a record. What is left is here: the plain queries of accounts,
// sources, tokens, domains, confirmations, reviews, jobs, definitions and the log.
package store

import (
	"context"
	"strings"
	"time"

	"github.com/lib/pq"

	"github.com/usher-id/usher/internal/clock"
	"github.com/usher-id/usher/internal/store/db"
	"github.com/usher-id/usher/internal/store/intake"
	"github.com/usher-id/usher/internal/store/query"
)

// DB is an open database. It is safe for concurrent use.
type DB struct {
	*db.DB
	*query.Reader
	*intake.Store
}

// Option changes how a database is opened.
type Option = db.Option

// DefaultSearchTime is how long a search may take, unless WithSearchTime says otherwise (rule P10).
const DefaultSearchTime = db.DefaultSearchTime

// WithClock sets the clock that transactions read, for tests.
func WithClock(c clock.Clock) Option { return db.WithClock(c) }

// WithSearchTime sets how long a search may take. One that takes longer is ended in the database, too,
// and refused with the keyword tooMany.
func WithSearchTime(d time.Duration) Option { return db.WithSearchTime(d) }

// Open opens the database that the URL names: "sqlite:PATH" or "postgres://...". It does not
// migrate; see Migrate. A URL of another kind is an error that says what would be right.
func Open(ctx context.Context, databaseURL string, opts ...Option) (*DB, error) {
	base, err := db.Open(ctx, databaseURL, opts...)
	if err != nil {
		return nil, err
	}
	return over(base), nil
}

// OpenWithDialer opens a PostgreSQL database whose connections are made by dial, for tests: see
// db.OpenWithDialer.
func OpenWithDialer(databaseURL string, dial pq.Dialer) (*DB, error) {
	base, err := db.OpenWithDialer(databaseURL, dial)
	if err != nil {
		return nil, err
	}
	return over(base), nil
}

func over(base *db.DB) *DB {
	st := &DB{DB: base, Reader: query.NewReader(base), Store: &intake.Store{DB: base}}
	base.Steps = append(base.Steps, st.FillWords())
	return st
}

// SQLiteFile is the path of the file that a URL names; "" for PostgreSQL.
func SQLiteFile(databaseURL string) string {
	path, _ := strings.CutPrefix(databaseURL, "sqlite:")
	if path == databaseURL {
		return ""
	}
	return path
}

// MissingFile is the path of the SQLite file that a URL names and that is not there; "" for any other URL.
func MissingFile(databaseURL string) string { return db.MissingFile(databaseURL) }
