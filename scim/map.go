package scim

import (
	"context"
	"crypto/subtle"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/usher-id/usher/scim/schema"
)

// Resources are all resources of a backend by id, for one that has them in a map: Find, Search and Apply are what the
// three methods of Backend do. They are not safe for concurrent use, and look at every resource to find those that a
// filter matches or that have a value which must be unique: right for some thousands.
type Resources map[string]*Resource

// Find is the resource of a type with an id; NotFound when there is none.
func (m Resources) Find(rt *schema.ResourceType, id string) (*Resource, error) {
	if r := m[id]; r != nil && r.Type.Name == rt.Name {
		return r, nil
	}
	return nil, NotFound(rt.Name, id)
}

// Search is one page of what a query matches: see Query.Select.
func (m Resources) Search(q *Query) (*Page, error) { return q.Select(slices.Collect(maps.Values(m))) }

// Apply carries out operations one after another, those that need each other together or not at all: see ApplyEach and
// Operation.Outcome. What has to be unique is, and nothing keeps a reference to what is deleted.
func (m Resources) Apply(ctx context.Context, ops []Operation, now time.Time) []Result {
	apply := func(op *Operation) (*Resource, error) { return m.apply(op, now) }
	return ApplyEach(ctx, ops, apply, func() (undo func()) {
		before := maps.Clone(m)
		return func() {
			clear(m)
			maps.Copy(m, before)
		}
	})
}

func (m Resources) apply(op *Operation, now time.Time) (*Resource, error) {
	old := m[op.ID]
	next, err := op.Outcome(old, now)
	if err != nil {
		return nil, err
	}
	if next != nil {
		if err := next.CheckUnique(maps.Values(m)); err != nil {
			return nil, err
		}
		m[op.ID] = next
		return next, nil
	}
	delete(m, op.ID)
	for id, other := range m {
		m[id] = other.Without(old, now)
	}
	return nil, nil
}

// Bearer is a Server.Authenticate for one tenant with one token (RFC 6750): whoever sends another, or none, is answered
// with 401.
func Bearer(token string, tenant *Tenant) func(*http.Request) (*Tenant, error) {
	return func(r *http.Request) (*Tenant, error) {
		scheme, sent, _ := strings.Cut(r.Header.Get("Authorization"), " ")
		same := subtle.ConstantTimeCompare([]byte(strings.TrimSpace(sent)), []byte(token)) == 1
		if token == "" || !same || !strings.EqualFold(scheme, "Bearer") {
			return nil, refuse(http.StatusUnauthorized, "", "request.token")
		}
		return tenant, nil
	}
}
