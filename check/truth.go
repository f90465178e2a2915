package check

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

const truthRFC = "RFC 7643 section 7"

// truthRules compare what the schemas say with what the server does. What they say is all that a
// client can know about the attributes.
var truthRules = []rule{
	{"truth.core", "The core User schema says what the RFC says", "RFC 7643 section 4.1.1", "R-044 R-045 R-076 R-055",
		Must,
		"userName required, not caseExact and unique; password writeOnly and returned never; groups readOnly", truthCore},
	{"truth.known", "Answers have only attributes that a schema has", "RFC 7643 section 3", "R-024 R-042", Must,
		"every member of a user and of a group is published in one of its schemas", truthKnown},
	{"truth.types", "Values are of the published types", truthRFC, "R-071 R-007 R-008 R-009", Must,
		"every value of a user and of a group has the JSON type that type and multiValued say", truthTypes},
	{"truth.required", "What is published as required is required", truthRFC, "R-071 R-094", Must,
		"400 for a user, or a group, without one of the attributes that are published as required", truthRequired},
	{"truth.minimal", "Nothing is required that is not published as required", truthRFC, "R-071", Must,
		"201 for a user with nothing but what is published as required", truthMinimal},
	{"truth.minimal.group", "Nothing else is required of a group either", truthRFC, "R-071 R-057", Should,
		"201 for a group with nothing but what is published as required", truthMinimalGroup},
	{"truth.case", "caseExact says how values are compared", truthRFC, "R-072 R-111", Must,
		"for each text a filter in other case finds the user if, and only if, caseExact is false", truthCase},
	{"truth.returned", "returned says what comes back", truthRFC, "R-077 R-076 R-186", Must,
		"always in every answer, never in none, request only when it is asked for, default when nothing else is asked for",
		truthReturned},
	{"truth.readonly", "What is published as readOnly cannot be set", truthRFC, "R-074 R-089", Must,
		"201, and no value of the client in an attribute that is published as readOnly", truthReadOnly},
	{"truth.immutable", "What is published as immutable does not change", truthRFC, "R-075 R-137", Must,
		"400, or the old value, after PUT with another one", truthImmutable},
	{"truth.unique", "What is published as unique is unique", truthRFC, "R-078", Must,
		"409 or 400 for a second user with the same value", truthUnique},
	{"truth.kept", "What is published as readWrite is kept", truthRFC, "R-071 R-135", Should,
		"each value that was accepted comes back", truthKept},
}

func truthCore(p *probe) error {
	parts, err := p.userParts()
	if err != nil {
		return err
	}
	r := p.get("/Schemas")
	for _, a := range parts {
		if a.urn != "" {
			continue
		}
		var wrongly []string // what is published, as name=value
		switch strings.ToLower(a.name) {
		case "username":
			switch {
			case !a.required:
				wrongly = []string{"required=false"}
			case a.exact:
				wrongly = []string{"caseExact=true"}
			case a.unique == "none":
				wrongly = []string{"uniqueness=none"}
			}
		case "password":
			if a.returned != "never" || a.mutability != "writeonly" {
				wrongly = []string{"returned=" + a.returned, "mutability=" + a.mutability}
			}
		case "groups":
			if a.mutability != "readonly" {
				wrongly = []string{"mutability=" + a.mutability}
			}
		case "id":
			if a.mutability != "readonly" || a.returned != "always" || !a.exact {
				wrongly = []string{"mutability=" + a.mutability, "returned=" + a.returned, fmt.Sprintf("caseExact=%t", a.exact)}
			}
		case "externalid":
			if !a.exact {
				wrongly = []string{"caseExact=false"}
			}
		}
		if wrongly != nil {
			return wrong(r, "check.published", "name", a.name, "found", wrongly)
		}
	}
	return nil
}

// documents calls f with the specimen as it is read, as it is listed, and with a group that it is a
// member of.
func (p *probe) documents(f func(r *reply, doc any, parts []part) error) error {
	s, err := p.specimen()
	if err != nil {
		return err
	}
	read := p.get(s.path)
	if err := each(want(read, http.StatusOK), f(read, read.JSON, s.parts)); err != nil {
		return err
	}
	if p.server.needsFilter().IsZero() {
		r := p.list("/Users", fmt.Sprintf("userName eq %q", s.name))
		for _, e := range r.list("$.Resources") {
			if err := f(r, e, s.parts); err != nil {
				return err
			}
		}
	}
	parts := p.server.parts(urnGroup)
	if !p.server.needsGroups().IsZero() || parts == nil {
		return nil
	}
	g, err := p.newGroup(s.id)
	if err != nil {
		return err
	}
	r := p.get(g.path)
	return each(want(r, http.StatusOK), f(r, r.JSON, parts))
}

// commonSubs are the sub-attributes of meta (RFC 7643 section 3.1), and those that a list has when
// nothing else is said (section 2.4).
var (
	metaSubs = []string{"resourceType", "created", "lastModified", "location", "version"}
	listSubs = []string{"type", "primary", "display", "value", "$ref"}
)

func truthKnown(p *probe) error {
	return p.documents(func(r *reply, doc any, parts []part) error {
		m, _ := doc.(obj)
		for k, v := range m {
			switch {
			case k == "schemas" || k == "id" || k == "externalId":
			case k == "meta":
				meta, _ := v.(obj)
				for sub := range meta {
					if !slices.Contains(metaSubs, sub) {
						return wrong(r, "check.noSchema", "name", "meta."+sub)
					}
				}
			case strings.Contains(k, ":"):
				if err := p.knownExtension(r, k, v); err != nil {
					return err
				}
			default:
				i := slices.IndexFunc(parts, func(a part) bool { return a.urn == "" && a.name == k })
				if i < 0 {
					return wrong(r, "check.unpublished", "name", k, "value", brief(v))
				}
				if err := knownSubs(r, k, v, parts[i].definition); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// knownExtension fails unless the members of an extension are published.
func (p *probe) knownExtension(r *reply, urn string, v any) error {
	if _, ok := p.server.schema(urn); !ok {
		return wrong(r, "check.extension", "schema", urn)
	}
	defs := p.server.definitions(urn)
	m, _ := v.(obj)
	for k, v := range m {
		d := named(defs, k)
		if d == nil {
			return wrong(r, "check.noSchema", "name", urn+":"+k)
		}
		if err := knownSubs(r, urn+":"+k, v, *d); err != nil {
			return err
		}
	}
	return nil
}

// knownSubs fails unless the members of a complex value are published. Where no sub-attributes are
// there is nothing to compare with.
func knownSubs(r *reply, where string, v any, d definition) error {
	if d.typ != "complex" || d.subs == nil {
		return nil
	}
	for _, e := range elements(v) {
		m, _ := e.(obj)
		for k := range m {
			if named(d.subs, k) == nil && !(d.multi && slices.Contains(listSubs, k)) {
				return wrong(r, "check.noSchema", "name", where+"."+k)
			}
		}
	}
	return nil
}

// elements are the elements of a list, or the one value that is no list.
func elements(v any) []any {
	if list, ok := v.(arr); ok {
		return list
	}
	return arr{v}
}

// firstOf is the first element of a list of objects, or the one object that is no list.
func firstOf(v any) obj {
	if list := elements(v); len(list) > 0 {
		m, _ := list[0].(obj)
		return m
	}
	return nil
}

func truthTypes(p *probe) error {
	return p.documents(func(r *reply, doc any, parts []part) error {
		for _, a := range parts {
			v, _, _ := lookup(doc, a.path())
			if err := ofType(r, a.asked(), v, a.definition); err != nil {
				return err
			}
		}
		return nil
	})
}

// jsonTypes are the JSON types of the data types of RFC 7643 section 2.3.
var jsonTypes = map[string]string{
	"string": "string", "datetime": "string", "binary": "string", "reference": "string",
	"boolean": "boolean", "integer": "number", "decimal": "number", "complex": "object",
}

// ofType fails unless v, where there is a value, is of the type of d.
func ofType(r *reply, where string, v any, d definition) error {
	if v == nil || jsonTypes[d.typ] == "" {
		return nil
	}
	if _, list := v.(arr); list != d.multi {
		return wrong(r, "check.listed", "name", where, "value", brief(v), "multi", d.multi)
	}
	for _, e := range elements(v) {
		f, isNumber := e.(float64)
		text, _ := e.(string)
		_, timeErr := time.Parse(time.RFC3339, text)
		if typeName(e) != jsonTypes[d.typ] || isNumber && d.typ == "integer" && f != float64(int64(f)) ||
			d.typ == "datetime" && timeErr != nil {
			return wrong(r, "check.type", "name", where, "value", brief(e), "type", d.typ)
		}
		for _, s := range d.subs {
			m, _ := e.(obj)
			if err := ofType(r, where+"."+s.name, m[s.name], s); err != nil {
				return err
			}
		}
	}
	return nil
}
