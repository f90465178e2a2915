package main

import (
	"fmt"
	"slices"
	"testing"
)

// The review queue shows both sides of a case, the reason and the risks; link, apart and never
// decide it.
func TestReviewQueue(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		s := n.verified(t)
		type side struct{ okta, slack, id string }
		people := map[string]side{}
		for _, name := range []string{"ana", "bea", "cleo"} {
			p := side{okta: s.okta.hire(t, name), slack: s.slack.hire(t, name)}
			c := s.waits(t, p.slack, "sourceNotTrusted")
			p.id, _ = c["id"].(string)
			people[name] = p
			if ids := idsOf(c["records"]); !slices.Equal(ids, []string{p.slack, p.okta}) || c["user"] != p.okta || c["sentence"] == "" || c["status"] != "open" {
				t.Errorf("the case is %v", c)
			}
			for i, want := range []object{{"source": "slack", "state": "pendingMerge"}, {"source": "okta", "state": "active"}} {
				for member, value := range want {
					if got := at(c, "records", i, member); got != value {
						t.Errorf("side %d of the case: %s is %v", i, member, got)
					}
				}
			}
		}
		if cases := s.lists(t, "review", "list"); len(cases) != 3 || cases[0]["record"] != people["ana"].slack {
			t.Errorf("the queue is %v; want the oldest first", cases)
		}

		s.cli(t, "review", "decide", people["ana"].id, "link") // no risk, so no flag
		s.one(t, people["ana"].okta, people["ana"].slack)
		s.cli(t, "review", "decide", people["bea"].id, "apart")
		s.cli(t, "review", "decide", people["cleo"].id, "never")
		for _, name := range []string{"bea", "cleo"} {
			s.apart(t, people[name].okta, people[name].slack)
			if a := s.slack.get(t, "/Users/"+people[name].slack); a.state() != "active" {
				t.Errorf("kept apart: %s", a)
			}
		}
		if cases := s.lists(t, "review", "list"); len(cases) != 0 {
			t.Errorf("all is decided, and the queue is %v", cases)
		}
		status := map[any]any{}
		for _, c := range s.lists(t, "review", "list", "--all") {
			status[c["id"]] = c["status"]
		}
		for name, want := range map[string]string{"ana": "linked", "bea": "apart", "cleo": "never"} {
			if got := status[people[name].id]; got != want {
				t.Errorf("the case of %s is %v", name, got)
			}
			s.refused(t, "decided already: "+want, "review", "decide", people[name].id, "link")
		}
		s.refused(t, "has no case", "review", "decide", "01990000-0000-7000-8000-000000000000", "link")
		s.refused(t, "has no case", "review", "decide", "nothing", "link")

		// Who is deleted is asked about no more.
		s.okta.hire(t, "dora")
		waiting := s.slack.hire(t, "dora")
		s.waits(t, waiting, "sourceNotTrusted")
		s.slack.delete(t, "/Users/"+waiting).want(204)
		if cases := s.lists(t, "review", "list"); len(cases) != 0 {
			t.Errorf("who is deleted is still asked about: %v", cases)
		}
	})
}

// Whoever links in spite of a risk has to say so.
func TestRisksAreAccepted(t *testing.T) {
	long(t, everyWay)
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		s := n.verified(t)
		ana, bea := s.okta.hire(t, "ana"), s.okta.hire(t, "bea")
		s.cli(t, "user", "role", ana, "administrator")
		for _, tt := range []struct{ user, record, reason, risk string }{
			{ana, s.entra.hire(t, "ana"), "privileged", "privileged"},
			{bea, s.entra.post(t, "/Users", person("alias", addressed("bea+x@example.com"))).want(201).id(), "plusTag", "look-alike"},
		} {
			id, _ := s.waits(t, tt.record, tt.reason)["id"].(string)
			s.refused(t, tt.risk+".*--accept-risk", "review", "decide", id, "link")
			s.refused(t, tt.risk+".*--accept-risk", "review", "decide", id, "link", "--dry-run")
			s.waits(t, tt.record, tt.reason)
			s.cli(t, "review", "decide", id, "link", "--accept-risk")
			s.one(t, tt.user, tt.record)
		}
	})
}

// everything is all that can be seen of an account, but for its log.
func (s *company) everything(t *testing.T) string {
	t.Helper()
	text := ""
	for _, c := range []*connection{s.okta, s.entra, s.hr, s.slack, s.reader} {
		text += c.all(t)
	}
	return text + fmt.Sprint(s.users(t), s.lists(t, "review", "list", "--all"))
}

// Rule I4: commands and requests that are asked for as a dry run say what would come of them, and
// change nothing.
func TestDryRunsOfDecisions(t *testing.T) {
	long(t, everyWay)
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		s := n.verified(t)
		okta, entra := s.okta.hire(t, "ana"), s.entra.hire(t, "ana")
		bea := s.okta.hire(t, "bea")
		id, _ := s.waits(t, s.slack.hire(t, "ana"), "sourceNotTrusted")["id"].(string)
		before := s.everything(t)
		for _, args := range [][]string{
			{"user", "unmerge", entra}, {"user", "merge", bea, okta}, {"user", "link", bea, okta}, {"user", "never-link", bea, okta}, {"user", "role", bea, "owner"},
			{"user", "add", "new@example.com"}, {"user", "add", "bea@example.com"},
			{"review", "decide", id, "link"}, {"review", "decide", id, "apart"}, {"review", "decide", id, "never"},
		} {
			if args[1] == "merge" || args[1] == "link" {
				s.refused(t, "same-source.*--accept-risk", append(args, "--dry-run")...)
				args = append(args, "--accept-risk")
			}
			if out := s.lists(t, append(args, "--dry-run")...); len(out) != 1 || out[0]["dryRun"] != true {
				t.Errorf("usher %v --dry-run printed %v", args, out)
			}
			if now := s.everything(t); now != before {
				t.Fatalf("usher %v --dry-run changed\n%s\nto\n%s", args, before, now)
			}
		}
		s.refused(t, entra, "user", "unmerge", okta, "--dry-run")
		if mails := s.mail.Mails(); len(mails) != 0 {
			t.Errorf("a dry run sent %v", mails)
		}

		for what, send := range map[string]func(flag string, headers ...string) *answer{
			"a link": func(flag string, headers ...string) *answer {
				return s.entra.post(t, "/Users"+flag, person("bea", nil), headers...).want(201)
			},
			"a review": func(flag string, headers ...string) *answer {
				return s.slack.post(t, "/Users"+flag, person("bea", nil), headers...).want(201)
			},
			"an end by the authority": func(flag string, headers ...string) *answer {
				return s.okta.delete(t, "/Users/"+okta+flag, headers...).want(204)
			},
			"a suspension": func(flag string, headers ...string) *answer {
				return s.okta.do(t, "PATCH", "/Users/"+okta+flag, patchBody(edit("replace", "active", false)), headers...).want(200)
			},
		} {
			one, two := send("?dryRun=true"), send("", "Usher-Dry-Run", "true")
			if now := s.everything(t); now != before {
				t.Fatalf("%s as a dry run changed\n%s\nto\n%s", what, before, now)
			}
			wants := map[string]string{"a link": "active", "a review": "pendingMerge", "a suspension": "suspended"}
			for _, a := range []*answer{one, two} {
				if a.state() != wants[what] {
					t.Errorf("%s as a dry run: %s", what, a)
				}
			}
		}
		if send := s.entra.post(t, "/Users?dryRun=true", person("bea", nil)).want(201); len(send.at(usherURN, "sources").(list)) != 2 {
			t.Errorf("a dry run of a link does not show it: %s", send)
		}
	})
}
