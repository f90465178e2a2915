package main

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/usher-id/usher/internal/store/storetest"
)

// crowded has a pool for everybody whose title a rule names, and so many people, the first of them with another title.
func (n *node) crowded(t *testing.T, okta *connection, people, others int) (ids []string) {
	t.Helper()
	n.usher(t, "pool", "create", "shield", "--seats", "2000", "--account", "acme")
	var operations []object
	for i := range people {
		name := fmt.Sprintf("p%04d", i)
		title := "seller"
		if i < others {
			title = "buyer"
		}
		operations = append(operations, bulkPost("/Users", name, person(name, object{"title": title})))
	}
	ids = bulk(t, okta, operations)
	n.usher(t, "rule", "add", "--number", "1", "--filter", "title pr", "--account", "acme")
	return ids
}

// Rule L6, trap TA3: a rule is edited so that 990 of 1,000 holders still match. The tester says so beforehand; the 990 have no change at all,
// of their license, their resource or in the log; 10 go to grace. Settling everybody again by hand then changes nobody.
func TestEditOfARuleLeavesAloneWhomItFitsBeforeAndAfter(t *testing.T) {
	long(t, "1,000 people on each database")
	eachDatabase(t, func(t *testing.T, n *node) {
		okta := n.tenant(t, "acme")
		n.crowded(t, okta, 1000, 10)
		tables := openCrashTables(t, n.database)
		const rest = `SELECT CAST(l.id AS text) || l.state || COALESCE(CAST(l.rule_id AS text), '') || CAST(l.requested AS text) || CAST(l.granted AS text) || CAST(r.version AS text)
			FROM licenses l JOIN records r ON r.account_id = l.account_id AND r.user_id = l.user_id AND r.source_id <> r.account_id WHERE l.state = 'active' ORDER BY 1`
		const logged = `SELECT CAST(count(*) AS text) FROM log WHERE record_id IS NOT NULL`
		before, entries := tables.list(t, rest), tables.list(t, logged)[0]
		if len(before) != 1000 {
			t.Fatalf("%d people have a license", len(before))
		}
		test := n.listed(t, "rule", "test", `title eq "seller"`, "--number", "1", "--account", "acme")[0]
		if got := fmt.Sprint(test["fits"], test["gain"], test["lose"], test["stay"], test["missing"]); got != "990 0 10 990 0" {
			t.Errorf("the tester says fits, gain, lose, stay, missing: %s", got)
		}
		if losers, _ := test["losers"].(list); len(losers) != 10 || losers[0] != "p0000@example.com" {
			t.Errorf("the tester names %v", losers)
		}
		set := n.listed(t, "rule", "set", "1", "--filter", `title eq "seller"`, "--account", "acme")[0]
		if set["changed"] != 10.0 || set["filter"] != `title eq "seller"` {
			t.Errorf("the rule is set: %v", set)
		}
		kept := map[string]bool{}
		for _, row := range tables.list(t, rest) {
			kept[row] = true
		}
		same := 0
		for _, row := range before {
			if kept[row] {
				same++
			}
		}
		if same != 990 || len(kept) != 990 {
			t.Errorf("of 1,000 licenses %d are active, and %d are as they were", len(kept), same)
		}
		if after := tables.list(t, logged)[0]; fmt.Sprint(entries, "+10") != fmt.Sprint(entries, "+", minus(t, after, entries)) {
			t.Errorf("%s entries about people became %s", entries, after)
		}

		before = tables.list(t, rest)
		done := n.listed(t, "license", "reprocess", "--pool", "shield", "--account", "acme", "--as", "ann")
		if len(done) != 1 || done[0]["job"] != true || done[0]["people"] != 1000.0 || done[0]["changedPeople"] != nil {
			t.Errorf("settling everybody again: %v", done)
		}
		if after := tables.list(t, rest); strings.Join(after, "\n") != strings.Join(before, "\n") {
			t.Error("settling again by the same rules has changed licenses")
		}
		if acts := tables.list(t, `SELECT actor FROM log WHERE operation = 'LICENSE REPROCESS shield'`); len(acts) != 1 || acts[0] != "ann" {
			t.Errorf("the act is in the log as of %v", acts)
		}
	})
}

func minus(t *testing.T, x, y string) int {
	t.Helper()
	var a, b int
	if _, err := fmt.Sscan(x+" "+y, &a, &b); err != nil {
		t.Fatal(err)
	}
	return a - b
}

// Rule L6, trap TA10: settling again by hand says of each what has changed, and of the others why nothing has; it takes nobody's license, although
// the pool has become smaller.
func TestReprocessSaysWhatChangedAndWhy(t *testing.T) {
	eachDatabase(t, func(t *testing.T, n *node) {
		okta := n.tenant(t, "acme")
		in := func(args ...string) string { return n.usher(t, append(args, "--account", "acme")...) }
		n.refuses(t, "license", "reprocess", "--account", "acme")
		n.refuses(t, "license", "reprocess", "--user", "x", "--pool", "y", "--account", "acme")
		ana, bea := okta.hire(t, "ana"), okta.hire(t, "bea")
		okta.hire(t, "cleo")
		okta.found(t, "team", ana, bea)
		in("pool", "create", "shield", "--seats", "2")
		in("rule", "add", "--number", "1", "--group", "okta/team")
		in("pool", "set", "shield", "--seats", "1")
		says := in("license", "reprocess", "--group", "okta/team", "--as", "ann")
		for _, want := range []string{"ana@example.com", "bea@example.com", "has a license of shield", "rule 1 gives it", "2 people settled again; the licenses of 0"} {
			if !strings.Contains(says, want) {
				t.Errorf("the answer lacks %q:\n%s", want, says)
			}
		}
		if one := n.listed(t, "license", "reprocess", "--user", "cleo@example.com", "--account", "acme")[0]; one["changed"] != false || !strings.Contains(one["says"].(string), "no rule gives it") {
			t.Errorf("who has no license: %v", one)
		}
		// What a clock has brought about and no job has seen yet.
		okta.patch(t, "/Users/"+bea, object{"op": "replace", "path": "active", "value": false}).want(200)
		storetest.Exec(t, n.database, `UPDATE licenses SET until = 1 WHERE state = 'grace'`)
		all := n.listed(t, "license", "reprocess", "--pool", "shield", "--account", "acme", "--as", "ann")
		if len(all) != 3 {
			t.Errorf("%d people are settled again, not 3", len(all))
		}
		if log := in("log", "--user", bea); !strings.Contains(log, "LICENSE REPROCESS") && !strings.Contains(log, "SETTLE") {
			t.Errorf("the log does not tell who freed the seat:\n%s", log)
		}
		if p := n.listed(t, "pool", "show", "shield", "--account", "acme")[0]; p["used"] != 1.0 {
			t.Errorf("the pool is %v", p)
		}
		n.speaksFrench(t, "license", "reprocess", "--pool", "shield", "--account", "acme")
	})
}

// Rules L6, I2 and P10: a group of more members than one answer settles is settled by a job that is kept with the change: its licenses come although
// the server is killed in between, from whichever of two others takes the job, and explain says meanwhile that they will.
func TestCrashBeforeALargeGroupIsSettled(t *testing.T) {
	long(t, killed)
	for kind, url := range storetest.URLs(t) {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			tables := openCrashTables(t, url)
			crashRun(t, url, "account", "create", "acme")
			crashRun(t, url, "domain", "approve", "example.com", "--account=acme")
			crashRun(t, url, "source", "create", "okta", "--account=acme")
			server := startCrashServer(t, url)
			token := crashRun(t, url, "token", "create", "--account=acme", "--source=okta")
			c := newCrashClient(server.base, token)
			ids := crashPeople(t, c, "p", 600)
			group := crashGroup(t, c, "team")
			crashRun(t, url, "pool", "create", "shield", "--seats=550", "--account=acme")
			crashRun(t, url, "rule", "add", "--number=1", "--group="+group, "--account=acme")
			members := make([]any, len(ids))
			for i, id := range ids {
				members[i] = map[string]any{"value": id}
			}
			c.must(t, "PATCH", "/Groups/"+group, crashPatch("add", "members", members))
			server.kill()
			if left := tables.list(t, `SELECT state FROM jobs WHERE kind = 'license-settle' AND state IN ('waiting', 'running')`); len(left) == 1 {
				explained := crashRun(t, url, "explain", "--user="+ids[599], "--account=acme")
				if !strings.Contains(explained, "are being settled by a job") {
					t.Errorf("explain does not say that the job comes:\n%s", explained)
				}
			} else {
				t.Logf("the job was done before the server was killed: %v", left)
			}
			for range 2 {
				startCrashServer(t, url)
			}
			const states = `SELECT state || ' ' || CAST(count(*) AS text) FROM licenses GROUP BY state ORDER BY 1`
			deadline := time.Now().Add(90 * time.Second)
			for {
				got := strings.Join(tables.list(t, states), ", ")
				if got == "active 550, waiting 50" {
					break
				}
				if time.Now().After(deadline) {
					t.Fatalf("licenses are %s", got)
				}
				time.Sleep(100 * time.Millisecond)
			}
			command := exec.Command(os.Args[0], "license", "reprocess", "--group="+group, "--account=acme", "--as=ann")
			command.Env = append(os.Environ(), crashProcess+"=1", "USHER_DATABASE_URL="+url)
			if err := command.Start(); err != nil {
				t.Fatal(err)
			}
			time.Sleep(50 * time.Millisecond)
			command.Process.Kill() //nolint:errcheck // it may be done
			_ = command.Wait()
			if got := strings.Join(tables.list(t, states), ", "); got != "active 550, waiting 50" {
				t.Errorf("after settling again licenses are %s", got)
			}
		})
	}
}

// Rules L7 and L10, traps TA9 and TA13: who suspends a holder to make room is told until when the seat is kept and by which command it is freed now; that
// command promotes the next; who is resumed without a free seat waits, and the answer says so. A license by a rule is not taken from one
// person, and the refusal names the rule and how to exclude the person.
func TestWhoMakesRoomIsTold(t *testing.T) {
	eachDatabase(t, func(t *testing.T, n *node) {
		okta := n.tenant(t, "acme")
		in := func(args ...string) string { return n.usher(t, append(args, "--account", "acme")...) }
		in("pool", "create", "shield", "--seats", "1")
		in("rule", "add", "--number", "7", "--filter", "userName pr")
		ana, bea := okta.hire(t, "ana"), okta.hire(t, "bea")
		if says := n.refuses(t, "license", "revoke", bea, "--account", "acme"); !strings.Contains(says, "rule 7 gives") || !strings.Contains(says, `userName eq "bea`) {
			t.Errorf("the refusal is %s", says)
		}
		said := in("user", "suspend", ana)
		_, command, found := strings.Cut(said, "; `usher license revoke ")
		command, _, _ = strings.Cut(command, "`")
		if !found || !strings.Contains(said, "the seat is kept until") {
			t.Fatalf("the answer is %s", said)
		}
		n.usher(t, append([]string{"license", "revoke"}, strings.Fields(command)...)...)
		for _, x := range n.listed(t, "license", "list", "--account", "acme") {
			if x["userName"] != "bea@example.com" || x["state"] != "active" {
				t.Errorf("after that there is %v", x)
			}
		}
		if said := in("user", "resume", ana); !strings.Contains(said, "1 seat is missing") {
			t.Errorf("who is resumed without a seat: %s", said)
		}
	})
}

// Rule L7, trap TA13: a pool of which somebody has a seat, be it in grace, or waits for one is not deleted; of one that counts from first use what nobody
// has used goes with it, and nothing that shows licenses fails then.
func TestPoolIsDeletedOnlyWhenNobodyHasASeat(t *testing.T) {
	eachDatabase(t, func(t *testing.T, n *node) {
		okta := n.tenant(t, "acme")
		in := func(args ...string) string { return n.usher(t, append(args, "--account", "acme")...) }
		in("pool", "create", "shield", "--seats", "1")
		in("pool", "create", "sword", "--seats", "1", "--first-use")
		in("rule", "add", "--number", "1", "--pool", "shield", "--filter", "userName pr")
		in("rule", "add", "--number", "2", "--pool", "sword", "--filter", "userName pr")
		ana := okta.hire(t, "ana")
		n.refuses(t, "pool", "delete", "shield", "--account", "acme")
		okta.patch(t, "/Users/"+ana, edit("replace", "active", false)).want(200)
		n.refuses(t, "pool", "delete", "shield", "--account", "acme")
		okta.patch(t, "/Users/"+ana, edit("replace", "active", true)).want(200)
		if list := n.listed(t, "license", "list", "--account", "acme"); len(list) != 2 || list[1]["state"] != "unused" {
			t.Errorf("licenses are %v", list)
		}
		if says := n.refuses(t, "pool", "set", "sword", "--product", "axe", "--account", "acme"); !strings.Contains(says, "product can't change") {
			t.Errorf("the product of unused licenses: %s", says)
		}
		in("pool", "delete", "sword")
		if list := n.listed(t, "license", "list", "--user", ana, "--account", "acme"); len(list) != 1 || list[0]["pool"] != "shield" {
			t.Errorf("licenses are %v", list)
		}
		if rules := n.listed(t, "rule", "list", "--account", "acme"); len(rules) != 1 {
			t.Errorf("rules are %v", rules)
		}
		in("explain", "--user", ana)
		in("rule", "remove", "1")
		in("license", "revoke", ana, "--pool", "shield")
		in("pool", "delete", "shield")
		if list := n.listed(t, "license", "list", "--account", "acme"); len(list) != 0 {
			t.Errorf("licenses are %v", list)
		}
	})
}
