package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"slices"
	"strings"
	"sync"

	"github.com/jmoiron/sqlx"
)

// WritePool is the pool that the intake uses, with all settings of its connections.
func (db *DB) WritePool() *sqlx.DB { return db.write }

// IntakeStatements are the texts that the intake keeps prepared.
func (db *DB) IntakeStatements() []string {
	var list []string
	db.prepared.Range(func(text, _ any) bool {
		list = append(list, text.(string))
		return true
	})
	if db.lanes != nil {
		db.lanes.mu.Lock()
		defer db.lanes.mu.Unlock()
		for _, l := range db.lanes.idle {
			for text := range l.stmts.byText {
				list = append(list, text)
			}
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// Overheard runs fn and returns the texts of all queries that it sent through the pool of reads.
func (db *DB) Overheard(url string, fn func()) []string {
	e := &eavesdropper{driver: db.read.Driver(), source: url, heard: map[string]bool{}}
	if path, ok := strings.CutPrefix(url, "sqlite:"); ok {
		e.source = "file:" + path
	} else {
		e.source += "&binary_parameters=yes"
	}
	pool := db.read
	db.read = sqlx.NewDb(sql.OpenDB(e), pool.DriverName())
	defer func() {
		db.read.Close()
		db.read = pool
	}()
	fn()
	list := make([]string, 0, len(e.heard))
	for text := range e.heard {
		list = append(list, text)
	}
	slices.Sort(list)
	return list
}

// eavesdropper connects to a database and notes which statements are prepared there.
type eavesdropper struct {
	driver driver.Driver
	source string
	mu     sync.Mutex
	heard  map[string]bool
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
	return c.Conn.Prepare(query)
}
