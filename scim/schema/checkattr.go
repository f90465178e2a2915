package schema

import (
	"slices"
	"strings"
)

var (
	types        = []Type{String, Boolean, Decimal, Integer, DateTime, Binary, Reference, Complex}
	mutabilities = []Mutability{ReadWrite, ReadOnly, Immutable, WriteOnly}
	returneds    = []Returned{Always, Never, Default, Request}
	uniquenesses = []Uniqueness{None, Server, Global}
)

// attributes checks the attributes of a schema, or the sub-attributes of parent.
func (c *checker) attributes(of spot, prefix string, attributes []*Attribute, parent *Attribute) {
	if len(attributes) > MaxAttributes {
		c.failf("definition.schema.many", "at", of.message(), "n", len(attributes), "most", MaxAttributes)
		return
	}
	seen := make(map[string]string, len(attributes))
	for i, a := range attributes {
		if a == nil {
			c.failf("definition.attribute.nil", "at", of.message(), "n", i+1)
			continue
		}
		at := spot{of.schema, prefix + a.Name}
		if problem := nameProblem(a.Name, parent != nil); !problem.IsZero() {
			c.failf("definition.problem", "at", at.message(), "problem", problem)
			continue
		}
		if first, twice := seen[lower(a.Name)]; twice {
			c.failf("definition.attribute.twice", "at", at.message(), "first", quote(prefix+first))
		}
		seen[lower(a.Name)] = a.Name
		if parent == nil {
			if i := slices.IndexFunc(commonAttributes,
				func(b *Attribute) bool { return sameName(a.Name, b.Name) }); i >= 0 {
				c.failf("definition.attribute.common", "at", at.message(), "name", commonAttributes[i].Name)
			}
		}
		c.vocabulary(at, a)
		c.complexity(at, prefix, a, parent)
		c.sense(at, a, parent)
	}
}

// vocabulary checks that every characteristic has a value that RFC 7643 knows.
func (c *checker) vocabulary(at spot, a *Attribute) {
	oneOf(c, at, "type", a.Type, types)
	oneOf(c, at, "mutability", a.Mutability, mutabilities)
	oneOf(c, at, "returned", a.Returned, returneds)
	oneOf(c, at, "uniqueness", a.Uniqueness, uniquenesses)
	if len(a.Description) > maxText || strings.IndexByte(a.Description, 0) >= 0 {
		c.failf("definition.description", "at", at.message(), "most", maxText)
	}
	if len(a.CanonicalValues) > maxValues || len(a.ReferenceTypes) > maxValues {
		c.failf("definition.attribute.values", "at", at.message(), "most", maxValues)
	}
	for _, v := range append(slices.Clone(a.CanonicalValues), a.ReferenceTypes...) {
		if v == "" || len(v) > maxText || hasControl(v) {
			c.failf("definition.attribute.value", "at", at.message(), "value", quote(v), "most", maxText)
		}
	}
}

func oneOf[T ~string](c *checker, at spot, what string, v T, known []T) {
	if slices.Contains(known, v) {
		return
	}
	words := make([]string, len(known))
	for i, k := range known {
		words[i] = string(k)
	}
	if near := nearest(string(v), words); near != "" {
		c.failf("definition.word.near", "at", at.message(), "what", what, "word", quote(string(v)), "near", near)
		return
	}
	c.failf("definition.word.list", "at", at.message(), "what", what, "word", quote(string(v)), "words", words)
}

// complexity checks what has to do with sub-attributes.
func (c *checker) complexity(at spot, prefix string, a, parent *Attribute) {
	switch {
	case a.Type == Complex && parent != nil:
		c.failf("definition.complex.inside", "at", at.message(), "parent", quote(parent.Name))
	case a.Type == Complex && len(a.SubAttributes) == 0:
		c.failf("definition.complex.empty", "at", at.message())
	case a.Type != Complex && len(a.SubAttributes) > 0:
		c.failf("definition.complex.simple", "at", at.message(), "type", a.Type)
	case a.Type == Complex:
		c.attributes(spot{schema: at.schema}, prefix+a.Name+".", a.SubAttributes, a)
		if a.Uniqueness != None {
			c.failf("definition.complex.unique", "at", at.message())
		}
	}
}

// sense refuses characteristics that can't hold together.
func (c *checker) sense(at spot, a, parent *Attribute) {
	switch {
	case a.Mutability == WriteOnly && a.Returned != Never:
		c.failf("definition.sense.writeOnly", "at", at.message(), "returned", a.Returned)
	case a.Mutability == ReadOnly && a.Required:
		c.failf("definition.sense.required", "at", at.message())
	case a.Mutability == ReadOnly && a.Returned == Never:
		c.failf("definition.sense.unseen", "at", at.message())
	}
	if a.Name == "$ref" && a.Type != Reference {
		c.failf("definition.sense.ref", "at", at.message(), "type", a.Type)
	}
	if len(a.ReferenceTypes) > 0 && a.Type != Reference {
		c.failf("definition.sense.reference", "at", at.message(), "type", a.Type)
	}
	if len(a.CanonicalValues) > 0 && a.Type != String && a.Type != Reference {
		c.failf("definition.sense.canonical", "at", at.message(), "type", a.Type)
	}
	if a.Type == Boolean && a.Uniqueness != None {
		c.failf("definition.sense.boolean", "at", at.message())
	}
	if parent == nil {
		return
	}
	switch {
	case parent.Mutability == ReadOnly && a.Required:
		c.failf("definition.parent.required", "at", at.message(), "parent", quote(parent.Name))
	case parent.Mutability == ReadOnly && a.Mutability != ReadOnly:
		c.failf("definition.parent.readOnly", "at", at.message(), "mutability", a.Mutability, "parent",
			quote(parent.Name))
	case parent.Mutability == WriteOnly && a.Mutability != WriteOnly && a.Returned != Never:
		c.failf("definition.parent.writeOnly", "at", at.message(), "returned", a.Returned, "parent", quote(parent.Name))
	}
}
