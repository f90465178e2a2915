package schema

// Mode says how exact a body has to be.
type Mode struct {
	// Strict asks for the interoperability profile: attributes and schemas that
	// are not defined are refused, and so is what differs in form from the schema.
	Strict bool

	// Notes, if set, is told what was left aside or counted otherwise than sent.
	Notes *Notes
}

// Canonical turns a decoded body into a canonical Object (rule P3). Whatever the mode, names are
// understood in any case; readOnly attributes, id and meta are passed over, schemas too, since it
// is computed; null, [] and objects without a value count as absent, and so do empty strings,
// which Okta sends for what is unset; equal values of a list are kept once.
//
// Unless strict, it also understands dotted names and names that begin with a URN, extension
// attributes without their URN where that is clear, booleans as strings or 1 and 0, numbers as
// strings and the other way round (but for userName, which no client's way to write a number may
// change), one value where a list belongs and a list of one where a single value belongs, a bare
// value where an object with the sub-attribute value belongs and a list of one such object where a
// bare value does, takes the first of several primary values for the primary one, and passes over what the
// schema does not define.
//
// Values are kept as they were sent; canonicalValues are suggestions. The error is *Error:
// invalidSyntax for a wrong structure (a name twice in different case), invalidValue for a value
// that its attribute can't have, or, if strict, for a second primary.
func (rt *ResourceType) Canonical(raw any, m Mode) (Object, error) {
	body, ok := raw.(Object)
	if !ok {
		return nil, faultf(invalidSyntax, "value.body", "kind", kindOf(raw)).public()
	}
	c := canon{rt: rt, strict: m.Strict, notes: m.Notes}
	if c.strict {
		if f := c.schemas(body); f != nil {
			return nil, f.public()
		}
	}
	o, f := c.resource(body)
	return o, f.public()
}

// CanonicalValue does for the value of one path, as PATCH has it, what Canonical does for a body:
// of a multi-valued attribute the whole list as []any, of the URN of a schema an Object. nil means
// unassigned. Whether the path may be written is not asked, only readOnly attributes below it are
// passed over.
func (rt *ResourceType) CanonicalValue(a Attr, raw any, m Mode) (any, error) {
	c := canon{rt: rt, strict: m.Strict, notes: m.Notes}
	if a.Parent == nil {
		return c.whole(a.URN, raw)
	}
	v, f := c.value(a.Leaf(), raw)
	if f != nil {
		return nil, f.under(a.String()).public()
	}
	return v, nil
}

// CanonicalElement is CanonicalValue for one element of a multi-valued attribute.
func (rt *ResourceType) CanonicalElement(a Attr, raw any, m Mode) (any, error) {
	c := canon{rt: rt, strict: m.Strict, notes: m.Notes}
	if a.Parent == nil {
		return c.whole(a.URN, raw)
	}
	v, f := c.element(a.Leaf(), raw)
	if f != nil {
		return nil, f.under(a.String()).public()
	}
	return v, nil
}

// Restore turns what AppendAll or, with braces around it, AppendBody wrote, decoded, back into the
// Object. Unlike Canonical it keeps readOnly and computed attributes.
func (rt *ResourceType) Restore(raw any) (Object, error) {
	body, ok := raw.(Object)
	if !ok {
		return nil, faultf(invalidSyntax, "value.stored", "kind", kindOf(raw)).public()
	}
	c := canon{rt: rt, stored: true}
	o, f := c.resource(body)
	return o, f.public()
}

type canon struct {
	rt     *ResourceType
	strict bool
	stored bool // the value is our own: keep what clients can't write
	notes  *Notes
}

func (c *canon) ignores(a *Attribute) bool { return a.Mutability == ReadOnly && !c.stored }

// schemas checks the member schemas of a body.
func (c *canon) schemas(body Object) *fault {
	var given []any
	for name, v := range body {
		if sameName(name, "schemas") {
			given, _ = v.([]any)
		}
	}
	if len(given) == 0 {
		return faultf(invalidSyntax, "value.schemas.missing", "urn", c.rt.Core.ID).under("schemas")
	}
	hasCore := false
	for i, v := range given {
		urn, ok := v.(string)
		switch {
		case !ok:
			return faultf(invalidSyntax, "value.schemas.kind", "kind", kindOf(v)).at(i).under("schemas")
		case sameName(urn, c.rt.Core.ID):
			hasCore = true
		case c.rt.extension(urn) == nil:
			f := faultf(invalidSyntax, "value.schemas.unknown", "urn", quoteName(urn), "type", c.rt.Name, "urns",
				c.rt.urns())
			return f.at(i).under("schemas")
		}
		for _, earlier := range given[:i] {
			if e, _ := earlier.(string); sameName(e, urn) {
				return faultf(invalidSyntax, "value.schemas.twice", "urn", quoteName(urn)).at(i).under("schemas")
			}
		}
	}
	if !hasCore {
		return faultf(invalidSyntax, "value.schemas.core", "urn", c.rt.Core.ID, "type", c.rt.Name).under("schemas")
	}
	return nil
}

func (rt *ResourceType) urns() []string {
	list := []string{rt.Core.ID}
	for _, x := range rt.Extensions {
		list = append(list, x.ID)
	}
	return list
}

// section gathers the attributes of one schema.
type section struct {
	out     Object
	seen    bits
	pending map[*Attribute]Object // elements of lists that came as dotted names
}

// draft is a resource in the making.
type draft struct {
	core       section
	extensions []section // by position in ResourceType.Extensions; empty until one is needed
}

func (c *canon) section(d *draft, x *ResolvedExtension) *section {
	if x == nil {
		return &d.core
	}
	if d.extensions == nil {
		d.extensions = make([]section, len(c.rt.Extensions))
	}
	s := &d.extensions[x.pos]
	if s.out == nil {
		s.out = make(Object)
	}
	return s
}

// resource reads a whole body. A map has no order, so of several mistakes the one whose name comes
// first in the alphabet is told, and never another for the same body.
func (c *canon) resource(body Object) (Object, *fault) {
	d := draft{core: section{out: make(Object, len(body))}}
	var first firstFault
	for name, v := range body {
		first.note(name, c.member(&d, name, v))
	}
	if first.fault != nil {
		return nil, first.fault
	}
	if f := c.finish(&d.core); f != nil {
		return nil, f
	}
	for i := range d.extensions {
		x, s := c.rt.Extensions[i], &d.extensions[i]
		if f := c.finish(s); f != nil {
			return nil, f.underURN(x.ID)
		}
		if len(s.out) > 0 {
			d.core.out[x.ID] = s.out
		}
	}
	return d.core.out, nil
}

// whole reads the value that stands under the URN of a schema.
func (c *canon) whole(urn string, raw any) (any, error) {
	d := draft{core: section{out: make(Object)}}
	if f := c.members(&d, c.rt.extension(urn), urn, raw); f != nil {
		return nil, f.public()
	}
	s := &d.core
	if x := c.rt.extension(urn); x != nil {
		s = c.section(&d, x)
	}
	if f := c.finish(s); f != nil {
		return nil, f.underURN(urn).public()
	}
	if len(s.out) == 0 {
		return nil, nil
	}
	return s.out, nil
}

func again() *fault {
	return faultf(invalidSyntax, "value.again")
}

// join adds sub-attributes to a complex value that may have some already, from dotted names.
func join(out Object, a *Attribute, more Object) *fault {
	have, ok := out[a.Name].(Object)
	if !ok {
		out[a.Name] = more
		return nil
	}
	for _, sub := range a.SubAttributes {
		v, ok := more[sub.Name]
		if !ok {
			continue
		}
		if _, twice := have[sub.Name]; twice {
			return again().under(a.Name + "." + sub.Name)
		}
		have[sub.Name] = v
	}
	return nil
}

// finish adds the list elements that came as dotted names.
func (c *canon) finish(s *section) *fault {
	var first firstFault
	for a, raw := range s.pending {
		e, f := c.element(a, raw)
		if f == nil && e != nil {
			have, _ := s.out[a.Name].([]any)
			s.out[a.Name], f = c.tidy(a, append(have, e))
		}
		if f != nil {
			first.note(a.Name, f.under(a.Name))
		}
	}
	return first.fault
}
