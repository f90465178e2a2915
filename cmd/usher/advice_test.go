package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/usher-id/usher/internal/text"
)

// Rule P9: every command that a message can advise is one, with its arguments and flags.
func TestAdvisedCommandsAreCommands(t *testing.T) {
	values := strings.NewReplacer("ROLE", "owner", "DECISION", "link", "NUMBER", "10", "--seats N", "--seats 5")
	for key, command := range text.Commands() {
		args := strings.Fields(values.Replace(command))
		if args[0] != "usher" {
			t.Errorf("%s: %s", key, command)
			continue
		}
		if _, err := parserFor(t, args[1:]...).Parse(args[1:]); err != nil {
			t.Errorf("%s: %s: %v", key, command, err)
		}
	}
}

// shownElsewhere is advice that needs the world outside of Usher, and the test that follows it there.
var shownElsewhere = map[string]string{
	"domain.verify": "TestDomainIsVerifiedByDNS", // a DNS server
	"user.confirm":  "TestConfirm",               // a mail with a code
}

// Rule P9: what a message advises is done when it is pasted: each command that any can advise runs, with what the message
// fills in, and succeeds.
func TestAdviceSucceeds(t *testing.T) {
	long(t, "TestAdvisedCommandsAreCommands reads each of them")
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		for i, key := range slices.Sorted(maps.Keys(text.Commands())) {
			if shownElsewhere[key] != "" {
				continue
			}
			w := n.adviceWorld(t, fmt.Sprintf("acme-%d", i))
			for _, args := range w.before[key] {
				n.usher(t, append(args, "--account", w.account)...)
			}
			var line []string
			for _, word := range strings.Fields(text.Commands()[key]) {
				if value := w.values[key+" "+word]; value != "" {
					word = value
				} else if value := w.values[word]; value != "" {
					word = value
				}
				line = append(line, word)
			}
			for _, word := range line {
				if word == strings.ToUpper(word) && strings.Trim(word, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == "" {
					t.Errorf("%s: nothing is known to stand for %s", key, word)
				}
			}
			n.usher(t, line[1:]...)
		}
	})
}

// adviceWorld is an account in which every advice has something to be about.
type adviceWorld struct {
	account string
	values  map[string]string     // of what stands in capitals, maybe of one piece of advice only
	before  map[string][][]string // commands that bring about what advice is given for
}

func (n *node) adviceWorld(t *testing.T, account string) *adviceWorld {
	t.Helper()
	okta := n.tenant(t, account)
	entra := n.connect(t, account, "entra")
	person := func(c *connection, name string) string {
		return c.post(t, "/Users", object{"userName": name, "externalId": name, "emails": []any{object{"value": name}}}).id()
	}
	rosa, ana := person(okta, "rosa@example.com"), person(okta, "ana@example.com")
	twin, waiting := person(entra, "rosa@example.com"), person(entra, "ana@example.com")
	person(okta, "kim@partner.example")
	bo, cy := person(okta, "bo@example.com"), person(okta, "cy@example.com")
	n.usher(t, "user", "link", twin, rosa, "--account", account)
	for _, owner := range []string{bo, cy} {
		n.usher(t, "user", "role", owner, "owner", "--account", account)
	}
	cases := n.listed(t, "review", "list", "--account", account)
	if len(cases) != 1 {
		t.Fatalf("%d cases wait", len(cases))
	}
	token := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(token, []byte(entra.token), 0o600); err != nil {
		t.Fatal(err)
	}
	connect := []string{"service", "connect", "scim", "--name", "directory", "--url", n.base, "--secret-file", token, "--allow-private"}
	parked := n.parkedImport(t, account)
	return &adviceWorld{
		account: account,
		values: map[string]string{
			"ACCOUNT": account, "DOMAIN": "partner.example", "ADDRESS": "kim@partner.example", "DECISION": "link", "CASE": cases[0]["id"].(string),
			"USER": rosa, "RECORD": twin, "SOURCE": "okta", "SERVICE": "directory", "FILE": token, "NAME": "entra", "ID": n.newestToken(t, account), "ATTRIBUTE": "title",
			"account.create NAME": account + "-too", "account.delete NAME": account, "source.create NAME": "hr", "domain.claim DOMAIN": "claimed.example",
			"owner.another OTHER": rosa, "owner.roleless USER": bo, "source.trustOther OTHER": "entra", "user.link RECORD": waiting, "user.link USER": ana,
			"source.authority DOMAIN": "example.com", "source.trust DOMAIN": "example.com", "source.trustOther DOMAIN": "example.com",
			"user.add ADDRESS": "new@example.com", "pool.create POOL": "fresh", "pool.create N": "5", "IMPORT": parked, "POOL": "shield", "NUMBER": "20", "rule.set.it FILTER": "userName pr",
		},
		before: map[string][][]string{
			"user.reset":            {{"user", "edit", rosa, "--set", "title=Chief"}},
			"user.resume":           {{"user", "suspend", rosa}},
			"source.enable":         {{"source", "disable", "entra"}},
			"rule.add":              {{"pool", "create", "shield", "--seats", "9"}},
			"rule.remove":           {{"pool", "create", "shield", "--seats", "9"}, {"rule", "add", "--number", "20"}},
			"rule.remove.it":        {{"pool", "create", "shield", "--seats", "9"}, {"rule", "add", "--number", "20"}},
			"rule.set.it":           {{"pool", "create", "shield", "--seats", "9"}, {"rule", "add", "--number", "20"}},
			"license.assign":        {{"pool", "create", "shield", "--seats", "9"}},
			"pool.show":             {{"pool", "create", "shield", "--seats", "9"}},
			"license.free":          {{"pool", "create", "shield", "--seats", "9"}, {"license", "assign", rosa}, {"user", "suspend", rosa}},
			"source.enable.service": {connect, {"source", "disable", "directory"}},
			"service.secret":        {connect}, "service.test": {connect}, "service.parked": {connect}, "service.preview": {connect},
			"service.private": {connect}, "service.status": {connect}, "service.status.all": {connect}, "service.cancel": {connect},
			"service.follow": {append(slices.Clone(connect), "--no-preview")},
			"license.revoke": {{"pool", "create", "shield", "--seats", "9"}, {"license", "assign", rosa}},
		},
	}
}

// parkedImport is an import that would have made so many people inactive that all of them wait.
func (n *node) parkedImport(t *testing.T, account string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "people.csv")
	for _, people := range []int{7, 0} {
		text := "email\n"
		for i := range people {
			text += fmt.Sprintf("person-%d@example.com\n", i)
		}
		if err := os.WriteFile(file, []byte(text+"other@example.com\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		var out, log strings.Builder
		status := n.run(t.Context(), []string{"import", file, "--complete", "--account", account}, noEnvironment, &out, &log)
		if want := map[bool]int{true: statusFailed}[people == 0]; status != want {
			t.Fatalf("status %d, want %d: %s%s", status, want, out.String(), log.String())
		}
	}
	return n.listed(t, "import", "list", "--account", account)[0]["id"].(string)
}
