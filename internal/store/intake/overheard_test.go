package intake_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/jmoiron/sqlx"
	"github.com/usher-id/usher/internal/store"
)

// overheard runs fn and returns the texts of all queries that it sent through the pool of reads.
func overheard(db *store.DB, url string, fn func()) []string {
	e, stop := eavesdrop(db, url)
	defer stop()
	fn()
	return e.texts()
}

// eavesdrop listens to the pool of reads until stop.
func eavesdrop(db *store.DB, url string) (e *eavesdropper, stop func()) {
	e = &eavesdropper{driver: db.ReadPool.Driver(), source: url, heard: map[string]bool{}}
	if path, ok := strings.CutPrefix(url, "sqlite:"); ok {
		e.source = "file:" + path
	} else {
		e.source += "&binary_parameters=yes"
	}
	pool := db.ReadPool
	db.ReadPool = sqlx.NewDb(sql.OpenDB(e), pool.DriverName())
	return e, func() {
		db.ReadPool.Close()
		db.ReadPool = pool
	}
}

// texts are those that were heard.
func (e *eavesdropper) texts() []string {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.Sorted(maps.Keys(e.heard))
}

// questions is how many were asked so far.
func (e *eavesdropper) questions() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.asked
}

// eavesdropper connects to a database and notes which statements are prepared there.
type eavesdropper struct {
	driver driver.Driver
	source string
	mu     sync.Mutex
	heard  map[string]bool
	asked  int // how often a query was sent
}

func (e *eavesdropper) Driver() driver.Driver { return e.driver }

func (e *eavesdropper) Connect(context.Context) (driver.Conn, error) {
	conn, err := e.driver.Open(e.source)
	return &overheardConn{conn, e}, err
}

// overheardConn has none of the optional abilities, so that every query is prepared.
type overheardConn struct {
	driver.Conn
	by *eavesdropper
}

func (c *overheardConn) Prepare(query string) (driver.Stmt, error) {
	c.by.mu.Lock()
	c.by.heard[query] = true
	c.by.mu.Unlock()
	stmt, err := c.Conn.Prepare(query)
	return &overheardStmt{stmt, c.by}, err
}

// overheardStmt counts how often it is asked.
type overheardStmt struct {
	driver.Stmt
	by *eavesdropper
}

func (s *overheardStmt) QueryContext(ctx context.Context, args []driver.NamedValue) (driver.Rows, error) {
	s.by.mu.Lock()
	s.by.asked++
	s.by.mu.Unlock()
	return s.Stmt.(driver.StmtQueryContext).QueryContext(ctx, args)
}
