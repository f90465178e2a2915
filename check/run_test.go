package check

import (
	"context"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// The table says of each rule what an administrator and a test need to know.
func TestRuleTable(t *testing.T) {
	seen := map[string]bool{}
	row := regexp.MustCompile(`^R-\d{3}$`)
	for _, ru := range Rules() {
		if seen[ru.ID] || ru.Title == "" || ru.Right == "" || !strings.HasPrefix(ru.RFC, "RFC ") || !slices.Contains([]Level{Must, Should, May}, ru.Level) {
			t.Errorf("%s: incomplete or twice", ru.ID)
		}
		seen[ru.ID] = true
		if len(ru.Rows) == 0 || slices.ContainsFunc(ru.Rows, func(r string) bool { return !row.MatchString(r) }) {
			t.Errorf("%s: rows %q", ru.ID, ru.Rows)
		}
	}
}

func TestAs(t *testing.T) {
	s, _ := newStub(t, nil)
	r := run(t, Options{URL: s.url, As: []string{"okta"}, Only: []string{"okta-", "entra-", "filter.eq"}})
	clients := map[string]int{}
	for _, res := range r.Results {
		clients[res.Client]++
	}
	if clients["okta"] != 25 || clients[""] != 2 || len(clients) != 2 {
		t.Errorf("%v", clients)
	}
	if _, err := Run(t.Context(), Options{URL: s.url, As: []string{"octa"}}); err == nil || !strings.Contains(err.Error(), "okta") {
		t.Errorf("an unknown client: %v", err)
	}
	for _, only := range []string{"filter.eqq", "okta-x"} { // would be a run of nothing that fails nowhere
		if _, err := Run(t.Context(), Options{URL: s.url, Only: []string{"filter.eq", only}}); err == nil || !strings.Contains(err.Error(), only) {
			t.Errorf("an unknown check: %v", err)
		}
	}
}

// A wrong address or token gives one sentence.
func TestGreeting(t *testing.T) {
	s, srv := newStub(t, nil)
	page := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte("<html>hello")) }))
	defer page.Close()
	moved := httptest.NewServer(http.RedirectHandler("/elsewhere", http.StatusFound))
	defer moved.Close()
	gone := httptest.NewServer(nil)
	gone.Close()
	for _, c := range []struct{ url, token, want string }{
		{s.url, "wrong", "401"}, {srv.URL + "/other", stubToken, "404"}, {gone.URL, "", "does not answer"}, {page.URL, "", "not a SCIM document"},
		{moved.URL, "", "/elsewhere"}, {"scim.example.com", "", "https://"}, {"ftp://x", "", "https://"}, {"https://x/?a=b", "", "query"},
		{"https://u:p@x/", "", "user"}, {"http://[", "", "cannot be read"}, {s.url, "a\nb", "line break"}, {"", "", "https://"},
	} {
		r, err := Run(t.Context(), Options{URL: c.url, Token: c.token, Timeout: 5 * time.Second})
		if r != nil || err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%q: %v, %v", c.url, r, err)
		}
	}
}

// An interruption ends the run, keeps what was found, and still cleans up.
func TestInterruption(t *testing.T) {
	s, _ := newStub(t, nil)
	ctx, stop := context.WithCancel(t.Context())
	n := 0
	r, err := Run(ctx, Options{URL: s.url, Token: stubToken, OnResult: func(Result) {
		if n++; n == 40 {
			if len(s.order) == 0 {
				t.Error("nothing was created so far")
			}
			stop()
		}
	}})
	if err == nil || r == nil || len(r.Results) != 40 || len(r.Leftover) > 0 || len(s.order) > 0 {
		t.Errorf("%v, %d results, %d left", err, n, len(s.order))
	}
}

// What was created without a readable answer is found by its name; other people's resources
// stay, even on a server that ignores filters.
func TestSweep(t *testing.T) {
	s, _ := newStub(t, both(unfiltered, alters("POST /.*", func(int, http.Header, obj) int { return 500 })))
	mine, err := s.create(userKind, obj{"userName": "keep@example.com"}, "")
	if err != nil {
		t.Fatal(err)
	}
	c := client(t, s)
	p := &probe{ctx: t.Context(), Client: c, server: &server{config: &reply{}}}
	if _, err := p.newUser(nil); err == nil {
		t.Fatal("the creation was to be answered 500")
	}
	if _, err := p.newGroup(); err == nil || len(s.order) != 3 {
		t.Fatalf("%d resources", len(s.order))
	}
	if left := c.Cleanup(t.Context(), 0); len(left) > 0 || len(s.order) != 1 || s.order[0] != mine {
		t.Errorf("left over %v, %d resources", left, len(s.order))
	}
}

// What cannot be deleted is reported.
func TestLeftover(t *testing.T) {
	s, _ := newStub(t, answers("DELETE /.*", 501, "{}"))
	r := run(t, Options{URL: s.url, Only: []string{"user.create.id"}, As: []string{"google"}})
	if len(r.Leftover) != 2 || !strings.HasPrefix(r.Leftover[0], "/Users/") { // the greeting's and the rule's
		t.Errorf("%v", r.Leftover)
	}
}

// A server that asks for patience gets it, one that falls silent ends the run.
func TestPatience(t *testing.T) {
	n := 0
	s, _ := newStub(t, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
			if n++; n%7 == 0 {
				w.Header().Set("Retry-After", "0")
				w.WriteHeader(http.StatusTooManyRequests)
				return
			}
			next.ServeHTTP(w, q)
		})
	})
	if r := run(t, Options{URL: s.url, Only: []string{"user.", "okta-"}}); r.Failed() > 0 {
		t.Errorf("%d failures", r.Failed())
	}
	s, _ = newStub(t, after(60, func(http.Handler) http.Handler {
		return http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	}))
	r, err := Run(t.Context(), Options{URL: s.url, Token: stubToken})
	if err == nil || !strings.Contains(err.Error(), "stopped answering") || r == nil || len(r.Results) == 0 {
		t.Errorf("%v", err)
	}
}

// A server that has little is told apart from one that does it wrong: what it does not
// publish or advertise is skipped.
func TestSmallServer(t *testing.T) {
	few := obj{"schemas": arr{urnConfig}, "authenticationSchemes": arr{obj{"type": "oauthbearertoken", "name": "B", "description": "T"}}}
	for _, f := range []string{"patch", "bulk", "filter", "changePassword", "sort", "etag"} {
		few[f] = obj{"supported": false, "maxOperations": 0, "maxPayloadSize": 0, "maxResults": 0}
	}
	bugs := answers(config, 200, compact(few))
	for _, p := range []string{"PATCH /.*", "POST /Bulk", "GET /[^?]*\\?.*filter=.*", ".*/.search"} {
		bugs = both(bugs, answers(p, 501, `{"schemas":["`+urnError+`"],"status":"501","detail":"no"}`))
	}
	small := both(bugs, firstResource("GET /Schemas", func(m obj) {
		m["attributes"] = published([]attr{{name: "userName", typ: "string", required: true}, {name: "active", typ: "boolean"}, {name: "displayName", typ: "string"}})
	}))
	s, _ := newStub(t, small)
	r := run(t, Options{URL: s.url, As: []string{"google"}, Only: []string{"discovery.truth", "filter", "badfilter", "patch", "cursor", "sort", "etag", "bulk", "search", "projection"}})
	for _, res := range r.Results {
		if res.Status == Fail || res.Status == Inconclusive {
			t.Errorf("%s: %s: asked %s, got %s", res.ID, res.Status, res.Asked, res.Got)
		}
	}
}
