package main

import (
	"fmt"
	"sync"
	"testing"
)

// Rules M2d and M2e: a source whose record an administrator made part of somebody gets no other people by it: neither before nor
// after the authority brings them. Nor do groups that it fills have the authority's people.
func TestAttackFromWithinAPerson(t *testing.T) {
	long(t, oneAttack)
	t.Parallel()
	eachFormation(t, func(t *testing.T, s *company, nth int) {
		s.prove(t)
		s.crowd(t, s.okta, "crowd", 90) // so that some may give way
		claims := []func(c *connection, id, address string) *answer{
			func(c *connection, id, address string) *answer {
				return c.patch(t, "/Users/"+id, edit("add", "emails", list{object{"value": address, "type": "home"}}))
			},
			func(c *connection, id, address string) *answer {
				return c.patch(t, "/Users/"+id, edit("replace", "userName", address), edit("replace", "emails", mails(address)["emails"]))
			},
			func(c *connection, id, address string) *answer {
				return c.put(t, "/Users/"+id, person("ann", with(mails(address), object{"userName": address})))
			},
		}
		for k, claim := range claims {
			for _, first := range []bool{true, false} {
				for _, off := range []bool{true, false} {
					name := fmt.Sprintf("%d%v%vx", k, first, off)
					what := fmt.Sprintf("claim %d, before the authority: %v, suspended: %v", k, first, off)
					ann, inside := s.okta.hire(t, "ann"+name), s.slack.hire(t, "ann"+name)
					s.cli(t, "user", "link", inside, ann)
					group := s.slack.found(t, "Of slack "+name, inside)
					var bob string
					bobs := func() {
						bob = s.okta.hire(t, "bob"+name)
						if off {
							s.okta.patch(t, "/Users/"+bob, edit("replace", "active", false)).want(200)
						}
					}
					if !first {
						bobs()
					}
					claim(s.slack, inside, "bob"+name+"@example.com").want(200)
					if first {
						bobs()
					}
					i := s.inventory(t)
					i.strangers(t, what, ann, bob)
					i.strangers(t, what, inside, bob)
					if u := i.users[ann]; u["state"] != "active" || u["login"] != "ann"+name+"@example.com" {
						t.Errorf("%s: ann is %v", what, u)
					}
					if u := i.users[bob]; u == nil {
						t.Errorf("%s: bob waits: %v", what, i.cases[bob])
						continue
					}
					s.belongs(t, what+": bob", "bob"+name+"@example.com", i.user(bob), !off)
					s.belongs(t, what+": ann", "ann"+name+"@example.com", i.user(ann), true)
					for _, member := range s.reader.members(t, group) {
						if member == i.user(bob) {
							t.Errorf("%s: bob is a member of a group of slack's", what)
						}
					}
				}
			}
		}
	})
}

// Rules M2e and M9: both come at the same instant: whoever was first, the end is the same.
func TestAttackAtTheSameInstant(t *testing.T) {
	long(t, oneAttack)
	t.Parallel()
	const people = 40
	eachDatabase(t, func(t *testing.T, n *node) {
		s := n.verified(t)
		s.crowd(t, s.okta, "crowd", 11*people)
		evil, okta, entra := [people]string{}, [people]string{}, [people]string{}
		var all sync.WaitGroup
		for i := range people {
			name := fmt.Sprintf("now%02dx", i)
			all.Go(func() { evil[i] = s.slack.hire(t, name) })
			all.Go(func() { okta[i] = s.okta.hire(t, name) })
			all.Go(func() { entra[i] = s.entra.hire(t, name) })
		}
		all.Wait()
		// Who waited for somebody who gave way then is judged again, within a second or so.
		var inv *inventory
		eventually(t, "entra's people, who are proved, to be okta's", func() bool {
			inv = s.inventory(t)
			for i := range people {
				if inv.user(entra[i]) == nil || inv.user(entra[i]) != inv.user(okta[i]) {
					return false
				}
			}
			return true
		})
		for i := range people {
			what := fmt.Sprint("person ", i)
			inv.strangers(t, what, evil[i], okta[i])
			if inv.users[okta[i]]["state"] != "active" {
				t.Errorf("%s is %v with the cases %v", what, inv.users[okta[i]], inv.cases[okta[i]])
				continue
			}
			s.belongs(t, what, fmt.Sprintf("now%02dx@example.com", i), inv.user(okta[i]), true)
		}
	})
}

// Rule M6: of several authorities the best rank decides, then the source that was made first; never who came first.
func TestAuthoritiesOfOneDomain(t *testing.T) {
	long(t, oneAttack)
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		s := n.verified(t)
		s.cli(t, "source", "set", "entra", "--authoritative-for", "example.com", "--authoritative-for", "entra.example")
		count := 0
		for _, rank := range []struct {
			entra string
			okta  bool // decides
		}{{"100", true}, {"90", false}, {"110", true}, {"60", false}} {
			s.cli(t, "source", "set", "entra", "--rank", rank.entra)
			for _, order := range interleavings([]string{"okta", "okta says"}, []string{"entra", "entra says"}) {
				for _, oktaOn := range []bool{true, false} {
					count++
					name := fmt.Sprintf("two%03dx", count)
					okta, entra := "", ""
					for _, step := range order {
						switch step {
						case "okta":
							okta = s.okta.hire(t, name)
						case "entra":
							entra = s.entra.hire(t, name)
						case "okta says":
							s.okta.patch(t, "/Users/"+okta, edit("replace", "active", oktaOn)).want(200)
						case "entra says":
							s.entra.patch(t, "/Users/"+entra, edit("replace", "active", !oktaOn)).want(200)
						}
					}
					i := s.inventory(t)
					if i.user(okta) != i.user(entra) || i.user(okta) == nil {
						continue // one was suspended when the other came: that waits for a decision (rule M2)
					}
					want := map[bool]string{true: "active", false: "suspended"}[oktaOn == rank.okta]
					if u := i.users[okta]; u["state"] != want {
						t.Errorf("entra ranks %s, okta says %v, in the order %v: %v; want them %s", rank.entra, oktaOn, order, u, want)
					}
				}
			}
		}
	})
}

// Rule M2e: only what nothing proves gives way. A person of a trusted source who is suspended is decided
// about, whatever an untrusted record adds to that person.
func TestAttackOnWhoIsProved(t *testing.T) {
	long(t, oneAttack)
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		s := n.verified(t)
		entra, slack := s.entra.hire(t, "ann"), s.slack.hire(t, "anne")
		s.cli(t, "user", "link", slack, entra)
		s.entra.patch(t, "/Users/"+entra, edit("replace", "active", false)).want(200)
		s.slack.patch(t, "/Users/"+slack, edit("replace", "active", false)).want(200)
		okta := s.okta.post(t, "/Users", person("ann", mails("ann@example.com", "anne@example.com"))).want(201).id()
		i := s.inventory(t)
		i.strangers(t, "one of two is proved", okta, entra)
		if u := i.users[entra]; u["state"] != "suspended" || len(idsOf(u["records"])) != 2 || len(i.cases[entra])+len(i.cases[slack]) != 0 {
			t.Errorf("who is proved gave way: %v, %v, %v", u, i.cases[entra], i.cases[slack])
		}
		if c := s.waits(t, okta, "suspended"); c["user"] != i.user(entra) {
			t.Errorf("the case is %v", c)
		}
	})
}

// Rules M2d and M2e: who gave way and then says something else is let in with that, and waits again with the address of the
// authority's person; what takes access away holds at once, also in a change that waits.
func TestAttackBackAndForth(t *testing.T) {
	long(t, oneAttack)
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		s := n.verified(t)
		evil := s.slack.hire(t, "ann")
		okta := s.okta.hire(t, "ann")
		s.gaveWay(t, evil)
		for range 3 {
			s.slack.patch(t, "/Users/"+evil, edit("replace", "", with(mails("own@example.com"), object{"userName": "own@example.com"}))).want(200)
			s.belongs(t, "gone away", "ann@example.com", s.userOf(t, okta)["id"], true)
			if u := s.one(t, evil); u["state"] != "active" || u["login"] != "own@example.com" {
				t.Errorf("with an address of its own, slack's person is %v", u)
			}
			s.slack.patch(t, "/Users/"+evil, edit("replace", "", with(mails("ann@example.com"), object{"userName": "ann@example.com"}))).want(200)
			s.belongs(t, "come back", "ann@example.com", s.userOf(t, okta)["id"], true)
			s.slack.put(t, "/Users/"+evil, person("ann", object{"active": false})).want(200)
			s.slack.put(t, "/Users/"+evil, person("ann", nil)).want(200)
			s.belongs(t, "put", "ann@example.com", s.userOf(t, okta)["id"], true)
		}

		boss := s.slack.hire(t, "boss")
		s.cli(t, "user", "role", boss, "administrator")
		bob := s.okta.hire(t, "bob")
		s.okta.patch(t, "/Users/"+bob, edit("add", "emails", list{object{"value": "boss@example.com", "type": "home"}}), edit("replace", "active", false)).want(200)
		s.belongs(t, "the change waits", "bob@example.com", s.userOf(t, bob)["id"], false)
		s.belongs(t, "who has the role", "boss@example.com", s.userOf(t, boss)["id"], true)
		s.okta.patch(t, "/Users/"+bob, edit("replace", "active", true)).want(200)
		s.belongs(t, "back, the change waits", "boss@example.com", s.userOf(t, boss)["id"], true)
	})
}
