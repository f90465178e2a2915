package main

import (
	"fmt"
	"slices"
	"testing"
)

// risky is a pair of records whose link needs somebody who takes the risk.
type risky struct {
	risk           string
	record, holder string
	caseID         string
}

// riskyPairs makes one of each kind.
func (s *company) riskyPairs(t *testing.T) []risky {
	t.Helper()
	var all []risky
	add := func(risk, record, holder string) {
		t.Helper()
		r := risky{risk: risk, record: record, holder: holder}
		for _, c := range s.cases(t, record) {
			r.caseID, _ = c["id"].(string)
		}
		all = append(all, r)
	}
	owner := s.okta.hire(t, "owner")
	s.cli(t, "user", "role", owner, "owner")
	add("privileged", s.slack.hire(t, "owner"), owner)
	add("privileged", s.slack.hire(t, "somebody"), owner)
	deputy := s.okta.hire(t, "deputy")
	s.cli(t, "user", "role", deputy, "administrator")
	add("privileged", s.entra.hire(t, "deputy"), deputy)
	alike := s.okta.hire(t, "gusto")
	add("look-alike", s.entra.post(t, "/Users", person("alike", addressed("gu.sto@example.com"))).want(201).id(), alike)
	gone := s.okta.hire(t, "gone")
	s.okta.delete(t, "/Users/"+gone).want(204)
	fresh := s.okta.post(t, "/Users", person("gone", object{"externalId": "another"})).want(201).id()
	add("recycled", s.slack.hire(t, "gone"), fresh)
	return all
}

// M10 and the "guards belong to the operation": what one command refuses as a risk, every command
// refuses, dry or not, names it, and changes nothing.
func TestAttackByOperatorsPaths(t *testing.T) {
	long(t, oneAttack)
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		s := n.verified(t)
		pairs := s.riskyPairs(t)
		before := s.everything(t)
		for _, p := range pairs {
			commands := [][]string{{"user", "link", p.record, p.holder}}
			if p.caseID != "" {
				commands = append(commands, []string{"review", "decide", p.caseID, "link"})
			}
			if s.userOf(t, p.record) != nil {
				commands = append(commands, []string{"user", "merge", p.record, p.holder}, []string{"user", "merge", p.holder, p.record}, []string{"user", "link", p.holder, p.record})
			}
			for _, c := range commands {
				s.refused(t, p.risk+"|M10", c...)
				s.refused(t, p.risk+"|M10", append(slices.Clone(c), "--dry-run")...)
				s.refused(t, p.risk+"|M10", append(slices.Clone(c), "--json")...)
			}
			s.cli(t, append(commands[0], "--accept-risk", "--dry-run")...)
		}
		if after := s.everything(t); after != before {
			t.Errorf("what was refused changed something:\n%s\n%s", before, after)
		}
		for _, p := range pairs[1:] { // the first two have one holder
			s.cli(t, "user", "link", p.record, p.holder, "--accept-risk")
			if u := s.userOf(t, p.record); u["id"] != s.userOf(t, p.holder)["id"] {
				t.Errorf("%s: linked with the risk accepted, %s is of %v", p.risk, p.record, u)
			}
		}
	})
}

// Rule M6: no command gives an active twin to somebody whom the authority suspended, unless somebody
// takes that risk; nor does making a source trusted, proving the domain again or typing the address.
func TestAttackByAnActiveTwin(t *testing.T) {
	long(t, oneAttack)
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		s := n.verified(t)
		off := func(record string) {
			t.Helper()
			s.okta.patch(t, "/Users/"+record, edit("replace", "active", false)).want(200)
		}
		type victim struct{ name, okta, other string }
		var all []victim
		check := func(what string) {
			t.Helper()
			for _, v := range all {
				s.belongs(t, what+": "+v.name, v.name+"@example.com", s.userOf(t, v.okta)["id"], false)
			}
		}
		waiting := victim{name: "waits"}
		waiting.okta, waiting.other = s.okta.hire(t, "waits"), s.slack.hire(t, "waits")
		off(waiting.okta)
		late := victim{name: "late", okta: s.okta.hire(t, "late")}
		off(late.okta)
		late.other = s.slack.hire(t, "late")
		linked := victim{name: "linked", okta: s.okta.hire(t, "linked"), other: s.slack.hire(t, "linked")}
		s.cli(t, "user", "link", linked.other, linked.okta)
		off(linked.okta)
		proved := victim{name: "proved", okta: s.okta.hire(t, "proved"), other: s.entra.hire(t, "proved")}
		s.one(t, proved.okta, proved.other)
		off(proved.okta)
		second := victim{name: "second", okta: s.okta.post(t, "/Users", person("born", mails("born@example.com", "second@example.com"))).want(201).id()}
		off(second.okta)
		second.other = s.slack.hire(t, "second")
		gone := victim{name: "gaveway", other: s.slack.hire(t, "gaveway")}
		gone.okta = s.okta.hire(t, "gaveway")
		off(gone.okta)
		all = []victim{waiting, late, linked, proved, second, gone}
		check("at first")

		twin := "suspended.*--accept-risk|--accept-risk.*suspended|active twin|M6"
		for _, v := range []victim{waiting, late, second, gone} {
			for _, c := range s.cases(t, v.other) {
				id, _ := c["id"].(string)
				s.refused(t, twin, "review", "decide", id, "apart")
				s.refused(t, twin, "review", "decide", id, "never")
				s.refused(t, twin, "review", "decide", id, "apart", "--dry-run")
			}
			s.refused(t, twin, "user", "never-link", v.other, v.okta)
		}
		for _, v := range []victim{linked, proved} {
			s.refused(t, twin, "user", "unmerge", v.other)
			s.refused(t, twin, "user", "unmerge", v.other, "--dry-run")
		}
		check("refused")

		// What is no decision about the two.
		s.cli(t, "source", "set", "slack", "--trusted-for", "example.com")
		check("slack is trusted")
		s.cli(t, "source", "set", "slack", "--not-trusted-for", "example.com", "--rank", "1", "--first-for", "active")
		check("slack ranks best")
		s.cli(t, "domain", "verify", "example.com", "--dns-resolver", s.dns.Addr)
		s.cli(t, "domain", "approve", "example.com")
		check("proved again")
		for _, v := range all {
			s.slack.patch(t, "/Users/"+v.other, edit("replace", "active", true))
			s.typed(t, v.name+"@example.com")
			check("typed")
			s.enter(t, v.name+"@example.com")
		}
		check("typed and confirmed")
		s.cli(t, "user", "role", waiting.okta, "administrator")
		check("a role")

		// Nor when it is the authority's record that waits, since who has the address has a role.
		deputy := s.slack.hire(t, "deputy")
		s.cli(t, "user", "role", deputy, "administrator")
		okta := s.okta.hire(t, "deputy")
		off(okta)
		id, _ := s.waits(t, okta, "privileged")["id"].(string)
		s.refused(t, twin, "review", "decide", id, "apart")
		s.refused(t, twin, "review", "decide", id, "never")

		// Somebody who takes the risk may.
		id, _ = s.cases(t, late.other)[0]["id"].(string)
		s.cli(t, "review", "decide", id, "apart", "--accept-risk")
		s.apart(t, late.okta, late.other)
	})
}

// Rule M6: no merge brings back whom the authority suspended, in neither direction, and no unmerge leaves the address to
// somebody active, whichever record was the first, unless somebody takes that risk.
func TestAttackByMerging(t *testing.T) {
	long(t, oneAttack)
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		s := n.verified(t)
		off := func(record string) {
			t.Helper()
			s.okta.patch(t, "/Users/"+record, edit("replace", "active", false)).want(200)
		}
		for name, merge := range map[string]func(okta, slack string){
			"into": func(okta, slack string) { s.cli(t, "user", "merge", slack, okta, "--accept-risk") },
			"from": func(okta, slack string) { s.cli(t, "user", "merge", okta, slack, "--accept-risk") },
			"link": func(okta, slack string) { s.cli(t, "user", "link", slack, okta, "--accept-risk") },
			"knil": func(okta, slack string) { s.cli(t, "user", "link", okta, slack, "--accept-risk") },
		} {
			for _, before := range []bool{true, false} {
				name := fmt.Sprint(name, before)
				okta, slack := s.okta.hire(t, name), s.slack.hire(t, "own-"+name)
				if before {
					off(okta)
				}
				merge(okta, slack)
				if !before {
					off(okta)
				}
				s.slack.patch(t, "/Users/"+slack, edit("replace", "active", true)).want(200)
				user := s.one(t, okta, slack)
				s.belongs(t, name, name+"@example.com", user["id"], false)
				s.belongs(t, name, "own-"+name+"@example.com", user["id"], false)
				// Now slack says that it has the victim's address: it is the same person, by an administrator's word.
				s.slack.patch(t, "/Users/"+slack, edit("replace", "", with(mails(name+"@example.com"), object{"userName": name + "@example.com"}))).want(200)
				s.belongs(t, name+", with the address", name+"@example.com", user["id"], false)
				linked := slack
				if user["id"] == slack {
					linked = okta
				}
				s.refused(t, "--accept-risk", "user", "unmerge", linked)
				s.belongs(t, name+", refused", name+"@example.com", user["id"], false)
				s.okta.patch(t, "/Users/"+okta, edit("replace", "active", true)).want(200)
				s.cli(t, "user", "unmerge", linked)
				off(okta)
				s.inventory(t).strangers(t, name+", taken apart", okta, slack)
			}
		}
	})
}
