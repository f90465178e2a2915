package main

import (
	"regexp"
	"strings"
	"testing"
)

// Rules L4 and L6: what is advised about pools and licenses can be pasted where there are several pools and rules, and
// names flags that the command has.
func TestAdviceAboutLicensesCanBePasted(t *testing.T) {
	eachDatabase(t, func(t *testing.T, n *node) {
		okta := n.tenant(t, "acme")
		for _, name := range []string{"ana", "bo"} {
			okta.post(t, "/Users", person(name, object{"title": "seller"}))
		}
		in := func(args ...string) string { return n.usher(t, append(args, "--account", "acme")...) }
		paste := func(said string) string {
			t.Helper()
			line := regexp.MustCompile("`(usher [^`]*acme)`").FindStringSubmatch(said)
			if line == nil {
				t.Fatalf("nothing to paste in %s", said)
			}
			return n.pasted(t, line[1])
		}
		paste(in("pool", "create", "shield", "--seats", "9"))
		paste(in("pool", "create", "sword", "--seats", "1"))
		if rules := n.listed(t, "rule", "list", "--account", "acme"); len(rules) != 2 {
			t.Errorf("two rules were advised and pasted: %v", rules)
		}
		refused := func(args ...string) string { return n.refuses(t, append(args, "--account", "acme")...) }
		bo := []string{"--filter", `userName eq "bo@example.com"`}
		said := in(append([]string{"rule", "add", "--pool", "shield", "--number", "1", "--excludes"}, bo...)...)
		if !strings.Contains(said, "gives whom it fits no license of shield; the licenses of 1 person") {
			t.Errorf("a rule that excludes: %s", said)
		}
		test := n.listed(t, "rule", "test", `title eq "buyer"`, "--number", "10", "--account", "acme")[0]
		if test["lose"] != 1.0 {
			t.Errorf("the rule would be tested of the pool of rule 10: %v", test)
		}
		said = refused("license", "assign", "bo@example.com", "--pool", "sword")
		if strings.Contains(said, "--first") || !strings.Contains(said, "1 is missing") || !strings.Contains(said, "--over") {
			t.Errorf("who waits already is counted once, and --first is no flag here: %s", said)
		}
		in("rule", "remove", "20")
		in("license", "revoke", "ana@example.com", "--pool", "sword")
		_, none, _ := strings.Cut(in("explain", "--user", "bo@example.com"), "has no license of sword")
		none, _, _ = strings.Cut(none[strings.Index(none, "usher license assign")-1:], "\n")
		paste(none)
		if len(n.listed(t, "license", "list", "--pool", "sword", "--account", "acme")) == 0 {
			t.Error("the license that was advised is not there")
		}
		in("pool", "create", "past", "--seats", "1", "--to", "2020-01-01")
		for _, said := range []string{
			refused("license", "assign", "bo@example.com", "--pool", "past"),
			strings.SplitAfter(in("explain", "--user", "bo@example.com"), "no license of past")[1],
		} {
			if !strings.Contains(said, "valid today") || !strings.Contains(paste(said), "2020-01-01") {
				t.Errorf("a pool whose days are over: %s", said)
			}
		}
		for _, said := range []string{
			refused("license", "assign", "bo@example.com", "--pool", "shield", "--licenses", "0"),
			refused("pool", "create", "none", "--seats", "1", "--devices-per-user", "0"),
		} {
			if !strings.Contains(said, "1 to") {
				t.Errorf("a license for no device: %s", said)
			}
		}
		if said := refused("license", "send", "bo@example.com", "--pool", "nosuch"); !strings.Contains(said, `no license of a pool "nosuch"`) {
			t.Errorf("a license of no pool is sent: %s", said)
		}
		if said := in("log", "--user", "bo@example.com"); strings.Contains(said, "okta changed") || !strings.Contains(said, "(L6)") {
			t.Errorf("the log of a license that Usher has settled: %s", said)
		}
	})
}

// Rule L8: whoever tries a device at what is no license server is told so in French, too.
func TestADeviceThatReachesNoServer(t *testing.T) {
	n := &node{}
	for server, says := range map[string]string{
		"nonsense":           "n'est pas l'adresse d'un serveur",
		"http://127.0.0.1:1": "connexion refusée",
	} {
		said := n.speaksFrench(t, "device", "activate", "--server", server, "--key", "K", "--fingerprint", "12345678")
		if !strings.Contains(said, says) || strings.Contains(said, "can't") {
			t.Errorf("%s: %s", server, said)
		}
	}
}
