package main

import "testing"

// Rule M10: the last owner of an account can't be removed, by whatever channel.
func TestLastOwnerSurvives(t *testing.T) {
	t.Parallel()
	off := edit("replace", "active", false)
	eachDatabase(t, func(t *testing.T, n *node) {
		s := n.verified(t)
		boss := s.okta.hire(t, "boss")
		s.cli(t, "user", "role", boss, "owner")
		path := "/Users/" + boss
		other := s.slack.hire(t, "other")
		owns := func(what string, records ...string) {
			t.Helper()
			if u := s.one(t, records...); u["role"] != "owner" || u["state"] != "active" {
				t.Errorf("%s: the owner is %v", what, u)
			}
		}
		refusedBy := func(what string, a *answer) {
			t.Helper()
			a.wantError(403, "", "M10")
			owns(what, boss)
		}
		refusedBy("DELETE", s.okta.delete(t, path))
		refusedBy("PATCH", s.okta.patch(t, path, off))
		refusedBy("PATCH of text", s.okta.patch(t, path, edit("Replace", "", object{"active": "False"})))
		refusedBy("PUT", s.okta.put(t, path, person("boss", object{"active": false})))
		refusedBy("PATCH that also leaves the domain", s.okta.patch(t, path, off, edit("replace", "emails", list{object{"value": "boss@elsewhere.example", "primary": true}})))
		for _, operation := range []object{
			{"method": "DELETE", "path": path}, {"method": "PATCH", "path": path, "data": patchBody(off)}, {"method": "PUT", "path": path, "data": person("boss", object{"active": false})},
		} {
			a := s.okta.post(t, "/Bulk", bulkBody(operation)).want(200)
			a.is("403", "Operations", 0, "status")
			owns("Bulk", boss)
		}
		s.refused(t, "M10", "user", "role", boss, "none")
		s.refused(t, "M10", "user", "role", boss, "administrator")
		s.refused(t, "M10", "user", "merge", boss, other)
		s.refused(t, "M10", "user", "link", boss, other)
		owns("commands", boss)

		// Who leaves the domain stays as last let in; what comes then is judged as before.
		s.okta.patch(t, path, edit("replace", "emails", list{object{"value": "boss@elsewhere.example", "primary": true}})).want(200)
		owns("another domain", boss)
		refusedBy("PATCH of who is held", s.okta.patch(t, path, off))
		refusedBy("DELETE of who is held", s.okta.delete(t, path))
		n.usher(t, "domain", "revoke", "example.com", "--account", "acme")
		owns("the domain is revoked", boss)
	})
}

// Rule M10: of a person of several records, none can be taken away without which the person would
// be suspended; and of two owners the second stays, whatever happens in one request.
func TestLastOwnerOfSeveralRecords(t *testing.T) {
	long(t, everyWay)
	t.Parallel()
	off := edit("replace", "active", false)
	eachDatabase(t, func(t *testing.T, n *node) {
		s := n.verified(t)
		hr := s.hr.hire(t, "boss")
		entra := s.entra.hire(t, "boss")
		user := s.one(t, hr, entra)
		s.cli(t, "user", "role", hr, "owner")
		owns := func(what, id string) {
			t.Helper()
			for _, u := range s.users(t) {
				if u["id"] == id && u["role"] == "owner" && u["state"] == "active" {
					return
				}
			}
			t.Errorf("%s: %s is no active owner: %v", what, id, s.users(t))
		}
		id, _ := user["id"].(string)
		s.hr.patch(t, "/Users/"+hr, off).want(200) // the other source still says that the person is active
		owns("one source", id)
		s.entra.patch(t, "/Users/"+entra, off).wantError(403, "", "M10")
		s.entra.delete(t, "/Users/"+entra).wantError(403, "", "M10")
		s.refused(t, "M10", "user", "unmerge", entra)
		s.one(t, hr, entra)
		owns("the other source", id)

		// A source that becomes authoritative and says otherwise suspends no last owner.
		s.asking(t, "", "source", "set", "hr", "--account", "acme", "--authoritative-for", "example.com")
		owns("authority", id)
		s.cli(t, "source", "set", "hr", "--not-authoritative-for", "example.com")
		s.hr.delete(t, "/Users/"+hr).want(204)
		s.one(t, entra)
		owns("without the first record", id)

		// Two owners go at once: one of them.
		second := s.okta.hire(t, "second")
		s.cli(t, "user", "role", second, "owner")
		third := s.okta.hire(t, "third")
		s.cli(t, "user", "role", third, "owner")
		s.entra.patch(t, "/Users/"+entra, off).want(200) // there are two others
		a := s.okta.post(t, "/Bulk", bulkBody(
			object{"method": "DELETE", "path": "/Users/" + second}, object{"method": "PATCH", "path": "/Users/" + third, "data": patchBody(off)},
		)).want(200)
		a.is("204", "Operations", 0, "status")
		a.is("403", "Operations", 1, "status")
		owns("two in one Bulk", third)
		fourth := s.okta.hire(t, "fourth")
		s.cli(t, "user", "role", fourth, "owner")
		a = s.okta.post(t, "/Bulk", bulkBody(
			object{"method": "PATCH", "path": "/Users/" + fourth, "data": patchBody(off)}, object{"method": "DELETE", "path": "/Users/" + third},
		)).want(200)
		a.is("200", "Operations", 0, "status")
		a.is("403", "Operations", 1, "status")
		owns("two in one Bulk, the other way round", third)
	})
}
