package main

import (
	"fmt"
	"testing"
)

// Rules M2c and M5: an address that nothing proves takes nobody over, in whatever order the real
// person and the other one arrive. Each of these is about one person and has the name of an attack.
func TestUnprovedAddressTakesNobodyOver(t *testing.T) {
	t.Parallel()
	post := func(t *testing.T, c *connection, name string, more object) string {
		t.Helper()
		return c.post(t, "/Users", person(name, more)).want(201).id()
	}
	mine := func(name string) object { return person(name, object{"title": "Chief"}) }
	attacks := map[string]func(t *testing.T, s *company, name, address string){
		"claimed later": func(t *testing.T, s *company, name, address string) {
			real := post(t, s.okta, name, mine(name))
			a := s.slack.post(t, "/Users", person(name, nil)).want(201)
			a.is(nil, "title")
			a.is(list{"slack"}, usherURN, "sources")
			s.waits(t, a.id(), "sourceNotTrusted")
			s.one(t, real)
		},
		"claimed first": func(t *testing.T, s *company, name, address string) {
			claimed := post(t, s.slack, name, nil)
			real := s.okta.post(t, "/Users", mine(name)).want(201)
			s.one(t, real.id())
			s.gaveWay(t, claimed)
			s.sees(t, address, real.id())
			real.is(list{"okta"}, usherURN, "sources")
		},
		"claimed by both who are not trusted": func(t *testing.T, s *company, name, address string) {
			other := s.connect(t, "acme", "chat")
			real := post(t, s.slack, name, mine(name))
			s.waits(t, post(t, other, name, nil), "sourceNotTrusted")
			s.one(t, real)
		},
		"claimed by a userName": func(t *testing.T, s *company, name, address string) {
			real := post(t, s.okta, name, mine(name))
			s.waits(t, post(t, s.slack, name, object{"emails": nil, "userName": "\t" + address}), "sourceNotTrusted")
			s.one(t, real)
		},
		"claimed as a second address": func(t *testing.T, s *company, name, address string) {
			real := post(t, s.okta, name, mine(name))
			s.waits(t, post(t, s.slack, name, object{
				"userName": "x" + address, "emails": list{object{"value": "x" + address, "primary": true}, object{"value": address, "type": "home"}},
			}), "sourceNotTrusted")
			s.one(t, real)
		},
		"claimed by a change": func(t *testing.T, s *company, name, address string) {
			real := post(t, s.okta, name, mine(name))
			mallory := post(t, s.slack, "mallory-"+name, nil)
			s.slack.patch(t, "/Users/"+mallory, edit("replace", "emails", list{object{"value": address, "primary": true}})).want(200).is(nil, "title")
			s.apart(t, real, mallory)
			cases := s.cases(t, mallory)
			if len(cases) != 1 || cases[0]["reason"] != "sourceNotTrusted" || cases[0]["waits"] != true {
				t.Errorf("the cases are %v", cases)
			}
			s.sees(t, address, real)
			s.sees(t, "mallory-"+address, mallory)
			// Whoever comes next and is trusted, is the real person's.
			s.one(t, real, post(t, s.entra, name, nil))
		},
		"claimed by a change before": func(t *testing.T, s *company, name, address string) {
			mallory := post(t, s.slack, "mallory-"+name, nil)
			s.slack.patch(t, "/Users/"+mallory, edit("replace", "emails", list{object{"value": address, "primary": true}})).want(200)
			real := post(t, s.okta, name, mine(name))
			s.one(t, real)
			if c := s.cases(t, mallory); len(c) != 1 || c[0]["reason"] != "gaveWay" || c[0]["waits"] != true {
				t.Errorf("the cases are %v", c)
			}
			mine := s.reader.search(t, "/Users", `userName eq "mallory-`+address+`" and active eq true`).want(200)
			if mine.total() != 1 { // its own address is nobody else's
				t.Errorf("who gave way is found %d times by its own address", mine.total())
			}
			s.sees(t, address, real)
		},
		"claimed while held": func(t *testing.T, s *company, name, address string) {
			mallory := s.slack.post(t, "/Users", mailed("mallory-"+name, "mallory@elsewhere.example")).want(201)
			s.slack.patch(t, "/Users/"+mallory.id(), edit("add", "emails", list{object{"value": address, "type": "home"}})).want(200)
			real := post(t, s.okta, name, mine(name))
			if u := s.one(t, real); u["state"] != "active" || len(s.cases(t, real)) != 0 {
				t.Errorf("who is held keeps the real person from her address: %v, %v", u, s.cases(t, real))
			}
			s.slack.patch(t, "/Users/"+mallory.id(), edit("replace", `emails[type eq "work"].value`, "mallory."+address)).want(200)
			s.waits(t, mallory.id(), "sourceNotTrusted")
			s.one(t, real)
		},
		"typed and not confirmed": func(t *testing.T, s *company, name, address string) {
			real := post(t, s.okta, name, mine(name))
			s.waits(t, s.typed(t, address), "notConfirmed")
			s.one(t, real)
		},
		"typed first": func(t *testing.T, s *company, name, address string) {
			typed := s.typed(t, address)
			s.waits(t, post(t, s.slack, name, nil), "sourceNotTrusted")
			s.one(t, typed)
			s.one(t, typed, post(t, s.okta, name, nil)) // what is proved joins
		},
		"confirmed for another": func(t *testing.T, s *company, name, address string) {
			real := post(t, s.okta, name, mine(name))
			typed := s.typed(t, address)
			post(t, s.okta, "x"+name, nil)
			other := s.typed(t, "x"+address)
			s.enter(t, "x"+address)
			if s.userOf(t, other) == nil {
				t.Error("what was confirmed is not linked")
			}
			s.waits(t, typed, "notConfirmed")
			s.one(t, real)
		},
		"two people's addresses": func(t *testing.T, s *company, name, address string) {
			one, two := post(t, s.okta, name, mine(name)), post(t, s.okta, "x"+name, nil)
			both := post(t, s.entra, name, object{"emails": list{object{"value": address}, object{"value": "x" + address}}})
			if cases := s.cases(t, both); s.userOf(t, both) != nil || len(cases) != 2 || cases[0]["reason"] != "severalPeople" || cases[1]["reason"] != "severalPeople" {
				t.Errorf("of user %v with the cases %v", s.userOf(t, both), cases)
			}
			s.apart(t, one, two)
		},
		"proved for another domain": func(t *testing.T, s *company, name, address string) {
			s.usher(t, "domain", "approve", "other.example", "--account", "acme")
			said := object{"userName": name, "emails": list{object{"value": name + "@other.example"}}}
			real := post(t, s.okta, name, said)
			s.waits(t, post(t, s.entra, name, said), "domainNotVerified")
			s.one(t, real)
		},
	}
	eachDatabase(t, func(t *testing.T, n *node) {
		s := n.verified(t)
		i := 0
		for attack, carryOut := range attacks {
			i++
			name := fmt.Sprintf("ana%02dx", i)
			t.Run(attack, func(t *testing.T) { carryOut(t, s, name, name+"@example.com") })
		}
	})
}

// Rule D1: by an administrator's word for a domain nobody links, in neither order.
func TestApprovedDomainLinksNobody(t *testing.T) {
	long(t, decided)
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		s := n.acme(t)
		n.usher(t, "domain", "approve", "example.com", "--account", "acme")
		for i, order := range [][2]*connection{{s.okta, s.entra}, {s.entra, s.okta}, {s.slack, s.okta}, {s.okta, s.slack}} {
			name := fmt.Sprint("ana", i, "x")
			first := order[0].hire(t, name)
			second := order[1].hire(t, name)
			s.waits(t, second, "domainNotVerified")
			s.one(t, first)
		}
	})
}

// Rule M2c: nobody joins a person who has a role, and nobody one who is suspended.
func TestPrivilegedAndSuspendedAreJoinedByNobody(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		s := n.verified(t)
		ana, bea := s.hr.hire(t, "ana"), s.hr.hire(t, "bea")
		s.cli(t, "user", "role", ana, "administrator")
		s.hr.patch(t, "/Users/"+bea, edit("replace", "active", false)).want(200)
		for _, from := range []*connection{s.okta, s.entra} {
			c := s.waits(t, from.hire(t, "ana"), "privileged")
			if risks := c["risks"].(list); len(risks) != 1 || risks[0] != "privileged" {
				t.Errorf("the risks are %v", risks)
			}
			s.waits(t, from.hire(t, "bea"), "suspended")
		}
		s.apart(t, ana, bea)
	})
}
