package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/usher-id/usher/internal/auth"
)

// pasted runs a line in a shell, as somebody does who copies it from what Usher said. It has to succeed.
func (n *node) pasted(t *testing.T, line string) string {
	t.Helper()
	binary, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.Symlink(binary, filepath.Join(dir, "usher")); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "sh", "-c", line)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "PATH="+dir+string(os.PathListSeparator)+os.Getenv("PATH"), "USHER_DATABASE_URL="+n.database, "LANG=C")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s\n%v: %s", line, err, out)
	}
	return string(out)
}

// shown is a source as usher source show --json shows it.
func (n *node) shown(t *testing.T, source, account string) object {
	t.Helper()
	return n.listed(t, "source", "show", source, "--account", account)[0]
}

// asideOf are the names left aside with their counts, and what to register for each.
func asideOf(shown object) (counts map[string]float64, advice map[string]object) {
	counts, advice = map[string]float64{}, map[string]object{}
	for _, a := range shown["leftAside"].([]any) {
		counts[a.(map[string]any)["name"].(string)] = a.(map[string]any)["count"].(float64)
	}
	for _, r := range shown["register"].([]any) {
		for _, name := range r.(map[string]any)["names"].([]any) {
			advice[name.(string)] = r.(map[string]any)
		}
	}
	return counts, advice
}

// Rules P3, P9 and O2: what a source sends and nobody keeps is counted, and shown with what makes Usher keep it. The
// commands work as they stand, and then nothing is left aside any more.
func TestSourceShowsWhatItLeavesAside(t *testing.T) {
	long(t, tour)
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		const account = "Acme & Söhne's"
		c := n.tenant(t, account)
		const corp = "urn:ietf:params:scim:schemas:extension:acme.corp:2.0:User"
		const other = "urn:acme:params:badge"
		const teams = "urn:ietf:params:scim:schemas:extension:acme.corp:2.0:Group"
		for _, name := range []string{"ann", "bob"} {
			c.post(t, "/Users", person(name, object{
				"shoeSize": "7", corp: object{"costCode": "7"}, other: object{"number": "1"}, enterpriseURN: object{"costCentre": "D"},
			})).want(201)
		}
		ann := c.post(t, "/Users", person("cid", nil)).want(201)
		c.patch(t, "/Users/"+ann.id(), edit("replace", "title", "T"), edit("add", corp+":costCode", "7")).want(200)
		c.post(t, "/Users", mailed("held", "held@later.example")).want(201)

		team := c.post(t, "/Groups", object{"displayName": "team", teams: object{"floor": "3"}}).want(201)

		var counts map[string]float64
		var advice map[string]object
		var shown object
		eventually(t, "what was left aside", func() bool {
			shown = n.shown(t, "okta", account)
			counts, advice = asideOf(shown)
			return counts[enterpriseURN+":costCentre"] == 2 && counts[corp+":costCode"] == 3 && counts[teams+":floor"] == 1 && shown["lastContact"] != nil
		})
		if len(counts) != 5 || counts["shoeSize"] != 2 || counts[other+":number"] != 2 {
			t.Errorf("left aside: %v", counts)
		}
		if len(shown["tokens"].([]any)) != 1 || fmt.Sprint(shown["people"]) != "map[active:3 pendingDomain:1]" {
			t.Errorf("shown as %v", shown)
		}
		for name, want := range map[string]string{"shoeSize": "correct the mapping of shoeSize", enterpriseURN + ":costCentre": "costCenter", corp + ":costCode": "register " + corp} {
			if says := fmt.Sprint(advice[name]["says"]); !strings.Contains(says, want) {
				t.Errorf("of %s it says %q", name, says)
			}
		}
		if people := n.usher(t, "source", "show", "okta", "--account", account); !strings.Contains(people, "costCode") || !strings.Contains(people, "usher schema add") {
			t.Errorf("people read\n%s", people)
		}

		for _, r := range shown["register"].([]any) {
			lines, _ := r.(map[string]any)["commands"].([]any)
			for _, line := range lines {
				n.pasted(t, line.(string))
			}
		}
		eventually(t, "the extensions", func() bool {
			a := c.patch(t, "/Users/"+ann.id(), edit("add", corp+":costCode", "8"))
			return a.status == 200 && c.get(t, "/Users/"+ann.id()).text(corp, "costCode") == "8"
		})
		c.patch(t, "/Groups/"+team.id(), edit("add", teams+":floor", "4")).want(204)
		if floor := c.get(t, "/Groups/"+team.id()).text(teams, "floor"); floor != "4" {
			t.Errorf("the team's floor is %q", floor)
		}
		counts, advice = asideOf(n.shown(t, "okta", account))
		if len(counts) != 2 || len(advice) != 2 || counts["shoeSize"] != 2 || counts[enterpriseURN+":costCentre"] != 2 {
			t.Errorf("still left aside: %v", counts)
		}

		// What comes later can't be registered, and nobody is told that it could.
		c.post(t, "/Users", person("dan", object{"urn:late:params": object{"x": "1"}})).want(201)
		eventually(t, "the later one", func() bool {
			_, advice = asideOf(n.shown(t, "okta", account))
			return advice["urn:late:params:x"] != nil
		})
		if r := advice["urn:late:params:x"]; r["commands"] != nil || !strings.Contains(fmt.Sprint(r["says"]), "can't be added") {
			t.Errorf("of the later one it says %v", r)
		}
	})
}

// Rules O2 and P9: a source shows what went wrong last, a wrong base URL or an expired token included, and never another's.
func TestSourceShowsItsLastError(t *testing.T) {
	long(t, tour)
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		c := n.tenant(t, "acme")
		n.connect(t, "acme", "entra")
		root := strings.TrimSuffix(c.base, scimPath)
		(&connection{base: root, token: c.token}).get(t, "/Users").want(404)
		lastError := func() string { return fmt.Sprint(n.shown(t, "okta", "acme")["lastError"]) }
		eventually(t, "the wrong path", func() bool {
			return strings.Contains(lastError(), "which is no path of Usher: wrong path. The SCIM base URL is "+root)
		})
		old := n.as(n.usher(t, "token", "create", "--account", "acme", "--source", "okta", "--expires", "1ns"))
		old.get(t, "/Users").want(401)
		eventually(t, "the expired token", func() bool { return strings.Contains(lastError(), "expired token. Token ush_..") })
		shown := n.shown(t, "okta", "acme")
		if found := n.lookUp(t, shown["lastErrorCase"].(string)); found["reason"] != "expiredToken" {
			t.Errorf("its case is %v", found)
		}
		if tokens := fmt.Sprint(shown["tokens"]); !strings.Contains(tokens, "state:expired") || !strings.Contains(tokens, "state:active") || strings.Contains(tokens, "ush_") {
			t.Errorf("its tokens are %s", tokens)
		}
		if entra := n.shown(t, "entra", "acme"); entra["lastError"] != nil || entra["lastContact"] != nil || len(entra["leftAside"].([]any)) != 0 {
			t.Errorf("another source is shown as %v", entra)
		}
		stranger, _, err := auth.NewSecret(n.listed(t, "account", "list")[0]["id"].(string))
		if err != nil {
			t.Fatal(err)
		}
		n.as(stranger).get(t, "/Groups").want(401)
		n.account(t, "bolt")
		n.connect(t, "bolt", "okta")
		if theirs := n.shown(t, "okta", "bolt"); theirs["lastError"] != nil || theirs["id"] == shown["id"] {
			t.Errorf("another account's is shown as %v", theirs)
		}
	})
}

// Rules P9 and I3: of whom no user is yet, explain names the address; what it advises works; and a mailbox at a public
// provider is named whole on every surface.
func TestWhoIsHeldIsNamed(t *testing.T) {
	long(t, tour)
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		n.account(t, "acme")
		c := n.connect(t, "acme", "okta")
		c.post(t, "/Users", mailed("ann", "ann@gmail.com")).want(201)
		c.post(t, "/Users", object{"schemas": list{userURN}, "userName": "bob", "emails": list{object{"value": "bob at gmail.com"}}}).want(201)
		c.post(t, "/Users", mailed("cid", "cid@later.example")).want(201)
		for user, want := range map[string]string{
			"ann@gmail.com": "ann@gmail.com is not let in yet (pendingDomain)", "bob": "bob is not let in yet (pendingDomain)",
			"cid@later.example": "cid@later.example is not let in yet (pendingDomain)",
		} {
			says := n.usher(t, "explain", "--user", user, "--account", "acme")
			if !strings.HasPrefix(says, want) {
				t.Errorf("explain begins %.100q, want %q", says, want)
			}
			french := c.get(t, "/Users?filter=userName%20eq%20%22"+user+"%22", "Accept-Language", "fr").want(200)
			all := says + n.usher(t, "status", "--account", "acme") + n.usher(t, "user", "list", "--account", "acme") +
				n.usher(t, "log", "--account", "acme") + string(french.raw)
			for _, hole := range []string{"address .", "adresse .", "approve-address `", "approve-address  "} {
				if strings.Contains(all, hole) {
					t.Errorf("%s: there is a hole in\n%s", user, all)
				}
			}
		}
		says := n.usher(t, "explain", "--user", "ann@gmail.com", "--account", "acme")
		_, rest, found := strings.Cut(says, "`usher domain approve-address ann@gmail.com")
		if !found {
			t.Fatalf("explain says\n%s", says)
		}
		command, _, _ := strings.Cut(rest, "`")
		n.pasted(t, "usher domain approve-address ann@gmail.com"+command)
		eventually(t, "her to be let in", func() bool {
			return strings.HasPrefix(n.usher(t, "explain", "--user", "ann@gmail.com", "--account", "acme"), "user ")
		})
	})
}

// Rules P9 and D7: a connection that refuses people of domains that are not approved says what really happens.
func TestRefusalSaysWhatHappens(t *testing.T) {
	long(t, tour)
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		n.account(t, "acme")
		c := n.connect(t, "acme", "okta", "--domain-policy", "reject")
		refused := c.post(t, "/Users", mailed("ann", "ann@later.example"))
		refused.wantError(403, "", "this connection refuses such people")
		if says := refused.text("detail"); strings.Contains(says, "without another push") || strings.Contains(says, "wait") || !strings.Contains(says, "Then push again.") {
			t.Errorf("it says %q", says)
		}
		n.usher(t, "domain", "approve", "later.example", "--account", "acme")
		if a := c.post(t, "/Users", mailed("ann", "ann@later.example")).want(201); a.state() != "active" {
			t.Errorf("pushed again, she is %s", a.state())
		}
		c.post(t, "/Users", mailed("bob", "bob@gmail.com")).wantError(403, "", "approve the address bob@gmail.com")
	})
}

// Rule S8: a source shows whether what it sends is taken.
func TestSourceShowsItsState(t *testing.T) {
	long(t, tour)
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		n.tenant(t, "acme")
		for _, step := range [][2]string{{"disable", "disabled"}, {"enable", "active"}} {
			n.usher(t, "source", step[0], "okta", "--account", "acme")
			people := n.usher(t, "source", "show", "okta", "--account", "acme")
			if !regexp.MustCompile(`(?m)^STATE:?\s+` + step[1] + `$`).MatchString(people) {
				t.Errorf("after %s people read\n%s", step[0], people)
			}
		}
	})
}
