package main

import (
	"fmt"
	"testing"
)

// Rules M2d and M6: whom the authority suspended, and then deleted, has no active twin: not by a creation with
// the address in any place, nor by a change, nor by a return.
func TestAttackOnAnAddressOfSomebodyEnded(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		s := n.besieged(t, formations[0])
		s.prove(t)
		for i, w := range ways {
			p := &play{name: fmt.Sprintf("ended%dx", i)}
			p.address = p.name + "@example.com"
			p.real = s.okta.post(t, "/Users", person(p.name, impostor(p))).want(201).id()
			s.okta.patch(t, "/Users/"+p.real, edit("replace", "active", false)).want(200)
			s.okta.delete(t, "/Users/"+p.real).want(204)
			for _, m := range w.moves {
				m(t, s, p)
			}
			s.nobodyElse(t, w.name, p.address, "nobody", false)
		}
		// The authority itself may bring somebody in the place.
		for _, p := range []string{"ended0x", "ended1x"} {
			back := s.okta.post(t, "/Users", person("new-"+p, with(mails(p+"@example.com"), object{"userName": p + "@example.com"}))).want(201)
			s.belongs(t, "the authority's", p+"@example.com", s.userOf(t, back.id())["id"], true)
		}
	})
}
