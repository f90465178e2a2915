package main

import (
	"strings"
	"testing"
)

// Rule P3: slashes too many make no other address, at whatever place, for whatever token.
func TestSlashesTooMany(t *testing.T) {
	long(t, everyWay)
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		c, reader := n.tenant(t, "acme"), n.reader(t, "acme")
		id := c.hire(t, "ann")
		root := &connection{base: strings.TrimSuffix(c.base, "/scim/v2"), token: c.token}
		for _, path := range []string{"//scim/v2/Users/", "/scim//v2/Users/", "/scim/v2//Users/", "/scim/v2/Users//", "//scim//v2//Users//"} {
			a := root.get(t, path+id).want(200)
			a.is(id, "id")
			a.is(c.base+"/Users/"+id, "meta", "location")
		}
		root.post(t, "//scim//v2//Users", person("bob", nil)).want(201)
		reader.post(t, "//Users//.search", searchText("userName pr")).want(200)
		reader.post(t, "//Users", person("carl", nil)).want(403)
		reader.delete(t, "//Users//"+id).want(403)
		c.get(t, "/Users/%2F"+id).want(404) // that is an id with a slash in it
		c.get(t, "//Users/nosuch").want(404)
		gone := c.delete(t, "//Users//"+id).want(204)
		for _, e := range n.entries(t, "acme", 1)[gone.header.Get("X-Request-Id")] {
			if e["operation"] != "DELETE /Users" {
				t.Errorf("the log says %v", e["operation"])
			}
		}
	})
}
