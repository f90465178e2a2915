package main

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
)

// Rules L1 to L7 and L10: a pool, a rule and people who come by SCIM: who holds a seat and who waits, whom a freed seat is for, what
// shrinking and removing a rule come to, and what an administrator gives and takes.
func TestLicensesByCommand(t *testing.T) {
	eachDatabase(t, func(t *testing.T, n *node) {
		okta := n.tenant(t, "acme")
		in := func(args ...string) string { return n.usher(t, append(args, "--account", "acme")...) }
		person := func(name string) *answer {
			return okta.post(t, "/Users", object{"userName": name, "emails": []any{object{"value": name}}})
		}
		in("pool", "create", "shield", "--seats", "2", "--buy-at", "https://buy.example", "--devices-per-user", "4")
		in("rule", "add", "--number", "10", "--filter", `userName co "@"`)
		ids := make([]string, 4)
		for i := range ids {
			ids[i] = person(fmt.Sprintf("p%d@example.com", i)).id()
		}
		states := func(want string) {
			t.Helper()
			var got []string
			for _, x := range n.listed(t, "license", "list", "--account", "acme") {
				got = append(got, fmt.Sprintf("%s %s %s", strings.TrimSuffix(x["userName"].(string), "@example.com"), x["state"], x["rule"]))
			}
			if all := strings.Join(got, ", "); all != want {
				t.Errorf("licenses are %s; want %s", all, want)
			}
		}
		pool := func(want string) {
			t.Helper()
			p := n.listed(t, "pool", "show", "shield", "--account", "acme")[0]
			if got := fmt.Sprint(p["seats"], p["used"], p["waiting"], p["grace"], p["over"]); got != want {
				t.Errorf("the pool has seats, used, waiting, grace, over: %s; want %s", got, want)
			}
		}
		states("p0 active 10, p1 active 10, p2 waiting 10, p3 waiting 10")
		pool("2 2 2 0 0")
		for i, u := range n.listed(t, "user", "list", "--account", "acme", "--state", "waitingLicense") {
			if u["id"] != ids[i+2] && u["userName"] != fmt.Sprintf("p%d@example.com", i+2) {
				t.Errorf("%v waits for a license", u)
			}
		}

		if says := in("explain", "--user", "p3@example.com"); !strings.Contains(says, "waits for a license of shield") || !strings.Contains(says, "rule 10") ||
			!strings.Contains(says, "https://buy.example") {
			t.Errorf("explain does not say why p3 has no license:\n%s", says)
		}
		okta.delete(t, "/Users/"+ids[0])
		states("p1 active 10, p2 active 10, p3 waiting 10")
		if log := in("log", "--user", "p2@example.com"); !strings.Contains(log, "PROMOTE") {
			t.Errorf("the log does not tell how p2 got a seat:\n%s", log)
		}
		in("pool", "set", "shield", "--seats", "1")
		pool("1 2 1 0 1")
		in("pool", "set", "shield", "--seats", "3")
		states("p1 active 10, p2 active 10, p3 active 10")

		if test := n.listed(t, "rule", "test", `userName sw "p1"`, "--number", "10", "--account", "acme")[0]; fmt.Sprint(test["fits"], test["gain"], test["lose"], test["missing"]) != "1 0 2 0" {
			t.Errorf("the rule would come to %v", test)
		}
		states("p1 active 10, p2 active 10, p3 active 10")
		in("rule", "remove", "10")
		states("p1 grace , p2 grace , p3 grace ")
		pool("3 3 0 3 0")
		in("license", "revoke", "p1@example.com")
		in("license", "assign", "p2@example.com", "--licenses", "2")
		states("p2 active direct, p3 grace ")
		if err := n.refuses(t, "pool", "delete", "shield", "--account", "acme"); !strings.Contains(err, "2 seats in use") {
			t.Errorf("a pool that is held is deleted, or refused so: %s", err)
		}
		if err := n.refuses(t, "user", "add", "a@example.com", "b@example.com", "--licenses", "3", "--account", "acme"); !strings.Contains(err, "--queue") {
			t.Errorf("two licenses where one seat is free: %s", err)
		}
		if n := len(n.listed(t, "user", "list", "--account", "acme")); n != 3 {
			t.Errorf("%d people after a refusal", n)
		}
		in("user", "add", "a@example.com", "b@example.com", "--licenses", "3", "--queue")
		states("p2 active direct, p3 grace , a active direct, b waiting direct")
	})
}

// refuses is what a command says that has to fail.
func (n *node) refuses(t *testing.T, args ...string) string {
	t.Helper()
	var out, log bytes.Buffer
	if status := n.run(t.Context(), args, noEnvironment, &out, &log); status == 0 {
		t.Errorf("usher %s succeeds: %s", strings.Join(args, " "), &out)
	}
	return log.String()
}

// Rules L3, L4 and L10: a strict pool refuses who comes when no seat is free, and says how many are missing and where there are more;
// an assignment without a seat names the choices.
func TestStrictPoolRefuses(t *testing.T) {
	eachDatabase(t, func(t *testing.T, n *node) {
		okta := n.tenant(t, "acme")
		in := func(args ...string) string { return n.usher(t, append(args, "--account", "acme")...) }
		for args, says := range map[string]string{
			"--number 1 --filter nosuch": "nosuch", "--number 1 --filter xyz.pr": "", "--number 0": "from 1", "--number 1 --group nonsense": "no group",
			"--number 1 --group okta/Nobody": "no group", "--number 1 --source nobody": "nobody", "--number 1 --pool other": "other",
			"--number 1 --domain -": "", "--number 1": "usher pool create",
		} {
			if err := n.refuses(t, append(append([]string{"rule", "add"}, strings.Fields(args)...), "--account", "acme")...); !strings.Contains(err, says) {
				t.Errorf("rule add %s: %s", args, err)
			}
		}
		in("pool", "create", "shield", "--seats", "0", "--strict", "--buy-at", "https://buy.example")
		r := okta.post(t, "/Users", object{"userName": "early@example.com", "emails": []any{object{"value": "early@example.com"}}})
		in("rule", "add", "--number", "10")
		body := object{"userName": "p@example.com", "emails": []any{object{"value": "p@example.com"}}}
		for _, args := range [][]string{
			{"rule", "add", "--number", "10"}, {"pool", "create", "SHIELD", "--seats", "1"}, {"pool", "create", "x", "--seats", "-1"},
			{"pool", "set", "shield", "--to", "2026-13-01"}, {"pool", "set", "shield", "--zone", "Nowhere"}, {"pool", "set", "shield", "--buy-at", "javascript:alert(1)"},
			{"license", "assign", "nobody@example.com"}, {"license", "move", "early@example.com", "--priority", "2000000"}, {"rule", "remove", "99"},
		} {
			n.refuses(t, append(args, "--account", "acme")...)
		}
		refused := okta.post(t, "/Users", body)
		if refused.status != 403 || !strings.Contains(string(refused.raw), "https://buy.example") || !strings.Contains(string(refused.raw), "missing") {
			t.Errorf("%d %s", refused.status, refused.raw)
		}
		if list := n.listed(t, "user", "list", "--account", "acme"); len(list) != 1 {
			t.Errorf("%d people are stored", len(list))
		}
		if err := n.refuses(t, "license", "assign", "early@example.com", "--account", "acme"); r.id() == "" || !strings.Contains(err, "--queue") {
			t.Errorf("an assignment without a seat: %s", err)
		}
	})
}

// Rules L6 and L7, traps TA2: a source that puts somebody into a group with a rule licenses the person in the same answer; out of the group the
// license goes into grace, is nobody's direct one, and is the same when the person comes back. A group that goes takes its licenses along.
func TestLicensesByPushedGroup(t *testing.T) {
	eachDatabase(t, func(t *testing.T, n *node) {
		okta := n.tenant(t, "acme")
		ana := okta.hire(t, "ana")
		sales := okta.found(t, "Sales")
		n.usher(t, "pool", "create", "shield", "--seats", "5", "--account", "acme")
		n.usher(t, "rule", "add", "--number", "1", "--group", "okta/Sales", "--account", "acme")
		license := func(want string) (id string) {
			t.Helper()
			got := ""
			for _, x := range n.listed(t, "license", "list", "--account", "acme") {
				got, id = fmt.Sprint(x["user"] == nil, " ", x["state"], " ", x["rule"]), x["id"].(string)
			}
			if want != "" {
				want = "false " + want
			}
			if got != want {
				t.Errorf("the license is %q, want %q", got, want)
			}
			return id
		}
		license("")
		okta.patch(t, "/Groups/"+sales, object{"op": "add", "path": "members", "value": []any{object{"value": ana}}}).want(204)
		first := license("active 1")
		okta.patch(t, "/Groups/"+sales, object{"op": "remove", "path": `members[value eq "` + ana + `"]`}).want(204)
		license("grace 1")
		okta.put(t, "/Groups/"+sales, object{"displayName": "Sales", "members": []any{object{"value": ana}}}).want(200)
		if again := license("active 1"); again != first {
			t.Errorf("license %s was %s before the grace", again, first)
		}
		okta.delete(t, "/Groups/"+sales).want(204)
		license("grace 1")
	})
}
