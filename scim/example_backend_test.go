package scim_test

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/usher-id/usher/scim"
	"github.com/usher-id/usher/scim/schema"
)

// shelf is a whole Backend: a map, and what package scim has for all backends.
type shelf struct {
	mu  sync.Mutex
	all map[string]*scim.Resource // by id
}

func (s *shelf) Get(_ context.Context, rt *schema.ResourceType, id string, _ *schema.Projection) (*scim.Resource, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if r := s.all[id]; r != nil && r.Type.Name == rt.Name {
		return r, nil
	}
	return nil, scim.NotFound(rt.Name, id)
}

func (s *shelf) Search(_ context.Context, q *scim.Query) (*scim.Page, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return q.Select(slices.Collect(maps.Values(s.all)))
}

func (s *shelf) Apply(ctx context.Context, ops []scim.Operation) []scim.Result {
	s.mu.Lock()
	defer s.mu.Unlock()
	return scim.ApplyEach(ctx, ops, s.apply, func() (undo func()) {
		before := maps.Clone(s.all)
		return func() { s.all = maps.Clone(before) }
	})
}

func (s *shelf) apply(op *scim.Operation) (*scim.Resource, error) {
	old := s.all[op.ID]
	next, err := op.Outcome(old, time.Now())
	if err != nil {
		return nil, err
	}
	if next != nil {
		if err := next.CheckUnique(maps.Values(s.all)); err != nil {
			return nil, err
		}
		s.all[op.ID] = next
		return next, nil
	}
	delete(s.all, op.ID)
	for id, other := range s.all { // no group keeps a member that is gone
		s.all[id] = other.Without(old, time.Now())
	}
	return nil, nil
}

// Abilities are optional, and told at /ServiceProviderConfig. This backend has no pages by cursor: it could, with Select.
func (s *shelf) Abilities() scim.Abilities {
	return scim.Abilities{Patch: true, Bulk: true, Filter: true, Sort: true, ETag: true}
}

// newHandler is a server for users and groups on one token, with the base URL http://localhost:8080/scim/v2.
func newHandler() http.Handler {
	tenant := &scim.Tenant{Backend: &shelf{all: map[string]*scim.Resource{}}, Registry: schema.Core()}
	server := &scim.Server{Authenticate: func(r *http.Request) (*scim.Tenant, error) {
		if r.Header.Get("Authorization") != "Bearer secret" {
			return nil, &scim.Error{Status: http.StatusUnauthorized, Detail: "send the bearer token"}
		}
		return tenant, nil
	}}
	return http.StripPrefix("/scim/v2", server.Handler())
}

// A server of users and groups with a backend of its own. It passes the checks of package check, apart from those of what
// it says that it can't do, and one of a recommendation: it works out no groups of users.
func ExampleBackend() {
	if err := http.ListenAndServe("localhost:8080", newHandler()); err != nil {
		fmt.Println(err)
	}
}
