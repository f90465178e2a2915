package main

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/usher-id/usher/internal/store/storetest"
)

// the filters that the profile for account life cycles asks for.
func TestProfileFilters(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		c := n.tenant(t, "acme")
		ann, _ := c.hire(t, "ann"), c.hire(t, "bob")
		team, _ := c.found(t, "team", ann), c.found(t, "Team 2")
		for _, test := range []struct{ endpoint, filter, id string }{
			{"/Users", `userName eq "ANN@example.com"`, ann},
			{"/Users", `externalId eq "ext-ann"`, ann},
			{"/Users", `emails[value eq "ann@example.com"]`, ann},
			{"/Users", `emails[type eq "work" and value eq "ann@example.com"]`, ann},
			{"/Groups", `displayName eq "team"`, team},
			{"/Groups", `members[value eq "` + ann + `"]`, team},
		} {
			found := c.search(t, test.endpoint, test.filter).want(200)
			if found.total() != 1 || found.text("Resources", 0, "id") != test.id {
				t.Errorf("%s finds %s", test.filter, found)
			}
		}
		for _, filter := range []string{`externalId eq "EXT-ann"`, `emails[type eq "home" and value eq "ann@example.com"]`} {
			if n := c.search(t, "/Users", filter).want(200).total(); n != 0 {
				t.Errorf("%s finds %d people", filter, n)
			}
		}
	})
}

// one PATCH of a group takes far more than 50 operations, and groups may be empty.
func TestManyMemberOperations(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		c := n.tenant(t, "acme")
		var people []object
		for i := range 120 {
			name := fmt.Sprintf("p%03d", i)
			people = append(people, bulkPost("/Users", name, person(name, nil)))
		}
		ids := c.created(t, people)
		group := c.found(t, "team")
		path := "/Groups/" + group
		c.get(t, path).want(200).is(list{}, "members")
		var add, remove []object
		for _, id := range ids {
			add = append(add, edit("add", "members", list{object{"value": id}}))
			remove = append(remove, edit("remove", `members[value eq "`+id+`"]`, nil))
		}
		c.patch(t, path, add...).want(204)
		c.patch(t, path, remove[:70]...).want(204)
		got, want := c.members(t, group), slices.Clone(ids[70:])
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%d members instead of %d", len(got), len(want))
		}
		c.patch(t, path, remove[70:]...).want(204)
		c.get(t, path).want(200).is(list{}, "members")
	})
}

// who creates, changes or deletes leaves an entry that says what became of it.
func TestChangesAreAudited(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		c := n.tenant(t, "acme")
		made := c.post(t, "/Users", person("ann", nil)).want(201)
		path := "/Users/" + made.id()
		asked := []*answer{
			made, c.patch(t, path, edit("replace", "title", "Clerk")).want(200), c.put(t, path, person("ann", nil)).want(200), c.delete(t, path).want(204), c.delete(t, path),
		}
		kept := n.entries(t, "acme", len(asked))
		for i, want := range []string{"POST /Users 201", "PATCH /Users 200", "PUT /Users 200", "DELETE /Users 204", "DELETE /Users 404"} {
			entries := kept[asked[i].header.Get("X-Request-Id")]
			if len(entries) != 1 {
				t.Errorf("%s left %d entries", asked[i].asked, len(entries))
				continue
			}
			e := entries[0]
			if got := fmt.Sprint(e["operation"], " ", e["status"]); got != want || e["resourceId"] != made.id() || e["source"] != "okta" || e["time"] == nil {
				t.Errorf("%s is logged as %v", asked[i].asked, e)
			}
		}
	})
}

// an address that has a query can't be the base of others.
func TestBaseURLHasNoQuery(t *testing.T) {
	t.Parallel()
	for _, base := range []string{"https://usher.example.com?tenant=1", "https://usher.example.com/a?b", "https://usher.example.com/#top", "https://ann@usher.example.com"} {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute) // should it be served after all
		var out, log bytes.Buffer
		status := Run(ctx, []string{"serve", "--database", storetest.SQLiteURL(t), "--listen", "127.0.0.1:0", "--base-url", base}, noEnvironment, &out, &log)
		cancel()
		if status != statusUsage || !strings.Contains(log.String(), "write an absolute address") {
			t.Errorf("--base-url=%s: status %d: %s", base, status, &log)
		}
	}
}
