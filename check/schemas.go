package check

import (
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
)

var schemaRules = []rule{
	{"schemas.list", "The schemas are listed", "RFC 7644 section 4", "R-199 R-070", Must,
		"GET /Schemas gives a list whose entries have id and name, among them the core User schema", schemasListed},
	{"schemas.one", "A schema can be read by its URN", "RFC 7644 section 4", "R-199", Must,
		"GET /Schemas/" + urnUser + " gives 200 and that schema", schemasOne},
	{"schemas.same", "A schema is the same alone and in the list", "RFC 7644 section 4", "R-199", Must,
		"GET /Schemas/ID gives what the list gives for each id", func(p *probe) error { return p.sameAlone("/Schemas") }},
	{"schemas.unknown", "An unknown schema is not found", "RFC 7644 section 3.12", "R-194", Must,
		"404", func(p *probe) error { return want(p.get("/Schemas/urn:example:"+p.next()), http.StatusNotFound) }},
	{"schemas.attributes", "Attribute definitions are complete and use the words of the RFC", "RFC 7643 section 7",
		"R-071 R-002", Must,
		"each attribute has a well-formed name, a known type, multiValued, and only known words in mutability, returned and uniqueness", schemasAttributes},
	{"schemas.complex", "No complex attribute contains another one", "RFC 7643 section 2.3.8", "R-016", Must,
		"no sub-attribute is of type complex", schemasComplex},
	{"schemas.messages", "Message schemas are not published", "RFC 7644 section 3.1", "R-085", Must,
		"no id that begins with urn:ietf:params:scim:api:", schemasMessages},
	{"schemas.nulls", "Schemas contain no nulls", "RFC 7643 section 2.5", "R-022", Should,
		"unassigned members are left out", schemasNulls},
}

func schemasListed(p *probe) error {
	r := p.get("/Schemas")
	if err := wantList(r); err != nil {
		return err
	}
	for _, e := range r.list("$.Resources") {
		m, _ := e.(obj)
		for _, k := range []string{"id", "name"} {
			if s, _ := m[k].(string); s == "" {
				return wrong(r, "check.schemaLacks", "name", k, "value", brief(e))
			}
		}
	}
	if err := wholeList(r); err != nil {
		return err
	}
	if !slices.Contains(r.ids(), urnUser) {
		return wrong(r, "check.noneOf", "answer", r.answer(), "schema", urnUser)
	}
	return nil
}

// wholeList fails unless a discovery list is complete: it is not paged (RFC 7644 section 4).
func wholeList(r *reply) error {
	n := len(r.list("$.Resources"))
	return each(same(r, "$.totalResults", float64(n)), sameOrNone(r, "$.itemsPerPage", n),
		sameOrNone(r, "$.startIndex", 1))
}

func schemasOne(p *probe) error {
	r := p.get("/Schemas/" + urnUser)
	return each(want(r, http.StatusOK), same(r, "$.id", urnUser))
}

// attributeName is the grammar of RFC 7643 section 2.1; $ref is its one exception.
var attributeName = regexp.MustCompile(`^(\$ref|[A-Za-z][A-Za-z0-9_-]*)$`)

// attributeWords are the values that RFC 7643 section 7 allows for each characteristic.
var attributeWords = map[string][]string{
	"type":       {"string", "boolean", "decimal", "integer", "datetime", "reference", "complex", "binary"},
	"mutability": {"readonly", "readwrite", "immutable", "writeonly"},
	"returned":   {"always", "never", "default", "request"},
	"uniqueness": {"none", "server", "global"},
}

func schemasAttributes(p *probe) error {
	return p.attributes(func(r *reply, where string, a obj) error {
		if !attributeName.MatchString(plain(a["name"])) {
			return wrong(r, "check.attributeName", "schema", where, "value", brief(a["name"]))
		}
		where += "." + plain(a["name"])
		if a["type"] == nil {
			return wrong(r, "check.noType", "name", where)
		}
		if _, ok := a["multiValued"].(bool); !ok {
			return wrong(r, "check.multiValued", "name", where, "value", brief(a["multiValued"]))
		}
		for _, word := range []string{"type", "mutability", "returned", "uniqueness"} {
			if v := a[word]; v != nil && !slices.Contains(attributeWords[word], strings.ToLower(plain(v))) {
				return wrong(r, "check.unknownWord", "name", where, "word", word, "value", brief(v))
			}
		}
		return nil
	})
}

// schemasComplex leaves out the schema of schemas, which the RFC itself defines with
// subAttributes inside attributes (RFC 7643 section 8.7.2).
func schemasComplex(p *probe) error {
	return p.attributes(func(r *reply, where string, a obj) error {
		if strings.HasPrefix(strings.ToLower(where), strings.ToLower(urnSchema)+"#") {
			return nil
		}
		// Behind the # stands the attribute that this one is a part of.
		if strings.Contains(where, "#") && plain(a["type"]) == "complex" {
			return wrong(r, "check.complex", "name", where+"."+plain(a["name"]))
		}
		return nil
	})
}

// attributes calls f for every attribute and sub-attribute of every schema. where is the
// schema's id, followed by # and the attribute's name for a sub-attribute.
func (p *probe) attributes(f func(r *reply, where string, a obj) error) error {
	r := p.get("/Schemas")
	if err := wantList(r); err != nil {
		return err
	}
	seen := false
	var walk func(where string, list any, depth int) error
	walk = func(where string, list any, depth int) error {
		attrs, _ := list.(arr)
		for _, e := range attrs {
			a, ok := e.(obj)
			if !ok {
				return wrong(r, "check.attributeIs", "schema", where, "value", brief(e))
			}
			seen = true
			if err := f(r, where, a); err != nil {
				return err
			}
			if depth < 3 {
				if err := walk(where+"#"+plain(a["name"]), a["subAttributes"], depth+1); err != nil {
					return err
				}
			}
		}
		return nil
	}
	for _, e := range r.list("$.Resources") {
		m, _ := e.(obj)
		if err := walk(plain(m["id"]), m["attributes"], 0); err != nil {
			return err
		}
	}
	if !seen {
		return wrong(r, "check.noAttributes", "answer", r.answer())
	}
	return nil
}

func schemasMessages(p *probe) error {
	r := p.get("/Schemas")
	if err := wantList(r); err != nil {
		return err
	}
	for _, id := range r.ids() {
		if strings.HasPrefix(strings.ToLower(id), "urn:ietf:params:scim:api:") {
			return wrong(r, "check.lists", "answer", r.answer(), "found", id)
		}
	}
	return nil
}

func schemasNulls(p *probe) error {
	r := p.get("/Schemas")
	if err := wantList(r); err != nil {
		return err
	}
	if where := nullIn(r.JSON, "$"); where != "" {
		return wrong(r, "check.null", "name", where)
	}
	return nil
}

// nullIn is the path of the first null inside v, "" when there is none.
func nullIn(v any, path string) string {
	switch v := v.(type) {
	case nil:
		return path
	case arr:
		for i, e := range v {
			if w := nullIn(e, path+"["+plain(i)+"]"); w != "" {
				return w
			}
		}
	case obj:
		for _, k := range slices.Sorted(maps.Keys(v)) {
			if w := nullIn(v[k], path+"."+k); w != "" {
				return w
			}
		}
	}
	return ""
}
