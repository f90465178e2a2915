package schema

// traits are what a resource type's attributes have in common, worked out once.
type traits struct {
	uniques []Attr
	request bool
}

// Uniques are the attributes and sub-attributes whose values the schemas want unique, in
// the order of their definition. Nobody may change the list.
func (rt *ResourceType) Uniques() []Attr { return rt.traits.uniques }

// ReturnsOnRequest reports whether an attribute or sub-attribute is returned only when it is
// asked for, so that what is kept of a resource can't be an answer as it is.
func (rt *ResourceType) ReturnsOnRequest() bool { return rt.traits.request }

func newTraits(rt *ResourceType) (t traits) {
	note := func(a Attr) {
		if a.Leaf().Uniqueness != None {
			t.uniques = append(t.uniques, a)
		}
		t.request = t.request || a.Leaf().Returned == Request
	}
	look := func(urn string, attributes []*Attribute) {
		for _, a := range attributes {
			note(Attr{URN: urn, Parent: a})
			for _, s := range a.SubAttributes {
				note(Attr{URN: urn, Parent: a, Sub: s})
			}
		}
	}
	look("", rt.Core.Attributes)
	for _, x := range rt.Extensions {
		look(x.ID, x.Attributes)
	}
	return t
}
