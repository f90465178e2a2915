package main

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
)

// person is a user as Okta creates one, with the members of more on top.
func person(name string, more object) object {
	o := object{
		"schemas":    list{userURN},
		"userName":   name + "@example.com",
		"externalId": "ext-" + name,
		"name":       object{"givenName": name, "familyName": "Archer"},
		"emails":     list{object{"value": name + "@example.com", "type": "work", "primary": true}},
		"active":     true,
	}
	for k, v := range more {
		if o[k] = v; v == nil {
			delete(o, k)
		}
	}
	return o
}

// team is a group with these members.
func team(name string, members ...string) object {
	all := list{}
	for _, id := range members {
		all = append(all, object{"value": id})
	}
	return object{"schemas": list{groupURN}, "displayName": name, "members": all}
}

// hire creates a person and returns the id.
func (c *connection) hire(t *testing.T, name string) string {
	t.Helper()
	return c.post(t, "/Users", person(name, nil)).want(201).id()
}

// found creates a group and returns the id.
func (c *connection) found(t *testing.T, name string, members ...string) string {
	t.Helper()
	return c.post(t, "/Groups", team(name, members...)).want(201).id()
}

// members are the ids of a group's members, as the server lists them.
func (c *connection) members(t *testing.T, group string) []string {
	t.Helper()
	return c.get(t, "/Groups/"+group).want(200).each("value", "members")
}

// search asks an endpoint with a filter.
func (c *connection) search(t *testing.T, endpoint, filter string) *answer {
	t.Helper()
	return c.get(t, endpoint+"?filter="+url.QueryEscape(filter))
}

func bulkBody(operations ...object) object {
	return object{"schemas": list{bulkURN}, "Operations": operations}
}

func bulkPost(endpoint, bulkID string, data object) object {
	return object{"method": "POST", "path": endpoint, "bulkId": bulkID, "data": data}
}

// seedSizes are the sizes of the filled store that the issues ask for; with -short a tenth.
func seedSizes() (people, groups int) {
	if testing.Short() {
		return 100, 5
	}
	return 1000, 50
}

// seed fills a store through /Bulk. Every person is in one group or more.
func (c *connection) seed(t *testing.T) {
	t.Helper()
	seedPeople, seedGroups := seedSizes()
	chunk := min(500, seedPeople)
	ids := make([]string, 0, seedPeople)
	for len(ids) < seedPeople {
		var operations []object
		for i := range chunk {
			name := fmt.Sprintf("seed%04d", len(ids)+i)
			operations = append(operations, bulkPost("/Users", name, person(name, nil)))
		}
		ids = append(ids, c.created(t, operations)...)
	}
	var operations []object
	for g := range seedGroups {
		var members []string
		for i := g; i < seedPeople; i += seedGroups {
			members = append(members, ids[i])
		}
		operations = append(operations, bulkPost("/Groups", fmt.Sprint("g", g), team(fmt.Sprintf("Seeded group %02d", g), members...)))
	}
	c.created(t, operations)
	if n := c.get(t, "/Users?count=0").want(200).total(); n != seedPeople {
		t.Fatalf("%d people after seeding %d", n, seedPeople)
	}
	if n := c.get(t, "/Groups?count=0").want(200).total(); n != seedGroups {
		t.Fatalf("%d groups after seeding %d", n, seedGroups)
	}
}

// created sends operations that create and returns the ids of what they created.
func (c *connection) created(t *testing.T, operations []object) []string {
	t.Helper()
	a := c.post(t, "/Bulk", bulkBody(operations...)).want(200)
	ids := make([]string, len(operations))
	for i := range operations {
		if a.text("Operations", i, "status") != "201" {
			t.Fatalf("operation %d of a Bulk request: %v", i, a.at("Operations", i))
		}
		ids[i] = last(a.text("Operations", i, "location"))
	}
	return ids
}

// last is the id at the end of a resource's address.
func last(location string) string { return location[strings.LastIndexByte(location, '/')+1:] }
