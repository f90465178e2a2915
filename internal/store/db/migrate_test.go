package db_test

import (
	"strings"
	"sync"
	"testing"

	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/internal/store/storetest"
)

func TestMigrateTwice(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		if n, err := db.Migrate(t.Context()); n != 0 || err != nil {
			t.Errorf("Migrate of a migrated database = %d, %v; want 0", n, err)
		}
		if n, err := db.Pending(t.Context()); n != 0 || err != nil {
			t.Errorf("Pending = %d, %v; want 0", n, err)
		}
		if err := db.Ping(t.Context()); err != nil {
			t.Errorf("Ping: %v", err)
		}
	})
}

// Servers that start at the same time migrate once, and all of them come up.
func TestConcurrentStarters(t *testing.T) {
	for name, url := range storetest.EmptyURLs(t) {
		t.Run(name, func(t *testing.T) {
			const starters = 4
			var mu sync.Mutex
			total := 0
			var all sync.WaitGroup
			for range starters {
				all.Go(func() {
					db, err := store.Open(t.Context(), url)
					if err != nil {
						t.Error(err)
						return
					}
					defer db.Close()
					n, err := db.Migrate(t.Context())
					if err != nil {
						t.Errorf("a starter failed: %v", err)
					}
					mu.Lock()
					defer mu.Unlock()
					total += n
				})
			}
			all.Wait()
			if total == 0 {
				t.Error("nobody migrated")
			}
			db, err := store.Open(t.Context(), url)
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			if n, err := db.Pending(t.Context()); n != 0 || err != nil {
				t.Errorf("Pending after all = %d, %v; want 0", n, err)
			}
		})
	}
}

// Commands migrate an empty database; asking for its state changes nothing.
func TestPrepare(t *testing.T) {
	for name, url := range storetest.EmptyURLs(t) {
		t.Run(name, func(t *testing.T) {
			db, err := store.Open(t.Context(), url)
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			for range 2 {
				if n, err := db.Pending(t.Context()); n == 0 || err != nil {
					t.Fatalf("Pending of an empty database = %d, %v; want all", n, err)
				}
			}
			for range 2 {
				if err := db.Prepare(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			if n, err := db.Pending(t.Context()); n != 0 || err != nil {
				t.Errorf("Pending after Prepare = %d, %v; want 0", n, err)
			}
		})
	}
}

// A database that is newer than the binary is left alone.
func TestNewerDatabase(t *testing.T) {
	for name, url := range storetest.URLs(t) {
		t.Run(name, func(t *testing.T) {
			db, err := store.Open(t.Context(), url)
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			storetest.Exec(t, url, `INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, true)`)
			if _, err := db.Migrate(t.Context()); err == nil || !strings.Contains(err.Error(), "use the newer usher") {
				t.Errorf("Migrate of a newer database: %v", err)
			}
			if err := db.Prepare(t.Context()); err == nil || !strings.Contains(err.Error(), "use the newer usher") {
				t.Errorf("Prepare of a newer database: %v", err)
			}
		})
	}
}
