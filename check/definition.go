package check

import (
	"slices"
	"strings"
)

// definition is a published attribute with the defaults of RFC 7643 section 2.2 filled in; its
// words are in lower case.
type definition struct {
	name, typ                    string
	multi, required, exact       bool
	mutability, returned, unique string
	subs                         []definition
}

// definitions are the attributes of a published schema; none when it is not published.
func (s *server) definitions(urn string) []definition {
	m, _ := s.schema(urn)
	return define(m["attributes"])
}

func define(list any) []definition {
	var all []definition
	attrs, _ := list.(arr)
	for _, e := range attrs {
		m, _ := e.(obj)
		word := func(name, otherwise string) string {
			if w, _ := m[name].(string); w != "" {
				return strings.ToLower(w)
			}
			return otherwise
		}
		name, _ := m["name"].(string)
		if name == "" {
			continue // what is wrong with it is for schemas.attributes to say
		}
		all = append(all, definition{
			name: name, typ: word("type", "string"),
			multi: m["multiValued"] == true, required: m["required"] == true, exact: m["caseExact"] == true,
			mutability: word("mutability", "readwrite"), returned: word("returned", "default"),
			unique: word("uniqueness", "none"),
			subs:   define(m["subAttributes"]),
		})
	}
	return all
}

// named returns the definition of a name, in any case; nil when there is none.
func named(defs []definition, name string) *definition {
	i := slices.IndexFunc(defs, func(d definition) bool { return strings.EqualFold(d.name, name) })
	if i < 0 {
		return nil
	}
	return &defs[i]
}

// writable reports whether a client can set d.
func (d definition) writable() bool { return d.mutability != "readonly" }

// part is an attribute of one of the schemas of a resource.
type part struct {
	urn string // of the extension; empty for the schema of the resource type itself
	definition
}

// path is where the attribute stands in a resource, as a path of the dialect file.
func (a part) path() string {
	if a.urn != "" {
		return `$["` + a.urn + `"]["` + a.name + `"]`
	}
	return `$["` + a.name + `"]`
}

// asked is the attribute's name in the parameters of a request (RFC 7644 section 3.10).
func (a part) asked() string {
	if a.urn != "" {
		return a.urn + ":" + a.name
	}
	return a.name
}

// parts are the published attributes of a resource type with these schemas, the first of which is
// its own.
func (s *server) parts(urns ...string) []part {
	var all []part
	for i, urn := range urns {
		for _, d := range s.definitions(urn) {
			if i == 0 {
				all = append(all, part{"", d})
			} else {
				all = append(all, part{urn, d})
			}
		}
	}
	return all
}
