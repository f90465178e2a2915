package main

import "testing"

// Rule M10: no source gives anybody a role, whatever it says of roles and by whatever request.
func TestSourcesGiveNoRole(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		s := n.verified(t)
		boss := s.okta.hire(t, "boss")
		s.cli(t, "user", "role", boss, "owner")
		raised := object{
			"schemas": list{userURN, usherURN}, "roles": list{object{"value": "administrator", "primary": true}, object{"value": "owner"}}, "userType": "administrator",
			"entitlements": list{object{"value": "owner"}}, "title": "owner", "groups": list{object{"value": boss}},
			usherURN: object{"role": "owner", "roles": list{"owner"}, "state": "active", "records": list{object{"value": boss, "source": "okta"}}, "sources": list{"okta", "slack"}},
			"role":   "owner", "user_id": boss, "id": boss,
		}
		mallory := s.okta.post(t, "/Users", person("mallory", nil)).want(201).id()
		path := "/Users/" + mallory
		created := s.okta.post(t, "/Users", person("raised", raised))
		if created.status == 201 && created.id() == boss {
			t.Fatalf("a client chose the id: %s", created)
		}
		s.okta.put(t, path, person("mallory", raised))
		for _, operation := range []object{
			edit("add", "roles", list{object{"value": "owner"}}), edit("replace", "roles", "administrator"), edit("replace", `roles[value eq "owner"].primary`, true),
			edit("replace", "userType", "owner"), edit("add", "entitlements", list{object{"value": "administrator"}}), edit("replace", "role", "owner"),
			edit("replace", usherURN+":role", "owner"), edit("replace", usherURN, object{"role": "owner"}), edit("add", usherURN+":records", list{object{"value": boss}}),
			edit("replace", usherURN+":state", "active"), edit("replace", "", raised), edit("replace", "id", boss), edit("replace", "user", boss),
		} {
			s.okta.patch(t, path, operation)
		}
		s.okta.post(t, "/Bulk", bulkBody(
			bulkPost("/Users", "r", person("bulk", raised)),
			object{"method": "PATCH", "path": path, "data": patchBody(edit("replace", "", raised))},
			bulkPost("/Groups", "g", team("Administrators", mallory)), bulkPost("/Groups", "o", team("owner", mallory)),
		)).want(200)
		s.slack.post(t, "/Users", person("boss", raised))

		if u := s.one(t, boss); u["role"] != "owner" {
			t.Errorf("the owner is %v", u)
		}
		for _, u := range s.users(t) {
			if u["id"] != boss && u["role"] != nil {
				t.Errorf("a source gave a role: %v", u)
			}
		}
	})
}

// Rule M10: no role crosses a merge, nor an unmerge.
func TestNoRoleCrossesAMerge(t *testing.T) {
	long(t, decided)
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		s := n.verified(t)
		boss, deputy, ana := s.okta.hire(t, "boss"), s.okta.hire(t, "deputy"), s.okta.hire(t, "ana")
		s.cli(t, "user", "role", boss, "owner")
		s.cli(t, "user", "role", deputy, "administrator")
		bob := s.slack.hire(t, "bob")
		for _, who := range []string{boss, deputy} {
			s.refused(t, "M10", "user", "merge", who, bob)
			s.refused(t, "M10", "user", "link", who, bob)
		}
		s.apart(t, boss, deputy, ana, bob)

		// An administrator may link somebody to a person with a role, and it is that person then; taken
		// out again, nobody takes the role along.
		s.refused(t, "privileged.*--accept-risk", "user", "merge", bob, deputy)
		s.refused(t, "privileged.*--accept-risk", "user", "link", bob, deputy)
		s.cli(t, "user", "merge", bob, deputy, "--accept-risk")
		if u := s.one(t, deputy, bob); u["role"] != "administrator" || u["id"] != deputy {
			t.Errorf("merged, the user is %v", u)
		}
		s.cli(t, "user", "unmerge", bob)
		if u := s.one(t, bob); u["role"] != nil {
			t.Errorf("taken out again, the user is %v", u)
		}
		if u := s.one(t, deputy); u["role"] != "administrator" {
			t.Errorf("left alone, the user is %v", u)
		}
	})
}
