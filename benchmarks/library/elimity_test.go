package library_test

import (
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/elimity-com/scim"
	scimerrors "github.com/elimity-com/scim/errors"
	"github.com/elimity-com/scim/optional"
	"github.com/elimity-com/scim/schema"
	"github.com/google/uuid"
)

// openElimity serves github.com/elimity-com/scim over people. It knows users alone, so that no
// request has to be matched against other types.
func openElimity(t testing.TB) http.Handler {
	t.Helper()
	core := schema.CoreUserSchema()
	core.Attributes = slices.Clip(core.Attributes) // the library appends to them in every request
	server, err := scim.NewServer(&scim.ServerArgs{
		ServiceProviderConfig: &scim.ServiceProviderConfig{MaxResults: 1000, SupportFiltering: true, SupportPatch: true},
		ResourceTypes: []scim.ResourceType{{
			ID: optional.NewString("User"), Name: "User", Endpoint: "/Users", Schema: core,
			SchemaExtensions: []scim.SchemaExtension{{Schema: schema.ExtensionEnterpriseUser()}},
			Handler:          &people{byID: make(map[string]*person), byName: make(map[string]*person)},
		}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return server
}

// people is a backend in memory: two maps, the order of creation, and one lock.
type people struct {
	mu     sync.RWMutex
	byID   map[string]*person
	byName map[string]*person // by userName in lower case
	order  []*person
}

var _ scim.ResourceHandler = (*people)(nil)

// person is one version of a user. It never changes.
type person struct {
	id                string
	attributes        scim.ResourceAttributes
	created, modified time.Time
	version           int
}

// resource is the person as the library wants it. The library writes into the attributes that it is
// given, so it gets a copy of the map; what is in the map is shared.
func (p *person) resource() scim.Resource {
	return scim.Resource{
		ID: p.id, Attributes: maps.Clone(p.attributes),
		Meta: scim.Meta{Created: &p.created, LastModified: &p.modified, Version: `W/"` + strconv.Itoa(p.version) + `"`},
	}
}

func (p *person) name() string {
	name, _ := p.attributes["userName"].(string)
	return strings.ToLower(name)
}

// put makes p the version that counts, unless somebody else has the userName. The caller holds the lock.
func (s *people) put(p *person) error {
	if holder := s.byName[p.name()]; holder != nil && holder.id != p.id {
		return scimerrors.ScimErrorUniqueness
	}
	if old := s.byID[p.id]; old != nil {
		delete(s.byName, old.name())
		s.order[slices.Index(s.order, old)] = p
	} else {
		s.order = append(s.order, p)
	}
	s.byID[p.id], s.byName[p.name()] = p, p
	return nil
}

func (s *people) Create(_ *http.Request, attributes scim.ResourceAttributes) (scim.Resource, error) {
	now := time.Now()
	p := &person{id: uuid.NewString(), attributes: attributes, created: now, modified: now, version: 1}
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.put(p); err != nil {
		return scim.Resource{}, err
	}
	return p.resource(), nil
}

func (s *people) Get(_ *http.Request, id string) (scim.Resource, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	p := s.byID[id]
	if p == nil {
		return scim.Resource{}, scimerrors.ScimErrorResourceNotFound(id)
	}
	return p.resource(), nil
}

func (s *people) GetAll(_ *http.Request, params scim.ListRequestParams) (scim.Page, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	found := s.order
	if params.FilterValidator != nil {
		found = nil
		for _, p := range s.order {
			if params.FilterValidator.PassesFilter(p.attributes) == nil {
				found = append(found, p)
			}
		}
	}
	from := min(params.StartIndex-1, len(found))
	to := from + min(params.Count, len(found)-from)
	page := scim.Page{TotalResults: len(found), Resources: make([]scim.Resource, 0, to-from)}
	for _, p := range found[from:to] {
		page.Resources = append(page.Resources, p.resource())
	}
	return page, nil
}

func (s *people) Replace(_ *http.Request, id string, attributes scim.ResourceAttributes) (scim.Resource, error) {
	return s.change(id, func(*person) (scim.ResourceAttributes, error) { return attributes, nil })
}

// Patch changes whole attributes: what the benchmarks ask for. Paths into them are refused.
func (s *people) Patch(_ *http.Request, id string, operations []scim.PatchOperation) (scim.Resource, error) {
	return s.change(id, func(p *person) (scim.ResourceAttributes, error) {
		next := maps.Clone(p.attributes)
		for _, op := range operations {
			switch values, merges := op.Value.(map[string]any); {
			case op.Path == nil && merges:
				maps.Copy(next, values)
			case op.Path == nil || op.Path.ValueExpression != nil || op.Path.AttributePath.SubAttribute != nil:
				return nil, scimerrors.ScimErrorInvalidPath
			case op.Op == scim.PatchOperationRemove:
				delete(next, op.Path.AttributePath.AttributeName)
			default:
				next[op.Path.AttributePath.AttributeName] = op.Value
			}
		}
		return next, nil
	})
}

func (s *people) change(id string, edit func(*person) (scim.ResourceAttributes, error)) (scim.Resource, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	old := s.byID[id]
	if old == nil {
		return scim.Resource{}, scimerrors.ScimErrorResourceNotFound(id)
	}
	attributes, err := edit(old)
	if err != nil {
		return scim.Resource{}, err
	}
	p := &person{id: id, attributes: attributes, created: old.created, modified: time.Now(), version: old.version + 1}
	if err := s.put(p); err != nil {
		return scim.Resource{}, err
	}
	return p.resource(), nil
}

func (s *people) Delete(_ *http.Request, id string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.byID[id]
	if p == nil {
		return scimerrors.ScimErrorResourceNotFound(id)
	}
	delete(s.byID, id)
	delete(s.byName, p.name())
	at := slices.Index(s.order, p)
	s.order = slices.Delete(s.order, at, at+1)
	return nil
}
