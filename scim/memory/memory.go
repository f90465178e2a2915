// Package memory is a scim.Backend that keeps resources in memory: an example of one, and a test
// double that keeps the promises of a real one. What of it any backend needs, package scim has for all: Query.Select,
// Operation.Outcome, ApplyEach. It serves every resource type, all filters, sorting,
// both ways of paging, uniqueness as the schemas demand it, versions, and operations that depend on
// each other. It computes no attributes, such as a user's groups. What it holds is gone with the
// process.
package memory

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/usher-id/usher/scim"
	"github.com/usher-id/usher/scim/schema"
)

var _ scim.Backend = (*Backend)(nil)

// Backend holds the resources of one tenant. It is safe for concurrent use.
type Backend struct {
	now func() time.Time

	mu     sync.RWMutex
	state  state
	serial int64 // of the newest resource
}

// state is what operations change. A copy of it is a way back.
type state struct {
	byID   map[string]*item
	byType map[string][]*item   // in the order of creation, by the type's name
	unique map[uniqueKey]string // what must be unique, to the id that has it
}

// item is one version of a resource. It never changes: a change puts another in its place.
type item struct {
	scim.Resource
	serial int64     // order of creation
	once   sync.Once // for Searched, which is made when the first search looks at it
}

// New returns an empty backend. Its clock is time.Now if now is nil.
func New(now func() time.Time) *Backend {
	if now == nil {
		now = time.Now
	}
	return &Backend{now: now, state: state{
		byID:   make(map[string]*item),
		byType: make(map[string][]*item),
		unique: make(map[uniqueKey]string),
	}}
}

// Get returns one resource.
func (b *Backend) Get(
	_ context.Context, rt *schema.ResourceType, id string, _ *schema.Projection,
) (*scim.Resource, error) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	found, err := b.state.find(rt, id)
	if err != nil {
		return nil, err
	}
	return &found.Resource, nil
}

func (s *state) find(rt *schema.ResourceType, id string) (*item, error) {
	if found := s.byID[id]; found != nil && found.Type.Name == rt.Name {
		return found, nil
	}
	return nil, scim.NotFound(rt.Name, id)
}

// put makes it the resource's version, unless another resource has a value that must be unique.
func (s *state) put(it *item) error {
	keys := it.keys()
	for _, key := range keys {
		if holder, taken := s.unique[key]; taken && holder != it.ID {
			return scim.Taken(it.Type, key.Attribute)
		}
	}
	list := s.byType[it.Type.Name]
	if old := s.byID[it.ID]; old != nil {
		for _, key := range old.keys() {
			delete(s.unique, key)
		}
		list[position(list, it.serial)] = it
	} else {
		s.byType[it.Type.Name] = append(list, it)
	}
	for _, key := range keys {
		s.unique[key] = it.ID
	}
	s.byID[it.ID] = it
	return nil
}

// drop forgets a resource. Its values are free at once.
func (s *state) drop(it *item) {
	for _, key := range it.keys() {
		delete(s.unique, key)
	}
	delete(s.byID, it.ID)
	list := s.byType[it.Type.Name]
	at := position(list, it.serial)
	s.byType[it.Type.Name] = slices.Delete(list, at, at+1)
}

func position(list []*item, serial int64) int {
	at, _ := slices.BinarySearchFunc(list, serial, func(it *item, serial int64) int {
		return int(it.serial - serial)
	})
	return at
}

// uniqueKey is a value that only one resource may have.
type uniqueKey struct {
	resourceType string
	schema.UniqueValue
}

// keys lists the values of a resource that no other of its type may have.
func (it *item) keys() (keys []uniqueKey) {
	for _, value := range it.Type.UniqueValues(it.Attributes) {
		keys = append(keys, uniqueKey{it.Type.Name, value})
	}
	return keys
}
