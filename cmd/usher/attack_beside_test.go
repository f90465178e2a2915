package main

import "testing"

// Rule M6: a decision about one of several who are in question gives nobody an active twin of another of them,
// whom the authority suspended, unless somebody takes that risk: neither to link nor to keep apart.
func TestAttackByADecisionAboutAnother(t *testing.T) {
	long(t, oneAttack)
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		s := n.verified(t)
		for name, own := range map[string]bool{"new": false, "known": true} {
			bait, victim := s.okta.hire(t, "bait"+name), s.okta.hire(t, "victim"+name)
			s.okta.patch(t, "/Users/"+victim, edit("replace", "active", false)).want(200)
			of := mails("evil"+name+"@example.com", "bait"+name+"@example.com", "victim"+name+"@example.com")
			var evil string
			if own {
				evil = s.slack.hire(t, "evil"+name)
				s.slack.patch(t, "/Users/"+evil, edit("replace", "emails", of["emails"])).want(200)
			} else {
				evil = s.slack.post(t, "/Users", person("evil"+name, of)).want(201).id()
			}
			for _, c := range s.cases(t, evil) {
				id, _ := c["id"].(string)
				s.refused(t, "twin", "review", "decide", id, "apart")
				s.refused(t, "twin", "review", "decide", id, "apart", "--dry-run")
				if !own && c["user"] == bait { // of whom is known already, the victim's address goes on waiting
					s.refused(t, "twin", "review", "decide", id, "link")
					s.refused(t, "twin", "review", "decide", id, "link", "--dry-run")
					s.refused(t, "twin", "user", "link", evil, bait)
				}
				if c["user"] == bait && own {
					s.cli(t, "review", "decide", id, "link")
				}
			}
			s.belongs(t, name, "victim"+name+"@example.com", s.userOf(t, victim)["id"], false)
			for _, c := range s.cases(t, evil) {
				if own && c["user"] != victim {
					t.Errorf("%s: what was decided is asked still: %v", name, c)
				}
			}
			if own && len(s.cases(t, evil)) != 1 {
				t.Errorf("%s: the address of the victim waits, and nobody is asked about it: %v", name, s.cases(t, evil))
			}
		}
	})
}

// Rule M2d: who is linked by a decision has been decided about with all that the record says of the two, its own
// addresses included, and so has who comes along: nothing goes on waiting, and no case stays.
func TestADecisionToLinkEndsTheWaiting(t *testing.T) {
	long(t, decided)
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		s := n.verified(t)
		done := func(what, record string) {
			t.Helper()
			if state := s.slack.get(t, "/Users/"+record).want(200).state(); state != "active" || len(s.cases(t, record)) != 0 {
				t.Errorf("%s: the record is %v, with the cases %v", what, state, s.cases(t, record))
			}
		}
		ann, own := s.okta.hire(t, "ann"), s.slack.hire(t, "own")
		s.slack.patch(t, "/Users/"+own, edit("add", "emails", list{object{"value": "ann@example.com", "type": "home"}})).want(200)
		s.cli(t, "review", "decide", s.cases(t, own)[0]["id"].(string), "link")
		s.one(t, ann, own)
		done("with an address of its own", own)

		bob, other, along := s.okta.hire(t, "bob"), s.entra.hire(t, "other"), s.slack.hire(t, "along")
		s.cli(t, "user", "link", along, other)
		s.slack.patch(t, "/Users/"+along, edit("add", "emails", list{object{"value": "bob@example.com", "type": "home"}})).want(200)
		s.cli(t, "user", "merge", other, bob)
		s.one(t, bob, other, along)
		done("along", along)
	})
}
