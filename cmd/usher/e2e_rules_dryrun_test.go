package main

import (
	"reflect"
	"strings"
	"testing"
)

// Rule I4: what is asked for as a dry run is answered as it would be for real, verdict and refusal
// included, and kept nowhere.
func TestDryRun(t *testing.T) {
	long(t, everyWay)
	t.Parallel()
	group := func(members ...string) object { return team("dry", members...) }
	questions := []struct {
		name, method, path string
		body               any
		status             int
	}{
		{"create", "POST", "/Users", person("new", nil), 201},
		{"create held", "POST", "/Users", mailed("new", "new@later.example"), 201},
		{"create taken", "POST", "/Users", person("ann", nil), 409},
		{"create wrong", "POST", "/Users", person("new", object{"active": "maybe"}), 400},
		{"return", "POST", "/Users", person("gone", nil), 201},
		{"replace", "PUT", "/Users/{user}", person("ann", object{"title": "Chief"}), 200},
		{"replace held", "PUT", "/Users/{user}", mailed("ann", "ann@later.example"), 200},
		{"patch", "PATCH", "/Users/{user}", patchBody(edit("replace", "active", false)), 200},
		{"patch wrong", "PATCH", "/Users/{user}", patchBody(edit("replace", "nosuch[", false)), 400},
		{"patch nobody", "PATCH", "/Users/nosuch", patchBody(edit("replace", "active", false)), 404},
		{"create group", "POST", "/Groups", group("{user}", "{gone}"), 201},
		{"create group of strangers", "POST", "/Groups", group("nosuch"), 400},
		{"add a member", "PATCH", "/Groups/{group}", patchBody(edit("add", "members", list{object{"value": "{other}"}})), 204},
		{"remove a member", "PATCH", "/Groups/{group}", patchBody(edit("remove", `members[value eq "{user}"]`, nil)), 204},
		{"replace group", "PUT", "/Groups/{group}", group("{other}"), 200},
		{"bulk", "POST", "/Bulk", bulkBody(
			bulkPost("/Users", "u", person("new", nil)), bulkPost("/Groups", "g", team("both", "bulkId:u", "{user}")),
			bulkPost("/Users", "t", person("ann", nil)), object{"method": "DELETE", "path": "/Users/{other}"}), 200},
		{"delete", "DELETE", "/Users/{user}", nil, 204},
		{"delete group", "DELETE", "/Groups/{group}", nil, 204},
		{"delete nobody", "DELETE", "/Users/nosuch", nil, 404},
	}
	eachDatabase(t, func(t *testing.T, n *node) {
		n.account(t, "acme", "example.com")
		for _, q := range questions {
			t.Run(q.name, func(t *testing.T) {
				c := n.connect(t, "acme", q.name)
				user, other, gone := c.hire(t, "ann"), c.hire(t, "bob"), c.hire(t, "gone")
				team := c.found(t, "team", user, gone)
				c.delete(t, "/Users/"+gone).want(204)
				put := strings.NewReplacer("{user}", user, "{other}", other, "{gone}", gone, "{group}", team)
				body := filled(q.body, put)
				before := c.all(t)
				dry := c.do(t, q.method, put.Replace(q.path), body, "Usher-Dry-Run", "true").want(q.status)
				if now := c.all(t); now != before {
					t.Fatalf("a dry run changed\n%s\nto\n%s", before, now)
				}
				again := c.do(t, q.method, put.Replace(q.path), body, "Usher-Dry-Run", "TRUE").want(q.status)
				actual := c.do(t, q.method, put.Replace(q.path), body).want(q.status)
				for _, a := range []*answer{dry, again} {
					if x, y := masked(t, a, nil), masked(t, actual, nil); !reflect.DeepEqual(x, y) {
						t.Errorf("a dry run answered %s\nand for real %s", a, actual)
					}
				}
				if now := c.all(t); q.status < 300 && now == before {
					t.Error("the same request for real changes nothing")
				}
			})
		}
	})
}

// filled is a body with ids in the place of placeholders.
func filled(v any, put *strings.Replacer) any {
	switch v := v.(type) {
	case string:
		return put.Replace(v)
	case list:
		next := list{}
		for _, e := range v {
			next = append(next, filled(e, put))
		}
		return next
	case []object:
		next := list{}
		for _, e := range v {
			next = append(next, filled(e, put))
		}
		return next
	case object:
		next := object{}
		for k, e := range v {
			next[k] = filled(e, put)
		}
		return next
	}
	return v
}
