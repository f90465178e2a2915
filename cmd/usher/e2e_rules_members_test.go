package main

import (
	"slices"
	"strings"
	"testing"
)

// has checks a group's members, in any order, and that their people say the same.
func (c *connection) has(t *testing.T, group string, want ...string) {
	t.Helper()
	got := c.members(t, group)
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("the members are %v instead of %v", got, want)
	}
	for _, id := range want {
		a := c.get(t, "/Users/"+id).want(200)
		if !slices.Contains(a.each("value", "groups"), group) {
			t.Errorf("a member's groups lack the group: %s", a)
		}
		if n := c.search(t, "/Groups", `members.value eq "`+id+`" and id eq "`+group+`"`).want(200).total(); n != 1 {
			t.Errorf("a filter on members.value finds %d groups", n)
		}
	}
}

// Rule P5
func TestMembers(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		c := n.tenant(t, "acme")
		ann, bob := c.hire(t, "ann"), c.hire(t, "bob")
		group := c.found(t, "team", ann, ann)
		path := "/Groups/" + group
		add := func(ids ...string) object {
			members := list{}
			for _, id := range ids {
				members = append(members, object{"value": id})
			}
			return edit("add", "members", members)
		}
		c.has(t, group, ann)

		t.Run("added twice", func(t *testing.T) {
			c.patch(t, path, add(ann)).want(204)
			c.patch(t, path, add(bob, bob), add(bob)).want(204)
			c.has(t, group, ann, bob)
		})
		t.Run("absent removed", func(t *testing.T) {
			c.patch(t, path, edit("remove", `members[value eq "`+bob+`"]`, nil)).want(204)
			c.patch(t, path, edit("remove", `members[value eq "`+bob+`"]`, nil)).want(204)
			c.patch(t, path, edit("Remove", "members", list{object{"value": bob}})).want(204)
			c.has(t, group, ann)
			c.patch(t, path, edit("remove", "members", nil)).want(204)
			c.patch(t, path, edit("replace", "members", list{})).want(204)
			c.has(t, group)
			c.patch(t, path, edit("replace", "members", list{object{"value": ann}, object{"value": bob}})).want(204)
			c.has(t, group, ann, bob)
		})
		t.Run("never had", func(t *testing.T) {
			before := c.all(t)
			for _, a := range []*answer{
				c.patch(t, path, edit("replace", "displayName", "renamed"), add(ann, "nosuch-id")),
				c.patch(t, path, edit("remove", "members", nil), add("nosuch-id")),
				c.put(t, path, team("renamed", "nosuch-id")),
				c.post(t, "/Groups", team("another", ann, "nosuch-id")),
			} {
				a.wantError(400, "invalidValue", "nosuch-id")
			}
			if now := c.all(t); now != before {
				t.Errorf("changed what is kept from\n%s\nto\n%s", before, now)
			}
		})
		t.Run("once had", func(t *testing.T) {
			c.delete(t, "/Users/"+bob).want(204)
			c.has(t, group, ann) // no dangling member
			other := c.found(t, "other", bob)
			c.patch(t, path, add(bob)).want(204)
			c.patch(t, path, add(bob)).want(204)
			third := c.found(t, "third")
			c.put(t, "/Groups/"+third, team("third", ann, bob)).want(200)
			c.has(t, group, ann)
			c.has(t, other)
			c.has(t, third, ann)
			if n := c.search(t, "/Groups", `members.value eq "`+bob+`"`).want(200).total(); n != 0 {
				t.Errorf("%d groups are found by somebody who is deleted", n)
			}
			left := c.found(t, "left", bob)
			c.patch(t, "/Groups/"+left, edit("remove", `members[value eq "`+bob+`"]`, nil)).want(204)

			again := c.hire(t, "bob") // the same externalId
			c.has(t, group, ann, again)
			c.has(t, other, again)
			c.has(t, third, ann, again)
			c.has(t, left)
			if got := c.get(t, "/Users/"+again).each("display", "groups"); len(got) != 3 {
				t.Errorf("in the groups %v instead of three", got)
			}
		})
		t.Run("another returns", func(t *testing.T) {
			carl := c.hire(t, "carl")
			club := c.found(t, "club", carl)
			c.delete(t, "/Users/"+carl).want(204)
			c.post(t, "/Users", person("carl", object{"externalId": "ext-another-carl"})).want(201)
			c.has(t, club)
		})
		t.Run("Bulk", func(t *testing.T) {
			ids := c.created(t, []object{
				bulkPost("/Groups", "g", team("circle 1", "bulkId:h", "bulkId:u")), bulkPost("/Groups", "h", team("circle 2", "bulkId:g")),
				bulkPost("/Users", "u", person("dora", nil)),
			})
			got := c.members(t, ids[0])
			slices.Sort(got)
			want := []string{ids[1], ids[2]}
			slices.Sort(want)
			if !slices.Equal(got, want) || !slices.Equal(c.members(t, ids[1]), ids[:1]) {
				t.Errorf("groups that are members of each other: %v and %v", got, c.members(t, ids[1]))
			}
		})
	})
}

// A person's groups are read-only and follow from the groups.
func TestGroupsOfAPerson(t *testing.T) {
	long(t, everyWay)
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		c := n.tenant(t, "acme")
		group := c.found(t, "team")
		made := c.post(t, "/Users", person("ann", object{"groups": list{object{"value": group}}})).want(201)
		made.is(nil, "groups")
		path := "/Users/" + made.id()
		c.put(t, path, person("ann", object{"groups": list{object{"value": group}}})).want(200).is(nil, "groups")
		c.has(t, group)
		second := c.found(t, "second", made.id())
		c.patch(t, "/Groups/"+group, edit("add", "members", list{object{"value": made.id(), "display": "Ann"}})).want(204)
		for _, a := range []*answer{
			c.get(t, path), c.put(t, path, person("ann", object{"groups": list{}})), c.patch(t, path, edit("replace", "title", "Clerk")),
			{t: t, body: at(c.search(t, "/Users", `userName eq "ann@example.com"`).body, "Resources", 0).(object)},
		} {
			got := a.each("display", "groups")
			slices.Sort(got)
			if !slices.Equal(got, []string{"second", "team"}) {
				t.Errorf("%s: groups %v", a.asked, got)
			}
			for _, ref := range a.each("$ref", "groups") {
				c.get(t, strings.TrimPrefix(ref, c.base)).want(200)
			}
		}
		c.get(t, path+"?excludedAttributes=groups").want(200).is(nil, "groups")
		c.patch(t, "/Groups/"+second, edit("replace", "displayName", "renamed")).want(204)
		if got := c.get(t, path).each("display", "groups"); !slices.Contains(got, "renamed") {
			t.Errorf("groups %v after one was renamed", got)
		}
		c.delete(t, "/Groups/"+second).want(204)
		c.patch(t, "/Groups/"+group, edit("remove", "members", nil)).want(204)
		c.get(t, path).want(200).is(nil, "groups")
	})
}
