package storetest

import (
	"cmp"
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	_ "github.com/lib/pq" // registers the driver "postgres"
)

// PostgresURL is the URL of a fresh, migrated PostgreSQL database that is dropped when the test
// ends. Without a server the test is skipped, or fails in CI.
func PostgresURL(t testing.TB) string {
	t.Helper()
	return createDatabase(t, "")
}

// createDatabase copies a database for the test; the migrated one if none is named.
func createDatabase(t testing.TB, from string) string {
	t.Helper()
	if os.Getenv(serverVariable) == "" {
		if inCI() {
			t.Fatal(absent)
		}
		t.Skip(absent)
	}
	s, err := theServer()
	if err != nil {
		t.Fatalf("prepare the server that %s names: %v", serverVariable, err)
	}
	name := fmt.Sprintf("%s_%d", s.run, s.copies.Add(1))
	if _, err := s.admin.ExecContext(t.Context(), "CREATE DATABASE "+name+" TEMPLATE "+cmp.Or(from,
		s.template)); err != nil {
		t.Fatalf("create the test's database: %v", err)
	}
	t.Cleanup(func() {
		if err := s.drop(name); err != nil {
			t.Errorf("drop the test's database: %v", err)
		}
	})
	return s.url(name)
}

// Main runs a package's tests and drops the template database that they copied. A package that
// doesn't call it from its TestMain leaves one behind; the next process that uses storetest
// drops it.
func Main(m *testing.M) { os.Exit(Run(m)) }

// Run is Main for packages that have more to do in their TestMain: it returns the exit status.
func Run(m interface{ Run() int }) int {
	code := m.Run()
	if used {
		if s, err := theServer(); err == nil {
			s.drop(s.template)
			s.admin.Close()
		}
	}
	return code
}

// server is the PostgreSQL server of this process's tests.
type server struct {
	base     *url.URL
	admin    *sql.DB
	run      string    // begins the names of all of this process's databases
	lock     *sql.Conn // its session lock on run says that this process still lives
	template string    // an empty, migrated database: copying it is much faster than migrating
	copies   atomic.Int64
}

var used bool // whether theServer was ever asked for

var theServer = sync.OnceValues(func() (*server, error) {
	used = true
	ctx := context.Background()
	base, err := url.Parse(os.Getenv(serverVariable))
	if err != nil {
		return nil, errors.New("it is no URL") // the URL may hold a password
	}
	run := prefix + strings.ToLower(rand.Text())
	s := &server{base: base, run: run, template: run + "_template"}
	if s.admin, err = sql.Open("postgres", base.String()); err != nil {
		return nil, err
	}
	if err := s.sweep(ctx); err != nil {
		return nil, err
	}
	if s.lock, err = s.admin.Conn(ctx); err != nil {
		return nil, err
	}
	if _, err := s.lock.ExecContext(ctx, lockQuery, s.run); err != nil {
		return nil, err
	}
	if _, err := s.admin.ExecContext(ctx, "CREATE DATABASE "+s.template); err != nil {
		return nil, err
	}
	return s, migrate(s.url(s.template))
})

const (
	prefix    = "usher_test_"
	lockQuery = `SELECT pg_advisory_lock(hashtextextended($1, 0))`
	tryQuery  = `SELECT pg_try_advisory_lock(hashtextextended($1, 0))`
)

func (s *server) url(name string) string {
	u := *s.base
	u.Path = "/" + name
	return u.String()
}

// drop also throws out whoever is still connected: a server that a test killed, say.
func (s *server) drop(name string) error {
	_, err := s.admin.ExecContext(context.Background(), "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)")
	return err
}

// sweep drops databases of processes that are gone: a lock that can be had is nobody's.
func (s *server) sweep(ctx context.Context) error {
	conn, err := s.admin.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	// One sweep at a time: what is being swept looks alive to another.
	if _, err := conn.ExecContext(ctx, lockQuery, prefix+"sweep"); err != nil {
		return err
	}
	defer conn.ExecContext(ctx, `SELECT pg_advisory_unlock_all()`)
	rows, err := conn.QueryContext(ctx, `SELECT datname FROM pg_database WHERE datname LIKE $1`, prefix+"%")
	if err != nil {
		return err
	}
	defer rows.Close()
	var names []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return err
		}
		names = append(names, name)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for _, name := range names {
		run := name[:max(strings.LastIndexByte(name, '_'), len(prefix))]
		var dead bool
		if err := conn.QueryRowContext(ctx, tryQuery, run).Scan(&dead); err != nil {
			return err
		}
		if dead {
			if err := s.drop(name); err != nil {
				return fmt.Errorf("drop what an earlier run left: %w", err)
			}
		}
	}
	return nil
}
