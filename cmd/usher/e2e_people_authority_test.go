package main

import "testing"

// known has okta and slack bring the same person, whom an administrator links, and returns the
// records: the person is okta's, and slack knows it, too.
func (s *company) known(t *testing.T, name string) (byOkta, bySlack string) {
	t.Helper()
	byOkta = s.okta.post(t, "/Users", person(name, object{"displayName": "By Okta", "title": "Chief"})).want(201).id()
	bySlack = s.slack.post(t, "/Users", person(name, object{"displayName": "By Slack"})).want(201).id()
	s.cli(t, "user", "link", bySlack, byOkta)
	s.one(t, byOkta, bySlack)
	return byOkta, bySlack
}

// stays checks that the person whom okta brought first is in the state, and as okta says.
func (s *company) stays(t *testing.T, what, user, name, state string) {
	t.Helper()
	var row object
	for _, u := range s.users(t) {
		if u["id"] == user {
			row = u
		}
	}
	if row["state"] != state || row["userName"] != name+"@example.com" || row["login"] != name+"@example.com" {
		t.Errorf("%s: the user is %v; want it %s and otherwise as it was", what, row, state)
	}
	seen := s.reader.get(t, "/Users/"+user).want(200)
	for attribute, want := range map[string]any{
		"userName": name + "@example.com", "externalId": "ext-" + name, "displayName": "By Okta", "title": "Chief",
		"name": object{"givenName": name, "familyName": "Archer"}, "active": state == "active",
	} {
		seen.is(want, attribute)
	}
	seen.is(name+"@example.com", "emails", 0, "value")
	seen.is(true, "emails", 0, "primary")
	seen.is(state, usherURN, "state")
}

// lesser is what a source that counts less can say of a person.
type lesser struct {
	what string
	say  func(t *testing.T, c *connection, path string)
}

func lessers(name string, active bool) []lesser {
	eve := object{
		"userName": "eve." + name + "@example.com", "externalId": "ext-eve-" + name, "displayName": "Eve", "title": "Intruder", "name": object{"givenName": "Eve", "familyName": "Eaves"},
		"emails": list{object{"value": "eve." + name + "@example.com", "primary": true}}, "active": active,
	}
	return []lesser{
		{"PATCH of active", func(t *testing.T, c *connection, path string) {
			c.patch(t, path, edit("replace", "active", active)).want(200).is(active, "active")
		}},
		{"PATCH of names", func(t *testing.T, c *connection, path string) {
			c.patch(t, path, edit("replace", "userName", "eve."+name+"@example.com"), edit("replace", "displayName", "Eve"), edit("replace", "externalId", "ext-eve-"+name)).want(200)
		}},
		{"PUT", func(t *testing.T, c *connection, path string) {
			c.put(t, path, person(name, eve)).want(200).is("Eve", "displayName")
		}},
		{"Bulk", func(t *testing.T, c *connection, path string) {
			a := c.post(t, "/Bulk", bulkBody(
				object{"method": "PUT", "path": path, "data": person(name, object{"active": !active})},
				object{"method": "PATCH", "path": path, "data": patchBody(edit("replace", "", eve))},
			)).want(200)
			a.is("200", "Operations", 0, "status")
			a.is("200", "Operations", 1, "status")
		}},
		{"DELETE", func(t *testing.T, c *connection, path string) { c.delete(t, path).want(204) }},
	}
}

// Rules M1, M4 and M6: a source that counts less can neither change nor rename, suspend nor end a
// person whom the authority brings. What it says stays in its own record.
func TestLesserSourceChangesNobody(t *testing.T) {
	long(t, decided)
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		s := n.verified(t)
		okta, slack := s.known(t, "ana")
		before := s.okta.get(t, "/Users/"+okta).want(200)
		for _, l := range lessers("ana", false) {
			l.say(t, s.slack, "/Users/"+slack)
			s.stays(t, l.what, okta, "ana", "active")
		}
		s.one(t, okta)
		after := s.okta.get(t, "/Users/"+okta).want(200)
		for _, attribute := range []string{"id", "userName", "externalId", "name", "displayName", "title", "emails", "active"} {
			after.is(before.at(attribute), attribute)
		}
	})
}

// Rule M6: nobody else brings back whom the authority has suspended, or ended, by whatever channel.
// The authority does.
func TestLesserSourceRevivesNobody(t *testing.T) {
	long(t, everyWay)
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		s := n.verified(t)
		suspended := func(t *testing.T, what, user string) {
			t.Helper()
			for _, u := range s.users(t) {
				if u["id"] == user && u["state"] != "suspended" {
					t.Errorf("%s: the user is %v", what, u)
				}
			}
			a := s.reader.get(t, "/Users/"+user).want(200)
			a.is(false, "active")
			a.is("suspended", usherURN, "state")
		}

		okta, slack := s.known(t, "ana")
		s.okta.patch(t, "/Users/"+okta, edit("replace", "active", false)).want(200)
		suspended(t, "by the authority", okta)
		if a := s.slack.get(t, "/Users/"+slack).want(200); a.at("active") != true || a.state() != "suspended" {
			t.Errorf("the other source sees %s; want its own word and Usher's verdict (rule P2)", a)
		}
		s.waits(t, s.entra.hire(t, "ana"), "suspended")
		for _, l := range lessers("ana", true) {
			l.say(t, s.slack, "/Users/"+slack)
			suspended(t, l.what, okta)
		}
		back := s.slack.post(t, "/Users", person("ana", object{"externalId": "ext-eve-ana"})).want(201)
		if back.state() != "pendingMerge" { // as somebody else was deleted, it is somebody else (rule M2a), who waits
			t.Errorf("created again, the record is %s", back)
		}
		s.waits(t, back.id(), "sourceNotTrusted")
		suspended(t, "created again", okta)
		s.okta.patch(t, "/Users/"+okta, edit("replace", "active", true)).want(200)
		s.stays(t, "brought back by the authority", okta, "ana", "active")

		// Ended, not only suspended.
		okta, slack = s.known(t, "bea")
		s.okta.delete(t, "/Users/"+okta).want(204)
		s.one(t, slack)
		suspended(t, "deleted by the authority", okta)
		for _, l := range lessers("bea", true)[:4] {
			l.say(t, s.slack, "/Users/"+slack)
			suspended(t, l.what, okta)
		}
		other := s.slack.patch(t, "/Users/"+slack, edit("replace", "emails", list{object{"value": "bea@elsewhere.example", "primary": true}})).want(200)
		suspended(t, "moved to a domain without authority", okta)
		if other.state() == "active" {
			t.Errorf("moved to a domain without authority: %s", other)
		}
		s.usher(t, "domain", "approve", "elsewhere.example", "--account", "acme")
		eventually(t, "the domain to be approved", func() bool { return s.slack.get(t, "/Users/"+slack).state() != "pendingDomain" })
		suspended(t, "moved to an approved domain without authority", okta)
		s.slack.delete(t, "/Users/"+slack).want(204)
		again := s.slack.post(t, "/Users", person("bea", object{"externalId": "ext-eve-bea"})).want(201)
		s.waits(t, again.id(), "suspended") // nothing but the externalId is the same: somebody else, in the place of who was ended
		revived := s.okta.post(t, "/Users", person("bea", nil)).want(201)
		if u := s.userOf(t, revived.id()); u["id"] != okta || u["state"] != "active" {
			t.Errorf("the authority provisions the person again, and the user is %v instead of %s", u, okta)
		}
	})
}
