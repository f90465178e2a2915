package query_test

import (
	"strings"

	"pgregory.net/rapid"

	"github.com/usher-id/usher/scim/filter"
	"github.com/usher-id/usher/scim/schema"
)

// filters draws filters that make sense for at least one of the types.
type filters struct {
	types     []*schema.ResourceType
	resources []kept
}

// draw draws a filter, or what stands in the brackets behind an attribute.
func (f *filters) draw(t *rapid.T, depth int, in *schema.Attr) filter.Expression {
	kind := 0
	if depth > 0 {
		kind = rapid.IntRange(0, 5).Draw(t, "kind")
	}
	switch kind {
	case 1:
		return &filter.NotExpression{Expression: f.draw(t, depth-1, in)}
	case 2, 3:
		op := rapid.SampledFrom([]filter.LogicalOperator{filter.AND, filter.OR}).Draw(t, "operator")
		return &filter.LogicalExpression{Left: f.draw(t, depth-1, in), Right: f.draw(t, depth-1, in), Operator: op}
	case 4:
		a := f.attribute(t)
		if in == nil && a.Parent.Type == schema.Complex && a.Parent.Name != "meta" {
			a.Sub = nil
			return &filter.ValuePath{AttributePath: pathOf(a), ValueFilter: f.draw(t, depth-1, &a)}
		}
	}
	if in != nil {
		a := *in
		a.Sub = rapid.SampledFrom(searchable(in.Parent.SubAttributes, in.Parent.Name)).Draw(t, "sub-attribute")
		return f.comparison(t, a, filter.AttributePath{AttributeName: spelled(t, a.Sub.Name)})
	}
	a := f.attribute(t)
	p := pathOf(a)
	p.AttributeName = spelled(t, p.AttributeName)
	return f.comparison(t, a, p)
}

// attribute draws an attribute of one of the types, mostly with a sub-attribute if it has some.
func (f *filters) attribute(t *rapid.T) schema.Attr {
	rt := rapid.SampledFrom(f.types).Draw(t, "type")
	var all []schema.Attr
	add := func(urn string, attributes []*schema.Attribute) {
		for _, a := range searchable(attributes, "") {
			all = append(all, schema.Attr{URN: urn, Parent: a})
		}
	}
	add("", rt.Core.Attributes)
	for _, x := range rt.Extensions {
		add(x.ID, x.Attributes)
	}
	for _, name := range []string{"id", "externalId", "schemas", "meta"} {
		a, err := rt.ResolveName(name)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, a)
	}
	a := rapid.SampledFrom(all).Draw(t, "attribute")
	if len(a.Parent.SubAttributes) > 0 && rapid.IntRange(0, 3).Draw(t, "whole") > 0 {
		a.Sub = rapid.SampledFrom(searchable(a.Parent.SubAttributes, a.Parent.Name)).Draw(t, "sub-attribute")
	}
	return a
}

// searchable leaves out what no filter may name.
func searchable(attributes []*schema.Attribute, parent string) []*schema.Attribute {
	var list []*schema.Attribute
	for _, a := range attributes {
		computed := a.Name == "$ref" && (parent == "members" || parent == "groups") || a.Name == "location" && parent == "meta" ||
			a.Name == "reason" || a.Name == "licenses" || a.Name == "provenance" || a.Name == "records"
		if !hidden(a) && !computed {
			list = append(list, a)
		}
	}
	return list
}

func pathOf(a schema.Attr) filter.AttributePath {
	p := filter.AttributePath{AttributeName: a.Parent.Name}
	if a.URN != "" {
		p.URIPrefix = &a.URN
	}
	if a.Sub != nil {
		p.SubAttribute = &a.Sub.Name
	}
	return p
}

// spelled changes the case of a name, which has no meaning.
func spelled(t *rapid.T, name string) string {
	if rapid.IntRange(0, 4).Draw(t, "spelling") == 0 {
		return strings.ToUpper(name)
	}
	return name
}

func (f *filters) comparison(t *rapid.T, a schema.Attr, p filter.AttributePath) filter.Expression {
	e := &filter.AttributeExpression{AttributePath: p, Operator: filter.PR}
	leaf := a.Leaf()
	if leaf.Type == schema.Complex {
		for _, sub := range leaf.SubAttributes {
			if sub.Name == "value" {
				leaf = sub
			}
		}
	}
	choice := rapid.IntRange(0, 9).Draw(t, "comparison")
	switch {
	case choice == 0 || leaf.Type == schema.Complex:
		return e
	case choice == 1:
		e.Operator = rapid.SampledFrom([]filter.CompareOperator{filter.EQ, filter.NE}).Draw(t, "operator")
		return e
	}
	ops := []filter.CompareOperator{filter.EQ, filter.EQ, filter.NE}
	if leaf.Type != schema.Boolean && leaf.Type != schema.Binary {
		ops = append(ops, filter.GT, filter.GE, filter.LT, filter.LE)
		if leaf.Type != schema.Integer && leaf.Type != schema.Decimal {
			ops = append(ops, filter.CO, filter.SW, filter.EW)
		}
	}
	e.Operator = rapid.SampledFrom(ops).Draw(t, "operator")
	e.CompareValue = f.operand(t, leaf, e.Operator)
	return e
}

func (f *filters) operand(t *rapid.T, leaf *schema.Attribute, op filter.CompareOperator) any {
	part := op == filter.CO || op == filter.SW || op == filter.EW
	switch leaf.Type {
	case schema.Boolean:
		return rapid.SampledFrom([]any{true, false, "True", "false"}).Draw(t, "operand")
	case schema.Integer, schema.Decimal:
		return rapid.SampledFrom([]any{1.5, -2, 0, 1000, 7, 0.1, 1 << 53, 1<<53 + 1, 1e3}).Draw(t, "operand")
	case schema.DateTime:
		if part {
			return rapid.SampledFrom([]string{"2011", "2026-01-01", "04:42:34.", "000", "", "x"}).Draw(t, "operand")
		}
		return rapid.SampledFrom([]string{times[0], times[1], times[3], "2011-05-13T06:42:34+02:00", "2026-01-01T00:00:03Z", "2026-01-01T00:00:03.0000001Z", "2011-05-13T04:42:34"}).Draw(t, "operand")
	case schema.Binary:
		return rapid.SampledFrom(binaries).Draw(t, "operand")
	}
	r := rapid.SampledFrom(f.resources).Draw(t, "resource")
	list := append([]string{"", "\x00", "a\x00", "STRASSE1", r.id, r.id[:13], r.rt.Core.ID, r.rt.Name, "direct", "user", "active", "okta", `W/"1"`, "example.com", "urn:"}, texts...)
	for _, x := range r.rt.Extensions {
		list = append(list, x.ID)
	}
	return rapid.SampledFrom(append(list, mails...)).Draw(t, "operand")
}
