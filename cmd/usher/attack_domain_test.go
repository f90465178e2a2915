package main

import (
	"fmt"
	"testing"
)

// proved proves a domain by a real DNS server.
func (s *company) proved(t *testing.T, domain string) {
	t.Helper()
	s.dns.TXT(s.claim(t, domain, "acme"))
	s.provedAgain(t, domain)
}

func (s *company) provedAgain(t *testing.T, domain string) {
	t.Helper()
	if status, _, log := s.asking(t, s.dns.Addr, "domain", "verify", domain, "--account", "acme"); status != 0 {
		t.Fatalf("usher domain verify: status %d, %s", status, log)
	}
}

// Rule M2e: only the authority for the very domain, and only once that is verified, has anybody give way.
func TestAttackByGivingWay(t *testing.T) {
	long(t, oneAttack)
	t.Parallel()
	eachFormation(t, func(t *testing.T, s *company, nth int) {
		s.cli(t, "source", "set", "hr", "--authoritative-for", "word.example", "--authoritative-for", "proved.example")
		s.cli(t, "domain", "approve", "word.example")
		s.proved(t, "proved.example")
		s.prove(t)
		for _, tt := range []struct {
			what     string
			by       *connection
			address  string
			own      string // another address of the newcomer's record, which it is authoritative for
			userName string
		}{
			{"the authority of another domain", s.hr, "ann1@example.com", "", ""},
			{"the authority of another domain, with an address there", s.hr, "ann2@example.com", "ann2@proved.example", ""},
			{"the authority of another domain, with a login there", s.hr, "ann3@example.com", "", "ann3@proved.example"},
			{"a domain approved by word", s.hr, "ann4@word.example", "", ""},
			{"a domain approved by word, with an address that is proved", s.hr, "ann5@word.example", "ann5@proved.example", ""},
			{"who is only trusted", s.entra, "ann6@example.com", "", ""},
			{"the authority, about a domain of nobody's", s.okta, "ann7@evil.example", "ann7@example.com", ""},
		} {
			evil := s.slack.post(t, "/Users", person("first", with(addressed(tt.address), object{"externalId": "first " + tt.what}))).want(201).id()
			said := person("then", with(addressed(tt.address), object{"externalId": tt.what}))
			if tt.own != "" {
				with(said, mails(tt.own, tt.address))
			}
			if tt.userName != "" {
				said["userName"] = tt.userName
			}
			other := tt.by.post(t, "/Users", said).want(201).id()
			i := s.inventory(t)
			i.strangers(t, tt.what, evil, other)
			if u := i.users[evil]; u["state"] != "active" || len(i.cases[evil]) != 0 {
				t.Errorf("%s: who was there is %v with the cases %v", tt.what, u, i.cases[evil])
			}
			if found := s.found(t, "emails.value eq "+inFilter(tt.address)+" and active eq true"); len(found) != 1 || found[0] != i.user(evil) {
				t.Errorf("%s: at the address a reader finds %v instead of %v", tt.what, found, i.user(evil))
			}
		}
	})
}

// Rules D7, M2c and M2e: whoever is let in while the domain is nobody's, or somebody's no longer, owns nothing of the
// authority's once it is proved, again or by another way.
func TestAttackWhileTheDomainIsNobodys(t *testing.T) {
	long(t, oneAttack)
	t.Parallel()
	eachFormation(t, func(t *testing.T, s *company, nth int) {
		impostors := func(names ...string) (all []string) {
			for _, name := range names {
				all = append(all, s.slack.hire(t, name))
			}
			return all
		}
		s.usher(t, "domain", "approve-address", "early@example.com", "--account", "acme")
		early := impostors("early", "held")
		s.prove(t)
		okta := []string{s.okta.hire(t, "early"), s.okta.hire(t, "held"), s.okta.hire(t, "gap"), s.okta.hire(t, "off")}
		s.okta.patch(t, "/Users/"+okta[3], edit("replace", "active", false)).want(200)
		s.usher(t, "domain", "revoke", "example.com", "--account", "acme")
		gap := impostors("gap", "off", "later", "word")
		late := s.okta.hire(t, "later")
		s.usher(t, "domain", "approve-address", "off@example.com", "--account", "acme")
		s.usher(t, "domain", "approve", "example.com", "--account", "acme")
		eventually(t, "the word for the domain", func() bool { return s.slack.get(t, "/Users/"+gap[3]).state() != "pendingDomain" })
		word := s.okta.hire(t, "word")
		s.belongs(t, "by word: off", "off@example.com", s.userOf(t, okta[3])["id"], false)
		s.proved(t, "example.com")

		i := s.inventory(t)
		for _, p := range []struct {
			name, okta, evil string
			active           bool
		}{
			{"early", okta[0], early[0], true}, {"held", okta[1], early[1], true}, {"gap", okta[2], gap[0], true}, {"off", okta[3], gap[1], false},
			{"later", late, gap[2], true}, {"word", word, gap[3], true},
		} {
			i.strangers(t, p.name, p.okta, p.evil)
			if i.users[p.okta] == nil {
				t.Errorf("%s: the authority's person waits: %v", p.name, i.cases[p.okta])
				continue
			}
			s.belongs(t, p.name, p.name+"@example.com", i.user(p.okta), p.active)
		}
	})
}

// Rules D7 and M2e: a person of the authority who is held for another address gets what the authority brings with the
// approval, whoever held it meanwhile.
func TestAttackWhileTheAuthoritysPersonIsHeld(t *testing.T) {
	long(t, oneAttack)
	t.Parallel()
	eachFormation(t, func(t *testing.T, s *company, nth int) {
		s.prove(t)
		type pair struct {
			name, okta, evil string
			active           bool
		}
		var all []*pair
		for _, order := range interleavings([]string{"okta", "off"}, []string{"evil"}) {
			for _, active := range []bool{true, false} {
				p := &pair{name: fmt.Sprintf("held%dx", len(all)), active: active}
				for _, step := range order {
					switch step {
					case "okta":
						p.okta = s.okta.post(t, "/Users", person(p.name, mails(p.name+"@later.example", p.name+"@example.com"))).want(201).id()
					case "off":
						s.okta.patch(t, "/Users/"+p.okta, edit("replace", "active", active)).want(200)
					case "evil":
						p.evil = s.slack.hire(t, p.name)
					}
				}
				all = append(all, p)
			}
		}
		s.crowd(t, s.okta, "crowd", 90)
		s.usher(t, "domain", "approve", "later.example", "--account", "acme")
		eventually(t, "those who were held", func() bool {
			for _, p := range all {
				if s.okta.get(t, "/Users/"+p.okta).want(200).state() == "pendingDomain" {
					return false
				}
			}
			return true
		})
		i := s.inventory(t)
		for _, p := range all {
			i.strangers(t, p.name, p.okta, p.evil)
			if i.users[p.okta] == nil {
				t.Errorf("%s: the authority's person waits: %v", p.name, i.cases[p.okta])
				continue
			}
			s.belongs(t, p.name, p.name+"@example.com", i.user(p.okta), p.active)
		}
	})
}
