package check

import (
	"context"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"
)

// nameless leaves the id and the Location out of what creations answer.
var nameless = alters("POST /.*", func(s int, h http.Header, b obj) int {
	h.Del("Location")
	delete(b, "id")
	delete(b, "meta")
	for _, o := range list(b["Operations"]) {
		delete(o.(obj), "location")
	}
	return s
})

// Whatever a server answers to creations, deletions and questions, all that was made is deleted, and
// nothing else is.
func TestCleanup(t *testing.T) {
	refusing := func(pattern string) bug { return answers(pattern, 400, "{}") }
	for name, spoil := range map[string]bug{
		"201 without an id":                         nameless,
		"201 without an id, no co":                  both(nameless, refusing(`GET /.*filter=[^&]*\+co\+.*`)),
		"201 without an id, no filters":             both(nameless, refusing(`GET /.*filter=.*`)),
		"201 without an id, filters find nobody":    both(nameless, answers(`GET /.*filter=.*`, 200, noList)),
		"201 without an id, filters find everybody": both(nameless, unfiltered),
		"201 without an id, no list without filter": both(nameless, refusing(`GET /(Users|Groups)\?count=100&startIndex=1`)),
		"201 without an id, only eq":                both(both(nameless, refusing(`GET /(Users|Groups)\?count=100&startIndex=1`)), refusing(`GET /.*filter=[^&]*\+co\+.*`)),
		"200 instead of 201":                        alters("POST /.*", func(s int, _ http.Header, _ obj) int { return min(s, 200+s/300*200) }),
		"500 after the creation":                    alters("POST /.*", func(int, http.Header, obj) int { return 500 }),
		"another id than the resource's":            putting("POST /(Users|Groups)", "id", "somebody-else"),
		"deletions are answered 404 and done":       alters("DELETE /.*", func(int, http.Header, obj) int { return 404 }),
		"deletions fail at first":                   before(400, answers("DELETE /.*", 503, "{}")),
		"creations that never answer":               silent("POST /Groups"),
		"pages are short":                           mutedPages,
	} {
		if testing.Short() && !strings.HasPrefix(name, "201 without an id, ") && name != "500 after the creation" {
			continue // the hardest to clean up after
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, _ := newStub(t, spoil)
			for i := range 130 { // more than one page
				if _, f := s.create(userKind, obj{"userName": strings.Repeat("x", i+1) + "@example.com"}, ""); f != nil {
					t.Fatal(f)
				}
			}
			r, err := Run(t.Context(), Options{URL: s.url, Token: stubToken, Only: []string{"user.", "group.", "bulk.", "okta-0"}})
			if r == nil {
				t.Fatal(err)
			}
			if len(s.order) != 130 || len(r.Leftover) > 0 {
				t.Errorf("%d resources instead of 130, left over %d: %s", len(s.order), len(r.Leftover), brief(r.Leftover))
			}
		})
	}
}

// before spoils the first n requests.
func before(n int, b bug) bug {
	return func(next http.Handler) http.Handler {
		spoiled := b(next)
		return http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
			if n--; n >= 0 {
				spoiled.ServeHTTP(w, q)
				return
			}
			next.ServeHTTP(w, q)
		})
	}
}

// silent does what is asked and hangs up.
func silent(pattern string) bug {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
			next.ServeHTTP(w, q)
			if hits(q, pattern) {
				panic(http.ErrAbortHandler)
			}
		})
	}
}

// mutedPages gives pages of seven, whatever count says.
var mutedPages = func(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		if v := q.URL.Query(); v.Get("count") == "100" {
			v.Set("count", "7")
			q.URL.RawQuery = v.Encode()
		}
		next.ServeHTTP(w, q)
	})
}

// What a server says it deleted and keeps is reported, each resource once, by its path.
func TestCleanupReports(t *testing.T) {
	for name, spoil := range map[string]bug{
		"204 and kept":            answers("DELETE /.*", 204, ""),
		"404 and kept":            answers("DELETE /.*", 404, "{}"),
		"refused":                 answers("DELETE /.*", 501, "{}"),
		"kept, and without an id": both(nameless, answers("DELETE /.*", 204, "")),
	} {
		t.Run(name, func(t *testing.T) {
			s, _ := newStub(t, spoil)
			r := run(t, Options{URL: s.url, Only: []string{"user.create", "group.create"}, As: []string{"google"}})
			if len(r.Leftover) == 0 || len(r.Leftover) != len(s.order) {
				t.Errorf("%d resources are left, the report says %v", len(s.order), r.Leftover)
			}
			for _, e := range s.order {
				if !strings.Contains(compact(r.Leftover), e.kind.endpoint+"/"+plain(e.r["id"])) {
					t.Errorf("%s is left and not in the report", plain(e.r["id"]))
				}
			}
		})
	}
	// What can't be found is named by what was sent.
	s, _ := newStub(t, both(nameless, answers("GET /(Users|Groups).*", 400, "{}")))
	c := client(t, s)
	p := &probe{ctx: t.Context(), Client: c, server: &server{config: &reply{}}}
	name := p.userName()
	if _, err := p.newUser(obj{"userName": name}); err == nil {
		t.Fatal("the creation was to be without an id")
	}
	if left := c.Cleanup(t.Context(), 0); len(left) != 1 || !strings.Contains(left[0], name) || !strings.Contains(left[0], "not found") {
		t.Errorf("%v", left)
	}
}

// An interruption while cleaning up doesn't end it; nor does a check that panics.
func TestCleanupGoesOn(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	s, _ := newStub(t, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
			if q.Method == http.MethodDelete {
				stop()
			}
			next.ServeHTTP(w, q)
		})
	})
	c := client(t, s)
	p := &probe{ctx: ctx, Client: c, server: &server{config: &reply{}}}
	for range 30 {
		if _, err := p.newUser(nil); err != nil {
			t.Fatal(err)
		}
	}
	panics := rule{id: "x", run: func(*probe) error { panic("unexpected") }}
	if out := panics.outcome(p); out.Status != Fail || !strings.Contains(out.Got, "cannot judge") {
		t.Errorf("%+v", out)
	}
	if left := c.Cleanup(ctx, time.Minute); len(left) > 0 || len(s.order) > 0 {
		t.Errorf("left over %v, %d resources", left, len(s.order))
	}
}

// A run that is interrupted between the first creation and its deletion leaves nothing behind.
func TestGreetInterrupted(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	s, _ := newStub(t, alters("POST /Users", func(status int, _ http.Header, _ obj) int { stop(); return status }))
	if r, err := Run(ctx, Options{URL: s.url, Token: stubToken}); r != nil || err == nil || len(s.order) > 0 {
		t.Errorf("%v, %v, %d users", r, err, len(s.order))
	}
}

// A run with a token that may only read, or may not delete, is one sentence.
func TestGreetWriter(t *testing.T) {
	for want, spoil := range map[string]bug{
		"may read users but not create them":   answers("(POST|PUT|PATCH|DELETE) .*", 403, `{"schemas":["`+urnError+`"],"status":"403","detail":"readers only read"}`),
		"may create users but not delete them": answers("DELETE .*", 403, "{}"),
	} {
		s, _ := newStub(t, spoil)
		r, err := Run(t.Context(), Options{URL: s.url, Token: stubToken})
		for _, e := range s.order { // there is one at most
			want += ".*" + plain(e.r["id"])
		}
		if r != nil || err == nil || !regexp.MustCompile(want).MatchString(err.Error()) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%v, %v", r, err)
		}
		// What only reads can be checked all the same.
		if r := run(t, Options{URL: s.url, Only: []string{"schemas.", "discovery.config"}}); r.Failed() > 0 || len(r.Results) < 10 {
			t.Errorf("%d failures in %d results", r.Failed(), len(r.Results))
		}
	}
}
