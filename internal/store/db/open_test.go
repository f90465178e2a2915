package db_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	base "github.com/usher-id/usher/internal/store/db"

	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/internal/store/storetest"
)

// A message about a database shows no password, wherever in the URL it stands.
func TestRedactURL(t *testing.T) {
	for url, want := range map[string]string{
		"sqlite:/var/lib/usher.db":                              "sqlite:/var/lib/usher.db",
		"postgres://usher@db/usher?sslmode=disable":             "postgres://usher@db/usher?sslmode=disable",
		"postgres://usher:secret@db/usher":                      "postgres://usher:xxxxx@db/usher",
		"postgresql://db/usher?password=secret&user=u":          "postgresql://db/usher?password=xxxxx&user=u",
		"postgres://db/usher?sslpassword=secret&sslkey=k":       "postgres://db/usher?sslkey=k&sslpassword=xxxxx",
		"postgres://db/usher?PassWord=secret":                   "postgres://db/usher?PassWord=xxxxx",
		"postgres://db/usher?password=secret&password=secret":   "postgres://db/usher?password=xxxxx",
		"postgres://db/usher?user=u;password=secret":            "postgres://db/usher",
		"postgres://db/usher?password=%secret":                  "postgres://db/usher",
		"postgres://db/usher#secret":                            "postgres://db/usher",
		"postgres://u:se/cret@db/usher":                         "(unreadable)",
		"postgres:secret":                                       "(unreadable)",
		"host=db user=usher password=secret":                    "(unreadable)",
		"mysql://usher:secret@db/usher":                         "(unreadable)",
		"usher:secret@tcp(db)/usher":                            "(unreadable)",
		"":                                                      "(unreadable)",
		"postgres://db/usher?password=a%26sslmode%3Dsecret&x=1": "postgres://db/usher?password=xxxxx&x=1",
	} {
		if got := base.RedactURL(url); got != want {
			t.Errorf("%s: %s, want %s", url, got, want)
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	t.Chdir(t.TempDir())
	for url, says := range map[string]string{
		"sqlite:":                            "name a file",
		"sqlite::memory:":                    "share one file",
		"sqlite:file:usher.db":               "share one file",
		"sqlite:file:usher?mode=memory":      "share one file",
		"sqlite:file::memory:?cache=shared":  "share one file",
		"sqlite://localhost/secret.db":       "a file has no host",
		"sqlite:no/folder.db":                "no such file or directory",
		"host=db user=usher password=secret": "write sqlite:PATH or postgres://USER@HOST/NAME",
		"mysql://usher:secret@db/usher":      "write sqlite:PATH or postgres://USER@HOST/NAME",
		"postgres://u:se/cret@db/usher":      "it is no URL",
	} {
		db, err := store.Open(t.Context(), url)
		if err == nil {
			db.Close()
			t.Errorf("%s: opened", url)
		} else if !strings.Contains(err.Error(), says) || !strings.HasPrefix(url, "sqlite:") && strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v, want a sentence with %q", url, err, says)
		}
	}
	if left, err := os.ReadDir("."); err != nil || len(left) > 0 {
		t.Errorf("files were made: %v, %v", left, err)
	}
}

// What is in the database is for the server's user alone to read; whoever wants it otherwise has
// made the file before.
func TestSQLiteFileMode(t *testing.T) {
	for name, tt := range map[string]struct{ before, want os.FileMode }{
		"new":    {0, 0o600},
		"shared": {0o660, 0o660},
		"open":   {0o644, 0o644},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "usher.db")
			if tt.before != 0 {
				if err := os.WriteFile(path, nil, 0o600); err != nil {
					t.Fatal(err)
				}
				if err := os.Chmod(path, tt.before); err != nil {
					t.Fatal(err)
				}
			}
			db, err := store.Open(t.Context(), "sqlite:"+path)
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			if _, err := db.Migrate(t.Context()); err != nil {
				t.Fatal(err)
			}
			for _, file := range []string{path, path + "-wal", path + "-shm"} {
				if info, err := os.Stat(file); err != nil || info.Mode().Perm() != tt.want {
					t.Errorf("%s: %v, %v, want %v", filepath.Base(file), info.Mode().Perm(), err, tt.want)
				}
			}
		})
	}
}

// Close is asked for twice where a command fails while it ends.
func TestCloseTwice(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
		if err := db.Close(); err != nil {
			t.Errorf("the second time: %v", err)
		}
	})
}
