package main

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/usher-id/usher/internal/store/storetest"
)

// english are words that stand in nearly every English sentence and in no French one.
var english = regexp.MustCompile(
	`(?i)\b(the|is|are|was|were|must|not|no|with|of|it|its|send|only|has|have|can't|this|which|by|to|case|leave|does|there|expected|perhaps)\b`)

// quoted is what somebody sent, names of the protocol, and addresses: no words of Usher's.
var quoted = regexp.MustCompile("\"(?:[^\"\\\\]|\\\\.)*\"|`[^`]*`|https?://\\S+|\\burn:\\S+|\\S*[:/.]\\S*[a-zA-Z]")

// french checks that a sentence is in French.
func (a *answer) french(where, sentence, inEnglish string) {
	a.t.Helper()
	if word := english.FindString(quoted.ReplaceAllString(sentence, "")); word != "" || sentence == "" {
		a.t.Errorf("%s\n%s: %q is English: %q", a.asked, where, word, sentence)
	}
	if caseless(sentence) == caseless(inEnglish) {
		a.t.Errorf("%s\n%s is the same in English: %q", a.asked, where, sentence)
	}
}

func caseless(sentence string) string {
	return regexp.MustCompile(` \((case|dossier) [^)]*\)$`).ReplaceAllString(sentence, "")
}

// bilingual sends a request in both languages and compares what is said.
func (c *connection) bilingual(t *testing.T, method, path string, body any, headers ...string) {
	t.Helper()
	in := c.do(t, method, path, body, append([]string{"Accept-Language", "en"}, headers...)...)
	fr := c.do(t, method, path, body, append([]string{"Accept-Language", "fr-CA, fr;q=0.9, en;q=0.5"}, headers...)...)
	if in.status != fr.status || fr.status < 400 || in.text("scimType") != fr.text("scimType") {
		t.Errorf("%s\nanswered %s\nand in French %s", fr.asked, in, fr)
	}
	fr.french("detail", fr.text("detail"), in.text("detail"))
	for a, want := range map[*answer]string{in: "en", fr: "fr"} {
		if a.header.Get("Content-Language") != want || a.header.Get("Vary") != "Accept-Language" {
			t.Errorf("%s\nContent-Language %q, Vary %q", a.asked, a.header.Get("Content-Language"), a.header.Get("Vary"))
		}
	}
}

// Rules I3 and P9: who asks in French is refused in French, whatever is wrong.
func TestBadInputInFrench(t *testing.T) {
	long(t, everyWay)
	t.Parallel()
	n := startNode(t, storetest.SQLiteURL(t))
	tables := map[string][]bad{
		"body": badBodies(), "resource": badResources(), "group": badGroups(), "patch": badPatches(), "filter": badFilters(),
		"query": badQueries(), "address": badAddresses(), "bulk": badBulks(),
	}
	for name, table := range tables {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := n.tenant(t, name)
			user := c.hire(t, "ann")
			put := strings.NewReplacer("{user}", user, "{group}", c.found(t, "engineers", user))
			c.hire(t, "bob")
			for _, q := range table {
				t.Run(q.name, func(t *testing.T) {
					body := q.body
					if text, ok := body.(string); ok {
						body = put.Replace(text)
					}
					c.bilingual(t, q.method, put.Replace(q.path), body, q.headers...)
				})
			}
		})
	}
	t.Run("operations", func(t *testing.T) {
		t.Parallel()
		c := n.tenant(t, "operations")
		ann := c.hire(t, "ann")
		for _, q := range badOperations() {
			t.Run(q.name, func(t *testing.T) { bilingualBulk(t, c, ann, q) })
		}
	})
}

// bilingualBulk sends the operations in both languages.
func bilingualBulk(t *testing.T, c *connection, ann string, q badOperation) {
	t.Helper()
	operations := []object{bulkPost("/Users", "good", person("good", nil))}
	for _, o := range q.bad {
		if path, _ := o["path"].(string); strings.Contains(path, "ANN") {
			o = object{
				"method": o["method"], "path": strings.Replace(path, "ANN", ann, 1), "version": o["version"], "data": o["data"],
			}
		}
		operations = append(operations, o)
	}
	var said [2]*answer
	for i, language := range []string{"en", "fr"} {
		said[i] = c.post(t, "/Bulk", bulkBody(operations...), "Accept-Language", language).want(200)
		c.delete(t, "/Users/"+last(said[i].text("Operations", 0, "location"))).want(204)
	}
	for i := range q.bad {
		in, fr := said[0].text("Operations", i+1, "response", "detail"), said[1].text("Operations", i+1, "response", "detail")
		said[1].french(fmt.Sprintf("operation %d", i+1), fr, in)
	}
}

// Rules I3, P7 and P9: who is not let in, held or refused reads why in the language that was asked for, or else in the
// account's.
func TestRefusedInFrench(t *testing.T) {
	long(t, tour)
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		c := n.tenant(t, "acme")
		user := c.hire(t, "ann")
		stranger := mailed("rosa", "rosa@later.example")
		c.bilingual(t, "POST", "/Users", person("ann", nil))
		c.bilingual(t, "PATCH", "/Users/"+user, patchBody(edit("replace", "title", "x")), "If-Match", `W/"99"`)
		c.bilingual(t, "DELETE", "/Users/nosuch", nil)
		c.bilingual(t, "GET", "/Me", nil)
		c.bilingual(t, "PUT", "/Users", person("ann", nil))
		n.connect(t, "acme", "refusing", "--domain-policy", "reject").bilingual(t, "POST", "/Users", stranger)
		n.reader(t, "acme").bilingual(t, "POST", "/Users", stranger)
		for _, token := range []string{"", "secret", c.token[:len(c.token)-1] + "x"} {
			n.as(token).bilingual(t, "GET", "/Users", nil)
		}
		root := &connection{base: strings.TrimSuffix(c.base, scimPath), token: c.token}
		root.bilingual(t, "GET", "/v1/Users", nil)

		held := c.post(t, "/Users", stranger, "Accept-Language", "fr").want(201)
		inEnglish := c.get(t, "/Users/"+held.id()).text(usherURN, "reason")
		held.french("reason", held.text(usherURN, "reason"), inEnglish)

		n.usher(t, "account", "set", "acme", "--language", "fr")
		c = n.connect(t, "acme", "later") // for who is known is remembered for a moment
		unasked := c.get(t, "/Users/nosuch").want(404)
		unasked.french("detail", unasked.text("detail"), "")
		asked := c.get(t, "/Users/nosuch", "Accept-Language", "en").want(404)
		if got := asked.text("detail"); !strings.Contains(got, "does not exist") {
			t.Errorf("who asks for English reads %q", got)
		}
	})
}
