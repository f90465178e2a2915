package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/internal/store/storetest"
)

// Rules I2 and M8 (trap TC16): an import that is killed with kill -9 goes on where it was when the same file is given again, and nothing is lost
// or comes twice; undoing it goes on, too, and leaves nobody.
func TestCrashWhileAFileIsImported(t *testing.T) {
	long(t, killed)
	const people = 4000
	for kind, url := range storetest.URLs(t) {
		t.Run(kind, func(t *testing.T) {
			ctx := t.Context()
			db, err := store.Open(ctx, url)
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			account, err := db.CreateAccount(ctx, "acme")
			if err != nil {
				t.Fatal(err)
			}
			if _, err := db.ApproveDomain(ctx, account.ID, "example.com"); err != nil {
				t.Fatal(err)
			}
			file := filepath.Join(t.TempDir(), "people.csv")
			rows := "email,groups\n"
			for i := range people {
				rows += fmt.Sprintf("p%d@example.com,Team %d\n", i, i%7)
			}
			if err := os.WriteFile(file, []byte(rows), 0o600); err != nil {
				t.Fatal(err)
			}
			usher := func(args ...string) *exec.Cmd {
				cmd := exec.Command(os.Args[0], args...)
				cmd.Env = append(os.Environ(), crashProcess+"=1", "USHER_DATABASE_URL="+url)
				return cmd
			}
			there := func() int {
				sources, err := db.Sources(ctx, account.ID)
				if err != nil || len(sources) == 0 {
					return 0
				}
				has, err := db.SourceCensus(ctx, account.ID, sources[0].ID)
				if err != nil {
					t.Fatal(err)
				}
				return has[directory.TypeUser]
			}
			cut := func(what string, enough func() bool, args ...string) {
				cmd := usher(args...)
				if err := cmd.Start(); err != nil {
					t.Fatal(err)
				}
				eventually(t, what, enough)
				if err := cmd.Process.Kill(); err != nil {
					t.Fatal(err)
				}
				if err := cmd.Wait(); err == nil {
					t.Fatalf("%v was done before it was killed", args)
				}
			}
			finish := func(args ...string) map[string]any {
				out, err := usher(args...).Output()
				var doc map[string]any
				if err != nil || json.Unmarshal(out, &doc) != nil {
					t.Fatalf("%v: %v: %s", args, err, out)
				}
				return doc
			}
			cut("some to be imported", func() bool { return there() > 0 }, "import", file)
			killed := there()
			id := strings.Fields(string(mustOutput(t, usher("import", "list"))))
			if killed == people || len(id) == 0 {
				t.Fatalf("%d people when it was killed", killed)
			}
			done := finish("import", file, "--json")
			if done["created"] != float64(people) || done["rows"] != float64(people) || done["groups"] != float64(7) ||
				done["joined"] != float64(people) || there() != people {
				t.Errorf("gone on after %d: %v, %d people", killed, done, there())
			}
			made, err := db.FindLog(ctx, account.ID, directory.LogQuery{Outcome: directory.Created, Limit: 3 * people})
			if err != nil || len(made) != people+7 {
				t.Errorf("%d entries of who was made, %v", len(made), err)
			}
			cut("some to be undone", func() bool { return there() < people }, "import", "undo", done["id"].(string))
			undone := undoAgain(t, usher, done["id"].(string))
			if undone["kept"] != float64(0) || there() != 0 {
				t.Errorf("undone: %v, %d people", undone, there())
			}
		})
	}
}

// undoAgain goes on with undoing, once it shows that whoever was at it is gone.
func undoAgain(t *testing.T, usher func(args ...string) *exec.Cmd, id string) (doc map[string]any) {
	t.Helper()
	eventually(t, "the lease to be over", func() bool {
		out, err := usher("import", "undo", id, "--json").Output()
		return err == nil && json.Unmarshal(out, &doc) == nil
	})
	return doc
}

func mustOutput(t *testing.T, cmd *exec.Cmd) []byte {
	t.Helper()
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %v", cmd.Args, err)
	}
	return out
}
