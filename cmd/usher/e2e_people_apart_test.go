package main

import "testing"

// Whatever is done to it, nothing of another account can be named, linked, decided or explained, and
// the same people in two accounts never are one.
func TestNoLinkBetweenAccounts(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		s := n.verified(t)
		foreign := n.tenant(t, "bolt")
		mine, other := s.okta.hire(t, "ana"), foreign.hire(t, "ana")
		waiting := n.connect(t, "bolt", "entra").hire(t, "ana") // bolt's word for the domain proves nothing
		cases := n.listed(t, "review", "list", "--account", "bolt")
		if len(cases) != 1 || cases[0]["record"] != waiting {
			t.Fatalf("the other account's cases are %v", cases)
		}
		id, _ := cases[0]["id"].(string)
		before := inUse(s.lists(t, "user", "list"))
		const nobody = "the account has no"
		for _, args := range [][]string{
			{"user", "link", other, mine}, {"user", "link", mine, other}, {"user", "link", waiting, mine}, {"user", "merge", other, mine}, {"user", "merge", mine, other},
			{"user", "never-link", other, mine}, {"user", "never-link", mine, other}, {"user", "unmerge", other}, {"user", "show", other}, {"user", "show", waiting},
			{"user", "role", other, "owner"}, {"explain", "--user", other}, {"explain", "--user", waiting}, {"review", "decide", id, "link", "--accept-risk"}, {"review", "decide", id, "never"},
		} {
			s.refused(t, nobody, args...)
		}
		s.reader.get(t, "/Users/"+other).want(404)
		if status, _ := s.explanation(t, s.reader, other); status != 404 {
			t.Errorf("another account's explanation: status %d", status)
		}
		if len(s.cases(t, mine)) != 0 || len(before) != 1 || len(s.users(t)) != 1 {
			t.Errorf("the users were %v and are %v", before, s.users(t))
		}
		if users := inUse(n.listed(t, "user", "list", "--account", "bolt")); len(users) != 1 || len(idsOf(users[0]["records"])) != 1 {
			t.Errorf("the other account's users are %v", users)
		}
	})
}

// Rule M8: who was taken apart is never linked again by itself: not by changes of either, and not when
// others of the person, or the record itself, are deleted and come back.
func TestNeverLinkHolds(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		s := n.verified(t)
		okta, entra, hr := s.okta.hire(t, "ana"), s.entra.hire(t, "ana"), s.hr.hire(t, "ana")
		s.one(t, okta, entra, hr)
		s.cli(t, "user", "unmerge", entra)
		two := func(what string) {
			t.Helper()
			s.one(t, okta, hr)
			s.one(t, entra)
			if cases := s.lists(t, "review", "list"); len(cases) != 0 {
				t.Errorf("%s: the cases are %v", what, cases)
			}
		}
		two("unmerged")
		s.entra.patch(t, "/Users/"+entra, edit("replace", "title", "Chief")).want(200)
		s.entra.patch(t, "/Users/"+entra, edit("replace", "emails", list{object{"value": "an@example.com", "primary": true}}), edit("replace", "userName", "an@example.com")).want(200)
		s.entra.put(t, "/Users/"+entra, person("ana", nil)).want(200)
		two("changed")
		s.cli(t, "source", "set", "entra", "--authoritative-for", "example.com")
		s.cli(t, "domain", "verify", "example.com", "--dns-resolver", s.dns.Addr)
		two("judged again")
		for _, r := range []struct {
			by *connection
			id *string
		}{{s.okta, &okta}, {s.hr, &hr}, {s.entra, &entra}, {s.okta, &okta}} {
			r.by.delete(t, "/Users/"+*r.id).want(204)
			*r.id = r.by.hire(t, "ana")
			two("deleted and created again")
		}

		// An administrator can think again.
		s.cli(t, "user", "link", entra, okta)
		s.one(t, okta, hr, entra)
	})
}

// The decision "never" about somebody who waits holds, too; "apart" ends the waiting.
func TestDecidedApartHolds(t *testing.T) {
	long(t, everyWay)
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		s := n.verified(t)
		for name, how := range map[string]string{"ana": "never", "bea": "apart"} {
			okta, entra, slack := s.okta.hire(t, name), s.entra.hire(t, name), s.slack.hire(t, name)
			id, _ := s.waits(t, slack, "sourceNotTrusted")["id"].(string)
			s.cli(t, "review", "decide", id, how)
			decided := func(what string) {
				t.Helper()
				s.one(t, okta, entra)
				s.one(t, slack)
				if cases := s.cases(t, slack); len(cases) != 0 {
					t.Errorf("%s, %s: the cases are %v", how, what, cases)
				}
			}
			decided("decided")
			s.slack.patch(t, "/Users/"+slack, edit("replace", "title", "Chief")).want(200)
			decided("changed")
			s.okta.delete(t, "/Users/"+okta).want(204)
			okta = s.okta.hire(t, name)
			decided("the other deleted and created again")
			s.cli(t, "source", "set", "slack", "--trusted-for", "example.com")
			decided("trusted by now")
			s.cli(t, "source", "set", "slack", "--not-trusted-for", "example.com")
			s.refused(t, "decided already", "review", "decide", id, "link")
		}
		// Somebody who is a user already.
		ana, cleo := s.okta.hire(t, "dora"), s.slack.hire(t, "cleo")
		s.cli(t, "user", "never-link", cleo, ana)
		s.slack.patch(t, "/Users/"+cleo, edit("replace", "emails", list{object{"value": "dora@example.com", "primary": true}})).want(200)
		s.apart(t, ana, cleo)
		if cases := s.cases(t, cleo); len(cases) != 0 {
			t.Errorf("never to be linked, and asked: %v", cases)
		}
	})
}

// Rule M8: what others hang on can't go first; the error names them.
func TestUnmergeOfTheFirstRecord(t *testing.T) {
	long(t, everyWay)
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		s := n.verified(t)
		okta, entra, hr := s.okta.hire(t, "ana"), s.entra.hire(t, "ana"), s.hr.hire(t, "ana")
		s.refused(t, entra+", "+hr, "user", "unmerge", okta)
		s.one(t, okta, entra, hr)
		s.cli(t, "user", "unmerge", entra)
		s.refused(t, "others are linked to it ."+hr, "user", "unmerge", okta)
		s.cli(t, "user", "unmerge", hr)
		s.refused(t, "the only one of its user", "user", "unmerge", okta)
		s.apart(t, okta, entra, hr)
		waiting := s.slack.hire(t, "ana")
		s.refused(t, "belongs to no user", "user", "unmerge", waiting)
		s.refused(t, "has nobody", "user", "unmerge", "nobody@example.com")

		// A user that was merged goes as it came: with all that hung on it.
		s.cli(t, "user", "link", hr, entra)
		s.cli(t, "user", "merge", entra, okta)
		s.one(t, okta, entra, hr)
		s.cli(t, "user", "unmerge", entra)
		s.one(t, okta)
		s.one(t, entra, hr)
	})
}
