package main

import (
	"net/url"
	"slices"
	"strings"
	"testing"
)

// follow asks for what a reference leads to: relative ones begin at the SCIM base, as RFC 7643
// section 2.3.7 has it.
func (c *connection) follow(t *testing.T, ref string) *answer {
	t.Helper()
	base, err := url.Parse(c.base + "/")
	if err != nil {
		t.Fatal(err)
	}
	target, err := base.Parse(ref)
	if err != nil {
		t.Fatalf("%q is no URI: %v", ref, err)
	}
	path, here := strings.CutPrefix(target.String(), c.base)
	if !here {
		t.Fatalf("%q leads to %s, away from %s", ref, target, c.base)
	}
	return c.get(t, path)
}

// whoever follows a $ref finds the resource, or a 404 when it is gone.:
// value is the id of what $ref leads to. R-061: a manager is kept as the client named it.
func TestReferences(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		c := n.tenant(t, "acme")
		boss := c.hire(t, "boss")
		relative := "Users/" + boss
		made := c.post(t, "/Users", person("ann", object{enterpriseURN: object{"manager": object{"value": boss, "$ref": relative}}})).want(201)
		ann := made.id()
		inner := c.found(t, "inner", ann)
		outer := c.found(t, "outer", inner, boss)
		check := func(owner, list string, of ...string) {
			t.Helper()
			a := c.get(t, owner).want(200)
			values, refs := a.each("value", list), a.each("$ref", list)
			for i, ref := range refs {
				if found := c.follow(t, ref).want(200); found.id() != values[i] || found.text("meta", "location") != ref {
					t.Errorf("%s: value %q and $ref %q lead to %s", owner, values[i], ref, found)
				}
			}
			slices.Sort(values)
			slices.Sort(of)
			if !slices.Equal(values, of) || len(refs) != len(values) {
				t.Errorf("%s: %s are %v, want %v", owner, list, values, of)
			}
		}
		check("/Groups/"+outer, "members", inner, boss)
		check("/Groups/"+inner, "members", ann)
		check("/Users/"+ann, "groups", inner)
		check("/Users/"+boss, "groups", outer)

		manager := []any{enterpriseURN, "manager"}
		made.is(object{"value": boss, "$ref": relative}, manager...)
		c.follow(t, made.text(append(manager, "$ref")...)).want(200).is(boss, "id")
		if found := c.search(t, "/Users", enterpriseURN+`:manager.value eq "`+boss+`"`).want(200); found.total() != 1 || found.text("Resources", 0, "id") != ann {
			t.Errorf("nobody is found by the manager: %s", found)
		}
		c.delete(t, "/Users/"+boss).want(204)
		check("/Groups/"+outer, "members", inner)
		left := c.get(t, "/Users/"+ann).want(200)
		left.is(boss, append(manager, "value")...)
		c.follow(t, left.text(append(manager, "$ref")...)).wantError(404, "", boss)
		for _, value := range []string{"nobody-at-all", boss} {
			c.patch(t, "/Users/"+ann, edit("replace", enterpriseURN+":manager", object{"value": value, "$ref": nil})).want(200).is(value, append(manager, "value")...)
		}
	})
}

// a group can be a member of a group, also in a circle, and goes out of it with its end.
func TestNestedGroups(t *testing.T) {
	long(t, everyWay)
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		c := n.tenant(t, "acme")
		ann := c.hire(t, "ann")
		inner := c.found(t, "inner", ann)
		outer := c.found(t, "outer", inner, ann)
		types := func() map[string]string {
			a := c.get(t, "/Groups/"+outer).want(200)
			found := map[string]string{}
			for i, id := range a.each("value", "members") {
				found[id] = a.each("type", "members")[i]
			}
			return found
		}
		if got := types(); len(got) != 2 || got[inner] != "Group" || got[ann] != "User" {
			t.Errorf("the members are %v", got)
		}
		if found := c.search(t, "/Groups", `members[type eq "Group"]`).want(200); found.total() != 1 || found.text("Resources", 0, "id") != outer {
			t.Errorf("a group of groups is not found by its members' type: %s", found)
		}
		c.patch(t, "/Groups/"+inner, edit("add", "members", list{object{"value": outer}})).want(204)
		if got := c.members(t, inner); !slices.Contains(got, outer) {
			t.Errorf("a circle of groups is not kept: %v", got)
		}
		c.delete(t, "/Groups/"+inner).want(204)
		if got := types(); len(got) != 1 || got[ann] != "User" {
			t.Errorf("the members are %v after one was deleted", got)
		}
	})
}
