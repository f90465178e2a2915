package main

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
)

//
func TestVersions(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		c := n.tenant(t, "acme")
		tag := func(a *answer) string {
			t.Helper()
			version := a.header.Get("ETag")
			if version == "" || len(a.raw) > 0 && a.text("meta", "version") != version {
				t.Errorf("%s: ETag %q and meta.version %q", a.asked, version, a.text("meta", "version"))
			}
			return version
		}
		made := c.post(t, "/Users", person("ann", nil)).want(201)
		first, path := tag(made), "/Users/"+made.id()
		made.is(made.header.Get("Location"), "meta", "location")
		made.is(made.at("meta", "created"), "meta", "lastModified")
		if got := tag(c.get(t, path).want(200)); got != first {
			t.Errorf("GET has the version %s instead of %s", got, first)
		}
		if a := c.get(t, path, "If-None-Match", first).want(304); len(a.raw) > 0 {
			t.Errorf("304 with a body: %s", a)
		}
		c.get(t, path, "If-None-Match", `W/"other", `+first).want(304)
		c.get(t, path, "If-None-Match", `W/"other"`).want(200)

		changed := c.do(t, "PATCH", path, patchBody(edit("replace", "title", "Clerk")), "If-Match", first).want(200)
		second := tag(changed)
		if second == first {
			t.Error("a change kept the version")
		}
		changed.is(made.at("meta", "created"), "meta", "created")
		before := c.all(t)
		c.do(t, "PATCH", path, patchBody(edit("replace", "title", "Chief")), "If-Match", first).wantError(412, "", ".")
		c.put(t, path, person("ann", nil), "If-Match", first).wantError(412, "", ".")
		c.delete(t, path, "If-Match", first).wantError(412, "", ".")
		c.delete(t, path, "If-Match", `"nonsense`).wantError(412, "", ".")
		if now := c.all(t); now != before {
			t.Errorf("stale versions changed\n%s\nto\n%s", before, now)
		}
		same := c.patch(t, path, edit("add", "title", "Clerk"), edit("add", "emails", list{object{"value": "ann@example.com", "type": "work", "primary": true}})).want(200)
		if tag(same) != second || same.at("meta", "lastModified") != changed.at("meta", "lastModified") {
			t.Errorf("a PATCH that changes nothing moved the version: %s", same)
		}
		third := tag(c.put(t, path, person("ann", nil), "If-Match", `W/"other", `+second).want(200))
		c.put(t, path, person("ann", object{"title": "x"}), "If-Match", "*").want(200)
		c.delete(t, path, "If-Match", third).wantError(412, "", ".")
		c.delete(t, path, "If-Match", tag(c.get(t, path))).want(204)

		group := c.post(t, "/Groups", team("team")).want(201)
		bob := c.hire(t, "bob")
		after := c.do(t, "PATCH", "/Groups/"+group.id(), patchBody(edit("add", "members", list{object{"value": bob}})), "If-Match", tag(group)).want(204)
		if got := tag(c.get(t, "/Groups/"+group.id())); got == tag(group) || after.header.Get("ETag") != "" && after.header.Get("ETag") != got {
			t.Errorf("a new member: the group's version is %s, was %s, and the answer said %s", got, tag(group), after.header.Get("ETag"))
		}
		c.do(t, "PATCH", "/Groups/"+group.id(), patchBody(edit("remove", "members", nil)), "If-Match", tag(group)).wantError(412, "", ".")
		c.has(t, group.id(), bob)
	})
}

// Of many who change the same version, one does.
func TestOneOfManyChangesAVersion(t *testing.T) {
	long(t, oneRace)
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		c := n.tenant(t, "acme")
		made := c.post(t, "/Users", person("ann", nil)).want(201)
		var won, lost atomic.Int64
		var all sync.WaitGroup
		for i := range 20 {
			all.Go(func() {
				a := c.do(t, "PATCH", "/Users/"+made.id(), patchBody(edit("replace", "title", fmt.Sprint(i))), "If-Match", made.header.Get("ETag"))
				switch a.status {
				case 200:
					won.Add(1)
				case 412:
					lost.Add(1)
				}
			})
		}
		if all.Wait(); won.Load() != 1 || lost.Load() != 19 {
			t.Errorf("%d of 20 changed it, %d were told", won.Load(), lost.Load())
		}
	})
}
