package main

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
)

// Rule P4: of a source that leaves false out, a PUT without active deactivates.
func TestDeactivationByOmission(t *testing.T) {
	long(t, everyWay)
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		c := n.tenant(t, "acme")
		other := n.connect(t, "acme", "entra")
		n.usher(t, "source", "set", "okta", "--account", "acme", "--omitted-active", "false")
		n.settings(t, "okta", true, nil)
		n.settings(t, "entra", nil, nil)
		path := "/Users/" + c.post(t, "/Users", person("ann", object{"active": nil})).want(201).id()
		eventually(t, "the setting", func() bool {
			c.put(t, path, person("ann", nil)).want(200).is(true, "active")
			return c.put(t, path, person("ann", object{"active": nil})).want(200).at("active") == false
		})
		c.get(t, path).want(200).is("suspended", usherURN, "state")
		c.put(t, path, person("ann", object{"active": null})).want(200).is(false, "active")
		c.put(t, path, person("ann", object{"active": true})).want(200).is(true, "active")
		c.patch(t, path, edit("replace", "active", null), edit("replace", "title", "Clerk")).want(200).is(true, "active") // a PATCH omits nothing
		a := c.post(t, "/Bulk", bulkBody(object{"method": "PUT", "path": path, "data": person("ann", object{"active": nil})})).want(200)
		a.is("200", "Operations", 0, "status")
		c.get(t, path).want(200).is(false, "active")

		theirs := "/Users/" + other.hire(t, "bob")
		other.put(t, theirs, person("bob", object{"active": nil})).want(200).is(true, "active")

		n.usher(t, "source", "set", "okta", "--account", "acme", "--omitted-active", "keep")
		n.settings(t, "okta", nil, nil)
		eventually(t, "the setting", func() bool {
			c.put(t, path, person("ann", nil)).want(200)
			return c.put(t, path, person("ann", object{"active": nil})).want(200).at("active") == true
		})
	})
}

// settings checks what source list says of a source's settings; nil for what is not set.
func (n *node) settings(t *testing.T, source string, omissionDeactivates, uniqueGroupNames any) {
	t.Helper()
	for _, s := range n.listed(t, "source", "list", "--account", "acme") {
		if s["name"] == source && (s["omissionDeactivates"] != omissionDeactivates || s["uniqueGroupNames"] != uniqueGroupNames) {
			t.Errorf("source list shows %v", s)
		}
	}
}

// Rule P1: names of groups are unique where a source is set so, and nowhere else.
func TestUniqueGroupNames(t *testing.T) {
	long(t, everyWay)
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		c := n.tenant(t, "acme")
		other := n.connect(t, "acme", "entra")
		set := func(flags ...string) (status int, said string) {
			var out, log bytes.Buffer
			args := append([]string{"source", "set", "okta", "--account", "acme"}, flags...)
			return n.run(t.Context(), args, noEnvironment, &out, &log), log.String()
		}
		sales, second := c.found(t, "Sales"), c.found(t, "SALES")
		if status, said := set("--group-names", "unique"); status != 1 || !strings.Contains(said, `several groups of one name, in whatever case ("sales")`) {
			t.Fatalf("status %d: %s", status, said)
		}
		n.settings(t, "okta", nil, nil)
		c.found(t, "sales") // the setting is not half set
		for _, g := range c.search(t, "/Groups", `displayName eq "sales"`).want(200).each("id", "Resources") {
			if g != sales {
				c.delete(t, "/Groups/"+g).want(204)
			}
		}
		if status, said := set("--group-names", "unique"); status != 0 {
			t.Fatal(said)
		}
		n.settings(t, "okta", nil, true)

		taken := func(a *answer) {
			t.Helper()
			a.wantError(409, "uniqueness", `displayName: .*`+sales)
		}
		taken(c.post(t, "/Groups", team("sALES")))
		c.post(t, "/Groups", team("Sales", second)).wantError(409, "uniqueness", "displayName")
		ops := c.found(t, "Ops")
		taken(c.patch(t, "/Groups/"+ops, edit("replace", "displayName", "sales")))
		taken(c.patch(t, "/Groups/"+ops, edit("replace", "", object{"displayName": "sales", "externalId": "x"})))
		taken(c.put(t, "/Groups/"+ops, team("SALES")))
		c.get(t, "/Groups/"+ops).want(200).is("Ops", "displayName")
		c.put(t, "/Groups/"+sales, team("SALES")).want(200) // its own name
		c.patch(t, "/Groups/"+sales, edit("replace", "displayName", "Sales")).want(204)
		ann := c.hire(t, "ann")
		c.patch(t, "/Groups/"+sales, edit("add", "members", list{object{"value": ann}})).want(204)
		c.patch(t, "/Groups/"+sales, edit("add", "members", list{object{"value": ann}}), edit("replace", "displayName", "Sales ")).want(204)
		c.patch(t, "/Groups/"+sales, edit("replace", "displayName", "Sales")).want(204)

		// A name that is given up is free, also to the very request that gives it up.
		c.patch(t, "/Groups/"+ops, edit("replace", "displayName", "Operations")).want(204)
		ops2 := c.found(t, "Ops")
		swap := bulkBody(
			object{"method": "PATCH", "path": "/Groups/" + ops, "data": patchBody(edit("replace", "displayName", "tmp"))},
			object{"method": "PATCH", "path": "/Groups/" + ops2, "data": patchBody(edit("replace", "displayName", "Operations"))},
			object{"method": "PATCH", "path": "/Groups/" + ops, "data": patchBody(edit("replace", "displayName", "Ops"))},
			object{"method": "POST", "path": "/Groups", "bulkId": "a", "data": team("New")},
			object{"method": "POST", "path": "/Groups", "bulkId": "b", "data": team("NEW")},
			object{"method": "DELETE", "path": "/Groups/" + sales},
			object{"method": "POST", "path": "/Groups", "bulkId": "c", "data": team("Sales")},
		)
		a := c.post(t, "/Bulk", swap).want(200)
		if got := strings.Join(a.each("status", "Operations"), " "); got != "200 200 200 201 409 204 201" {
			t.Errorf("Bulk: %s: %s", got, a)
		}
		other.found(t, "Sales")
		other.found(t, "sales") // of another source

		if status, said := set("--group-names", "shared"); status != 0 {
			t.Fatal(said)
		}
		n.settings(t, "okta", nil, nil)
		c.found(t, "Sales")
		if status, _ := set("--group-names", "unique"); status != 1 {
			t.Error("names are unique again, although two groups have one")
		}
	})
}

// Rule P1: of groups that are created, or renamed, to one name at the same moment one gets it.
func TestRaceGroupNames(t *testing.T) {
	long(t, oneRace)
	raceEach(t, func(t *testing.T, s *raceSetting) {
		c := s.client(0)
		crashRun(t, s.url, "source", "set", "hold", "--account=acme", "--group-names=unique")
		const n = 12
		for round := range 3 {
			name := fmt.Sprintf("Team %d", round)
			replies := raceAnswers(t, n, func(i int) (*crashClient, string, string, any, []string) {
				return s.client(i), "POST", "/Groups", map[string]any{"schemas": []string{crashGroupSchema}, "displayName": name}, nil
			})
			raceStatuses(t, replies, map[int]int{201: 1, 409: n - 1})
			var groups []string
			for i := range n {
				groups = append(groups, crashGroup(t, c, fmt.Sprintf("Team %d of %d", i, round)))
			}
			replies = raceAnswers(t, n, func(i int) (*crashClient, string, string, any, []string) {
				return s.client(i), "PATCH", "/Groups/" + groups[i], map[string]any{"Operations": []any{
					map[string]any{"op": "replace", "path": "displayName", "value": name + " renamed"},
				}}, nil
			})
			raceStatuses(t, replies, map[int]int{204: 1, 409: n - 1})
		}
		// While the setting changes, there is no moment in which a second one slips in.
		crashRun(t, s.url, "source", "set", "hold", "--account=acme", "--group-names=shared")
		replies := make([]*crashReply, 0, n)
		raceTogether(2, func(i int) {
			if i == 0 {
				crashRun(t, s.url, "source", "set", "hold", "--account=acme", "--group-names=unique")
				return
			}
			replies = raceAnswers(t, n, func(i int) (*crashClient, string, string, any, []string) {
				return s.client(i), "POST", "/Groups", map[string]any{"schemas": []string{crashGroupSchema}, "displayName": fmt.Sprintf("Late %d", i)}, nil
			})
		})
		raceStatuses(t, replies, map[int]int{201: n})
		again := raceAnswers(t, n, func(i int) (*crashClient, string, string, any, []string) {
			return s.client(i), "POST", "/Groups", map[string]any{"schemas": []string{crashGroupSchema}, "displayName": fmt.Sprintf("late %d", i)}, nil
		})
		raceStatuses(t, again, map[int]int{409: n})
	})
}
