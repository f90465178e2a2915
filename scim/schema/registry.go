package schema

import (
	"maps"
	"slices"
	"strings"

	"github.com/usher-id/usher/scim/message"
)

// Registry is a set of schemas and resource types that was checked as a whole. It is immutable
// and safe for concurrent use; so are the schemas in it, which nobody may change.
type Registry struct {
	schemas   []*Schema
	types     []*ResourceType
	byURN     map[string]*Schema       // lower case
	byName    map[string]*ResourceType // lower case
	endpoints map[string]*ResourceType // as spelled and in lower case
}

// NewRegistry checks the definitions and makes a registry of them. What contradicts itself, the
// RFCs or another definition is refused with a sentence that names the place and what would be
// right; all that is wrong is told at once. The schemas of RFC 7643 section 8.7.2 (service
// provider configuration, resource type, schema) are part of every registry. A schema that comes
// from another registry is shared, any other is copied.
func NewRegistry(schemas []*Schema, types []*ResourceTypeDef) (*Registry, error) {
	c := &checker{}
	r := &Registry{
		byURN:     make(map[string]*Schema),
		byName:    make(map[string]*ResourceType),
		endpoints: make(map[string]*ResourceType),
	}
	if len(schemas) > MaxSchemas || len(types) > MaxResourceTypes {
		return nil, message.Errorf("definition.many", "schemas", len(schemas), "types", len(types),
			"mostSchemas", MaxSchemas, "mostTypes", MaxResourceTypes)
	}
	for _, s := range schemas {
		r.addSchema(c, s)
	}
	for _, s := range rfc7643().discovery {
		r.addSchema(c, s)
	}
	for _, t := range types {
		r.addType(c, t)
	}
	if err := c.err(); err != nil {
		return nil, err
	}
	return r, nil
}

// With is a larger registry: r's definitions, then these. Each entry of extend adds extensions
// to the resource type of that name, which may be one of r's or a new one.
func (r *Registry) With(schemas []*Schema, types []*ResourceTypeDef, extend map[string][]Extension) (*Registry, error) {
	var all []*Schema
	for _, s := range r.schemas {
		if !s.discovery {
			all = append(all, s)
		}
	}
	all = append(all, schemas...)
	var defs []*ResourceTypeDef
	for _, t := range r.types {
		defs = append(defs, &t.ResourceTypeDef)
	}
	defs = append(defs, types...)
	for _, name := range slices.Sorted(maps.Keys(extend)) {
		i := slices.IndexFunc(defs, func(d *ResourceTypeDef) bool { return d != nil && sameName(d.Name, name) })
		if i < 0 {
			return nil, message.Errorf("definition.link.type", "type", quote(name), "names", typeNames(defs))
		}
		extended := *defs[i]
		extended.SchemaExtensions = append(slices.Clone(extended.SchemaExtensions), extend[name]...)
		defs[i] = &extended
	}
	return NewRegistry(all, defs)
}

func typeNames(defs []*ResourceTypeDef) []string {
	var list []string
	for _, d := range defs {
		if d != nil {
			list = append(list, d.Name)
		}
	}
	return list
}

// ResourceTypes lists the resource types in the order of their definition.
func (r *Registry) ResourceTypes() []*ResourceType { return slices.Clone(r.types) }

// Schemas lists every schema to publish: those of the resource types in the order of
// their definition, then those of discovery.
func (r *Registry) Schemas() []*Schema { return slices.Clone(r.schemas) }

// Type finds a resource type by its name, without regard to case; nil if there is none.
func (r *Registry) Type(name string) *ResourceType { return r.byName[lower(name)] }

// ByEndpoint finds a resource type by its endpoint, as in "/Users"; nil if there is none.
func (r *Registry) ByEndpoint(endpoint string) *ResourceType {
	if t, ok := r.endpoints[endpoint]; ok {
		return t
	}
	return r.endpoints[lower(endpoint)]
}

// Schema finds a schema by its URN, without regard to case; nil if there is none.
func (r *Registry) Schema(urn string) *Schema { return r.byURN[lower(urn)] }

func (r *Registry) addSchema(c *checker, s *Schema) {
	if s == nil {
		c.failf("definition.schema.nil")
		return
	}
	if !s.compiled {
		s = copySchema(s)
		if !c.schema(s) {
			return
		}
		s.compile()
	}
	if r.byURN[lower(s.ID)] != nil {
		c.failf("definition.schema.twice", "at", spot{schema: s.ID}.message())
		return
	}
	r.byURN[lower(s.ID)] = s
	r.schemas = append(r.schemas, s)
}

func (r *Registry) addType(c *checker, def *ResourceTypeDef) {
	if def == nil {
		c.failf("definition.type.nil")
		return
	}
	t := &ResourceType{ResourceTypeDef: *def, extensions: make(map[string]*ResolvedExtension)}
	t.SchemaExtensions = slices.Clone(def.SchemaExtensions)
	if t.ID == "" {
		t.ID = t.Name
	}
	if !c.resourceType(t) {
		return
	}
	if r.byName[lower(t.Name)] != nil {
		c.failf("definition.type.twice", "at", aboutType(quote(t.Name)))
		return
	}
	if other := r.endpoints[lower(t.Endpoint)]; other != nil {
		c.failf("definition.endpoint.taken", "at", aboutType(t.Name), "endpoint", quote(t.Endpoint), "other",
			other.Name)
		return
	}
	if !r.link(c, t) {
		return
	}
	t.compile()
	r.byName[lower(t.Name)] = t
	r.endpoints[t.Endpoint] = t
	r.endpoints[lower(t.Endpoint)] = t
	r.types = append(r.types, t)
}

// link finds the schemas that the resource type names.
func (r *Registry) link(c *checker, t *ResourceType) bool {
	ok := true
	find := func(member, urn string) *Schema { // by the key of what names it
		s := r.byURN[lower(urn)]
		switch {
		case s == nil:
			c.failf("definition.link.unknown", "at", aboutType(t.Name), "member", message.New(member), "urn",
				quote(urn))
		case s.discovery:
			c.failf("definition.link.discovery", "at", aboutType(t.Name), "member", message.New(member), "urn",
				quote(urn))
		default:
			return s
		}
		ok = false
		return nil
	}
	t.Core = find("definition.member.schema", t.Schema)
	for i, x := range t.SchemaExtensions {
		s := find("definition.member.extension", x.Schema)
		if s == nil {
			continue
		}
		if s == t.Core {
			c.failf("definition.link.base", "at", aboutType(t.Name), "urn", s.ID)
			ok = false
		}
		if t.extensions[lower(s.ID)] != nil {
			c.failf("definition.link.twice", "at", aboutType(t.Name), "urn", s.ID)
			ok = false
		}
		t.SchemaExtensions[i].Schema = s.ID
		e := &ResolvedExtension{Schema: s, Required: x.Required, pos: len(t.Extensions)}
		t.Extensions = append(t.Extensions, e)
		t.extensions[s.ID], t.extensions[lower(s.ID)] = e, e
	}
	return ok && c.apart(t)
}

func (rt *ResourceType) compile() {
	rt.Schema = rt.Core.ID
	rt.names = maps.Clone(rt.Core.names)
	for _, a := range commonAttributes {
		rt.names.add(a)
	}
	rt.short = make(map[string]Attr)
	clash := make(map[string]bool)
	for _, x := range rt.Extensions {
		for _, a := range x.Attributes {
			name := lower(a.Name)
			if _, twice := rt.short[name]; twice || rt.names[name] != nil || strings.HasPrefix(name, "$") {
				clash[name] = true
			}
			rt.short[name] = Attr{URN: x.ID, Parent: a}
		}
	}
	for name := range clash {
		delete(rt.short, name)
	}
	rt.byDefault = newView(rt, shownByDefault)
	rt.all = newView(rt, func(*Attribute) bool { return true })
	rt.traits = newTraits(rt)
}
