package schema

import (
	"strings"
)

// member reads one member of a body.
func (c *canon) member(d *draft, name string, v any) *fault {
	if a := c.rt.names.find(name); a != nil {
		return c.assign(&d.core, a, v)
	}
	if x := c.rt.extension(name); x != nil {
		return c.members(d, x, x.ID, v)
	}
	a, err := c.rt.ResolveName(name)
	switch {
	case err != nil && !c.strict:
		c.notes.passOverMember(name, v)
		return nil
	case err != nil:
		return &fault{scimType: invalidSyntax, says: err.(*UnknownAttribute).ForWriting()}
	case c.strict:
		return faultf(invalidSyntax, "value.member", "name", quoteName(name), "type", c.rt.Name, "path", a)
	case a.Parent == nil:
		return c.members(d, nil, a.URN, v)
	}
	x := c.rt.extension(a.URN)
	f := c.place(c.section(d, x), a, v)
	if f != nil && x != nil {
		return f.underURN(x.ID)
	}
	return f
}

// members reads an object that stands under the URN of a schema: of extension x, or of the core
// schema if x is nil.
func (c *canon) members(d *draft, x *ResolvedExtension, urn string, v any) *fault {
	if l, ok := v.([]any); ok && len(l) <= 1 && !c.strict {
		v = nil
		if len(l) == 1 {
			v = l[0]
		}
	}
	if v == nil || v == "" {
		return nil
	}
	object, ok := v.(Object)
	if !ok {
		return faultf(invalidValue, "value.schema", "kind", kindOf(v)).under(urn)
	}
	known := c.rt.names
	if x != nil {
		known = x.names
	}
	s := c.section(d, x)
	var first firstFault
	for name, v := range object {
		head, sub, dotted := strings.Cut(name, ".")
		a := Attr{URN: urn, Parent: known.find(head)}
		if a.Parent != nil && dotted && !c.strict {
			a.Sub = a.Parent.subs.find(sub)
		}
		var f *fault
		switch {
		case a.Parent != nil && (!dotted || a.Sub != nil):
			f = c.place(s, a, v)
		case c.strict:
			unknown := &UnknownAttribute{Path: urn + ":" + name, rt: c.rt}
			first.note(name, &fault{scimType: invalidSyntax, says: unknown.ForWriting()})
			continue
		default:
			c.notes.PassOver(urn + ":" + name)
		}
		if f != nil {
			f = f.underURN(urn)
		}
		first.note(name, f)
	}
	return first.fault
}

// place assigns to the attribute or, for a dotted name, to its sub-attribute.
func (c *canon) place(s *section, a Attr, v any) *fault {
	if a.Sub == nil {
		return c.assign(s, a.Parent, v)
	}
	if c.ignores(a.Parent) || c.ignores(a.Sub) {
		return nil
	}
	if a.Parent.MultiValued {
		if s.pending == nil {
			s.pending = make(map[*Attribute]Object)
		}
		if s.pending[a.Parent] == nil {
			s.pending[a.Parent] = make(Object)
		}
		if _, twice := s.pending[a.Parent][a.Sub.Name]; twice {
			return again().under(a.Parent.Name + "." + a.Sub.Name)
		}
		s.pending[a.Parent][a.Sub.Name] = v
		return nil
	}
	cv, f := c.value(a.Sub, v)
	if f != nil {
		return f.under(a.Sub.Name).under(a.Parent.Name)
	}
	if cv == nil {
		return nil
	}
	return join(s.out, a.Parent, Object{a.Sub.Name: cv})
}

func (c *canon) assign(s *section, a *Attribute, v any) *fault {
	if c.ignores(a) {
		return nil
	}
	bit := a.pos
	if a.common {
		bit += MaxAttributes
	}
	if s.seen.set(bit) {
		return again().under(a.Name)
	}
	cv, f := c.value(a, v)
	if f != nil {
		return f.under(a.Name)
	}
	if cv == nil {
		return nil
	}
	if o, ok := cv.(Object); ok {
		return join(s.out, a, o)
	}
	s.out[a.Name] = cv
	return nil
}
