package db

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"math"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
	_ "modernc.org/sqlite" // registers the driver "sqlite"

	"github.com/usher-id/usher/internal/clock"
	"github.com/usher-id/usher/internal/text"
)

func init() { sqlx.BindDriver("sqlite", sqlx.DOLLAR) }

// Option changes how a database is opened.
type Option func(*DB)

// WithClock sets the clock that transactions read, for tests.
func WithClock(c clock.Clock) Option { return func(db *DB) { db.Clock = c } }

// DefaultSearchTime is how long a search may take, unless WithSearchTime says otherwise (rule P10).
const DefaultSearchTime = 5 * time.Second

// WithSearchTime sets how long a search may take. One that takes longer is ended in the database, too,
// and refused with the keyword tooMany.
func WithSearchTime(d time.Duration) Option { return func(db *DB) { db.SearchTime = d } }

// How many connections are for searches that look at many records. With SQLite they use this process's processors.
const (
	maxSearches       = 12
	maxSQLiteSearches = 4
)

// Open opens the database that the URL names: "sqlite:PATH" or "postgres://...". It does not
// migrate; see Migrate. A URL of another kind is an error that says what would be right.
func Open(ctx context.Context, databaseURL string, opts ...Option) (*DB, error) {
	asked := &DB{SearchTime: DefaultSearchTime} // what the pools depend on
	for _, o := range opts {
		o(asked)
	}
	var db *DB
	var err error
	switch {
	case strings.HasPrefix(databaseURL, "sqlite:"):
		db, err = openSQLite(strings.TrimPrefix(databaseURL, "sqlite:"), asked.SearchTime)
	case strings.HasPrefix(databaseURL, "postgres://"), strings.HasPrefix(databaseURL, "postgresql://"):
		db, err = openPostgres(databaseURL, nil, asked.SearchTime)
	default:
		// What it is can't be told, hence not what of it is secret.
		return nil, text.Errorf(nil, "database.kind")
	}
	if err != nil {
		return nil, err
	}
	db.SearchTime = asked.SearchTime
	for _, o := range opts {
		o(db)
	}
	if err := db.ReadPool.PingContext(ctx); err != nil {
		db.Close()
		return nil, text.Errorf(opening(err), "database.silent", "url", redactURL(databaseURL))
	}
	return db, nil
}

// MissingFile is the path of the SQLite file that a URL names and that is not there; "" for any other URL.
func MissingFile(databaseURL string) string {
	path, is := strings.CutPrefix(databaseURL, "sqlite:")
	if !is || path == "" {
		return ""
	}
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return path
	}
	return ""
}

// OpenWithDialer opens a PostgreSQL database whose connections are made by dial: tests count
// round trips with it. Nothing happens there in the background, plans stay, and an account's lock,
// once taken, is kept until Close.
func OpenWithDialer(databaseURL string, dial pq.Dialer) (*DB, error) {
	db, err := openPostgres(databaseURL, dial, DefaultSearchTime)
	if err == nil {
		db.analyzeAt.Store(math.MaxInt64)
		db.lanes.grown = nil
		db.lanes.atMost, db.lanes.rest = math.MaxInt64, math.MaxInt64
	}
	return db, err
}

func openPostgres(databaseURL string, dial pq.Dialer, searchTime time.Duration) (*DB, error) {
	// Searches go through an index of the source's records at worst. The compiler that would make
	// a scan of many rows faster costs more than most searches, and so does a plan that is made
	// anew for each set of values.
	reading := []string{"plan_cache_mode", "force_generic_plan", "enable_seqscan", "off", "enable_bitmapscan", "off",
		"jit", "off"}
	read, err := postgresPool(databaseURL, newSilence(readSilence, dial), 20, reading...)
	if err != nil {
		return nil, err
	}
	search, err := postgresPool(databaseURL, newSilence(searchTime+2*time.Second, dial), maxSearches,
		append(reading, "statement_timeout", millis(searchTime+time.Second))...)
	if err != nil {
		read.Close()
		return nil, err
	}
	writing := newSilence(writeSilence, dial)
	write, err := postgresPool(databaseURL, writing, maxLanes+4, append(stoppedParameters,
		"plan_cache_mode", "force_generic_plan", "jit", "off", "enable_seqscan", "off", "enable_bitmapscan", "off",
		"enable_material", "off", "enable_hashjoin", "off", "enable_mergejoin", "off")...)
	if err != nil {
		read.Close()
		search.Close()
		return nil, err
	}
	db := newDB(read, search, write, postgresDialect{})
	db.silence = writing
	db.lanes = newLanes(write, read)
	db.lanes.grown = db.grown
	db.analyzeAt.Store(firstAnalysis)
	return db, nil
}

// SearchesAtOnce is how many searches have a connection.
func (db *DB) SearchesAtOnce() int { return db.SearchPool.Stats().MaxOpenConnections }

func millis(d time.Duration) string { return strconv.FormatInt(d.Milliseconds(), 10) }

// postgresPool opens connections with the given run-time parameters. What the intake asks and
// changes is always a handful of rows by their keys; on tables that were never analysed the
// planner would at times rather read all of one, and a prepared statement keeps such a plan long
// after the table has grown. So the intake's connections are told not to.
func postgresPool(databaseURL string, dial *silence, size int, parameters ...string) (*sqlx.DB, error) {
	u, err := url.Parse(databaseURL)
	if err != nil {
		return nil, text.Errorf(nil, "database.noURL")
	}
	q := u.Query()
	q.Set("binary_parameters", "yes") // []byte parameters are in the format of their type: see array
	if q.Get("connect_timeout") == "" {
		q.Set("connect_timeout", "5") // seconds
	}
	for i := 0; i < len(parameters); i += 2 {
		q.Set(parameters[i], parameters[i+1])
	}
	u.RawQuery = q.Encode()
	connector, err := pq.NewConnector(u.String())
	if err != nil {
		return nil, text.Errorf(err, "database.wrong", "url", redactURL(databaseURL))
	}
	connector.Dialer(dial)
	pool := sqlx.NewDb(sql.OpenDB(connector), "postgres")
	pool.SetMaxOpenConns(size)
	pool.SetMaxIdleConns(size)
	pool.SetConnMaxIdleTime(5 * time.Minute)
	return pool, nil
}

// openSQLite opens one file in WAL mode: readers never wait, writers take turns. Every commit
// is synced (synchronous=FULL), so that what was answered survives a loss of power.
func openSQLite(path string, searchTime time.Duration) (*DB, error) {
	if err := checkFile(path); err != nil {
		return nil, err
	}
	pragmas := url.Values{"_pragma": {
		"journal_mode(WAL)", "synchronous(FULL)", "busy_timeout(10000)", "foreign_keys(ON)", "temp_store(MEMORY)",
	}}
	dsn := "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + pragmas.Encode()
	// Caches are in KiB, and each connection has its own: together they are 96 MiB.
	write, err := sqlx.Open("sqlite", dsn+"&_txlock=immediate&_pragma=cache_size(-32768)")
	if err != nil {
		return nil, err
	}
	write.SetMaxOpenConns(1)
	read, err := sqlx.Open("sqlite", dsn+"&_pragma=cache_size(-8192)")
	if err != nil {
		write.Close()
		return nil, err
	}
	read.SetMaxOpenConns(8)
	read.SetMaxIdleConns(8)
	search, err := sqlx.Open("sqlite", dsn+"&_pragma=cache_size(-16384)") // the last one counts
	if err != nil {
		write.Close()
		read.Close()
		return nil, err
	}
	search.SetMaxOpenConns(maxSQLiteSearches)
	search.SetMaxIdleConns(maxSQLiteSearches)
	// The write connection comes first: it makes the file and sets its journal mode.
	// While another process does the same, SQLite says "busy" without waiting: the mode is changed
	// under a lock that it lets nobody wait for.
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	err = write.Ping()
	for busy(err) && sleep(ctx, 10*time.Millisecond) == nil {
		err = write.Ping()
	}
	if err != nil {
		write.Close()
		read.Close()
		search.Close()
		return nil, text.Errorf(opening(err), "database.wrong", "url", "sqlite:"+path)
	}
	return newDB(read, search, write, sqliteDialect{}), nil
}

// checkFile refuses what SQLite doesn't take for the name of a file, and makes the file if it is
// missing: for nobody else to read, since it holds personal data. SQLite gives its other files
// (-wal, -shm) the same mode.
func checkFile(path string) error {
	switch {
	case path == "":
		return text.Errorf(nil, "database.noFile")
	case path == ":memory:", strings.HasPrefix(path, "file:"):
		return text.Errorf(nil, "database.shared", "url", "sqlite:"+path)
	case strings.HasPrefix(path, "//") && !strings.HasPrefix(path, "///"):
		return text.Errorf(nil, "database.host", "url", "sqlite:"+path)
	}
	f, err := os.OpenFile(path, os.O_RDONLY|os.O_CREATE, 0o600) // has no effect on a file that is there
	if err != nil {
		return text.Errorf(err, "database.wrong", "url", "sqlite:"+path)
	}
	return f.Close()
}

// redactURL is a database URL without its passwords, for messages. Of what it can't read it
// shows nothing.
func redactURL(s string) string {
	if strings.HasPrefix(s, "sqlite:") {
		return s
	}
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "postgres" && u.Scheme != "postgresql" || u.Opaque != "" {
		return "(unreadable)"
	}
	q, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		q = nil
	}
	for name := range q {
		if strings.Contains(strings.ToLower(name), "password") {
			q.Set(name, "xxxxx")
		}
	}
	u.RawQuery, u.Fragment, u.RawFragment = q.Encode(), "", ""
	return u.Redacted()
}
