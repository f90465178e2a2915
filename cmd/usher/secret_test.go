package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/usher-id/usher/internal/sealed"
	"github.com/usher-id/usher/internal/sealed/sealedtest"
	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/internal/store/storetest"
)

// Rule S8: a key is replaced by commands as docs/operations.md says, beside a server that has both: what was sealed opens
// with the new one, the old one can be dropped, and neither keys nor secrets are shown by anything.
func TestSecretKeysAreReplaced(t *testing.T) {
	eachDatabase(t, func(t *testing.T, n *node) {
		db := n.commands()
		n.usher(t, "account", "create", "acme")
		n.usher(t, "source", "create", "okta", "--account", "acme")
		account, err := db.Account(t.Context(), "acme")
		if err != nil {
			t.Fatal(err)
		}
		source, err := db.Source(t.Context(), account.ID, "okta")
		if err != nil {
			t.Fatal(err)
		}
		old, fresh := sealed.NewKey(), sealed.NewKey()
		hidden := map[string]string{"old": old.Reveal(), "new": fresh.Reveal()}
		var shown bytes.Buffer
		usher := func(keys string, status int, args ...string) string {
			t.Helper()
			var out, log bytes.Buffer
			env := func(name string) string { return map[string]string{sealed.KeyVariable: keys}[name] }
			args = append([]string{"secret"}, append(args, "--database", n.database)...)
			if got := runOver(t.Context(), db, args, env, &out, &log); got != status {
				t.Errorf("usher %q: status %d, want %d: %s", args, got, status, &log)
			}
			shown.Write(out.Bytes())
			shown.Write(log.Bytes())
			return out.String() + log.String()
		}
		stands := func(keys string, want ...heldView) {
			t.Helper()
			var got []heldView
			for line := range strings.Lines(usher(keys, 0, "status", "--json")) {
				var v heldView
				if err := json.Unmarshal([]byte(line), &v); err != nil {
					t.Fatalf("%s: %v", line, err)
				}
				got = append(got, v)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("usher secret status (-want +got):\n%s", diff)
			}
		}
		vault := func(keys string) *sealed.Vault {
			return &sealed.Vault{Store: db, Settings: sealed.Settings{Keys: sealed.NewSecret(keys)}}
		}
		place := func(i int) sealed.Place {
			return sealed.Place{Account: account.ID, Source: source.ID, Name: fmt.Sprint("token", i)}
		}

		if got := usher("", 0, "rotate"); got != "no secret is kept\n" {
			t.Errorf("without secrets: %s", got)
		}
		for i := range 3 {
			plain := fmt.Sprintf("s3cret-of-service-%d", i)
			hidden[plain] = plain
			if err := vault(old.Reveal()).Put(t.Context(), place(i), sealed.NewSecret(plain)); err != nil {
				t.Fatal(err)
			}
		}
		stands("", heldView{old.ID(), 3, "missing"})
		if got, want := usher("", 1, "rotate"), map[string]string{
			"sqlite": ".key, is not there", "postgres": "set USHER_SECRET_KEY to what usher secret new prints",
		}[db.Name()]; !strings.Contains(got, want) {
			t.Errorf("without a key: %s, want %q", got, want)
		}
		stands(old.Reveal()+","+fresh.Reveal(), heldView{old.ID(), 3, "current"}, heldView{fresh.ID(), 0, "older"})
		both := fresh.Reveal() + "," + old.Reveal()
		stands(both, heldView{fresh.ID(), 0, "current"}, heldView{old.ID(), 3, "older"})
		if got := usher(fresh.Reveal(), 1, "rotate"); !strings.Contains(got, "3 secrets were sealed with keys that are not set") {
			t.Errorf("without the old key: %s", got)
		}
		want := fmt.Sprintf("3 secrets are sealed anew; 3 in all have the key %s now. No secret needs %s any more", fresh.ID(), old.ID())
		if got := usher(both, 0, "rotate"); !strings.HasPrefix(got, want) {
			t.Errorf("the rotation says %s", got)
		}
		stands(both, heldView{fresh.ID(), 3, "current"}, heldView{old.ID(), 0, "older"})
		stands(fresh.Reveal(), heldView{fresh.ID(), 3, "current"})
		for i := range 3 {
			if s, err := vault(fresh.Reveal()).Get(t.Context(), place(i)); err != nil || s.Text() != fmt.Sprintf("s3cret-of-service-%d", i) {
				t.Errorf("%q, %v", s.Text(), err)
			}
		}
		n.usher(t, "source", "delete", "okta", "--account", "acme", "--people", "suspend")
		stands(fresh.Reveal(), heldView{fresh.ID(), 0, "current"})

		shown.WriteString(n.log.String())
		if found := sealedtest.ScanText(shown.String(), hidden); len(found) > 0 {
			t.Errorf("what was printed and logged shows %v", found)
		}
		if found, err := sealedtest.Scan(storetest.Dump(t, n.database), hidden); err != nil || len(found) > 0 {
			t.Errorf("the database shows %v, %v", found, err)
		}
		if file := store.SQLiteFile(n.database); file != "" {
			if _, err := os.Stat(file + ".key"); !os.IsNotExist(err) {
				t.Errorf("a key file was made where the key was set: %v", err)
			}
		}
	})
}
