package main

import (
	"strings"
	"testing"
)

// Rules P3 and O1: what was left aside of a request, or counted otherwise than sent, stands in its log
// entry, whatever became of the request.
func TestLeftAsideIsLogged(t *testing.T) {
	long(t, everyWay)
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		c := n.tenant(t, "acme")
		const acme = "urn:ietf:params:scim:schemas:extension:acme.corp:2.0:User"
		const aside = "Left aside, since no schema has it: "
		ann := c.post(t, "/Users", person("ann", object{
			"shoeSize": "7", acme: object{"costCode": "7"}, enterpriseURN: object{"department": "D", "hat": "h"},
			"emails": list{object{"value": "ann@example.com", "type": "work", "primary": true}, object{"value": "ann@example.com", "type": "home", "primary": true}},
		})).want(201)
		ann.is(true, "emails", 0, "primary")
		ann.is(false, "emails", 1, "primary")
		path := "/Users/" + ann.id()
		off := edit("Replace", "active", "False")
		stray := edit("Add", acme+":costCode", "7")
		told := map[*answer]string{
			ann:                                    aside + `"shoeSize", "` + acme + `", "` + enterpriseURN + `:hat". emails: several values were primary; the first counts.`,
			c.patch(t, path, off, stray).want(200): aside + `"` + acme + `:costCode".`,
			c.patch(t, path, stray, edit("replace", "active", true)).want(200):              aside + `"` + acme + `:costCode".`,
			c.patch(t, path, edit("replace", "", object{"active": true, "x": 1})).want(200): aside + `"x".`, // changes nothing
			c.put(t, path, person("ann", object{"x": 1})).want(200):                         aside + `"x".`,
			c.put(t, path, person("ann", nil)).want(200):                                    "",
			c.post(t, "/Users", person("ann", object{"x": 1})).want(409):                    `userName: this connection already has .* ` + aside + `"x".`,
			c.post(t, "/Users", mailed("held", "held@later.example")).want(201):             "Held: .*",
			c.patch(t, path, stray): `Operations\[0\].path: "` + acme + `:costCode": User has no such schema.*`,
			c.post(t, "/Groups", object{"displayName": "g", "y": 1}).want(201): aside + `"y".`,
			c.post(t, "/Bulk", bulkBody(
				object{"method": "PATCH", "path": path, "data": patchBody(edit("replace", "title", "T"), stray)},
			)).want(200): aside + `"` + acme + `:costCode".`,
		}
		log := n.entries(t, "acme", len(told))
		for a, want := range told {
			entries := log[a.header.Get("X-Request-Id")]
			if len(entries) != 1 {
				t.Errorf("%s: %d entries", a.asked, len(entries))
				continue
			}
			detail, _ := entries[0]["detail"].(string)
			before, after, pattern := strings.Cut(want, ".*")
			before = strings.ReplaceAll(before, `\`, "")
			if !pattern && detail != want || pattern && (!strings.HasPrefix(detail, before) || !strings.HasSuffix(detail, after)) {
				t.Errorf("%s\nthe log says %q\nwant         %q", a.asked, detail, want)
			}
		}
		c.patch(t, path, stray).wantError(400, "invalidPath", acme+":costCode")
		c.patch(t, path, off, stray, edit("replace", "groups", list{})).wantError(400, "mutability", "groups")
		c.get(t, path).want(200).is(true, "active")
	})
}

// Rule P3: a strict source leaves nothing aside.
func TestStrictSourceLeavesNothingAside(t *testing.T) {
	long(t, everyWay)
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		c := n.tenant(t, "acme", "--strict")
		path := "/Users/" + c.hire(t, "ann")
		c.post(t, "/Users", person("bob", object{"x": 1})).wantError(400, "invalidSyntax", `"x"`)
		c.patch(t, path, edit("replace", "title", "T"), edit("replace", "shoeSize", "7")).wantError(400, "invalidPath", "shoeSize")
		a := c.get(t, path).want(200)
		a.is(nil, "title")
		c.patch(t, path, edit("replace", "name", object{"familyName": "Baker"})).want(200).is("ann", "name", "givenName") // RFC 7644 section 3.5.2.3
	})
}
