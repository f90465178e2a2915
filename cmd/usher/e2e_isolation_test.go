package main

import (
	"encoding/json"
	"maps"
	"net/http"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"
)

// The tests of isolation compare twins: a request that names what another connection has, and the
// same request naming what nobody has. Rule P1 holds if the answers can't be told apart, if no
// answer shows anything of the other that the request didn't say itself, and if the other has
// exactly the same afterwards.

// marker is part of every text that the neighbour keeps, and of nothing else.
const marker = "zanzibar"

// neighbour is the connection that must not be noticed.
type neighbour struct {
	*connection
	values map[string]string // by placeholder
}

// placeholders that stand in requests for something that the neighbour has.
var placeholders = regexp.MustCompile(`\{(user|boss|group|gone|name|ext|goneext|mail|display|team|device|tag|cursor)\}`)

// settle fills a connection that the other must not notice.
func settle(t *testing.T, c *connection) *neighbour {
	t.Helper()
	text := func(s string) string { return marker + s }
	boss := c.post(t, "/Users", person(text("-boss"), nil)).want(201).id()
	user := c.post(t, "/Users", person(text("-user"), object{
		"displayName":   text(" person"),
		"title":         text(" title"),
		"schemas":       list{userURN, enterpriseURN},
		enterpriseURN:   object{"employeeNumber": text("-7"), "manager": object{"value": boss}},
		"phoneNumbers":  list{object{"value": "+1 555 0100", "type": "work"}},
		"userType":      text(" type"),
		"nickName":      text(" nick"),
		"entitlements":  list{object{"value": text(" entitlement")}},
		"preferredLang": "en",
	})).want(201)
	gone := c.post(t, "/Users", person(text("-gone"), nil)).want(201).id()
	group := c.found(t, text(" team"), user.id(), boss, gone)
	c.delete(t, "/Users/"+gone).want(204)
	device := c.post(t, "/Devices", object{"schemas": list{deviceURN}, "serial": user.text("userName")}).want(201).id()
	tag := c.get(t, "/Users/"+user.id()).header.Get("ETag")
	if tag == "" {
		t.Fatal("a user without ETag")
	}
	return &neighbour{c, map[string]string{
		"user": user.id(), "boss": boss, "group": group, "gone": gone, "device": device, "tag": tag,
		"name": user.text("userName"), "ext": user.text("externalId"), "goneext": "ext-" + text("-gone"),
		"mail": user.text("emails", 0, "value"), "display": text(" person"), "team": text(" team"),
		"cursor": c.get(t, "/Users?cursor=&count=1").want(200).text("nextCursor"),
	}}
}

// nobody is the same of somebody who never was.
func nobody(t *testing.T) map[string]string {
	t.Helper()
	values := map[string]string{
		"tag": `W/"77"`, "name": "nobody@example.com", "ext": "ext-nobody", "goneext": "ext-never", "mail": "nobody@example.com",
		"display": "nobody at all", "team": "no team at all", "cursor": "bm9ib2R5bm9ib2R5bm9ib2R5bm9ib2R5bm9ib2R5bm9ib2R5",
	}
	for _, k := range []string{"user", "boss", "group", "gone", "device"} {
		values[k] = uuid.Must(uuid.NewV7()).String()
	}
	return values
}

// request is a request with placeholders.
type request struct {
	method, path, body string
	headers            []string
}

// with puts values in the place of the placeholders. In a path they are escaped.
func (q request) with(values map[string]string) request {
	put := func(s string, escape func(string) string) string {
		return placeholders.ReplaceAllStringFunc(s, func(name string) string { return escape(values[name[1:len(name)-1]]) })
	}
	plain := func(s string) string { return s }
	path, query, asked := strings.Cut(put(q.path, percent), "?")
	if asked {
		path += "?" + strings.NewReplacer(" ", "%20", `"`, "%22").Replace(query)
	}
	next := request{method: q.method, path: path, body: put(q.body, inJSON)}
	for _, h := range q.headers {
		next.headers = append(next.headers, put(h, plain))
	}
	return next
}

func (q request) send(t *testing.T, c *connection) *answer {
	t.Helper()
	if q.body == "" {
		return c.do(t, q.method, q.path, nil, q.headers...)
	}
	return c.do(t, q.method, q.path, q.body, q.headers...)
}

// inJSON is a text as it stands within a JSON string.
func inJSON(s string) string { return strings.ReplaceAll(s, `"`, `\"`) }

// percent is a text as it stands within a path.
var percent = strings.NewReplacer("@", "%40", " ", "%20", `"`, "%22", "/", "%2F", "+", "%2B").Replace

// twins sends the request as both and compares the answers.
func (n *neighbour) twins(t *testing.T, viewer *connection, q request) {
	t.Helper()
	never := nobody(t)
	theirs, nobodys := q.with(n.values), q.with(never)
	a, b := theirs.send(t, viewer), nobodys.send(t, viewer)
	n.unseen(t, a, theirs)
	if a.status != b.status {
		t.Errorf("%s\nanswered %s\nbut of somebody who never was\n%s", a.asked, a, b)
		return
	}
	for _, h := range []string{"Allow", "Content-Type", "Retry-After", "Www-Authenticate"} {
		if a.header.Get(h) != b.header.Get(h) {
			t.Errorf("%s: the header %s tells the two apart: %q and %q", a.asked, h, a.header.Get(h), b.header.Get(h))
		}
	}
	x, y := masked(t, a, n.values), masked(t, b, never)
	if n.account == viewer.account { // whose administrator decides who is whom, so that the verdict may say that somebody has to (rule M2)
		x, y = unjudged(x), unjudged(y)
	}
	if !reflect.DeepEqual(x, y) {
		t.Errorf("%s\nanswered %s\nbut of somebody who never was\n%s", a.asked, a, b)
	}
	for _, made := range []*answer{a, b} {
		if made.status == http.StatusCreated {
			viewer.delete(t, strings.TrimPrefix(made.header.Get("Location"), viewer.base)).want(204)
		}
	}
}

// unjudged is a resource without the verdict's state and reason.
func unjudged(v any) any {
	if o, is := v.(object); is {
		if verdict, is := o[usherURN].(object); is {
			delete(verdict, "state")
			delete(verdict, "reason")
		}
	}
	return v
}

// caseID is the end of a refusal that the intake has decided (rule I3).
var caseID = regexp.MustCompile(` \(case ([0-9a-f-]{36})\)`)

// masked is an answer with the values in it replaced by their placeholders, and without what is
// new in each answer.
func masked(t *testing.T, a *answer, values map[string]string) any {
	t.Helper()
	text := caseID.ReplaceAllString(string(a.raw), "")
	for _, name := range slices.Sorted(maps.Keys(values)) {
		text = strings.ReplaceAll(text, inJSON(values[name]), "{"+name+"}")
	}
	if text == "" {
		return nil
	}
	var v any
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatalf("%s: %v", a.asked, err)
	}
	return fresh(v, a.status < 300)
}

// fresh removes, at any depth of a success, what the server makes anew each time.
func fresh(v any, success bool) any {
	switch v := v.(type) {
	case object:
		for k := range v {
			if success && (k == "id" || k == "meta" || k == "case" || k == "location" || k == "version" || k == "nextCursor") {
				delete(v, k)
				continue
			}
			v[k] = fresh(v[k], success)
		}
	case list:
		for i := range v {
			v[i] = fresh(v[i], success)
		}
	}
	return v
}

// unseen checks that an answer holds nothing of the neighbour's but what the request named.
func (n *neighbour) unseen(t *testing.T, a *answer, asked request) {
	t.Helper()
	text := string(a.raw)
	for name := range a.header {
		text += a.header.Get(name)
	}
	said := asked.path + asked.body + strings.Join(asked.headers, "")
	for name, value := range n.values {
		if name != "tag" && strings.Contains(text, value) && !strings.Contains(said, value) && !strings.Contains(said, percent(value)) {
			t.Errorf("%s\nshows the other's %s: %s", a.asked, name, a)
		}
	}
	if strings.Contains(text, marker) && !strings.Contains(said, marker) {
		t.Errorf("%s\nshows what only the other has: %s", a.asked, a)
	}
}

// all is everything that a connection has, as it sees it.
func (c *connection) all(t *testing.T, endpoints ...string) string {
	t.Helper()
	var text strings.Builder
	for _, endpoint := range append([]string{"/Users", "/Groups"}, endpoints...) {
		a := c.get(t, endpoint+"?count=1000").want(200)
		resources, _ := a.at("Resources").(list)
		if a.total() != len(resources) {
			t.Fatalf("%s: %d resources of %d", a.asked, len(resources), a.total())
		}
		text.Write(a.raw)
		text.WriteByte('\n')
	}
	return text.String()
}

// metas are the parts of resources that change with every write.
var metas = regexp.MustCompile(`"meta":\{[^}]*\}|"case":"[^"]*"`)
