package main

import (
	"fmt"
	"testing"
)

// Rules M2d and M6: whom the authority suspended, and then deleted, has no active twin: not by a creation with
// the address in any place, nor by a change, nor by a return.
func TestAttackOnAnAddressOfSomebodyEnded(t *testing.T) {
	long(t, oneAttack)
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
		// Nobody gets the place by a decision, unless somebody takes the risk; then nothing waits any more.
		for _, decision := range []string{"apart", "never"} {
			for _, known := range []bool{false, true} {
				name := fmt.Sprint("decided-", decision, known)
				gone := s.okta.hire(t, name)
				s.okta.patch(t, "/Users/"+gone, edit("replace", "active", false)).want(200)
				s.okta.delete(t, "/Users/"+gone).want(204)
				said := (&play{name: name}).own(nil)
				both := mails("own-"+name+"@evil.example", name+"@example.com")["emails"]
				if !known {
					said["emails"] = both
				}
				evil := s.slack.post(t, "/Users", said).want(201).id()
				if known {
					s.slack.patch(t, "/Users/"+evil, edit("replace", "emails", both)).want(200)
				}
				id := ""
				for _, c := range s.cases(t, evil) {
					id, _ = c["id"].(string)
				}
				s.refused(t, "twin", "review", "decide", id, decision)
				s.refused(t, "twin", "review", "decide", id, decision, "--dry-run")
				s.nobodyElse(t, name, name+"@example.com", "nobody", false)
				s.cli(t, "review", "decide", id, decision, "--accept-risk")
				if state := s.slack.get(t, "/Users/"+evil).want(200).state(); state != "active" || len(s.cases(t, evil)) != 0 {
					t.Errorf("%s: after the decision the record is %v, with the cases %v", name, state, s.cases(t, evil))
				}
			}
		}
		// The authority itself may bring somebody in the place.
		for _, p := range []string{"ended0x", "ended1x"} {
			back := s.okta.post(t, "/Users", person("new-"+p, with(mails(p+"@example.com"), object{"userName": p + "@example.com"}))).want(201)
			s.belongs(t, "the authority's", p+"@example.com", s.userOf(t, back.id())["id"], true)
		}
	})
}
