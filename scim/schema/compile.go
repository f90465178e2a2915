package schema

import "strconv"

// compile readies a checked schema for use: default characteristics, look-up tables, quoted names.
func (s *Schema) compile() {
	s.names = make(names, 2*len(s.Attributes))
	s.key = strconv.Quote(s.ID) + ":"
	for i, a := range s.Attributes {
		a.compile(i)
		s.names.add(a)
	}
	s.compiled = true
}

func (a *Attribute) compile(pos int) {
	a.defaults()
	a.pos = pos
	a.key = strconv.Quote(a.Name) + ":"
	if len(a.SubAttributes) == 0 {
		return
	}
	a.subs = make(names, 2*len(a.SubAttributes))
	for i, sub := range a.SubAttributes {
		sub.compile(i)
		a.subs.add(sub)
	}
	a.value = a.subs["value"]
	if p := a.subs["primary"]; a.MultiValued && p != nil && p.Type == Boolean && !p.MultiValued {
		a.primary = p
	}
}

// defaults fills in what a definition leaves out.
func (a *Attribute) defaults() {
	if a.Type == "" {
		a.Type = String
	}
	if a.Mutability == "" {
		a.Mutability = ReadWrite
	}
	if a.Returned == "" {
		a.Returned = Default
	}
	if a.Uniqueness == "" {
		a.Uniqueness = None
	}
}

// copySchema returns a deep copy, with the defaults filled in, that a registry can own.
func copySchema(s *Schema) *Schema {
	c := &Schema{ID: s.ID, Name: s.Name, Description: s.Description, Attributes: copyAttributes(s.Attributes, 0)}
	return c
}

// copyAttributes stops below what any definition may have: one that contains itself would
// otherwise never end.
func copyAttributes(attributes []*Attribute, depth int) []*Attribute {
	if attributes == nil || depth > maxNesting {
		return nil
	}
	list := make([]*Attribute, len(attributes))
	for i, a := range attributes {
		if a == nil {
			continue
		}
		list[i] = &Attribute{
			Name: a.Name, Type: a.Type, SubAttributes: copyAttributes(a.SubAttributes, depth+1),
			MultiValued: a.MultiValued,
			Description: a.Description, Required: a.Required, CanonicalValues: append([]string(nil),
				a.CanonicalValues...),
			CaseExact: a.CaseExact, Mutability: a.Mutability, Returned: a.Returned, Uniqueness: a.Uniqueness,
			ReferenceTypes: append([]string(nil), a.ReferenceTypes...),
		}
		list[i].defaults()
	}
	return list
}
