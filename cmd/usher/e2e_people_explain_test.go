package main

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
)

// explanation asks the API why somebody is as they are.
func (s *company) explanation(t *testing.T, as *connection, who string) (status int, said object) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, strings.TrimSuffix(s.base, scimPath)+"/api/v1/users/"+who+"/explanation", nil)
	if err != nil {
		t.Fatal(err)
	}
	if as != nil {
		r.Header.Set("Authorization", "Bearer "+as.token)
	}
	res, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if err := json.NewDecoder(res.Body).Decode(&said); err != nil {
		t.Fatalf("status %d: %v", res.StatusCode, err)
	}
	return res.StatusCode, said
}

// Rule I3: usher explain and the API name the rule, what it was made of, and what would change it.
func TestExplain(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		s := n.verified(t)
		okta, entra := s.okta.hire(t, "ana"), s.entra.hire(t, "ana")
		waiting := s.slack.hire(t, "ana")
		held := s.okta.post(t, "/Users", person("held", addressed("held@elsewhere.example"))).want(201).id()
		off := s.okta.hire(t, "off")
		s.slack.hire(t, "off")
		s.okta.patch(t, "/Users/"+off, edit("replace", "active", false)).want(200)
		ended, left := s.okta.hire(t, "ended"), s.entra.hire(t, "ended")
		s.okta.delete(t, "/Users/"+ended).want(204)
		ruled := s.slack.hire(t, "ivo") // its domain is proved, and its source is not trusted
		decided := s.connect(t, "acme", "chat").hire(t, "ivo")
		s.cli(t, "review", "decide", s.cases(t, decided)[0]["id"].(string), "link")
		gone := s.slack.hire(t, "gil") // gives way, and then brings an address of its own
		s.okta.hire(t, "gil")
		s.gaveWay(t, gone)
		s.slack.patch(t, "/Users/"+gone, edit("replace", "", addressed("gil@elsewhere.example"))).want(200)
		s.dns.TXT(s.claim(t, "branch.example", "acme"))
		s.asking(t, s.dns.Addr, "domain", "verify", "branch.example", "--account", "acme")
		branch := s.connect(t, "acme", "branch")
		s.cli(t, "source", "set", "branch", "--authoritative-for", "branch.example")
		both := branch.post(t, "/Users", person("wim", object{"userName": "wim@branch.example", "emails": list{
			object{"value": "wim@branch.example", "primary": true}, object{"value": "wim@example.com"},
		}})).want(201).id()
		s.okta.hire(t, "wim")
		if reason := branch.get(t, "/Users/"+both).text(usherURN, "reason"); !strings.HasPrefix(reason, "Addresses wait for review") {
			t.Errorf("an authority's person of whom another authority brings an address reads %q", reason)
		}
		id, _ := s.waits(t, waiting, "sourceNotTrusted")["id"].(string)

		for _, tt := range []struct {
			what, who, state string
			record, rule     string // of the finding
			says             string
			inputs           []string
			change           string
		}{
			{"linked", entra, "active", entra, "M2c", "linked to record " + okta, []string{"ana@example.com", "verified", "entra is trusted for example.com"}, "usher user unmerge " + entra},
			{"the first", "ana@example.com", "active", okta, "M2", "first record", []string{"okta is authoritative for example.com"}, "usher user link"},
			{"let in", okta, "active", okta, "D1", "let in", []string{"address ana@example.com", "domain example.com is verified"}, ""},
			{"active", okta, "active", "", "M6", "active", []string{"okta says active=true, and is authoritative for example.com", "entra says active=true"}, "that source sets active to false"},
			{"held", held, "pendingDomain", held, "D7", "not approved", []string{"held@elsewhere.example", "elsewhere.example is not approved"}, "usher domain approve elsewhere.example"},
			{"linked by hand", decided, "active", decided, "M2", "linked to record " + ruled + " by an administrator's decision", []string{"chat is not trusted for example.com"}, "usher user unmerge " + decided},
			{"gave way and left", gone, "pendingMerge", gone, "D7", "held: the domain of its address is not approved", []string{"gil@elsewhere.example"}, "usher domain approve elsewhere.example"},
			{"of who gave way and left", gone, "pendingMerge", "", "M6", "the domain of its new one is not approved", []string{"which does not count"}, "the approval of that domain"},
			{"of two authorities", both, "active", both, "M2e", "what else it said before stays in force", []string{"branch is authoritative for branch.example"}, "usher review decide"},
			{"waiting", waiting, "pendingMerge", waiting, "M2", "waits in the review queue", []string{"slack is not trusted for example.com", "case " + id, "may be user " + okta}, "usher review decide " + id},
			{"suspended", off, "suspended", "", "M6", "okta, the authority, set active to false", []string{"okta says active=false, and is authoritative for example.com"}, "that source sets active to true"},
			{"ended", left, "suspended", "", "M6", "the authority ended the person", []string{"okta, which was authoritative, has deleted the person"}, "the authoritative source provisions the person again"},
		} {
			said := s.lists(t, "explain", "--user", tt.who)[0]
			status, api := s.explanation(t, s.reader, tt.who)
			if a, b := asJSONText(t, said), asJSONText(t, api); status != 200 || !strings.Contains(a, strings.TrimSuffix(strings.TrimPrefix(b, "{"), "}")) {
				t.Errorf("%s: the command says %s, and the API %d %s", tt.what, a, status, b)
			}
			if said["state"] != tt.state {
				t.Errorf("%s: the state is %v", tt.what, said["state"])
			}
			found := false
			for _, f := range said["findings"].(list) {
				record, _ := at(f, "record").(string)
				if record != tt.record || at(f, "rule") != tt.rule {
					continue
				}
				found = true
				inputs := asJSONText(t, at(f, "inputs"))
				for _, want := range tt.inputs {
					if !strings.Contains(inputs, want) {
						t.Errorf("%s: the inputs %s lack %q", tt.what, inputs, want)
					}
				}
				if says, _ := at(f, "says").(string); !strings.Contains(says, tt.says) {
					t.Errorf("%s: it says %q, not %q", tt.what, says, tt.says)
				}
				if change, _ := at(f, "change").(string); !strings.Contains(change, tt.change) {
					t.Errorf("%s: what would change it is %q, not %q", tt.what, change, tt.change)
				}
			}
			if !found {
				t.Errorf("%s: no finding of rule %s about %q: %v", tt.what, tt.rule, tt.record, said)
			}
			text := s.cli(t, "explain", "--user", tt.who)
			for _, want := range []string{tt.says, "rule " + tt.rule, tt.change} {
				if !strings.Contains(text, want) {
					t.Errorf("%s: the command's text lacks %q:\n%s", tt.what, want, text)
				}
			}
		}
		// What it says would change it, does.
		s.cli(t, "domain", "approve", "elsewhere.example")
		eventually(t, "the held person to be let in", func() bool { return s.okta.get(t, "/Users/"+held).state() == "active" })
		eventually(t, "who gave way to be let in", func() bool { return s.slack.get(t, "/Users/"+gone).state() == "active" })

		for token, want := range map[*connection]int{nil: 401, {token: "wrong"}: 401, s.okta: 403} {
			if status, _ := s.explanation(t, token, okta); status != want {
				t.Errorf("without a reader's token: status %d instead of %d", status, want)
			}
		}
		for _, who := range []string{"nobody@example.com", "01990000-0000-7000-8000-000000000000", "%2e%2e", "%00", "'%3b--"} {
			if status, said := s.explanation(t, s.reader, who); status != 404 {
				t.Errorf("nobody %s: %d %v", who, status, said)
			}
		}
	})
}

func asJSONText(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
