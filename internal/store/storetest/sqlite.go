package storetest

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/usher-id/usher/internal/store"
)

// SQLiteURL is the URL of a fresh, migrated SQLite file in a folder of the test.
func SQLiteURL(t testing.TB) string {
	t.Helper()
	migrated, err := migratedFile()
	if err != nil {
		t.Fatalf("make the SQLite file that tests copy: %v", err)
	}
	path := filepath.Join(folder(t), "usher.db")
	if err := os.WriteFile(path, migrated, 0o600); err != nil {
		t.Fatal(err)
	}
	return "sqlite:" + path
}

// migratedFile is an empty, migrated SQLite file. Migrating once and copying is much faster
// than migrating for each test.
var migratedFile = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "usher-storetest-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "template.db")
	if err := migrate("sqlite:" + path); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

// migrate brings a database to the newest version and lets go of it, so that it can be copied.
func migrate(url string) error {
	ctx := context.Background()
	db, err := store.Open(ctx, url)
	if err != nil {
		return err
	}
	if _, err := db.Migrate(ctx); err != nil {
		db.Close()
		return err
	}
	return db.Close()
}
