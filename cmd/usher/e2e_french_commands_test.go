package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// speaksFrench runs a command for who reads French, and checks that it says nothing in English.
func (n *node) speaksFrench(t *testing.T, args ...string) string {
	t.Helper()
	var out, log bytes.Buffer
	env := func(name string) string { return map[string]string{"LANG": "fr_CA.UTF-8", "USHER_ACTOR": "Zoé"}[name] }
	status := n.run(t.Context(), args, env, &out, &log)
	said := out.String() + log.String()
	for line := range strings.Lines(said) {
		if word := english.FindString(shownData.ReplaceAllString(quoted.ReplaceAllString(line, ""), "")); word != "" {
			t.Errorf("usher %s: status %d: %q is English: %s", strings.Join(args, " "), status, word, line)
		}
	}
	for _, line := range strings.Split(said, "\n") {
		line = strings.TrimPrefix(line, "usher: ")
		if mark := unspaced.FindString(shownData.ReplaceAllString(quoted.ReplaceAllString(line, ""), "")); mark != "" {
			t.Errorf("usher %s: %q lacks a no-break space: %s", strings.Join(args, " "), mark, line)
		}
	}
	if strings.Contains(said, "\uFFFD") {
		t.Errorf("usher %s: a character can't be shown: %s", strings.Join(args, " "), said)
	}
	return said
}

// unspaced is a mark that French parts from the word before it.
var unspaced = regexp.MustCompile(`[^\x{00A0} ][:;!?] `)

// shownData is JSON that a source has sent, shown as it is, what a system says of a connection, the names of jobs, what a
// check has asked, its levels, and words of the protocol.
var shownData = regexp.MustCompile(`[{}\[\]].*|Get : dial.*|warn-of-[a-z]+|^ +demandé .*|^  \?{4}  |Authorization: Bearer|\bmust\b|use-scim-to-provision-users-and-groups|«\x{00A0}(and|or|not|ne|le)\x{00A0}»`)

// Rules I3 and P9: an administrator whose system speaks French reads no English sentence, whatever is done well or badly.
func TestCommandsSpeakFrench(t *testing.T) {
	long(t, tour)
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		s := n.verified(t)
		ana, twin := s.okta.hire(t, "ana"), s.slack.hire(t, "ana")
		review, _ := s.waits(t, twin, "sourceNotTrusted")["id"].(string)
		bea := s.okta.hire(t, "bea")
		team := s.okta.found(t, "team", ana, bea)
		s.okta.post(t, "/Users", mailed("rosa", "rosa@later.example")).want(201)
		s.okta.post(t, "/Users", mailed("paul", "paul@gmail.com")).want(201)
		s.okta.post(t, "/Users", mailed("mia", "mia@ехample.com")).want(201)
		conflict := s.okta.post(t, "/Users", person("bea", nil)).want(409)
		refused := caseID.FindStringSubmatch(conflict.text("detail"))[1]
		patched := s.okta.patch(t, "/Users/"+bea, edit("replace", "nosuch.path", "x"))
		unread := s.okta.get(t, "/Users?filter=nosuch").want(400)
		s.okta.get(t, "/nowhere").want(404)
		n.as("secret").get(t, "/Users").want(401)
		s.okta.patch(t, "/Users/"+bea, edit("replace", "active", false)).want(200)
		broken := filepath.Join(t.TempDir(), "broken.json")
		if err := os.WriteFile(broken, []byte(`{"id":`), 0o600); err != nil {
			t.Fatal(err)
		}
		const nobody = "0190a0de-7e57-7000-8000-000000000001"
		for _, line := range []string{
			"status", "user list", "user show ana@example.com", "user show " + ana, "group list", "group show " + team, "review list",
			"review show " + review, "domain list", "source list", "source show okta", "token list", "log", "log --changes",
			"log show " + refused, "log show " + caseOf(patched), "log show " + caseOf(unread), "log replay " + refused, "traffic",
			"job list", "schema list", "resource-type list", "account show acme", "explain --user ana@example.com",
			"explain --user bea@example.com", "explain --user rosa@later.example", "explain --user paul@gmail.com",
			"explain --user mia@ехample.com", "explain --user " + twin, "version",
			"bench x", "bench https://u:p@x",
			"bench http://127.0.0.1:1", "bench " + n.base + " --clients -1",

			"user show nobody@example.com", "user show " + nobody, "user list --state asleep", "user list --source nowhere",
			`user list --filter nosuch`, `user list --filter userName~eq`, `user list --filter nosuch~eq~"x"`,
			`user list --filter emails~gt~"x"`, `user list --filter emails[nosuch~eq~"x"]`, `user list --after x`,
			`user list --filter name[givenName~eq~"x"]`,
			`user list --filter emails[emails.value~eq~"x"]`, `user list --filter active~gt~true`, "group show nobody",
			"review show " + nobody, "review decide " + nobody + " link", "domain approve gmail.com", "domain approve com",
			"domain approve co.uk", "domain approve ехample.com", "domain approve x..y", "domain approve-address x",
			"domain revoke nosuch.example", "domain verify nosuch.example", "domain claim gmail.com", "domain claim later.example",
			"domain list --limit 0", "source create okta", "source create", "source show nowhere", "source set okta --rank -5",
			"source set okta --authoritative-for nosuch.example", "token create --source nowhere", "token revoke " + nobody,
			"token rotate " + nobody, "token create --source okta --expires x", "log show " + nobody, "log show x",
			"log replay " + nobody, "log --user nobody@example.com", "log --outcome x", "log --since x", "log --case x",
			"traffic --source nowhere", "job retry " + nobody, "job cancel " + nobody, "job list --state x", "schema add " + broken,
			"resource-type add " + broken, "schema add /nowhere.json", "schema add /tmp", "account create acme", "account show nobody",
			"account set acme --language de", "account set acme --contacts x", "account set acme --log-days 0",
			"user add x", "user add a@b@c", "user add rosa@later.example", "user confirm x", "user confirm ana@example.com 123456",
			"user merge " + ana + " " + ana, "user merge " + ana + " " + nobody, "user link " + twin + " " + nobody,
			"user unmerge " + bea, "user never-link " + bea + " " + ana, "user role " + ana + " king", "user role " + ana + " owner",
			"user role " + ana + " none", "user remove ana@example.com", "user remove nobody@example.com", "user edit ana@example.com",
			"user edit ana@example.com --set title", "user edit ana@example.com --set userName=x", "user edit ana@example.com --set active=x",
			"user edit ana@example.com --set nosuch=x", "user edit ana@example.com --set title=Infirmière",
			"user edit ana@example.com --set emails={x", "user edit ana@example.com --reset nickName", "user suspend bea@example.com",
			"user show bea@example.com", "explain --user bea@example.com", "user suspend nobody", "user resume bea@example.com",
			"user resume bea@example.com", "user erase nobody --yes", "review decide " + review + " link", "explain --user " + twin,
			"user unmerge " + twin, "log --last 100", "status",
		} {
			args := strings.Fields(line)
			for i := range args {
				args[i] = strings.ReplaceAll(args[i], "~", " ")
			}
			if !slices.Contains([]string{"version", "account", "job", "check", "bench"}, args[0]) {
				args = append(args, "--account", "acme")
			}
			n.speaksFrench(t, args...)
		}
	})
}

// caseOf is the case of a refusal; "x" for none.
func caseOf(a *answer) string {
	if found := caseID.FindStringSubmatch(a.text("detail")); found != nil {
		return found[1]
	}
	return "x"
}
