// Package storetest gives tests a database of their own: fresh, migrated, gone afterwards. A
// test that goes through Each runs on both databases or says why it didn't.
//
// PostgreSQL is the server that USHER_TEST_POSTGRES names, by the URL of a database where the
// tests may CREATE DATABASE. Without it, tests on PostgreSQL are skipped, but fail in CI.
package storetest

import (
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/usher-id/usher/internal/store"
)

// Each runs fn on a fresh SQLite file and on a fresh PostgreSQL database, as the subtests
// "sqlite" and "postgres".
func Each(t *testing.T, fn func(t *testing.T, db *store.DB), opts ...store.Option) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { fn(t, SQLite(t, opts...)) })
	t.Run("postgres", func(t *testing.T) { fn(t, Postgres(t, opts...)) })
}

// SQLite opens a fresh SQLite file.
func SQLite(t testing.TB, opts ...store.Option) *store.DB {
	t.Helper()
	return open(t, SQLiteURL(t), opts)
}

// Postgres opens a fresh PostgreSQL database.
func Postgres(t testing.TB, opts ...store.Option) *store.DB {
	t.Helper()
	return open(t, PostgresURL(t), opts)
}

// URLs are the URLs of a fresh database of each kind, by store.DB's Name, for tests that start
// whole servers. Without PostgreSQL the test goes on with SQLite alone and says so; in CI it fails.
func URLs(t testing.TB) map[string]string {
	t.Helper()
	urls := map[string]string{"sqlite": SQLiteURL(t)}
	if os.Getenv(serverVariable) == "" && !inCI() {
		t.Log(absent)
		return urls
	}
	urls["postgres"] = PostgresURL(t)
	return urls
}

func open(t testing.TB, url string, opts []store.Option) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), url, opts...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Errorf("close the database: %v", err)
		}
	})
	return db
}

const (
	serverVariable = "USHER_TEST_POSTGRES"
	absent         = "no test on PostgreSQL: " + serverVariable +
		" is not set (the URL of a database where tests may CREATE DATABASE)"
)

func inCI() bool { return os.Getenv("CI") == "true" }

// EmptyURLs is URLs with databases that were never migrated.
func EmptyURLs(t testing.TB) map[string]string {
	t.Helper()
	urls := map[string]string{"sqlite": "sqlite:" + filepath.Join(folder(t), "usher.db")}
	if os.Getenv(serverVariable) == "" && !inCI() {
		t.Log(absent)
		return urls
	}
	urls["postgres"] = createDatabase(t, "template0")
	return urls
}

// Exec runs a statement that the store itself never would, to bring a database into a state
// that a test needs.
func Exec(t testing.TB, url, statement string) {
	t.Helper()
	driver, source := "postgres", url
	if path, ok := strings.CutPrefix(url, "sqlite:"); ok {
		driver, source = "sqlite", path
	}
	db, err := sql.Open(driver, source)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
}
