package scim

import (
	"fmt"
	"strings"

	"github.com/usher-id/usher/scim/filter"
	"github.com/usher-id/usher/scim/schema"
)

// ListDelta is the net effect of a PATCH on a list whose elements are known by their value. First,
// if Clear, all elements go; then those that Remove names by value and those that match one of
// RemoveWhere go; then those of Add are there. An element of Add whose value is in the list
// already keeps the sub-attributes that Add does not name, and those that are immutable.
//
// Its size, and the time to find it, grow with the request and never with the list (rule P5).
type ListDelta struct {
	Clear       bool
	Add         []schema.Object
	Remove      []string
	RemoveWhere []filter.Expression // about one element: type eq "Group"
}

// Empty reports that the delta changes no list.
func (d *ListDelta) Empty() bool {
	return !d.Clear && len(d.Add) == 0 && len(d.Remove) == 0 && len(d.RemoveWhere) == 0
}

// Split takes the changes to one multi-valued core attribute, whose elements are known by an
// immutable value as members are, out of the patch, so that a backend which keeps the list as rows
// need not load it. rest has the other changes and may be empty; delta is never nil.
//
// The few changes whose effect depends on what is in the list, and so can't be said beforehand,
// are refused with an *Error that says how to ask for them. In strict mode, a change through
// value eq "x" of a member that is not there adds it here, where Apply answers noTarget.
func (p *PatchRequest) Split(attribute string) (rest *PatchRequest, delta *ListDelta, err error) {
	attr, err := p.rt.ResolveName(attribute)
	if err != nil || attr.Parent == nil || attr.URN != "" || attr.Sub != nil || !attr.Parent.MultiValued ||
		!patchKeyed(attr.Parent) {
		return nil, nil, fmt.Errorf("%q of %s is no list of elements with an immutable value", attribute, p.rt.Name)
	}
	rest = &PatchRequest{rt: p.rt, strict: p.strict}
	fold := patchFold{attr: attr, strict: p.strict, delta: &ListDelta{}, at: map[string]int{}, gone: map[string]bool{}}
	for _, c := range p.changes {
		if c.attr.URN != "" || c.attr.Parent != attr.Parent {
			rest.changes = append(rest.changes, c)
		} else if err := fold.change(c); err != nil {
			return nil, nil, err
		}
	}
	return rest, fold.finish(), nil
}

// patchFold puts changes to a list together, one after the other.
type patchFold struct {
	attr   schema.Attr
	strict bool
	delta  *ListDelta
	added  []patchAdded
	at     map[string]int  // key of value -> its place in added
	gone   map[string]bool // keys of delta.Remove
}

// patchAdded is an element that the request adds.
type patchAdded struct {
	element schema.Object // nil when it has been removed again
	// fresh elements can't meet one in the list: the request removed it, and knows all of them.
	fresh bool
}

func (f *patchFold) change(c *patchChange) error {
	switch {
	case c.attr.Sub == nil && c.match == nil:
		return f.whole(c)
	case c.match == nil && c.verb != patchRemove && c.value != nil:
		return patchRefusal(c.spot, NoTarget, "patch.split.whose", "sub", c.attr.Sub.Name, "op", c.verb,
			"example", f.selection()+"."+c.attr.Sub.Name)
	case c.attr.Sub == nil && (c.verb == patchRemove || c.value == nil):
		if c.match.values == nil {
			return f.removeWhere(c.match.expression, c.spot)
		}
		for _, v := range c.match.values {
			f.remove(v)
		}
		return nil
	case c.verb == patchRemove || c.value == nil:
		return patchRefusal(c.spot, NoTarget, "patch.split.single", "sub", c.attr.Sub.Name, "attribute",
			c.attr.Parent.Name)
	case len(c.match.values) != 1:
		return patchRefusal(c.spot, NoTarget, "patch.split.one", "attribute", c.attr.Parent.Name, "example",
			f.selection())
	}
	element := schema.Clone(c.match.element)
	if element == nil {
		element = schema.Object{}
	}
	if err := c.merge().into(element, c.attr.Parent); err != nil {
		return err
	}
	return f.add(element, c.spot)
}

// selection is an example of how to select one element.
func (f *patchFold) selection() string { return f.attr.Parent.Name + `[value eq "…"]` }

// whole folds a change of the list itself.
func (f *patchFold) whole(c *patchChange) error {
	if c.given != nil {
		for _, v := range c.given.list {
			element, _ := v.(map[string]any)
			value, _ := element["value"].(string)
			f.remove(value)
		}
		return nil
	}
	if c.verb != patchAdd {
		*f = patchFold{attr: f.attr, strict: f.strict, delta: &ListDelta{Clear: true}, at: map[string]int{},
			gone: map[string]bool{}}
	}
	values, _ := c.value.([]any)
	for _, v := range values {
		element, _ := v.(map[string]any)
		if err := f.add(schema.Clone(element), c.spot); err != nil {
			return err
		}
	}
	return nil
}

func (f *patchFold) key(value any) string { return patchKey(patchSub(f.attr.Parent, "value"), value) }

func (f *patchFold) add(element schema.Object, spot string) error {
	if _, ok := element["value"].(string); !ok {
		return patchRefusal(spot, NoTarget, "patch.match.none", "attribute", f.attr.Parent.Name)
	}
	key := f.key(element["value"])
	if i, ok := f.at[key]; ok {
		run := patchRun{strict: f.strict}
		return run.again(spot, f.attr.Parent, f.added[i].element, element)
	}
	f.at[key] = len(f.added)
	f.added = append(f.added, patchAdded{element: element, fresh: f.delta.Clear || f.gone[key]})
	return nil
}

func (f *patchFold) remove(value string) {
	key := f.key(value)
	f.drop(key)
	if !f.delta.Clear && !f.gone[key] {
		f.gone[key] = true
		f.delta.Remove = append(f.delta.Remove, value)
	}
}

func (f *patchFold) drop(key string) {
	if i, ok := f.at[key]; ok {
		f.added[i].element = nil
		delete(f.at, key)
	}
}

// removeWhere also removes what the request added. What an element that may be in the list
// already has beside its value is not known here, so that only filters on value can follow it.
func (f *patchFold) removeWhere(e filter.Expression, spot string) error {
	matches, err := filter.Compile(e, patchElementSchema(f.attr))
	if err != nil {
		return patchError(spot, err)
	}
	onValue := patchOnlyValue(e)
	for _, added := range f.added {
		switch {
		case added.element == nil:
		case !added.fresh && !onValue:
			return patchRefusal(spot, InvalidFilter, "patch.split.order", "attribute", f.attr.Parent.Name)
		case matches(added.element):
			f.drop(f.key(added.element["value"]))
		}
	}
	if !f.delta.Clear {
		f.delta.RemoveWhere = append(f.delta.RemoveWhere, e)
	}
	return nil
}

func (f *patchFold) finish() *ListDelta {
	for _, added := range f.added {
		if added.element != nil {
			f.delta.Add = append(f.delta.Add, added.element)
		}
	}
	return f.delta
}

// patchOnlyValue reports whether a filter looks at nothing but the elements' value.
func patchOnlyValue(e filter.Expression) bool {
	switch e := e.(type) {
	case *filter.LogicalExpression:
		return patchOnlyValue(e.Left) && patchOnlyValue(e.Right)
	case *filter.NotExpression:
		return patchOnlyValue(e.Expression)
	case *filter.AttributeExpression:
		return strings.EqualFold(e.AttributePath.AttributeName, "value")
	}
	return false
}
