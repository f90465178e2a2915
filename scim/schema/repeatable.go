package schema

// Repeatable is the schema for a view in which several may have one value of an attribute that has to be
// unique where it is kept: the same attributes, none of them unique.
func (s *Schema) Repeatable() *Schema {
	c := copySchema(s)
	c.discovery = s.discovery
	repeatable(c.Attributes)
	c.compile()
	return c
}

func repeatable(attributes []*Attribute) {
	for _, a := range attributes {
		a.Uniqueness = None
		repeatable(a.SubAttributes)
	}
}
