package main

import (
	"fmt"
	"slices"
	"testing"
)

// Rule M6: a source that is trusted for example.com, and authoritative for b.example, gets no say about who is
// active of okta's people by an address of b.example that it gives them itself, before or after okta comes,
// by whatever request; also not by deleting the person.
func TestAttackBySelfAppointment(t *testing.T) {
	long(t, oneAttack)
	t.Parallel()
	at := func(name string) []string { return []string{name + "@example.com", name + "@b.example"} }
	said := func(name, userName string, addresses ...string) object {
		return person(name, with(mails(addresses...), object{"userName": userName, "externalId": "slack-" + name}))
	}
	type step func(t *testing.T, s *company, id *string, name string)
	post := func(make func(name string) object) step {
		return func(t *testing.T, s *company, id *string, name string) {
			*id = s.slack.post(t, "/Users", make(name)).want(201).id()
		}
	}
	patch := func(make func(name string) []object) step {
		return func(t *testing.T, s *company, id *string, name string) {
			s.slack.patch(t, "/Users/"+*id, make(name)...).want(200)
		}
	}
	alone := post(func(name string) object { return said(name, at(name)[0], at(name)[0]) })
	bAlone := post(func(name string) object { return said(name, at(name)[1], at(name)[1]) })
	appoint := []struct {
		name  string
		steps []step
	}{
		{"adds an address", []step{alone, patch(func(name string) []object {
			return []object{edit("add", "emails", list{object{"value": at(name)[1], "type": "home"}})}
		})}},
		{"puts an address first", []step{alone, patch(func(name string) []object {
			return []object{edit("replace", "emails", mails(at(name)[1], at(name)[0])["emails"])}
		})}},
		{"renames", []step{alone, patch(func(name string) []object { return []object{edit("replace", "userName", at(name)[1])} })}},
		{"moves away", []step{alone, patch(func(name string) []object {
			return []object{edit("replace", "userName", at(name)[1]), edit("replace", "emails", mails(at(name)[1])["emails"])}
		})}},
		{"comes with both", []step{post(func(name string) object { return said(name, at(name)[0], at(name)...) })}},
		{"comes with both, the other first", []step{post(func(name string) object { return said(name, at(name)[1], at(name)[1], at(name)[0]) })}},
		{"comes with a userName", []step{post(func(name string) object { return said(name, at(name)[1], at(name)[0]) })}},
		{"comes as its own, adds the victim's", []step{bAlone, patch(func(name string) []object {
			return []object{edit("add", "emails", list{object{"value": at(name)[0], "type": "home"}})}
		})}},
		{"comes as its own, becomes the victim", []step{bAlone, patch(func(name string) []object {
			return []object{edit("replace", "userName", at(name)[0]), edit("replace", "emails", mails(at(name)[0])["emails"])}
		})}},
		{"returns with both", []step{alone, func(t *testing.T, s *company, id *string, name string) {
			s.slack.delete(t, "/Users/"+*id).want(204)
			*id = s.slack.post(t, "/Users", said(name, at(name)[0], at(name)...)).want(201).id()
		}}},
	}
	eachFormation(t, func(t *testing.T, s *company, nth int) {
		s.prove(t)
		s.cli(t, "source", "set", "slack", "--trusted-for", "example.com", "--authoritative-for", "b.example")
		s.dns.TXT(s.claim(t, "b.example", "acme"))
		if status, _, log := s.asking(t, s.dns.Addr, "domain", "verify", "b.example", "--account", "acme"); status != 0 {
			t.Fatal(log)
		}
		type attack struct {
			what, name, okta string
			off              bool // slack, which is trusted, said so before okta came
		}
		var attacks []attack
		count := 0
		for _, ap := range appoint {
			mine := append(slices.Clone(ap.steps), func(t *testing.T, s *company, id *string, name string) {
				switch (count / 4) % 3 {
				case 0:
					s.slack.patch(t, "/Users/"+*id, edit("replace", "active", false)).want(200)
				case 1:
					s.slack.delete(t, "/Users/"+*id).want(204)
				case 2:
					bulk(t, s.slack, []object{{"method": "PATCH", "path": "/Users/" + *id, "data": patchBody(edit("replace", "", object{"active": "False"}))}})
				}
			})
			okta := []step{
				func(t *testing.T, s *company, id *string, name string) { *id = s.okta.hire(t, name) },
				func(t *testing.T, s *company, id *string, name string) {
					s.okta.patch(t, "/Users/"+*id, edit("replace", "title", "Clerk")).want(200)
				},
			}
			for _, order := range interleavings(make([]bool, len(mine)), trues(len(okta))) {
				if count++; count%len(formations) != nth {
					continue
				}
				name := fmt.Sprintf("hal%03dx", count)
				a, id := attack{what: fmt.Sprintf("%s, %d; okta's are true: %v", ap.name, (count/4)%3, order), name: name}, ""
				na, nb := 0, 0
				for _, oktas := range order {
					if oktas {
						a.off = a.off || nb == 0 && na == len(mine)
						okta[nb](t, s, &a.okta, name)
						nb++
					} else {
						mine[na](t, s, &id, name)
						na++
					}
				}
				attacks = append(attacks, a)
			}
		}
		i := s.inventory(t)
		for _, a := range attacks {
			if cases := i.cases[a.okta]; a.off && len(cases) == 1 && cases[0]["reason"] == "suspended" {
				continue // whom a trusted source brought and suspended is joined after a decision (rule M2c)
			}
			if i.users[a.okta]["state"] != "active" {
				t.Errorf("%s: okta's person is %v with the cases %v; want them active, as okta says", a.what, i.users[a.okta], i.cases[a.okta])
				continue
			}
			s.belongs(t, a.what, a.name+"@example.com", i.user(a.okta), true)
		}
	})
}
