package main

import (
	"slices"
	"testing"
)

// Rule M7: an address that belonged to somebody who was deleted inherits nothing: who has it with a
// new externalId is a new person, flagged, and not in the old one's groups, roles or users. The same
// externalId revives.
func TestRecycledAddressInheritsNothing(t *testing.T) {
	long(t, decided)
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		s := n.verified(t)
		old := s.okta.post(t, "/Users", person("ana", object{"title": "Chief", "nickName": "Old Ana"})).want(201).id()
		group := s.okta.found(t, "Board", old)
		s.cli(t, "user", "role", old, "administrator")
		s.okta.delete(t, "/Users/"+old).want(204)

		fresh := s.okta.post(t, "/Users", person("ana", object{"externalId": "another"})).want(201)
		u := s.one(t, fresh.id())
		if u["id"] == old || u["role"] != nil || u["flags"] != "recycled" || u["state"] != "active" {
			t.Errorf("who has a recycled address is %v", u)
		}
		seen := s.view(t, u)
		for _, a := range []*answer{fresh, seen, s.okta.get(t, "/Users/"+fresh.id())} {
			a.is(nil, "title")
			a.is(nil, "nickName")
			a.is(nil, "groups")
		}
		if got := s.okta.members(t, group); len(got) != 0 {
			t.Errorf("the old group has the members %v", got)
		}
		x := s.explained(t, fresh.id())
		if !slices.ContainsFunc(x, func(f object) bool { return f["rule"] == "M7" }) {
			t.Errorf("the explanation says nothing of it: %v", x)
		}

		// Another source's newcomer with a recycled address is as new.
		gone := s.okta.hire(t, "bea")
		s.okta.delete(t, "/Users/"+gone).want(204)
		if u := s.one(t, s.entra.hire(t, "bea")); u["id"] == gone || u["flags"] != "recycled" {
			t.Errorf("who has a recycled address in another source is %v", u)
		}

		// And whoever wants to be linked to such a person finds the risk named.
		s.cli(t, "user", "unmerge", s.one(t, fresh.id(), s.hr.hire(t, "ana"))["records"].(list)[1].(object)["id"].(string))
		cases := s.cases(t, s.slack.hire(t, "ana")) // the address is of two people by now, and proves nothing
		if len(cases) != 2 || cases[0]["reason"] != "severalPeople" || cases[1]["reason"] != "severalPeople" {
			t.Fatalf("the cases are %v", cases)
		}
		id := ""
		for _, c := range cases {
			if risks, _ := c["risks"].(list); slices.Contains(risks, any("recycled")) {
				id, _ = c["id"].(string)
			}
		}
		s.refused(t, "recycled.*--accept-risk", "review", "decide", id, "link")
	})
}

// Rules M2a, M7 and P6: the same externalId of the same source revives: the user is who it was, whatever
// has become of the address.
func TestSameExternalIDRevives(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		s := n.verified(t)
		old := s.okta.hire(t, "ana")
		s.okta.delete(t, "/Users/"+old).want(204)
		if users := s.users(t); len(users) != 0 {
			t.Errorf("nobody is left, and the users are %v", users)
		}
		back := s.okta.post(t, "/Users", person("ana", object{"emails": list{object{"value": "ana.archer@example.com"}}})).want(201)
		if u := s.one(t, back.id()); u["id"] != old || u["flags"] != nil {
			t.Errorf("who comes back is %v instead of %s", u, old)
		}
		s.reader.get(t, "/Users/"+old).want(200).is("ana.archer@example.com", "emails", 0, "value")

		// Into a user that goes on in another source.
		okta := s.okta.hire(t, "bea")
		entra := s.entra.hire(t, "bea")
		s.one(t, okta, entra)
		s.okta.delete(t, "/Users/"+okta).want(204)
		if u := s.one(t, entra); u["id"] != okta || u["state"] != "suspended" { // ended by the authority (rule M6)
			t.Errorf("the user is %v", u)
		}
		again := s.okta.hire(t, "bea")
		if u := s.one(t, entra, again); u["id"] != okta || u["state"] != "active" {
			t.Errorf("who comes back is %v instead of %s", u, okta)
		}
		// Another source's externalId is another name.
		s.okta.delete(t, "/Users/"+back.id()).want(204)
		if u := s.one(t, s.slack.hire(t, "ana")); u["id"] == old {
			t.Errorf("another source revives by its own externalId: %v", u)
		}
	})
}

// explained are the findings of usher explain about somebody.
func (s *company) explained(t *testing.T, who string) []object {
	t.Helper()
	var all []object
	findings, _ := s.lists(t, "explain", "--user", who)[0]["findings"].(list)
	for _, f := range findings {
		all = append(all, f.(object))
	}
	return all
}
