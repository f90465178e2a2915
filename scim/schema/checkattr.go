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
func (c *checker) attributes(where, prefix string, attributes []*Attribute, parent *Attribute) {
	if len(attributes) > MaxAttributes {
		c.failf("%s%d attributes are too many; at most %d on one level", where, len(attributes), MaxAttributes)
		return
	}
	seen := make(map[string]string, len(attributes))
	for i, a := range attributes {
		if a == nil {
			c.failf("%sattribute %d of the list is missing (nil)", where, i+1)
			continue
		}
		at := where + "attribute " + quote(prefix+a.Name)
		if problem := nameProblem(a.Name, parent != nil); problem != "" {
			c.failf("%s %s", at, problem)
			continue
		}
		if first, twice := seen[lower(a.Name)]; twice {
			c.failf("%s is defined twice, the first time as %s; names differ by more than case (R-003): rename or remove one", at, quote(prefix+first))
		}
		seen[lower(a.Name)] = a.Name
		if parent == nil {
			if i := slices.IndexFunc(commonAttributes, func(b *Attribute) bool { return sameName(a.Name, b.Name) }); i >= 0 {
				c.failf("%s has the name of the common attribute %s, which every resource has already; rename it", at, commonAttributes[i].Name)
			}
		}
		c.vocabulary(at, a)
		c.complexity(where, at, prefix, a, parent)
		c.sense(at, a, parent)
	}
}

// vocabulary checks that every characteristic has a value that RFC 7643 knows.
func (c *checker) vocabulary(at string, a *Attribute) {
	oneOf(c, at, "type", a.Type, types)
	oneOf(c, at, "mutability", a.Mutability, mutabilities)
	oneOf(c, at, "returned", a.Returned, returneds)
	oneOf(c, at, "uniqueness", a.Uniqueness, uniquenesses)
	if len(a.Description) > maxText || strings.IndexByte(a.Description, 0) >= 0 {
		c.failf("%s: description is longer than %d bytes or holds U+0000; shorten it", at, maxText)
	}
	if len(a.CanonicalValues) > maxValues || len(a.ReferenceTypes) > maxValues {
		c.failf("%s: canonicalValues and referenceTypes hold at most %d values", at, maxValues)
	}
	for _, v := range append(slices.Clone(a.CanonicalValues), a.ReferenceTypes...) {
		if v == "" || len(v) > maxText || hasControl(v) {
			c.failf("%s: %s can't stand in canonicalValues or referenceTypes; use 1 to %d bytes without control characters", at, quote(v), maxText)
		}
	}
}

func oneOf[T ~string](c *checker, at, what string, v T, known []T) {
	if slices.Contains(known, v) {
		return
	}
	words := make([]string, len(known))
	for i, k := range known {
		words[i] = string(k)
	}
	if near := nearest(string(v), words); near != "" {
		c.failf("%s: %s %s is unknown; did you mean %s?", at, what, quote(string(v)), near)
		return
	}
	c.failf("%s: %s %s is unknown; use one of %s", at, what, quote(string(v)), listed(words))
}

// complexity checks what has to do with sub-attributes.
func (c *checker) complexity(where, at, prefix string, a, parent *Attribute) {
	switch {
	case a.Type == Complex && parent != nil:
		c.failf("%s is complex inside the complex %s; make it simple, or a top-level attribute (R-016)", at, quote(parent.Name))
	case a.Type == Complex && len(a.SubAttributes) == 0:
		c.failf("%s is complex without subAttributes; define them, or choose another type", at)
	case a.Type != Complex && len(a.SubAttributes) > 0:
		c.failf("%s has subAttributes but type %s; make its type complex, or remove them", at, a.Type)
	case a.Type == Complex:
		c.attributes(where, prefix+a.Name+".", a.SubAttributes, a)
		if a.Uniqueness != None {
			c.failf("%s: a complex attribute can't be unique; move uniqueness to one of its sub-attributes", at)
		}
	}
}

// sense refuses characteristics that can't hold together.
func (c *checker) sense(at string, a, parent *Attribute) {
	switch {
	case a.Mutability == WriteOnly && a.Returned != Never:
		c.failf("%s: mutability writeOnly needs returned never, not %s (R-076)", at, a.Returned)
	case a.Mutability == ReadOnly && a.Required:
		c.failf("%s is required and readOnly: no client could ever supply it; make it not required, or readWrite", at)
	case a.Mutability == ReadOnly && a.Returned == Never:
		c.failf("%s is readOnly and returned never: nobody could ever set or see it; change one of them", at)
	}
	if a.Name == "$ref" && a.Type != Reference {
		c.failf("%s: $ref is always of type reference, not %s", at, a.Type)
	}
	if len(a.ReferenceTypes) > 0 && a.Type != Reference {
		c.failf("%s has referenceTypes but type %s; make its type reference, or remove them", at, a.Type)
	}
	if len(a.CanonicalValues) > 0 && a.Type != String && a.Type != Reference {
		c.failf("%s has canonicalValues but type %s; only strings and references have them", at, a.Type)
	}
	if a.Type == Boolean && a.Uniqueness != None {
		c.failf("%s: a boolean can't be unique; set uniqueness to none", at)
	}
	if parent == nil {
		return
	}
	switch {
	case parent.Mutability == ReadOnly && a.Required:
		c.failf("%s is required but %s is readOnly; make it not required", at, quote(parent.Name))
	case parent.Mutability == ReadOnly && a.Mutability != ReadOnly:
		c.failf("%s is %s but %s is readOnly; make both readOnly, or the outer one readWrite", at, a.Mutability, quote(parent.Name))
	case parent.Mutability == WriteOnly && a.Mutability != WriteOnly && a.Returned != Never:
		c.failf("%s is returned %s but %s is writeOnly; set returned to never", at, a.Returned, quote(parent.Name))
	}
}
