package scim_test

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/usher-id/usher/scim"
	"github.com/usher-id/usher/scim/schema"
)

// shelf is a whole Backend: a map under a lock. One that keeps resources elsewhere has Query.Select, Operation.Outcome
// and ApplyEach.
type shelf struct {
	mu  sync.Mutex
	all scim.Resources
}

func (s *shelf) Get(_ context.Context, rt *schema.ResourceType, id string, _ *schema.Projection) (*scim.Resource, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.all.Find(rt, id)
}

func (s *shelf) Search(_ context.Context, q *scim.Query) (*scim.Page, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.all.Search(q)
}

func (s *shelf) Apply(ctx context.Context, ops []scim.Operation) []scim.Result {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.all.Apply(ctx, ops, time.Now())
}

// Abilities are optional, and told at /ServiceProviderConfig: this backend leaves out pages by cursor.
func (s *shelf) Abilities() scim.Abilities {
	return scim.Abilities{Patch: true, Bulk: true, Filter: true, Sort: true, ETag: true}
}

// newHandler is a server for users and groups on one token, with the base URL http://localhost:8080/scim/v2.
func newHandler() http.Handler {
	tenant := &scim.Tenant{Backend: &shelf{all: scim.Resources{}}, Registry: schema.Core()}
	server := &scim.Server{Authenticate: scim.Bearer("secret", tenant)}
	return http.StripPrefix("/scim/v2", server.Handler())
}

// A server of users and groups with a backend of its own. It passes the checks of package check, apart from those of what
// it says that it can't do, and one of a recommendation: it works out no groups of users.
func ExampleBackend() {
	if err := http.ListenAndServe("localhost:8080", newHandler()); err != nil {
		fmt.Println(err)
	}
}
