package scim

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/usher-id/usher/scim/filter"
	"github.com/usher-id/usher/scim/schema"
)

// patchFilter is the value filter of a path, such as emails[type eq "work"].
type patchFilter struct {
	expression filter.Expression
	matches    filter.Predicate
	// element is what the filter describes when it is one or several eq joined by and: the element
	// that has to be there for the filter to find it. nil for other filters.
	element schema.Object
	// values are set when the filter is one or several value eq "x" joined by or.
	values []string
	terms  int // comparisons
}

// match reports whether an element, which may be a simple value, is selected.
func (f *patchFilter) match(element any) bool {
	object, ok := element.(map[string]any)
	if !ok {
		object = map[string]any{"value": element}
	}
	return f.matches(object)
}

// patchUnknown is the refusal of a path that names an attribute, or a schema, that there is not.
type patchUnknown struct {
	name    string // without a filter, which may hold a secret
	refusal error
}

func (e *patchUnknown) Error() string { return e.refusal.Error() }
func (e *patchUnknown) Unwrap() error { return e.refusal }

// target resolves a path. An attribute that no schema defines is invalidPath, as a
// *patchUnknown.
func (c *patchCompiler) target(path, spot string) (schema.Attr, *patchFilter, error) {
	parsed, err := filter.ParsePath(path)
	if err != nil {
		return schema.Attr{}, nil, patchError(spot, err)
	}
	name := parsed.AttributePath
	if parsed.SubAttribute != nil {
		if name.SubAttribute != nil {
			return schema.Attr{}, nil, patchRefusal(spot, InvalidPath, "patch.path.sub")
		}
		name.SubAttribute = parsed.SubAttribute
	}
	attr, err := c.rt.Resolve(name)
	if err != nil {
		return schema.Attr{}, nil, &patchUnknown{name.String(), patchError(spot, err)}
	}
	if c.mode.Strict && attr.URN != "" && name.URIPrefix == nil {
		return schema.Attr{}, nil, patchRefusal(spot, InvalidPath, "patch.path.extension", "path", attr)
	}
	if parsed.ValueExpression == nil {
		return attr, nil, nil
	}
	if attr.Parent == nil || !attr.Parent.MultiValued || parsed.AttributePath.SubAttribute != nil {
		return schema.Attr{}, nil, patchRefusal(spot, InvalidPath, "patch.path.filter")
	}
	match, err := c.filter(attr, parsed.ValueExpression)
	return attr, match, patchError(spot, err)
}

func (c *patchCompiler) filter(attr schema.Attr, e filter.Expression) (*patchFilter, error) {
	matches, err := filter.Compile(e, patchElementSchema(attr))
	if err != nil {
		return nil, err
	}
	f := &patchFilter{expression: e, matches: matches, element: schema.Object{}}
	if !c.conditions(attr, e, f.element) || !f.match(patchUnwrap(attr.Parent, f.element)) {
		f.element = nil
	}
	f.values, _ = patchEqualValues(e)
	f.terms = patchTerms(e)
	return f, nil
}

// patchTerms is how many comparisons a filter has.
func patchTerms(e filter.Expression) int {
	switch e := e.(type) {
	case *filter.LogicalExpression:
		return patchTerms(e.Left) + patchTerms(e.Right)
	case *filter.NotExpression:
		return patchTerms(e.Expression)
	}
	return 1
}

// patchElementSchema tells the filter package about the sub-attributes of an attribute. A simple
// attribute's values are called value (RFC 7643 section 2.4).
func patchElementSchema(attr schema.Attr) filter.Schema {
	return func(p filter.AttributePath) (filter.Attribute, error) {
		if p.URIPrefix == nil && p.SubAttribute == nil {
			if sub := patchSub(attr.Parent, p.AttributeName); sub != nil {
				return filter.Attribute{Kind: patchKind(sub)}, nil
			}
		}
		names := make([]string, 0, len(attr.Parent.SubAttributes))
		for _, sub := range attr.Parent.SubAttributes {
			names = append(names, sub.Name)
		}
		if len(names) == 0 {
			names = []string{"value"}
		}
		return filter.Attribute{}, patchProblem(InvalidPath, "patch.path.within",
			"attribute", attr.Parent.Name, "names", names, "path", p)
	}
}

// patchSub finds a sub-attribute by its name in any case, nil if there is none. A simple
// attribute is its own value.
func patchSub(parent *schema.Attribute, name string) *schema.Attribute {
	if parent.Type != schema.Complex && strings.EqualFold(name, "value") {
		return parent
	}
	for _, sub := range parent.SubAttributes {
		if strings.EqualFold(sub.Name, name) {
			return sub
		}
	}
	return nil
}

func patchKind(a *schema.Attribute) filter.Kind {
	switch a.Type {
	case schema.Boolean:
		return filter.Boolean
	case schema.Integer, schema.Decimal:
		return filter.Number
	case schema.DateTime:
		return filter.Time
	case schema.Binary:
		return filter.Binary
	case schema.Complex:
		return filter.Complex
	case schema.Reference:
		return filter.ExactText
	}
	if a.CaseExact {
		return filter.ExactText
	}
	return filter.Text
}

// conditions gathers what an and of eq says about an element: roles[primary eq "True"] describes
// an element whose primary is the boolean true.
func (c *patchCompiler) conditions(attr schema.Attr, e filter.Expression, element schema.Object) bool {
	switch e := e.(type) {
	case *filter.LogicalExpression:
		return e.Operator == filter.AND && c.conditions(attr, e.Left, element) && c.conditions(attr, e.Right, element)
	case *filter.AttributeExpression:
		sub := patchSub(attr.Parent, e.AttributePath.AttributeName)
		if e.Operator != filter.EQ || e.CompareValue == nil || sub.Type == schema.Complex {
			return false
		}
		at := schema.Attr{URN: attr.URN, Parent: attr.Parent, Sub: sub}
		name := sub.Name
		if sub == attr.Parent {
			at.Sub, name = nil, "value"
		}
		v, err := c.rt.CanonicalValue(at, patchLiteral(e.CompareValue), c.mode)
		if list, ok := v.([]any); ok && len(list) == 1 {
			v = list[0]
		}
		if err != nil || v == nil || sub.Mutability == schema.ReadOnly {
			return false
		}
		element[name] = v
		return true
	}
	return false
}

// patchLiteral gives a filter's literal the form that it has in a decoded body.
func patchLiteral(v any) any {
	switch v := v.(type) {
	case int:
		return json.Number(strconv.Itoa(v))
	case float64:
		return json.Number(strconv.FormatFloat(v, 'g', -1, 64))
	}
	return v
}

// patchUnwrap gives the element that stands for an object with value, for a simple attribute.
func patchUnwrap(parent *schema.Attribute, element schema.Object) any {
	if parent.Type == schema.Complex {
		return element
	}
	return element["value"]
}

// patchEqualValues lists the values of a filter that consists of value eq "x" joined by or.
func patchEqualValues(e filter.Expression) ([]string, bool) {
	switch e := e.(type) {
	case *filter.LogicalExpression:
		left, ok := patchEqualValues(e.Left)
		if !ok || e.Operator != filter.OR {
			return nil, false
		}
		right, ok := patchEqualValues(e.Right)
		return append(left, right...), ok
	case *filter.AttributeExpression:
		s, ok := e.CompareValue.(string)
		if ok && e.Operator == filter.EQ && strings.EqualFold(e.AttributePath.AttributeName, "value") {
			return []string{s}, true
		}
	}
	return nil, false
}
