package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/usher-id/usher/connectors/connectortest/fakescim"
)

// read is an account with a connected service.
type read struct {
	*node
	fake   *fakescim.Server
	users  []fakescim.Object
	groups []fakescim.Object
}

// reads connects a service of so many people, and 21 groups of whom each has the first two as members, and reads it once.
func (n *node) reads(t *testing.T, people int) *read {
	t.Helper()
	n.account(t, "acme", "example.com")
	r := &read{node: n}
	for i := range people {
		name := fmt.Sprintf("p%03d", i) // no address: that stands in emails
		r.users = append(r.users, fakescim.Object{"id": fmt.Sprintf("u-%03d", i), "userName": name, "active": true, "displayName": fmt.Sprint("Person ", i),
			"emails": []any{fakescim.Object{"value": name + "@example.com", "primary": true}}})
	}
	for i := range 21 {
		r.groups = append(r.groups, r.group(i, "u-000", "u-001"))
	}
	r.fake = fakescim.Start(t, r.users, r.groups, fakescim.Behaviour{Cursors: true, Announced: true})
	token := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(token, []byte(r.fake.Token), 0o600); err != nil {
		t.Fatal(err)
	}
	n.usher(t, "service", "connect", "scim", "--name", "hr", "--url", r.fake.Base(), "--secret-file", token, "--allow-private", "--page-size", "10", "--account", "acme")
	r.synced(t, 0, "completed", "--dry-run")
	if run := r.synced(t, 0, "completed"); run["created"] != float64(people+21) {
		t.Fatalf("the first run: %v", run)
	}
	return r
}

func (r *read) group(i int, members ...string) fakescim.Object {
	list := []any{}
	for _, m := range members {
		list = append(list, fakescim.Object{"value": m, "type": "User"})
	}
	return fakescim.Object{"id": fmt.Sprintf("g-%02d", i), "displayName": fmt.Sprint("Group ", i), "members": list}
}

// command runs a command on the account.
func (r *read) command(t *testing.T, status int, args ...string) string {
	t.Helper()
	var out, log bytes.Buffer
	if got := r.run(t.Context(), append(args, "--account", "acme"), noEnvironment, &out, &log); got != status {
		t.Errorf("usher %s: status %d, not %d: %s%s", strings.Join(args, " "), got, status, &out, &log)
	}
	return out.String()
}

// synced synchronizes, and gives what the command says of the run.
func (r *read) synced(t *testing.T, status int, state string, flags ...string) object {
	t.Helper()
	if len(flags) == 0 {
		flags = []string{"--full"}
	}
	out := r.command(t, status, append([]string{"service", "sync", "hr", "--follow", "--json"}, flags...)...)
	var run object
	if err := json.Unmarshal([]byte(out), &run); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	why, _ := run["problem"].(string)
	if run["state"] != state || state != "completed" && why == "" {
		t.Errorf("the run is %v, not %s: %q", run["state"], state, why)
	}
	return run
}

// parked are the ids of what waits for an administrator.
func (r *read) parked(t *testing.T) (ids []string) {
	t.Helper()
	for _, o := range r.listed(t, "service", "parked", "list", "hr", "--account", "acme") {
		ids = append(ids, fmt.Sprint(o["id"]))
	}
	return ids
}

// unharmed fails unless everybody is active, with an address, and every group has its members.
func (r *read) unharmed(t *testing.T) {
	t.Helper()
	active := 0
	for _, u := range r.listed(t, "user", "list", "--limit", "500", "--account", "acme") {
		if u["state"] == "active" && u["login"] != nil && u["login"] != "" {
			active++
		}
	}
	members := 0
	if err := r.commands().ReadPool.Get(&members, `SELECT count(*) FROM members`); err != nil {
		t.Fatal(err)
	}
	if active != len(r.users) || members != 2*len(r.groups) {
		t.Errorf("%d of %d are active with an address, and there are %d memberships of %d groups", active, len(r.users), members, len(r.groups))
	}
}

// Show 3, rules S2 to S5: whatever a service does, nobody is removed and nothing is emptied, and the run says why.
func TestServicesThatLie(t *testing.T) {
	long(t, "internal engine tests prove each of them")
	eachDatabase(t, func(t *testing.T, n *node) {
		r := n.reads(t, 60)
		back := func(what string) {
			t.Helper()
			r.unharmed(t)
			r.fake.Before(nil)
			r.fake.Behave(func(b *fakescim.Behaviour) { *b = fakescim.Behaviour{Cursors: true, Announced: true} })
			r.fake.Serve(r.users, r.groups)
			if r.synced(t, 0, "completed", "--dry-run"); t.Failed() {
				t.Fatal(what)
			}
			r.synced(t, 0, "completed")
			r.unharmed(t)
			if ids := r.parked(t); len(ids) != 0 {
				t.Errorf("%s: once they are back, %v are parked", what, ids)
			}
			if t.Failed() {
				t.Fatal(what)
			}
		}
		without := func(list []fakescim.Object, key string, of func(int) bool) (changed []fakescim.Object) {
			for i, o := range list {
				next := fakescim.Object{}
				for k, v := range o {
					if k != key || !of(i) {
						next[k] = v
					}
				}
				changed = append(changed, next)
			}
			return changed
		}

		r.fake.Serve(r.users[:30], r.groups)
		for i := range 2 {
			run := r.synced(t, 0, "completed")
			if why, _ := run["problem"].(string); i == 0 && why == "" {
				t.Error("half the directory is missing, and nothing is said")
			}
			if ids := r.parked(t); len(ids) != 30 {
				t.Errorf("half the directory is missing: %d are parked", len(ids))
			}
		}
		back("half the directory")

		r.fake.Serve(r.users[:42], r.groups)
		r.synced(t, 0, "completed")
		if ids := r.parked(t); len(ids) != 18 {
			t.Errorf("30 %% are gone: %d are parked", len(ids))
		}
		back("30 %")

		r.fake.Serve(nil, nil)
		r.synced(t, 1, "incomplete")
		if ids := r.parked(t); len(ids) != 81 {
			t.Errorf("the directory is empty: %d are parked", len(ids))
		}
		back("empty directory")

		r.fake.Behave(func(b *fakescim.Behaviour) { b.Empty = true })
		r.synced(t, 0, "completed")
		back("every second page is empty")

		r.fake.Behave(func(b *fakescim.Behaviour) { b.Cursors, b.Announced, b.Cut = false, false, 20 })
		r.synced(t, 1, "incomplete")
		if ids := r.parked(t); len(ids) != 0 {
			t.Errorf("cut off: %d are parked", len(ids))
		}
		back("cut off")

		for _, what := range []struct {
			name, state string
			lie         func(b *fakescim.Behaviour)
		}{
			{"a repeated cursor", "incomplete", func(b *fakescim.Behaviour) { b.Same = true }},
			{"pages in a circle", "incomplete", func(b *fakescim.Behaviour) { b.Circle = 2 }},
		} {
			r.fake.Behave(what.lie)
			if run := r.command(t, 1, "service", "sync", "hr", "--follow", "--full", "--json"); strings.Contains(run, `"state":"completed"`) {
				t.Errorf("%s: %s", what.name, run)
			}
			back(what.name)
		}

		r.fake.Before(func(w http.ResponseWriter, q *http.Request, k int) bool {
			if k > 5 {
				fakescim.Refuse(w, http.StatusUnauthorized, "", "the token was revoked")
			}
			return k > 5
		})
		r.synced(t, 1, "failed")
		if shown := r.listed(t, "service", "status", "hr", "--account", "acme")[0]; shown["state"] != "broken" || shown["next"] != nil {
			t.Errorf("the credential is refused, and the service is %v, due at %v", shown["state"], shown["next"])
		}
		back("a revoked token")

		r.fake.Behave(func(b *fakescim.Behaviour) { b.NoEmails = true })
		r.synced(t, 1, "failed")
		back("no e-mails any more")
		r.fake.Serve(without(r.users, "emails", func(i int) bool { return i%2 > 0 }), r.groups) // and where no probe finds it
		r.synced(t, 0, "completed")
		if ids := r.parked(t); len(ids) != 30 {
			t.Errorf("e-mails are gone: %d are parked", len(ids))
		}
		back("no e-mails of half of them")

		r.fake.Serve(without(r.users, "id", func(i int) bool { return i == 7 }), r.groups)
		r.synced(t, 1, "incomplete")
		back("an entry without an id")

		twice := slices.Clone(r.users)
		twice[8] = fakescim.Object{"id": "u-007", "userName": "p008", "active": true, "emails": r.users[8]["emails"]}
		r.fake.Serve(twice, r.groups)
		r.command(t, 1, "service", "sync", "hr", "--follow", "--full")
		back("two people with one id")

		other := slices.Clone(r.users)
		other[9] = fakescim.Object{"id": "another", "userName": r.users[9]["userName"], "active": true, "displayName": "Person 9", "emails": r.users[9]["emails"]}
		r.fake.Serve(other, r.groups)
		r.synced(t, 0, "completed")
		back("an id that changes")

		emptied := slices.Clone(r.groups)
		for i := range 20 {
			emptied[i] = r.group(i)
		}
		r.fake.Serve(r.users, emptied)
		r.synced(t, 0, "completed")
		if ids := r.parked(t); len(ids) != 20 {
			t.Errorf("20 groups are emptied: %d are parked", len(ids))
		}
		back("20 groups are emptied")
	})
}
