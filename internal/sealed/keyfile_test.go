package sealed_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/usher-id/usher/internal/sealed"
)

// kept is a store that only counts by key.
type kept struct {
	sealed.Store
	keys map[string]int
}

func (k kept) SecretKeys(context.Context) (map[string]int, error) { return k.keys, nil }

// The first secret of a SQLite database makes its key file, for its owner alone; many at once make one.
func TestKeyFileIsMadeOnce(t *testing.T) {
	set := sealed.Settings{Database: filepath.Join(t.TempDir(), "usher.db")}
	vault := &sealed.Vault{Store: kept{}, Settings: set}
	if err := set.Check(); err != nil {
		t.Errorf("without secrets nothing is missing: %v", err)
	}
	var wg sync.WaitGroup
	var mu sync.Mutex
	ids := map[string]int{}
	for range 16 {
		wg.Go(func() {
			row, err := vault.Seal(t.Context(), here, sealed.NewSecret("x"))
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				t.Error(err)
				return
			}
			ids[row.KeyID]++
			if s, err := vault.Open(row); err != nil || s.Text() != "x" {
				t.Errorf("it opens as %q, %v", s.Text(), err)
			}
		})
	}
	wg.Wait()
	if len(ids) != 1 {
		t.Errorf("several keys were made: %v", ids)
	}
	info, err := os.Stat(set.KeyFile())
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	files, err := os.ReadDir(filepath.Dir(set.Database))
	if err != nil || len(files) != 1 {
		t.Errorf("drafts are left: %v, %v", files, err)
	}
}

// A key file that is lost is not made again while secrets need it: the error says what can be done.
func TestLostKeyFile(t *testing.T) {
	set := sealed.Settings{Database: filepath.Join(t.TempDir(), "usher.db")}
	vault := &sealed.Vault{Store: kept{keys: map[string]int{"0011223344556677": 3}}, Settings: set}
	for what, err := range map[string]error{
		"seal": second(vault.Seal(t.Context(), here, sealed.NewSecret("x"))), "open": second(vault.Open(&sealed.Row{Place: here})),
	} {
		if err == nil || !strings.Contains(err.Error(), set.KeyFile()+", is not there: restore it") {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, err := os.Stat(set.KeyFile()); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("it was made: %v", err)
	}
	held, err := vault.Status(t.Context())
	if err != nil || len(held) != 1 || held[0] != (sealed.Held{Key: "0011223344556677", Secrets: 3}) {
		t.Errorf("%+v, %v", held, err)
	}
}

func second[T any](_ T, err error) error { return err }

// What is wrong with the settings is said with what to do.
func TestSettings(t *testing.T) {
	dir := t.TempDir()
	write := func(name, content string, mode os.FileMode) string {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, mode); err != nil { // which no umask narrows
			t.Fatal(err)
		}
		return path
	}
	first, older, beside := sealed.NewKey(), sealed.NewKey(), sealed.NewKey()
	keys := sealed.NewSecret(first.Reveal() + "," + older.Reveal())
	db := filepath.Join(dir, "own.db")
	write("own.db.key", beside.Reveal(), 0o600)
	write("wide.db.key", beside.Reveal(), 0o640)
	ids := func(keys ...sealed.Key) string {
		var all []string
		for _, k := range keys {
			all = append(all, k.ID())
		}
		return strings.Join(all, " ")
	}
	for name, tt := range map[string]struct {
		set  sealed.Settings
		ids  string
		says string
	}{
		"PostgreSQL without any": {sealed.Settings{}, "", "set USHER_SECRET_KEY to what usher secret new prints"},
		"the variable":           {sealed.Settings{Keys: keys}, ids(first, older), ""},
		"both":                   {sealed.Settings{Keys: keys, File: "x"}, "", "unset one of them"},
		"a file":                 {sealed.Settings{File: write("ok", "# new\n"+first.Reveal()+"\n"+older.Reveal()+"\n", 0o600)}, ids(first, older), ""},
		"a file for a group":     {sealed.Settings{File: write("group", first.Reveal(), 0o440)}, ids(first), ""},
		"a file for everybody":   {sealed.Settings{File: write("all", first.Reveal(), 0o644)}, "", "(mode 0644): chmod 600 " + dir},
		"a file to write":        {sealed.Settings{File: write("write", first.Reveal(), 0o620)}, "", "(mode 0620): chmod 600 "},
		"a file without":         {sealed.Settings{File: write("none", "# none\n", 0o600)}, "", "it holds no key: usher secret new prints one"},
		"a bad file":             {sealed.Settings{File: write("bad", "hunter2hunter2\n", 0o600)}, "", "key 1 is none"},
		"a missing file":         {sealed.Settings{File: filepath.Join(dir, "missing")}, "", "can't be read: no such file"},
		"a folder":               {sealed.Settings{File: dir}, "", "is no key file"},
		"a long file":            {sealed.Settings{File: write("long", strings.Repeat("#\n", 40_000), 0o600)}, "", "is no key file"},
		"beside SQLite":          {sealed.Settings{Database: db}, ids(beside), ""},
		"both with SQLite":       {sealed.Settings{Database: db, Keys: keys}, ids(first, older, beside), ""},
		"no file beside":         {sealed.Settings{Database: filepath.Join(dir, "new.db"), Keys: keys}, ids(first, older), ""},
		"a wide file beside":     {sealed.Settings{Database: filepath.Join(dir, "wide.db")}, "", "(mode 0640): chmod 600 "},
		"wide, and the variable": {sealed.Settings{Database: filepath.Join(dir, "wide.db"), Keys: keys}, "", "(mode 0640): chmod 600 "},
	} {
		ring, err := tt.set.Ring()
		if tt.says != "" {
			if err == nil || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("%s: %v, want %q", name, err, tt.says)
			}
			continue
		}
		if err != nil || strings.Join(ring.IDs(), " ") != tt.ids {
			t.Errorf("%s: %v, %v", name, ring, err)
		}
	}
}
