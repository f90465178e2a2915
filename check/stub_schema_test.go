package check

import (
	"fmt"
	"strings"
	"time"
)

// attr is an attribute definition of the stub.
type attr struct {
	name, typ              string
	multi, required, exact bool
	mutability, returned   string
	unique                 string
	sub                    []attr
}

func text(names ...string) []attr {
	var all []attr
	for _, n := range names {
		all = append(all, attr{name: n, typ: "string"})
	}
	return all
}

func plural(name string, sub ...string) attr {
	subs := append(text("value", "display", "type"), text(sub...)...)
	return attr{name: name, typ: "complex", multi: true, sub: append(subs, attr{name: "primary", typ: "boolean"})}
}

var (
	commonAttrs = []attr{
		{name: "id", typ: "string", exact: true, mutability: "readOnly", returned: "always"},
		{name: "externalId", typ: "string", exact: true},
		{name: "meta", typ: "complex", mutability: "readOnly", sub: append(text("resourceType", "location", "version"),
			attr{name: "created", typ: "dateTime"}, attr{name: "lastModified", typ: "dateTime"})},
	}
	userAttrs = append(text("displayName", "nickName", "title", "userType", "preferredLanguage", "locale", "timezone", "profileUrl"),
		attr{name: "userName", typ: "string", required: true, unique: "server"},
		attr{name: "name", typ: "complex", sub: text("formatted", "familyName", "givenName", "middleName", "honorificPrefix", "honorificSuffix")},
		attr{name: "active", typ: "boolean"},
		attr{name: "password", typ: "string", mutability: "writeOnly", returned: "never"},
		plural("emails"), plural("phoneNumbers"), plural("roles"), plural("entitlements"),
		plural("addresses", "formatted", "streetAddress", "locality", "region", "postalCode", "country"),
		attr{name: "groups", typ: "complex", multi: true, mutability: "readOnly", sub: text("value", "$ref", "display")},
	)
	enterpriseAttrs = append(text("employeeNumber", "costCenter", "organization", "division", "department"),
		attr{name: "manager", typ: "complex", sub: text("value", "$ref", "displayName")})
	schemaAttrs = []attr{{name: "attributes", typ: "complex", multi: true, sub: append(text("name", "type"),
		attr{name: "subAttributes", typ: "complex", multi: true, sub: text("name", "type")})}}
	groupAttrs = []attr{
		{name: "displayName", typ: "string", required: true},
		{name: "members", typ: "complex", multi: true, sub: text("value", "$ref", "type", "display")},
	}
)

// kind is a resource type of the stub.
type kind struct {
	name, endpoint, urn string
	attrs               []attr
	extension           string
	extended            []attr
}

var (
	userKind  = &kind{"User", "/Users", urnUser, userAttrs, urnEnterprise, enterpriseAttrs}
	groupKind = &kind{"Group", "/Groups", urnGroup, groupAttrs, "", nil}
	kinds     = []*kind{userKind, groupKind}
)

// find returns the definition with this name in any case.
func findAttr(attrs []attr, name string) *attr {
	for i := range attrs {
		if strings.EqualFold(attrs[i].name, name) {
			return &attrs[i]
		}
	}
	return nil
}

// resolve splits an attribute path into its definition, the sub-attribute's, and the URN of the
// extension that it belongs to.
func (k *kind) resolve(path string) (a, sub *attr, urn string) {
	low := strings.ToLower(path)
	attrs := append(append([]attr{}, commonAttrs...), k.attrs...)
	if p := strings.ToLower(k.urn) + ":"; strings.HasPrefix(low, p) {
		path = path[len(p):]
	} else if p := strings.ToLower(k.extension) + ":"; k.extension != "" && strings.HasPrefix(low, p) {
		path, attrs, urn = path[len(p):], k.extended, k.extension
	}
	top, rest, dotted := strings.Cut(path, ".")
	if a = findAttr(attrs, top); a == nil || !dotted {
		return a, nil, urn
	}
	if sub = findAttr(a.sub, rest); sub == nil {
		return nil, nil, urn
	}
	return a, sub, urn
}

// fault is an error answer of the stub.
type fault struct {
	status   int
	scimType string
	detail   string
}

func (f *fault) Error() string { return f.detail }

func bad(scimType, format string, args ...any) *fault {
	return &fault{400, scimType, fmt.Sprintf(format, args...)}
}

// coerce makes v a value of a: names in the schema's case, booleans from strings, lists from
// single values, nothing where there is nothing.
func (a *attr) coerce(v any) (any, *fault) {
	if empty(v) && v != "" {
		return nil, nil
	}
	if a.multi {
		list, ok := v.(arr)
		if !ok {
			list = arr{v}
		}
		var out arr
		for _, e := range list {
			if s, ok := e.(string); ok {
				e = obj{"value": s}
			}
			c, f := a.one(e)
			if f != nil {
				return nil, f
			}
			if !empty(c) {
				out = append(out, c)
			}
		}
		if out == nil {
			return nil, nil
		}
		return out, nil
	}
	if list, ok := v.(arr); ok && len(list) == 1 {
		v = list[0]
	}
	return a.one(v)
}

func (a *attr) one(v any) (any, *fault) {
	switch a.typ {
	case "boolean":
		if b, ok := v.(bool); ok {
			return b, nil
		}
		switch strings.ToLower(plain(v)) {
		case "true":
			return true, nil
		case "false":
			return false, nil
		}
		return nil, bad("invalidValue", "%s must be true or false", a.name)
	case "complex":
		if s, ok := v.(string); ok && findAttr(a.sub, "value") != nil {
			if s == "" {
				return nil, nil
			}
			v = obj{"value": s}
		}
		m, ok := v.(obj)
		if !ok {
			return nil, bad("invalidValue", "%s must be an object", a.name)
		}
		return coerceAll(a.sub, m)
	case "dateTime":
		if _, err := time.Parse(time.RFC3339, plain(v)); err != nil {
			return nil, bad("invalidValue", "%s must be a dateTime", a.name)
		}
		return v, nil
	default:
		if _, ok := v.(string); !ok {
			return nil, bad("invalidValue", "%s must be a string", a.name)
		}
		return v, nil
	}
}

// coerceAll is coerce for the members of an object; unknown ones are left out.
func coerceAll(attrs []attr, in obj) (obj, *fault) {
	out := obj{}
	for k, v := range in {
		a := findAttr(attrs, k)
		if a == nil {
			continue
		}
		c, f := a.coerce(v)
		if f != nil {
			return nil, f
		}
		if c != nil {
			out[a.name] = c
		}
	}
	return out, nil
}

// read makes a resource from a request body.
func (k *kind) read(in obj) (obj, *fault) {
	var attrs []attr
	for _, a := range append(append([]attr{}, commonAttrs...), k.attrs...) {
		if a.mutability != "readOnly" {
			attrs = append(attrs, a)
		}
	}
	out, f := coerceAll(attrs, in)
	if f != nil {
		return nil, f
	}
	for key, v := range in {
		if k.extension != "" && strings.EqualFold(key, k.extension) {
			m, _ := v.(obj)
			if x, f := coerceAll(k.extended, m); f != nil {
				return nil, f
			} else if len(x) > 0 {
				out[k.extension] = x
			}
		}
	}
	return out, k.valid(out)
}

// valid checks what must be there.
func (k *kind) valid(r obj) *fault {
	for _, a := range k.attrs {
		if a.required && empty(r[a.name]) {
			return bad("invalidValue", "%s is required", a.name)
		}
	}
	return nil
}

// published is the definition as /Schemas shows it.
func published(attrs []attr) arr {
	def := func(s, d string) string {
		if s == "" {
			return d
		}
		return s
	}
	var out arr
	for _, a := range attrs {
		m := obj{
			"name": a.name, "type": a.typ, "multiValued": a.multi, "required": a.required, "caseExact": a.exact,
			"mutability": def(a.mutability, "readWrite"), "returned": def(a.returned, "default"), "uniqueness": def(a.unique, "none"),
		}
		if a.sub != nil {
			m["subAttributes"] = published(a.sub)
		}
		out = append(out, m)
	}
	return out
}
