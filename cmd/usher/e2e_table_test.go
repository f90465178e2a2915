package main

import (
	"bytes"
	"maps"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/usher-id/usher/internal/store/storetest"
)

// inWidth runs a command that prints tables for a terminal of a width, and checks that they fit.
func (n *node) inWidth(t *testing.T, width int, language string, args ...string) string {
	t.Helper()
	var out, log bytes.Buffer
	env := func(name string) string {
		return map[string]string{"COLUMNS": strconv.Itoa(width), "LANG": language}[name]
	}
	if status := n.run(t.Context(), args, env, &out, &log); status != 0 {
		t.Fatalf("usher %s: status %d: %s", strings.Join(args, " "), status, &log)
	}
	for line := range strings.Lines(out.String()) {
		if line = strings.TrimSuffix(line, "\n"); width > 0 && cells(line) > width && !documented.MatchString(line) {
			t.Errorf("usher %s: %d cells in a terminal of %d: %s", strings.Join(args, " "), cells(line), width, line)
		}
	}
	return out.String()
}

// documented is a line of JSON that is shown as it is, or a sentence, which terminals wrap so that it can be copied.
var documented = regexp.MustCompile(`^ *["{}\[\]]|^\S+( \S+)*$`)

var blanks = regexp.MustCompile(`[ \n]+`)

// tells is what a table tells, without how it is laid out and with all ids of a length.
func tells(table string) map[rune]int {
	table = regexp.MustCompile(`([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4})[-0-9a-f]*`).ReplaceAllString(table, "$1")
	count := map[rune]int{}
	for _, r := range blanks.ReplaceAllString(table, "") {
		count[r]++
	}
	return count
}

// Every table fits the terminal that it is shown on, in both languages, and tells all that a pipe is told; the ids in it
// are taken by the commands that take ids.
func TestTablesFit(t *testing.T) {
	long(t, tour)
	t.Parallel()
	n := startNode(t, storetest.SQLiteURL(t))
	c := n.tenant(t, "acme")
	long := strings.Repeat("léa-", 9)
	ana := c.hire(t, "ana")
	group := c.post(t, "/Groups", object{
		"schemas": list{groupURN}, "displayName": "李小龙 " + strings.Repeat("und ", 40), "members": list{object{"value": ana}},
	}).want(201).id()
	c.post(t, "/Users", person(long, object{"displayName": strings.Repeat("Zoë 李 ", 30)})).want(201)
	c.post(t, "/Users", mailed("rosa", "rosa@"+strings.Repeat("b", 40)+".example")).want(201)
	c.post(t, "/Users", mailed("ravi", "ravi@gmail.com")).want(201)
	c.patch(t, "/Users/"+ana, edit("replace", "title", strings.Repeat("Head of ", 20))).want(200)
	c.get(t, "/Users/nosuch").want(404)
	c.get(t, "/Userz").want(404)
	other := n.connect(t, "acme", "entra")
	twin := other.hire(t, "ana")
	review, _ := n.listed(t, "review", "list", "--account", "acme")[0]["id"].(string)
	entry := ""
	for _, e := range n.listed(t, "log", "--account", "acme") {
		if operation, _ := e["operation"].(string); strings.HasPrefix(operation, "PATCH") {
			entry, _ = e["id"].(string)
		}
	}
	for _, args := range [][]string{
		{"account", "list"}, {"account", "show", "acme"}, {"source", "list"}, {"source", "show", "okta"}, {"token", "list"}, {"domain", "list"},
		{"user", "list"}, {"user", "show", ana}, {"user", "show", twin}, {"group", "list"}, {"group", "show", group}, {"review", "list"},
		{"review", "show", review}, {"log"}, {"log", "show", entry}, {"log", "replay", entry, "--dry-run"}, {"traffic"}, {"status"}, {"job", "list"},
		{"schema", "list"}, {"resource-type", "list"}, {"user", "list", "--limit", "1"},
	} {
		if args[0] != "account" {
			args = append(args, "--account", "acme")
		}
		for _, language := range []string{"en", "fr"} {
			whole := ""
			for _, width := range []int{0, 80, 120, 200} {
				got := n.inWidth(t, width, language, args...)
				switch wants, has := tells(whole), tells(got); {
				case width == 0:
					whole = got
				case args[0] == "log" && len(args) > 3 && args[1] == "replay": // a new case each time
				case !maps.Equal(wants, has):
					t.Errorf("usher %s in %d cells tells something else:\n%s\nthan a pipe:\n%s", strings.Join(args, " "), width, got, whole)
				}
			}
		}
	}
	for _, args := range [][]string{
		{"user", "show", ana}, {"user", "show", twin}, {"explain", "--user", ana}, {"group", "show", group}, {"review", "show", review}, {"log", "show", entry},
		{"user", "list", "--after", ana},
	} {
		args = append(args, "--account", "acme")
		want := n.usher(t, args...)
		for i, a := range args {
			if len(a) == 36 {
				args[i] = a[:18]
			}
		}
		if got := n.usher(t, args...); got != want {
			t.Errorf("usher %s: %s\nwant %s", strings.Join(args, " "), got, want)
		}
	}
	n.usher(t, "review", "decide", review[:18], "apart", "--account", "acme")
	n.usher(t, "user", "link", twin[:18], ana[:18], "--account", "acme")
	token, _ := n.listed(t, "token", "list", "--account", "acme")[1]["id"].(string)
	if got := n.usher(t, "token", "revoke", token[:18]); !strings.Contains(got, token) {
		t.Errorf("usher token revoke: %s", got)
	}
	if tokens := n.listed(t, "token", "list", "--account", "acme"); tokens[1]["state"] != "revoked" {
		t.Errorf("the token was not revoked: %v", tokens)
	}
}
