package check

import (
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"testing"

	"github.com/usher-id/usher/scim"
	"github.com/usher-id/usher/scim/memory"
	"github.com/usher-id/usher/scim/schema"
)

// realServer is a server that nothing is wrong with: package scim on a store in memory.
func realServer(t testing.TB) *httptest.Server {
	t.Helper()
	tenant := &scim.Tenant{Backend: memory.New(nil), Registry: schema.Core(), Scope: "check"}
	s := &scim.Server{Authenticate: func(q *http.Request) (*scim.Tenant, error) {
		if q.Header.Get("Authorization") != "Bearer "+stubToken {
			return nil, &scim.Error{Status: http.StatusUnauthorized, Detail: "send the bearer token"}
		}
		return tenant, nil
	}}
	srv := httptest.NewServer(http.StripPrefix("/scim/v2", s.Handler()))
	t.Cleanup(srv.Close)
	return srv
}

// mutatingProxy stands in front of a server and breaks what spoil breaks; nil breaks nothing. It
// returns the SCIM base address.
func mutatingProxy(t testing.TB, behind *httptest.Server, spoil bug) string {
	t.Helper()
	target, err := url.Parse(behind.URL)
	if err != nil {
		t.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(target)
	proxy.ErrorLog = log.New(io.Discard, "", 0)
	var h http.Handler = proxy
	if spoil != nil {
		h = spoil(h)
	}
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	return srv.URL + "/scim/v2"
}

// population is the number of users and groups of a server, asked for directly.
func population(t testing.TB, srv *httptest.Server) (users, groups int) {
	t.Helper()
	c, err := NewClient(Options{URL: srv.URL + "/scim/v2", Token: stubToken})
	if err != nil {
		t.Fatal(err)
	}
	count := func(path string) int {
		n := c.send(t.Context(), request{Method: http.MethodGet, Path: path + "?count=0"}).number("$.totalResults")
		if n < 0 {
			t.Fatalf("%s cannot be counted", path)
		}
		return n
	}
	return count("/Users"), count("/Groups")
}

// settle makes people and groups who have nothing to do with the check.
func settle(t testing.TB, srv *httptest.Server) {
	t.Helper()
	c, err := NewClient(Options{URL: srv.URL + "/scim/v2", Token: stubToken})
	if err != nil {
		t.Fatal(err)
	}
	for range 5 {
		name := c.next()
		for path, body := range map[string]obj{
			"/Users":  {"schemas": arr{urnUser}, "userName": name + "@example.org", "title": "Analyst"},
			"/Groups": {"schemas": arr{urnGroup}, "displayName": name},
		} {
			if r := c.send(t.Context(), request{Method: http.MethodPost, Path: path, Body: body}); r.Status != http.StatusCreated {
				t.Fatal(r)
			}
		}
	}
}

// Without a mutation nothing is found but what package memory does not have: groups of users.
func TestHonestProxy(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: TestRightServer plays all checks, too")
	}
	behind := realServer(t)
	settle(t, behind)
	r := run(t, Options{URL: mutatingProxy(t, behind, nil)})
	for _, res := range r.Results {
		if (res.Status == Fail || res.Status == Inconclusive) && res.ID != "group.user" {
			t.Errorf("%s: %s\n asked %s\n got   %s\n right %s", res.ID, res.Status, res.Asked, res.Got, res.Right)
		}
	}
	if u, g := population(t, behind); u != 5 || g != 5 {
		t.Errorf("%d users and %d groups are there at the end", u, g)
	}
}
