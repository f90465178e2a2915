package intake_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"slices"
	"strings"
	"sync"

	"github.com/jmoiron/sqlx"
	"github.com/usher-id/usher/internal/store"
)

// overheard runs fn and returns the texts of all queries that it sent through the pool of reads.
func overheard(db *store.DB, url string, fn func()) []string {
	e := &eavesdropper{driver: db.ReadPool.Driver(), source: url, heard: map[string]bool{}}
	if path, ok := strings.CutPrefix(url, "sqlite:"); ok {
		e.source = "file:" + path
	} else {
		e.source += "&binary_parameters=yes"
	}
	pool := db.ReadPool
	db.ReadPool = sqlx.NewDb(sql.OpenDB(e), pool.DriverName())
	defer func() {
		db.ReadPool.Close()
		db.ReadPool = pool
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
