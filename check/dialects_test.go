package check

import (
	"slices"
	"strings"
	"testing"
)

// Every case uses only what its file's syntax defines, so that none passes by being ignored.
func TestDialectFile(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range Dialects() {
		if c.ID == "" || seen[c.ID] || c.Purpose == "" || c.Source == "" || c.Level.rank() < 0 || len(c.steps) == 0 {
			t.Errorf("%q: incomplete or twice", c.ID)
		}
		seen[c.ID] = true
		if clientTitles[c.IdP] == "" {
			t.Errorf("%s: the client %q has no name for people", c.ID, c.IdP)
		}
		for i, s := range c.steps {
			if len(s.Expect.Status) == 0 || !slices.Contains([]string{"", "setup", "verify"}, s.Role) || !slices.Contains([]string{"", "none", "bad"}, s.Auth) {
				t.Errorf("%s step %d: %+v", c.ID, i, s)
			}
			for _, a := range slices.Concat(s.Expect.Body, s.Expect.Headers) {
				if operators[a.Op] == nil {
					t.Errorf("%s step %d: operator %q", c.ID, i, a.Op)
				}
				if _, err := parsePath(a.Path); a.Header == "" && err != nil {
					t.Errorf("%s step %d: %v", c.ID, i, err)
				}
			}
			for _, p := range s.Capture {
				if _, err := parsePath(p); err != nil {
					t.Errorf("%s step %d: %v", c.ID, i, err)
				}
			}
		}
	}
	if len(seen) != 98 {
		t.Errorf("%d cases", len(seen))
	}
}

// The cases can be run one by one, as a server's own tests do it.
func TestCasesOneByOne(t *testing.T) {
	s, _ := newStub(t, nil)
	c := client(t, s)
	for _, cs := range Dialects() {
		t.Run(cs.ID, func(t *testing.T) {
			if out := cs.Run(t.Context(), c); out.Status != Pass {
				t.Errorf("%s\n asked %s\n got   %s\n right %s", out.Status, out.Asked, out.Got, out.Right)
			}
		})
	}
	if left := c.Cleanup(t.Context(), 0); len(left) > 0 || len(s.order) > 0 {
		t.Errorf("left over: %v, %d", left, len(s.order))
	}
}

func TestCaseSteps(t *testing.T) {
	s, _ := newStub(t, answers("DELETE /.*", 204, ""))
	step := func(method, path string, body any, status int, a ...assertion) caseStep {
		return caseStep{Method: method, Path: path, Body: body, Expect: expectation{Status: []int{status}, Body: a}}
	}
	for _, c := range []struct {
		name string
		step caseStep
		want Status
		got  string
	}{
		{"a body of a 204 is not looked at", step("DELETE", "/Users/x", nil, 204, assertion{Path: "$.id", Op: "exists"}), Pass, ""},
		{"the status", step("GET", "/Users", nil, 201), Fail, "status 200"},
		{"the body", step("GET", "/Users", nil, 200, assertion{Path: "$.id", Op: "exists"}), Fail, "$.id is missing"},
		{"a string body is sent as it is", step("POST", "/Users", `{"broken`, 400, assertion{Path: "$.scimType", Op: "eq", Value: "invalidSyntax"}), Pass, ""},
		{"an unknown variable", step("GET", "/Users/{{nobody}}", nil, 200), Inconclusive, "nobody"},
		{"no token", caseStep{Method: "GET", Path: "/Users", Auth: "none", Expect: expectation{Status: []int{401}}}, Pass, ""},
		{"a wrong token", caseStep{Method: "GET", Path: "/Users", Auth: "bad", Expect: expectation{Status: []int{401}}}, Pass, ""},
		{"a missing capture", caseStep{Method: "GET", Path: "/Users", Expect: expectation{Status: []int{200}}, Capture: map[string]string{"x": "$.no"}}, Fail, "$.no"},
		{"a failing setup", caseStep{Method: "GET", Path: "/None", Role: "setup", Expect: expectation{Status: []int{200}}}, Inconclusive, "404"},
		{"a header", caseStep{Method: "GET", Path: "/Users", Expect: expectation{Status: []int{200},
			Headers: []assertion{{Header: "Content-Type", Op: "eq", Value: "text/html"}}}}, Fail, "Content-Type"},
	} {
		out := Case{steps: []caseStep{c.step}}.Run(t.Context(), client(t, s))
		if out.Status != c.want || !strings.Contains(out.Got, c.got) {
			t.Errorf("%s: %+v", c.name, out)
		}
	}
	if out := (Case{}).Run(t.Context(), client(t, s)); out.Status != Inconclusive {
		t.Errorf("a case without steps: %+v", out)
	}
}
