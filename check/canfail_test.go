package check

import (
	"strings"
	"testing"
)

const (
	user   = "GET /Users/[^?/]+"
	anyGet = "GET /.*"
	okList = `{"schemas":["` + urnList + `"],"totalResults":1,"itemsPerPage":1,"startIndex":1,"Resources":[{"id":"x"}]}`
	okUser = `{"schemas":["` + urnUser + `"],"id":"x","userName":"x","meta":{}}`
	noList = `{"schemas":["` + urnList + `"],"totalResults":0,"itemsPerPage":0,"startIndex":1,"Resources":[]}`
	config = "GET /ServiceProviderConfig"
)

// unfiltered is a server that ignores filters, and mute one that finds nothing.
var (
	unfiltered = ignores(anyGet, "filter")
	mute       = answers("GET /Users\\?.*filter=.*", 200, noList)
)

// without removes members from what the server answers.
func without(pattern string, names ...string) bug {
	return says(pattern, func(b obj) {
		for _, n := range names {
			delete(b, n)
		}
	})
}

// putting sets a member in what the server answers.
func putting(pattern, name string, value any) bug {
	return says(pattern, func(b obj) { b[name] = value })
}

// inMeta sets a member of meta.
func inMeta(pattern, name string, value any) bug {
	return says(pattern, func(b obj) {
		if m, ok := b["meta"].(obj); ok {
			m[name] = value
		}
	})
}

// firstResource changes the first resource of a list.
func firstResource(pattern string, f func(obj)) bug {
	return says(pattern, func(b obj) {
		if l, ok := b["Resources"].(arr); ok && len(l) > 0 {
			f(l[0].(obj))
		}
	})
}

// ailment is the bug that the rule id must find.
func ailment(id string) bug {
	for p := id; ; {
		if b, ok := ailments[p]; ok {
			return b
		}
		i := strings.LastIndexByte(p, '.')
		if i < 0 {
			return nil
		}
		p = p[:i]
	}
}

// No rule is there for decoration: each one fails on a server that has a bug it is about. What it then says goes by the
// language of the report.
func TestEveryRuleCanFail(t *testing.T) {
	for _, sec := range append(sections(), overallSection) {
		for i, ru := range sec.rules {
			if testing.Short() && i%3 != 0 {
				continue
			}
			t.Run(ru.id, func(t *testing.T) {
				b := ailment(ru.id)
				if b == nil {
					t.Fatal("no bug is known that this rule finds")
				}
				s, _ := newStub(t, b)
				o := Options{URL: s.url, Only: []string{ru.id}, As: []string{"google"}, Language: marked}
				for _, res := range run(t, o).Results {
					res.saidAll(t)
					if res.ID == ru.id && res.Status != Fail {
						t.Errorf("%s: asked %s, got %s", res.Status, res.Asked, res.Got)
					}
				}
			})
		}
	}
}

// No case is there for decoration either: each one fails on a server whose answers after the
// setup steps are faults, and is inconclusive when the setup itself fails.
func TestEveryCaseCanFail(t *testing.T) {
	for _, cs := range Dialects() {
		t.Run(cs.ID, func(t *testing.T) {
			setup := 0
			for setup < len(cs.steps) && cs.steps[setup].Role == "setup" {
				setup++
			}
			s, _ := newStub(t, after(setup, answers(".*", 500, "{}")))
			if out := cs.Run(t.Context(), client(t, s)); out.Status != Fail || !strings.HasPrefix(out.Got+out.Right, "‹") {
				t.Errorf("on a faulty server: %s, %s", out.Status, out.Got)
			}
			if setup == 0 {
				return
			}
			s, _ = newStub(t, answers(".*", 500, "{}"))
			if out := cs.Run(t.Context(), client(t, s)); out.Status != Inconclusive {
				t.Errorf("with a failing setup: %s, %s", out.Status, out.Got)
			}
		})
	}
}

func client(t *testing.T, s *stub) *Client {
	t.Helper()
	c, err := NewClient(Options{URL: s.url, Token: stubToken, Language: marked})
	if err != nil {
		t.Fatal(err)
	}
	return c
}
