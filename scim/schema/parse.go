package schema

import (
	"fmt"
	"strings"
)

// ParseSchema reads a schema document as RFC 7643 section 7 lays it out. It is strict: a member
// of the wrong type or of an unknown name is refused with its place, since a misspelled
// characteristic would otherwise silently have its default. Whether the definitions make sense
// together is NewRegistry's to say.
func ParseSchema(data []byte) (*Schema, error) {
	r, err := readDocument("schema", data)
	if err != nil {
		return nil, err
	}
	s := &Schema{ID: r.text("id"), Name: r.text("name"), Description: r.text("description")}
	r.take("schemas")
	r.take("meta")
	if s.Attributes, err = parseAttributes(r, "attributes"); err != nil {
		return nil, err
	}
	return s, r.done()
}

func parseAttributes(r *reader, member string) ([]*Attribute, error) {
	var attributes []*Attribute
	for i, v := range r.list(member) {
		e := r.sub(fmt.Sprintf("%s%s[%d]", r.at, member, i), v)
		a := &Attribute{
			Name: e.text("name"), Type: Type(e.text("type")), MultiValued: e.flag("multiValued"),
			Description: e.text("description"), Required: e.flag("required"),
			CanonicalValues: e.texts("canonicalValues"), CaseExact: e.flag("caseExact"),
			Mutability: Mutability(e.text("mutability")), Returned: Returned(e.text("returned")),
			Uniqueness: Uniqueness(e.text("uniqueness")), ReferenceTypes: e.texts("referenceTypes"),
		}
		a.defaults()
		var err error
		if a.SubAttributes, err = parseAttributes(e, "subAttributes"); err != nil {
			return nil, err
		}
		if err := e.done(); err != nil {
			return nil, err
		}
		attributes = append(attributes, a)
	}
	return attributes, nil
}

// ParseResourceType reads a resource type document as RFC 7643 section 6 lays it out, as strictly
// as ParseSchema.
func ParseResourceType(data []byte) (*ResourceTypeDef, error) {
	r, err := readDocument("resource type", data)
	if err != nil {
		return nil, err
	}
	t := &ResourceTypeDef{ID: r.text("id"), Name: r.text("name"), Endpoint: r.text("endpoint"), Description: r.text("description"), Schema: r.text("schema")}
	if t.ID == "" {
		t.ID = t.Name
	}
	r.take("schemas")
	r.take("meta")
	for i, v := range r.list("schemaExtensions") {
		e := r.sub(fmt.Sprintf("schemaExtensions[%d]", i), v)
		t.SchemaExtensions = append(t.SchemaExtensions, Extension{Schema: e.text("schema"), Required: e.flag("required")})
		if err := e.done(); err != nil {
			return nil, err
		}
	}
	return t, r.done()
}

// reader takes members out of a decoded JSON object and remembers the first thing wrong.
type reader struct {
	what    string         // the kind of document
	at      string         // place of the object, with a dot at its end
	members map[string]any // in lower case, those not yet taken
	names   map[string]string
	known   []string
	err     error
}

func readDocument(what string, data []byte) (*reader, error) {
	v, err := Decode(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", what, err)
	}
	r := (&reader{what: what}).sub("", v)
	return r, r.err
}

func (r *reader) sub(at string, v any) *reader {
	s := &reader{what: r.what, members: make(map[string]any), names: make(map[string]string)}
	if at != "" {
		s.at = at + "."
	}
	object, ok := v.(map[string]any)
	if !ok {
		s.err = fmt.Errorf("%s: %s is %s; it must be an object", r.what, place(at), kindOf(v))
		return s
	}
	for name, v := range object {
		if first, twice := s.names[lower(name)]; twice {
			s.err = fmt.Errorf("%s: %s%s and %s%s are the same member; send it once", r.what, s.at, min(first, name), s.at, max(first, name))
		}
		s.members[lower(name)], s.names[lower(name)] = v, name
	}
	return s
}

func place(at string) string {
	if at == "" {
		return "the document"
	}
	return at
}

// take removes a member; null counts as absent.
func (r *reader) take(name string) any {
	r.known = append(r.known, name)
	v := r.members[lower(name)]
	delete(r.members, lower(name))
	return v
}

func (r *reader) wrong(name string, v any, right string) {
	if r.err == nil {
		r.err = fmt.Errorf("%s: %s%s is %s; it must be %s", r.what, r.at, name, kindOf(v), right)
	}
}

func (r *reader) text(name string) string {
	v := r.take(name)
	s, ok := v.(string)
	if !ok && v != nil {
		r.wrong(name, v, "a string")
	}
	return s
}

func (r *reader) flag(name string) bool {
	v := r.take(name)
	b, ok := v.(bool)
	if !ok && v != nil {
		r.wrong(name, v, "true or false")
	}
	return b
}

func (r *reader) list(name string) []any {
	v := r.take(name)
	l, ok := v.([]any)
	if !ok && v != nil {
		r.wrong(name, v, "a list")
	}
	return l
}

func (r *reader) texts(name string) []string {
	var texts []string
	for i, v := range r.list(name) {
		s, ok := v.(string)
		if !ok {
			r.wrong(fmt.Sprintf("%s[%d]", name, i), v, "a string")
		}
		texts = append(texts, s)
	}
	return texts
}

// done reports the first problem, a member that nobody asked for included.
func (r *reader) done() error {
	if r.err != nil {
		return r.err
	}
	var unknown string
	for name := range r.members {
		if original := r.names[name]; unknown == "" || original < unknown {
			unknown = original
		}
	}
	if unknown == "" {
		return nil
	}
	if near := nearest(unknown, r.known); near != "" {
		return fmt.Errorf("%s: %s%s is not a member of the definition; did you mean %s?", r.what, r.at, clip(unknown), near)
	}
	return fmt.Errorf("%s: %s%s is not a member of the definition; it may have %s", r.what, r.at, clip(unknown), strings.Join(r.known, ", "))
}
