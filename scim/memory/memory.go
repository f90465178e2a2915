// Package memory is a scim.Backend that keeps resources in memory: an example of one, and a test
// double that keeps the promises of a real one. It serves every resource type, all filters, sorting,
// both ways of paging, uniqueness as the schemas demand it, versions, and operations that depend on
// each other. It computes no attributes, such as a user's groups. What it holds is gone with the
// process.
package memory

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/usher-id/usher/scim"
	"github.com/usher-id/usher/scim/filter"
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
	byType map[string][]*item // in the order of creation, by the type's name
	unique map[string]string  // what must be unique, to the id that has it
}

// item is one version of a resource. It never changes: a change puts another in its place.
type item struct {
	scim.Resource
	serial int64 // order of creation
	number int   // of the version

	once sync.Once
	doc  schema.Object
}

// New returns an empty backend. Its clock is time.Now if now is nil.
func New(now func() time.Time) *Backend {
	if now == nil {
		now = time.Now
	}
	return &Backend{now: now, state: state{
		byID:   make(map[string]*item),
		byType: make(map[string][]*item),
		unique: make(map[string]string),
	}}
}

// Get returns one resource.
func (b *Backend) Get(_ context.Context, rt *schema.ResourceType, id string, _ *schema.Projection) (*scim.Resource, error) {
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

// newItem makes a version of a resource.
func newItem(rt *schema.ResourceType, id string, o schema.Object, created, modified time.Time, serial int64, number int) *item {
	body := rt.AppendBody(make([]byte, 0, 1024), o, nil)
	return &item{serial: serial, number: number, Resource: scim.Resource{
		Type: rt, ID: id, Attributes: o, Body: body,
		Meta: scim.Meta{Created: created, LastModified: modified, Version: strconv.Itoa(number)},
	}}
}

// searchDoc is what filters and sorting look at, made when the first of them asks.
func (it *item) searchDoc() schema.Object {
	it.once.Do(func() {
		whole := make(schema.Object, len(it.Attributes)+3)
		for name, value := range it.Attributes {
			whole[name] = value
		}
		whole["id"] = it.ID
		whole["meta"] = schema.Object{
			"resourceType": it.Type.Name,
			"created":      it.Meta.Created.UTC().Format(time.RFC3339Nano),
			"lastModified": it.Meta.LastModified.UTC().Format(time.RFC3339Nano),
			"version":      `W/"` + it.Meta.Version + `"`,
		}
		it.doc = it.Type.SearchDoc(whole, nil)
		schemas := make([]any, 0, 2)
		for _, urn := range it.Type.SchemasOf(it.Attributes) {
			schemas = append(schemas, urn)
		}
		it.doc["schemas"] = schemas
	})
	return it.doc
}

// put makes it the resource's version, unless another resource has a value that must be unique.
func (s *state) put(it *item) error {
	keys := uniqueKeys(it.Type, it.Attributes)
	for _, key := range keys {
		if holder, taken := s.unique[key.value]; taken && holder != it.ID {
			return scim.Conflict("%s: another %s has this value; it must be unique", key.attribute, it.Type.Name)
		}
	}
	list := s.byType[it.Type.Name]
	if old := s.byID[it.ID]; old != nil {
		for _, key := range uniqueKeys(old.Type, old.Attributes) {
			delete(s.unique, key.value)
		}
		list[position(list, it.serial)] = it
	} else {
		s.byType[it.Type.Name] = append(list, it)
	}
	for _, key := range keys {
		s.unique[key.value] = it.ID
	}
	s.byID[it.ID] = it
	return nil
}

// drop forgets a resource. Its values are free at once.
func (s *state) drop(it *item) {
	for _, key := range uniqueKeys(it.Type, it.Attributes) {
		delete(s.unique, key.value)
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

// uniqueKeys lists the values of a resource that no other of its type may have, in the form in which
// filters compare them.
func uniqueKeys(rt *schema.ResourceType, o schema.Object) (keys []uniqueKey) {
	collect := func(urn string, attributes []*schema.Attribute) {
		for _, a := range attributes {
			keys = appendKeys(keys, rt, o, schema.Attr{URN: urn, Parent: a})
			for _, sub := range a.SubAttributes {
				keys = appendKeys(keys, rt, o, schema.Attr{URN: urn, Parent: a, Sub: sub})
			}
		}
	}
	collect("", rt.Core.Attributes)
	for _, extension := range rt.Extensions {
		collect(extension.ID, extension.Attributes)
	}
	return keys
}

type uniqueKey struct{ attribute, value string }

func appendKeys(keys []uniqueKey, rt *schema.ResourceType, o schema.Object, a schema.Attr) []uniqueKey {
	leaf := a.Leaf()
	if leaf.Uniqueness != schema.Server && leaf.Uniqueness != schema.Global {
		return keys
	}
	for _, value := range schema.Get(o, a) {
		text, ok := value.(string)
		if !ok {
			continue
		}
		if leaf.FoldsCase() {
			text = filter.Fold(text)
		}
		keys = append(keys, uniqueKey{a.String(), strings.Join([]string{rt.Name, a.String(), text}, "\x00")})
	}
	return keys
}

func mismatch(op *scim.Operation, it *item) error {
	if scim.Matches(op.IfMatch, it.Meta.Version) {
		return nil
	}
	return scim.VersionMismatch(it.Meta.Version)
}

var errKind = &scim.Error{Status: http.StatusNotImplemented, Detail: "the operation is of an unknown kind"}
