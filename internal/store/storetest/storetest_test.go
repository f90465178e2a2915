package storetest

import (
	"crypto/rand"
	"os"
	"strings"
	"testing"

	"github.com/usher-id/usher/internal/store"
)

func TestMain(m *testing.M) { Main(m) }

func TestEachIsFreshAndMigrated(t *testing.T) {
	for range 2 { // the second database must not know what the first was told
		Each(t, func(t *testing.T, db *store.DB) {
			pending, err := db.Pending(t.Context())
			if err != nil || pending != 0 {
				t.Errorf("Pending = %d, %v; want 0", pending, err)
			}
			if _, err := db.CreateAccount(t.Context(), "acme"); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestURLsNameBoth(t *testing.T) {
	urls := URLs(t)
	for kind, url := range urls {
		db, err := store.Open(t.Context(), url)
		if err != nil {
			t.Fatal(err)
		}
		if db.Name() != kind {
			t.Errorf("the URL of %s opens %s", kind, db.Name())
		}
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}
	if want := 1; os.Getenv(serverVariable) == "" && len(urls) != want {
		t.Errorf("%d URLs without a server, want %d", len(urls), want)
	}
}

// What a killed process left behind is dropped; what a living one uses is not.
func TestSweep(t *testing.T) {
	PostgresURL(t) // skips without a server, and makes sure of one with
	s, err := theServer()
	if err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	dead := prefix + strings.ToLower(rand.Text()) + "_1"
	if _, err := s.admin.ExecContext(ctx, "CREATE DATABASE "+dead); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.drop(dead) })
	if err := s.sweep(ctx); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]bool{dead: false, s.template: true} {
		var there bool
		if err := s.admin.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM pg_database WHERE datname = $1)`, name).Scan(&there); err != nil {
			t.Fatal(err)
		}
		if there != want {
			t.Errorf("after the sweep %s exists: %v, want %v", name, there, want)
		}
	}
}
