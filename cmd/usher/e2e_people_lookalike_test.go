package main

import (
	"fmt"
	"strings"
	"testing"
)

// addressed is what a person is whose only name is an address.
func addressed(address string) object {
	return object{"userName": address, "emails": list{object{"value": address, "primary": true}}}
}

// Rules M2 and M3: who only looks like somebody never links, although the domain is verified and
// the source is trusted: the record waits for a person, who is told the risk.
func TestLookAlikesNeverLink(t *testing.T) {
	t.Parallel()
	addressMatches := []struct{ real, fake, reason string }{
		{"mike@example.com", "mıke@example.com", "confusable"},         // dotless i
		{"ana@example.com", "\u0430n\u0430@example.com", "confusable"}, // Cyrillic
		{"paul@example.com", "p\u0430ul@example.com", "confusable"},
		{"cleo@example.com", "\uff43leo@example.com", "confusable"}, // full width
		{"lilly@example.com", "li1ly@example.com", "confusable"},
		{"dora@example.com", "Dora+news@example.com", "plusTag"},
		{"e2f+boss@example.com", "e2f@example.com", "plusTag"},
		{"gusto@example.com", "gu.sto@example.com", "dots"},
		{"h.enry@example.com", "henry@example.com", "dots"},
		{"kurt@example.com", "kurt@examp1e.com", "confusable"}, // a domain that was approved
	}
	eachDatabase(t, func(t *testing.T, n *node) {
		s := n.verified(t)
		n.usher(t, "domain", "approve", "examp1e.com", "--account", "acme")
		for i, tt := range addressMatches {
			real := s.okta.post(t, "/Users", person(fmt.Sprint("real", i), addressed(tt.real))).want(201)
			fake := s.entra.post(t, "/Users", person(fmt.Sprint("fake", i), addressed(tt.fake))).want(201)
			c := s.waits(t, fake.id(), tt.reason)
			if risks, _ := c["risks"].(list); len(risks) != 1 || risks[0] != "look-alike" {
				t.Errorf("%s: the risks are %v", tt.fake, risks)
			}
			fake.is(list{"entra"}, usherURN, "sources")
			if u := s.one(t, real.id()); u["login"] != tt.real {
				t.Errorf("%s is the login of %v", tt.real, u)
			}
			id, _ := c["id"].(string)
			s.refused(t, "look-alike.*--accept-risk", "review", "decide", id, "link")
		}

		// A domain that imitates the verified one by its letters is none that anybody could approve by
		// mistake, and its people stay outside.
		imitation := s.entra.post(t, "/Users", person("imitation", addressed("ana@ex\u0430mple.com"))).want(201)
		s.refused(t, "mixes scripts", "domain", "approve", "ex\u0430mple.com")
		if imitation.state() != "pendingDomain" || s.userOf(t, imitation.id()) != nil {
			t.Errorf("whose domain imitates another: %s", imitation)
		}

		// A mailbox proves its own address, and no look-alike of it.
		typed := s.typed(t, "d.ora@example.com")
		s.waits(t, typed, "dots")
		s.enter(t, "d.ora@example.com")
		s.waits(t, typed, "dots")

		// Nor does who was somebody else become her by a change.
		other := s.entra.hire(t, "other")
		s.entra.patch(t, "/Users/"+other, edit("replace", "emails", list{object{"value": "\u0430na@example.com", "primary": true}})).want(200)
		s.one(t, other)
	})
}

// Rule M3: what is the same address in other letters does link.
func TestSameAddressInOtherLetters(t *testing.T) {
	long(t, decided)
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		s := n.verified(t)
		for i, other := range []string{"%s@EXAMPLE.COM", "\u00a0%s@example.com ", "%s@ｅxample.com", "%s@example。com"} {
			name := fmt.Sprint("ana", i, "x")
			okta := s.okta.hire(t, name)
			s.one(t, okta, s.entra.post(t, "/Users", person(name, addressed(fmt.Sprintf(other, strings.ToUpper(name))))).want(201).id())
		}
		// Beyond ASCII only the composed form is the same, and letters are compared exactly.
		okta := s.okta.post(t, "/Users", person("jose", addressed("jos\u00e9@example.com"))).want(201).id()
		s.one(t, okta, s.entra.post(t, "/Users", person("jose", addressed("jose\u0301@example.com"))).want(201).id())
		if u := s.userOf(t, s.hr.post(t, "/Users", person("jose", addressed("JOS\u00c9@example.com"))).want(201).id()); u["id"] == okta {
			t.Errorf("another letter is the same: %v", u)
		}
	})
}
