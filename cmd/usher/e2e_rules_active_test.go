package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// null is what edit leaves out when it is given nil.
var null = json.RawMessage("null")

// sayingNothing are the ways in which a request names active, or a user, and says neither true nor
// false of it.
func sayingNothing(name string) []lesser {
	patch := func(operations ...object) func(*testing.T, *connection, string) {
		return func(t *testing.T, c *connection, path string) { c.patch(t, path, operations...).want(200) }
	}
	return []lesser{
		{"PATCH to null", patch(edit("replace", "active", null))},
		{"PATCH to an empty text", patch(edit("Add", "active", ""))},
		{"PATCH to a list of null", patch(edit("replace", "active", list{object{"value": nil}}))},
		{"PATCH without a path", patch(edit("replace", "", object{"active": nil, "title": "x"}))},
		{"PATCH without a path, of the schema", patch(edit("replace", "", object{userURN: object{"active": ""}}))},
		{"remove", patch(edit("remove", "active", nil))},
		{"remove after true was taken back", patch(edit("replace", "active", false), edit("remove", "active", nil))},
		{"a change of something else", patch(edit("replace", "title", "Clerk"))},
		{"PUT without it", func(t *testing.T, c *connection, path string) {
			c.put(t, path, person(name, object{"active": nil})).want(200)
		}},
		{"PUT of null", func(t *testing.T, c *connection, path string) {
			c.put(t, path, person(name, object{"active": null})).want(200)
		}},
		{"PUT of an empty text", func(t *testing.T, c *connection, path string) {
			c.put(t, path, person(name, object{"active": ""})).want(200)
		}},
		{"Bulk", func(t *testing.T, c *connection, path string) {
			a := c.post(t, "/Bulk", bulkBody(
				object{"method": "PATCH", "path": path, "data": patchBody(edit("replace", "active", null))},
				object{"method": "PUT", "path": path, "data": person(name, object{"active": nil})},
				object{"method": "PATCH", "path": path, "data": patchBody(edit("remove", "active", nil))},
			)).want(200)
			for i := range 3 {
				a.is("200", "Operations", i, "status")
			}
		}},
	}
}

// Rule P4: null, "" and remove change nothing about active; only true lets a suspended person in.
func TestOnlyTrueLetsIn(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		c := n.tenant(t, "acme")
		path := "/Users/" + c.hire(t, "ann")
		stays := func(what string, active bool) {
			t.Helper()
			a := c.get(t, path).want(200)
			state := map[bool]string{true: "active", false: "suspended"}[active]
			if a.at("active") != active || a.text(usherURN, "state") != state {
				t.Errorf("%s: want active %v: %s", what, active, a)
			}
		}
		for _, way := range sayingNothing("ann") {
			if !strings.HasPrefix(way.what, "remove after") {
				way.say(t, c, path)
				stays(way.what, true)
			}
			c.patch(t, path, edit("replace", "active", false)).want(200)
			way.say(t, c, path)
			stays(way.what+" of somebody suspended", false)
			c.patch(t, path, edit("replace", "active", true)).want(200)
		}
		for _, yes := range []any{true, "True", "true", 1, "1", list{true}, list{object{"value": "True"}}, list{object{"$ref": nil, "value": true}}} {
			c.patch(t, path, edit("replace", "active", false)).want(200)
			c.patch(t, path, edit("replace", "active", yes)).want(200)
			stays(fmt.Sprint(yes), true)
			c.put(t, path, person("ann", object{"active": 0})).want(200)
			stays("0", false)
			c.put(t, path, person("ann", object{"active": yes})).want(200)
			stays(fmt.Sprint("PUT of ", yes), true)
		}
		c.patch(t, path, edit("replace", "active", "perhaps")).wantError(400, "invalidValue", "active")
		c.patch(t, path, edit("replace", "active", 2)).wantError(400, "invalidValue", "active")
	})
}

// Rules P4 and M6: nor whom the authority has suspended, whoever sends it.
func TestNothingLetsInWhomTheAuthoritySuspended(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		s := n.verified(t)
		okta, slack := s.known(t, "ana")
		s.okta.patch(t, "/Users/"+okta, edit("replace", "active", false)).want(200)
		out := func(what string) {
			t.Helper()
			a := s.reader.get(t, "/Users/"+okta).want(200)
			if a.at("active") != false || a.text(usherURN, "state") != "suspended" {
				t.Errorf("%s: %s", what, a)
			}
			if a := s.reader.search(t, "/Users", `userName eq "ana@example.com" and active eq true`).want(200); a.total() != 0 {
				t.Errorf("%s: found active: %s", what, a)
			}
		}
		for _, way := range sayingNothing("ana") {
			way.say(t, s.slack, "/Users/"+slack)
			out("slack: " + way.what)
			way.say(t, s.okta, "/Users/"+okta)
			out("okta: " + way.what)
		}
		s.okta.patch(t, "/Users/"+okta, edit("replace", "active", "True")).want(200)
		s.slack.patch(t, "/Users/"+slack, edit("replace", "active", true)).want(200)
		s.reader.get(t, "/Users/"+okta).want(200).is(true, "active")
	})
}

// Rule P4: what a client never said of active reads as true wherever a user is read, also of records
// that were kept before this was so, and is an attribute like any other.
func TestUnsaidActiveReadsAsTrue(t *testing.T) {
	long(t, everyWay)
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		c, reader := n.tenant(t, "acme"), n.reader(t, "acme")
		least := object{"userName": "ann@example.com", enterpriseURN: object{"department": `"active":`}, "title": `{"active":`}
		made := c.post(t, "/Users", least).want(201)
		made.is(true, "active")
		path := "/Users/" + made.id()
		off := c.post(t, "/Users", person("bob", object{"active": false})).want(201).id()
		version := made.at("meta", "version")
		for _, as := range []*connection{c, reader} {
			as.get(t, path).want(200).is(true, "active")
			as.get(t, path+"?attributes=active").want(200).is(true, "active")
			as.get(t, path+"?attributes=title").want(200).is(nil, "active")
			as.get(t, path+"?excludedAttributes=active").want(200).is(nil, "active")
			as.get(t, path+"?excludedAttributes=title").want(200).is(true, "active")
			as.get(t, "/Users?sortBy=userName").want(200).is(true, "Resources", 0, "active")
			as.get(t, "/Users?sortBy=userName&attributes=title").want(200).is(nil, "Resources", 0, "active")
			for filter, want := range map[string]string{
				`active eq true`: made.id(), `active eq "True"`: made.id(), `active ne false`: made.id(), `not (active eq false)`: made.id(),
				`userName eq "ann@example.com" and active eq true`: made.id(), userURN + `:active eq true`: made.id(),
				`active eq false`: off, `active ne true`: off, `active pr and not (active eq true)`: off,
				`active eq null`: "", `not (active pr)`: "", `active eq true and active eq false`: "",
			} {
				got := as.search(t, "/Users", filter).want(200).each("id", "Resources")
				if strings.Join(got, " ") != want {
					t.Errorf("%s finds %v, want %q", filter, got, want)
				}
			}
			if got := as.get(t, "/Users?sortBy=active&sortOrder=descending").want(200).each("id", "Resources"); strings.Join(got, " ") != made.id()+" "+off {
				t.Errorf("sorted: %v", got)
			}
		}
		c.get(t, path).want(200).is(version, "meta", "version")
		a := c.patch(t, path, edit("replace", "title", "Clerk")).want(200)
		a.is(true, "active")
		c.put(t, path, least).want(200).is(true, "active")
		c.patch(t, path, edit("replace", "active", false)).want(200).is(false, "active")
		c.put(t, path, least).want(200).is(false, "active")
		for _, as := range []*connection{c, reader} {
			as.get(t, path).want(200).is(false, "active")
			if n := as.search(t, "/Users", "active eq true").want(200).total(); n != 0 {
				t.Errorf("%d are active", n)
			}
		}
	})
}

// Rules P4 and M6: a reader's active is the verdict, also where the records say nothing of it.
func TestReadersActiveIsTheVerdict(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		s := n.verified(t)
		okta := s.okta.post(t, "/Users", person("ana", object{"active": nil})).want(201).id()
		slack := s.slack.post(t, "/Users", person("ana", object{"active": nil})).want(201).id()
		s.reader.get(t, "/Users/"+okta).want(200).is(true, "active")
		s.cli(t, "user", "link", slack, okta)
		s.one(t, okta, slack)
		s.reader.get(t, "/Users/"+okta).want(200).is(true, "active")
		s.okta.patch(t, "/Users/"+okta, edit("replace", "active", false)).want(200)
		s.slack.get(t, "/Users/"+slack).want(200).is(true, "active") // as slack said, or rather did not
		s.slack.get(t, "/Users/"+slack).want(200).is("suspended", usherURN, "state")
		s.reader.get(t, "/Users/"+okta).want(200).is(false, "active")
		for filter, want := range map[string]int{`active eq true`: 0, `active eq false`: 1} {
			if got := s.reader.search(t, "/Users", filter).want(200).total(); got != want {
				t.Errorf("readers find %d with %s, want %d", got, filter, want)
			}
		}
		if got := s.slack.search(t, "/Users", `active eq true`).want(200).total(); got != 1 {
			t.Errorf("slack finds %d, want 1", got)
		}
	})
}
