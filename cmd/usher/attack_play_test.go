package main

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// play is one attack on one person: the attacker is slack, the person's authority okta.
type play struct {
	name, address string // the person's
	evil, twin    string // slack's records; twin is the second, if the attack has one
	real          string // okta's record
	active        bool   // what okta said last
}

// own is who slack's person is before the attack: nobody else.
func (p *play) own(more object) object {
	return with(person("own-"+p.name, object{
		"userName": "own-" + p.name + "@evil.example", "emails": list{object{"value": "own-" + p.name + "@evil.example", "type": "work", "primary": true}},
		"name": object{"givenName": "Own " + p.name, "familyName": "Evil " + p.name},
	}), more)
}

// object with more members, nil for without.
func with(o, more object) object {
	for k, v := range more {
		if o[k] = v; v == nil {
			delete(o, k)
		}
	}
	return o
}

// move is one request, or one Bulk.
type move func(t *testing.T, s *company, p *play)

// way is how slack brings the address of somebody else, in one move or more.
type way struct {
	name  string
	moves []move
}

func posts(more func(p *play) object) move {
	return func(t *testing.T, s *company, p *play) {
		p.evil = s.slack.post(t, "/Users", p.own(more(p))).want(201).id()
	}
}

// patches sends the PATCH operations that change slack's own person.
func patches(operations func(p *play) []object) move {
	return func(t *testing.T, s *company, p *play) {
		s.slack.patch(t, "/Users/"+p.evil, operations(p)...).want(200)
	}
}

func nothingMore(*play) object { return nil }

func mails(addresses ...string) object {
	l := list{}
	for i, a := range addresses {
		l = append(l, object{"value": a, "type": []string{"work", "home", "other"}[i], "primary": i == 0})
	}
	return object{"emails": l}
}

// impostor says that slack's person is the victim.
func impostor(p *play) object { return with(mails(p.address), object{"userName": p.address}) }

// spelled is the victim's address as something that means it.
func spelled(format string) move {
	return posts(func(p *play) object { return mails(fmt.Sprintf(format, p.address)) })
}

var ways = []way{
	{"POST", []move{posts(impostor)}},
	{"POST of a userName", []move{posts(func(p *play) object { return object{"userName": p.address} })}},
	{"POST of a userName alone", []move{posts(func(p *play) object { return object{"userName": " " + strings.ToUpper(p.address), "emails": nil} })}},
	{"POST of a second address", []move{posts(func(p *play) object { return mails("own-"+p.name+"@evil.example", p.address) })}},
	{"POST of plain text", []move{posts(func(p *play) object { return object{"emails": p.address} })}},
	{"POST of <address>", []move{spelled("<%s>")}},
	{"POST of Name <address>", []move{spelled("Kim <%s>")}},
	{"POST of mailto:", []move{spelled("mailto:%s")}},
	{"POST of two addresses in one", []move{posts(func(p *play) object {
		return mails("own-"+p.name+"@evil.example", p.address+";own-"+p.name+"@evil.example")
	})}},
	{"POST, inactive, then active", []move{
		posts(func(p *play) object { return with(impostor(p), object{"active": false}) }),
		patches(func(p *play) []object { return []object{edit("replace", "active", true)} }),
	}},
	{"PATCH by path", []move{posts(nothingMore), patches(func(p *play) []object {
		return []object{edit("replace", "userName", p.address), edit("replace", "emails", mails(p.address)["emails"])}
	})}},
	{"PATCH without path", []move{posts(nothingMore), patches(func(p *play) []object { return []object{edit("replace", "", impostor(p))} })}},
	{"PATCH that adds", []move{posts(nothingMore), patches(func(p *play) []object {
		return []object{edit("add", "emails", list{object{"value": p.address, "type": "home"}})}
	})}},
	{"PATCH by a filter", []move{posts(nothingMore), patches(func(p *play) []object { return []object{edit("replace", `emails[type eq "work"].value`, p.address)} })}},
	{"PATCH of the userName", []move{posts(nothingMore), patches(func(p *play) []object { return []object{edit("replace", "userName", p.address)} })}},
	{"PATCH in two steps", []move{posts(nothingMore), patches(func(p *play) []object { return []object{edit("remove", "emails", nil)} }),
		patches(func(p *play) []object { return []object{edit("add", "", impostor(p))} })}},
	{"PUT", []move{posts(nothingMore), func(t *testing.T, s *company, p *play) {
		s.slack.put(t, "/Users/"+p.evil, p.own(impostor(p))).want(200)
	}}},
	{"return", []move{posts(nothingMore), func(t *testing.T, s *company, p *play) {
		s.slack.delete(t, "/Users/"+p.evil).want(204)
		posts(impostor)(t, s, p)
	}}},
	{"return with the old userName", []move{posts(nothingMore), func(t *testing.T, s *company, p *play) { s.slack.delete(t, "/Users/"+p.evil).want(204) },
		posts(func(p *play) object { return mails(p.address) })}},
	{"return in one Bulk", []move{posts(nothingMore), func(t *testing.T, s *company, p *play) {
		p.evil = bulk(t, s.slack, []object{{"method": "DELETE", "path": "/Users/" + p.evil}, bulkPost("/Users", "x", p.own(impostor(p)))})[1]
	}}},
	{"PATCH and PUT in one Bulk", []move{posts(nothingMore), func(t *testing.T, s *company, p *play) {
		path := "/Users/" + p.evil
		bulk(t, s.slack, []object{
			{"method": "PATCH", "path": path, "data": patchBody(edit("replace", "active", false))},
			{"method": "PUT", "path": path, "data": p.own(with(impostor(p), object{"active": true}))},
		})
	}}},
	{"twins in one Bulk", []move{func(t *testing.T, s *company, p *play) {
		ids := bulk(t, s.slack, []object{
			bulkPost("/Users", "x", p.own(mails(p.address))), bulkPost("/Users", "y", p.own(with(impostor(p), object{"externalId": "twin-" + p.name}))),
		})
		p.evil, p.twin = ids[0], ids[1]
	}}},
}

// arrivals are how okta brings the person, and what it says of them later.
var arrivals = []way{
	{"hired", []move{oktaPosts(impostor)}},
	{"hired and suspended", []move{oktaPosts(impostor), oktaSays(false)}},
	{"hired as suspended", []move{oktaPosts(func(p *play) object { return with(impostor(p), object{"active": false}) })}},
	{"renamed", []move{oktaPosts(func(p *play) object {
		return with(mails(p.name+".born@example.com"), object{"userName": p.name + ".born@example.com"})
	}),
		func(t *testing.T, s *company, p *play) {
			s.okta.patch(t, "/Users/"+p.real, edit("replace", "", impostor(p))).want(200)
		}}},
	{"renamed by PUT, then suspended", []move{oktaPosts(func(p *play) object {
		return with(mails(p.name+".born@example.com"), object{"userName": p.name + ".born@example.com"})
	}),
		func(t *testing.T, s *company, p *play) {
			s.okta.put(t, "/Users/"+p.real, person(p.name, impostor(p))).want(200)
		}, oktaSays(false)}},
	{"a second address", []move{oktaPosts(func(p *play) object { return mails(p.name+".born@example.com", p.address) })}},
	{"a second address, then suspended", []move{oktaPosts(func(p *play) object { return mails(p.name+".born@example.com", p.address) }), oktaSays(false)}},
	{"a userName, then suspended", []move{oktaPosts(func(p *play) object { return with(mails(p.name+".born@example.com"), object{"userName": p.address}) }), oktaSays(false)}},
	{"suspended, then back", []move{oktaPosts(impostor), oktaSays(false), oktaSays(true)}},
}

func oktaPosts(more func(p *play) object) move {
	return func(t *testing.T, s *company, p *play) {
		said := person(p.name, with(object{"name": object{"givenName": "Real " + p.name, "familyName": "Person " + p.name}}, more(p)))
		p.real, p.active = s.okta.post(t, "/Users", said).want(201).id(), said["active"] != false
	}
}

func oktaSays(active bool) move {
	return func(t *testing.T, s *company, p *play) {
		s.okta.patch(t, "/Users/"+p.real, edit("replace", "active", active)).want(200)
		p.active = active
	}
}

// script is a play and its moves, before and after the proof.
type script struct {
	play
	what          string
	login         bool // the address is the authority's person's userName alone
	before, after []move
}

// attacksVariable, in the environment, is of how many histories one is played.
const attacksVariable = "USHER_TEST_ATTACKS"

// scripts are every way against every arrival in every order, the domain proved in between; each of
// several companies plays another part of them: one in 48, with -short in 480, or in as many as
// USHER_TEST_ATTACKS says.
func scripts(nth int) (part []*script) {
	every, err := strconv.Atoi(os.Getenv(attacksVariable))
	if err != nil {
		every = 48
		if testing.Short() {
			every = 480
		}
	}
	i := 0
	for _, w := range ways {
		for _, a := range arrivals {
			steps := func(prefix string, moves []move) (l []string) {
				for i := range moves {
					l = append(l, fmt.Sprint(prefix, i))
				}
				return l
			}
			for _, order := range interleavings(steps("evil", w.moves), steps("okta", a.moves), []string{"proof"}) {
				if i++; (i+nth*every/len(formations))%every != 0 {
					continue
				}
				sc := &script{play: play{name: fmt.Sprintf("v%04dx", i)}, what: fmt.Sprintf("%s, %s: %v", w.name, a.name, order), login: strings.HasPrefix(a.name, "a userName")}
				sc.address = sc.name + "@example.com"
				proved := false
				for _, step := range order {
					var m move
					switch {
					case step == "proof":
						proved = true
						continue
					case step[:4] == "evil":
						m = w.moves[step[4]-'0']
					default:
						m = a.moves[step[4]-'0']
					}
					if proved {
						sc.after = append(sc.after, m)
					} else {
						sc.before = append(sc.before, m)
					}
				}
				part = append(part, sc)
			}
		}
	}
	return part
}

// Rules M2, M2d, M2e, M3 and M6: whatever a source says that is trusted for nothing, in whatever order: it
// never owns the address of a person whom the authority brings, is never that person, and where the
// authority suspended the person nobody active is found at the address.
func TestAttackOnAPersonOfTheAuthority(t *testing.T) {
	t.Parallel()
	eachFormation(t, func(t *testing.T, s *company, nth int) {
		plays := scripts(nth)
		s.crowd(t, s.okta, "crowd", 11*len(plays)) // so that all may give way in a day (rule M2e)
		run := func(moves func(sc *script) []move) {
			for _, sc := range plays {
				for _, m := range moves(sc) {
					m(t, s, &sc.play)
				}
			}
		}
		run(func(sc *script) []move { return sc.before })
		s.prove(t)
		run(func(sc *script) []move { return sc.after })

		i := s.inventory(t)
		for _, sc := range plays {
			i.strangers(t, sc.what, sc.real, sc.evil)
			i.strangers(t, sc.what, sc.real, sc.twin)
			state := map[bool]string{true: "active", false: "suspended"}[sc.active]
			if u := i.users[sc.real]; u["state"] != state || slices.ContainsFunc(i.cases[sc.real], func(c object) bool { return c["waits"] == true }) {
				t.Errorf("%s: the authority's person is %v with the cases %v; want them let in and %s", sc.what, u, i.cases[sc.real], state)
				continue
			}
			if sc.login {
				s.nobodyElse(t, sc.what, sc.address, i.user(sc.real), sc.active)
			} else {
				s.belongs(t, sc.what, sc.address, i.user(sc.real), sc.active)
			}
			if a := s.slack.get(t, "/Users/"+sc.evil).want(200); a.at("active") != true {
				t.Errorf("%s: what slack said is gone: %s", sc.what, a)
			}
		}
	})
}
