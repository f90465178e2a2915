package schema

import (
	"fmt"

	"github.com/usher-id/usher/scim/message"
)

// ParseSchema reads a schema document as RFC 7643 section 7 lays it out. It is strict: a member
// of the wrong type or of an unknown name is refused with its place, since a misspelled
// characteristic would otherwise silently have its default. Whether the definitions make sense
// together is NewRegistry's to say.
func ParseSchema(data []byte) (*Schema, error) {
	r, err := readDocument("document.schema", data)
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
	r, err := readDocument("document.type", data)
	if err != nil {
		return nil, err
	}
	t := &ResourceTypeDef{ID: r.text("id"), Name: r.text("name"), Endpoint: r.text("endpoint"),
		Description: r.text("description"), Schema: r.text("schema")}
	if t.ID == "" {
		t.ID = t.Name
	}
	r.take("schemas")
	r.take("meta")
	for i, v := range r.list("schemaExtensions") {
		e := r.sub(fmt.Sprintf("schemaExtensions[%d]", i), v)
		t.SchemaExtensions = append(t.SchemaExtensions, Extension{Schema: e.text("schema"),
			Required: e.flag("required")})
		if err := e.done(); err != nil {
			return nil, err
		}
	}
	return t, r.done()
}

// reader takes members out of a decoded JSON object and remembers the first thing wrong.
type reader struct {
	what    string         // the key of the kind of document
	at      string         // place of the object, with a dot at its end
	members map[string]any // in lower case, those not yet taken
	names   map[string]string
	known   []string
	err     error
}

func readDocument(what string, data []byte) (*reader, error) {
	v, err := Decode(data)
	if err != nil {
		return nil, &message.Error{Message: message.New("document.wrong", "what", message.New(what), "says", err),
			Cause: err}
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
		s.err = message.Errorf("document.object", "what", message.New(r.what), "place", place(at), "kind", kindOf(v))
		return s
	}
	for name, v := range object {
		if first, twice := s.names[lower(name)]; twice {
			s.err = message.Errorf("document.twice", "what", message.New(r.what),
				"first", s.at+min(first, name), "second", s.at+max(first, name))
		}
		s.members[lower(name)], s.names[lower(name)] = v, name
	}
	return s
}

func place(at string) message.Message {
	if at == "" {
		return message.New("document.whole")
	}
	return message.Plain(at)
}

// take removes a member; null counts as absent.
func (r *reader) take(name string) any {
	r.known = append(r.known, name)
	v := r.members[lower(name)]
	delete(r.members, lower(name))
	return v
}

// wrong notes that a member is not what it must be, of which right is the key.
func (r *reader) wrong(name string, v any, right string) {
	if r.err == nil {
		r.err = message.Errorf("document.kind", "what", message.New(r.what), "place", r.at+name, "kind", kindOf(v),
			"wanted", message.New(right))
	}
}

func (r *reader) text(name string) string {
	v := r.take(name)
	s, ok := v.(string)
	if !ok && v != nil {
		r.wrong(name, v, "kind.string")
	}
	return s
}

func (r *reader) flag(name string) bool {
	v := r.take(name)
	b, ok := v.(bool)
	if !ok && v != nil {
		r.wrong(name, v, "document.flag")
	}
	return b
}

func (r *reader) list(name string) []any {
	v := r.take(name)
	l, ok := v.([]any)
	if !ok && v != nil {
		r.wrong(name, v, "kind.list")
	}
	return l
}

func (r *reader) texts(name string) []string {
	var texts []string
	for i, v := range r.list(name) {
		s, ok := v.(string)
		if !ok {
			r.wrong(fmt.Sprintf("%s[%d]", name, i), v, "kind.string")
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
		return message.Errorf("document.near", "what", message.New(r.what), "name", r.at+clip(unknown), "near", near)
	}
	return message.Errorf("document.list", "what", message.New(r.what), "name", r.at+clip(unknown), "names", r.known)
}
