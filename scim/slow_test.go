package scim_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/usher-id/usher/scim"
)

// largePages is a backend whose pages are as large as it likes.
type largePages struct {
	scim.Backend
	page func(q *scim.Query) *scim.Page
}

func (p largePages) Search(_ context.Context, q *scim.Query) (*scim.Page, error) {
	return p.page(q), nil
}

// stuck is a client that reads nothing until it is told to.
type stuck struct {
	*httptest.ResponseRecorder
	begun chan<- bool
	read  <-chan bool
	once  sync.Once
}

func (s *stuck) Write(p []byte) (int, error) {
	s.once.Do(func() { s.begun <- true; <-s.read })
	return s.ResponseRecorder.Write(p)
}

// Rule P10: clients that don't read what they asked for take a bounded part of the memory; further ones of the same
// scope are told so, those of others are served.
func TestClientsThatNeverRead(t *testing.T) {
	f := newFixture(t)
	f.server.Limits = scim.Limits{Answers: 8 << 20}
	page := func(q *scim.Query) *scim.Page {
		r := &scim.Resource{Type: q.Types[0], ID: "x", Body: []byte(`"userName":"` + strings.Repeat("x", 900<<10) + `"`)}
		return &scim.Page{Total: 1, Resources: []*scim.Resource{r}}
	}
	f.tenant.Backend = largePages{f.backend, page}
	other := *f.tenant
	other.Scope = "acme/entra"
	authenticate := f.server.Authenticate
	f.server.Authenticate = func(r *http.Request) (*scim.Tenant, error) {
		if r.Header.Get("Authorization") == "Bearer other" {
			return &other, nil
		}
		return authenticate(r)
	}
	handler := f.server.Handler()
	begun, free := make(chan bool), make(chan bool)
	var all sync.WaitGroup
	for range 2 {
		all.Go(func() {
			handler.ServeHTTP(&stuck{ResponseRecorder: httptest.NewRecorder(), begun: begun, read: free}, request("GET", "/Users"))
		})
		<-begun
	}
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, request("GET", "/Users"))
	if w.Code != 429 || w.Header().Get("Retry-After") == "" {
		t.Errorf("status %d for one more of the same scope", w.Code)
	}
	r := request("GET", "/Users")
	r.Header.Set("Authorization", "Bearer other")
	w = httptest.NewRecorder()
	if handler.ServeHTTP(w, r); w.Code != 200 {
		t.Errorf("status %d for another scope: %s", w.Code, w.Body)
	}
	close(free)
	all.Wait()
	w = httptest.NewRecorder()
	if handler.ServeHTTP(w, request("GET", "/Users")); w.Code != 200 {
		t.Errorf("status %d when all have read", w.Code)
	}
}
