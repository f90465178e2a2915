package schema

import (
	"encoding/json"

	"github.com/usher-id/usher/scim/filter"
)

// FoldsCase reports whether values compare without regard to case. References and binary values
// never do, whatever their definition says.
func (a *Attribute) FoldsCase() bool { return a.Type == String && !a.CaseExact }

// secret reports whether values are kept away from searches.
func (a *Attribute) secret() bool { return a.Returned == Never || a.Mutability == WriteOnly }

// SearchDoc is the form of o that filters and sorting compare, byte by byte, as databases do: the
// same shape with strings folded by filter.Fold unless they are caseExact, and dateTimes in UTC
// with nine decimals. References, binary values, numbers and booleans stay. Values that are never
// returned are left out, and so are members that the schema does not know; schemas is not added.
//
// key, if not nil, may give another form of a string; for ok false the form is the usual one.
func (rt *ResourceType) SearchDoc(o Object, key func(a Attr, v string) (form string, ok bool)) Object {
	doc := make(Object, len(o))
	searchMembers(doc, Attr{}, commonAttributes, o, key)
	searchMembers(doc, Attr{}, rt.Core.Attributes, o, key)
	for _, x := range rt.Extensions {
		inner, ok := o[x.ID].(Object)
		if !ok {
			continue
		}
		d := make(Object, len(inner))
		searchMembers(d, Attr{URN: x.ID}, x.Attributes, inner, key)
		if len(d) > 0 {
			doc[x.ID] = d
		}
	}
	return doc
}

func searchMembers(doc Object, at Attr, attributes []*Attribute, o Object, key func(Attr, string) (string, bool)) {
	for _, a := range attributes {
		v, ok := o[a.Name]
		if !ok || a.secret() {
			continue
		}
		here := at
		if at.Parent == nil {
			here.Parent = a
		} else {
			here.Sub = a
		}
		if form := searchValue(here, a, v, key); form != nil {
			doc[a.Name] = form
		}
	}
}

func searchValue(at Attr, a *Attribute, value any, key func(Attr, string) (string, bool)) any {
	switch v := value.(type) {
	case string:
		if key != nil {
			if form, ok := key(at, v); ok {
				return form
			}
		}
		if form := searchText(a, v); form != v {
			return form
		}
	case Object:
		d := make(Object, len(v))
		searchMembers(d, at, a.SubAttributes, v, key)
		if len(d) == 0 {
			return nil
		}
		return d
	case []any:
		l := make([]any, 0, len(v))
		for _, e := range v {
			if form := searchValue(at, a, e, key); form != nil {
				l = append(l, form)
			}
		}
		if len(l) == 0 {
			return nil
		}
		return l
	}
	return value // not v, which would be boxed anew
}

func searchText(a *Attribute, s string) string {
	switch {
	case a.FoldsCase():
		return filter.Fold(s)
	case a.Type == DateTime:
		if t, _, err := parseDateTime(s); err == nil {
			return t.Format(searchTime)
		}
	}
	return s
}

// Operand gives a filter's literal the form that SearchDoc gives to values of the attribute, so
// that the two compare: string, bool, int64 or, for a number that is not an integer, json.Number.
// nil stays nil, with eq and ne. A complex attribute stands for its sub-attribute value.
//
// The error is *Error with the keyword invalidFilter where the attribute can't be compared so
// or sensitive for an attribute that is never returned.
func Operand(a *Attribute, op filter.CompareOperator, v any) (any, error) {
	if a.secret() {
		return nil, secretError(a.Name)
	}
	if op == filter.PR {
		return nil, nil
	}
	refuse := func(key string, pairs ...any) (any, error) {
		return nil, faultf(invalidFilter, key, pairs...).under(a.Name).public()
	}
	ordered := op == filter.GT || op == filter.GE || op == filter.LT || op == filter.LE
	partial := op == filter.CO || op == filter.SW || op == filter.EW
	if v == nil {
		if ordered || partial {
			return refuse("operand.null")
		}
		return nil, nil
	}
	switch a.Type {
	case Complex:
		if a.value == nil {
			return refuse("operand.complex", "names", namesOf(a.SubAttributes))
		}
		return Operand(a.value, op, v)
	case Boolean, Binary:
		if ordered {
			return refuse("operand.order", "type", a.Type)
		}
	}
	if partial && (a.Type == Boolean || a.Type == Integer || a.Type == Decimal) {
		return refuse("operand.partial", "operator", op, "type", a.Type)
	}
	switch a.Type {
	case Boolean:
		switch v := v.(type) {
		case bool:
			return v, nil
		case string:
			if b, ok := booleanText(v); ok { // Entra: roles[primary eq "True"]
				return b, nil
			}
		}
		return refuse("operand.boolean", "value", show(a, v))
	case Integer, Decimal:
		if n, ok := numberOperand(v); ok {
			return n, nil
		}
		return refuse("operand.number", "value", show(a, v))
	}
	s, ok := v.(string)
	if !ok && a.Type == String {
		s, ok = numberText(v)
	}
	if !ok {
		return refuse("operand.text", "type", a.Type, "value", show(a, v))
	}
	if a.Type == DateTime && !partial {
		if _, _, err := parseDateTime(s); err != nil {
			return refuse("operand.time", "value", quote(s), "cause", err, "example", example(a))
		}
	}
	return searchText(a, s), nil
}

func secretError(path string) error {
	return faultf(sensitive, "operand.secret").under(path).public()
}

// numberOperand takes numbers, also in quotes.
func numberOperand(v any) (any, bool) {
	c := canon{}
	s, ok := c.number(v)
	if !ok || len(s) > maxNumber || !representable(s) {
		return nil, false
	}
	n := json.Number(s)
	if i, err := n.Int64(); err == nil {
		return i, true
	}
	return n, true
}
