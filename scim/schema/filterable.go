package schema

import "github.com/usher-id/usher/scim/filter"

// FilterAttribute tells the filter package how an attribute of the type compares; the method value
// is a filter.Schema. The error is *UnknownAttribute, or *Error with the keyword sensitive for an
// attribute that is never returned, and invalidFilter for the URN of a schema.
func (rt *ResourceType) FilterAttribute(p filter.AttributePath) (filter.Attribute, error) {
	a, err := rt.Resolve(p)
	if err != nil {
		return filter.Attribute{}, err
	}
	leaf := a.Leaf()
	switch {
	case leaf == nil:
		return filter.Attribute{}, faultf(invalidFilter, "operand.schema").under(a.URN).public()
	case leaf.secret() || a.Parent.secret():
		return filter.Attribute{}, secretError(a.String())
	}
	return filter.Attribute{Kind: leaf.kind(), Object: a.URN}, nil
}

func (a *Attribute) kind() filter.Kind {
	switch a.Type {
	case Boolean:
		return filter.Boolean
	case Integer, Decimal:
		return filter.Number
	case DateTime:
		return filter.Time
	case Binary:
		return filter.Binary
	case Complex:
		return filter.Complex
	}
	if a.FoldsCase() {
		return filter.Text
	}
	return filter.ExactText
}
