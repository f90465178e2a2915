package main

import (
	"fmt"
	"testing"
)

// Rule M2e: whoever has a role gives way to nobody: then the authority's record waits, nothing is lost, and an administrator
// decides. A role never comes to an attacker, nor to the authority's person, by itself.
func TestAttackWithARole(t *testing.T) {
	long(t, oneAttack)
	t.Parallel()
	eachFormation(t, func(t *testing.T, s *company, nth int) {
		s.prove(t)
		s.cli(t, "user", "role", s.okta.hire(t, "founder"), "owner")
		for i, role := range []string{"owner", "administrator"} {
			for j, way := range []string{"POST", "PATCH", "return"} {
				name := fmt.Sprintf("ann%d%dx", i, j)
				evil := s.slack.post(t, "/Users", person(name, nil)).want(201).id()
				s.cli(t, "user", "role", evil, role)
				var okta string
				switch way {
				case "POST":
					okta = s.okta.hire(t, name)
				case "PATCH":
					okta = s.okta.hire(t, "born-"+name)
					s.okta.patch(t, "/Users/"+okta, edit("replace", "", impostor(&play{address: name + "@example.com"}))).want(200)
				case "return":
					okta = s.okta.hire(t, "born-"+name)
					s.okta.delete(t, "/Users/"+okta).want(204)
					okta = s.okta.hire(t, name)
				}
				inv := s.inventory(t)
				inv.strangers(t, way, evil, okta)
				if u := inv.users[evil]; u["role"] != role || u["state"] != "active" {
					t.Errorf("%s: who has the role is %v", way, u)
				}
				if u := inv.users[okta]; u["role"] != nil {
					t.Errorf("%s: the authority's person has a role: %v", way, u)
				}
				cases := inv.cases[okta]
				if len(cases) != 1 || cases[0]["reason"] != "privileged" || cases[0]["waits"] != true {
					t.Fatalf("%s: the authority's record has the cases %v", way, cases)
				}
				// Whatever decides it needs an administrator who knows the risk.
				id, _ := cases[0]["id"].(string)
				s.refused(t, "privileged.*--accept-risk", "review", "decide", id, "link")
				s.refused(t, "privileged.*--accept-risk", "user", "link", okta, evil)
				s.refused(t, "M10|no user yet", "user", "link", evil, okta)
				s.inventory(t).strangers(t, way+", refused", evil, okta)
				if role == "owner" {
					s.cli(t, "review", "decide", id, "link", "--accept-risk")
					if way == "PATCH" {
						continue // okta's was a user before
					}
					if u := s.one(t, evil, okta); u["role"] != role {
						t.Errorf("%s, linked: %v", way, u)
					}
				} else {
					// Without the role the reason is gone.
					s.cli(t, "user", "role", evil, "none")
					s.okta.patch(t, "/Users/"+okta, edit("replace", "title", "Chief")).want(200)
					s.okta.put(t, "/Users/"+okta, person(name, nil)).want(200)
					s.belongs(t, way+", without the role", name+"@example.com", s.userOf(t, okta)["id"], true)
				}
			}
		}
	})
}
