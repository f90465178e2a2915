package scim

import (
	"slices"

	"github.com/usher-id/usher/scim/schema"
)

// list carries a change to a multi-valued attribute out on its values, which belong to the run.
func (r *patchRun) list(list []any, c *patchChange) ([]any, error) {
	whole := c.attr.Sub == nil && c.match == nil
	switch {
	case whole && c.given != nil:
		return slices.DeleteFunc(list, c.given.match), nil
	case whole && (c.verb == patchRemove || c.value == nil):
		return nil, nil
	case whole:
		values, _ := c.value.([]any)
		if c.verb == patchReplace {
			list = nil
		}
		return r.add(list, values, c)
	case c.attr.Sub == nil && (c.verb == patchRemove || c.value == nil):
		return slices.DeleteFunc(list, c.match.match), nil
	}
	return r.each(list, c)
}

// add appends values. One that is there already, by its value and type, is not repeated but takes
// what the new one says beyond that.
func (r *patchRun) add(list, values []any, c *patchChange) ([]any, error) {
	parent := c.attr.Parent
	if c.verb == patchReplace && !patchKeyed(parent) && len(list) == 0 {
		list, _ = patchClone(values).([]any) // as the client wrote it
		return list, nil
	}
	index := newPatchIndex(parent, list)
	primary := -1
	for _, v := range values {
		at, known := index.find(v)
		if !known {
			at = len(list)
			list = append(list, patchClone(v))
			index.put(at, v)
		} else if have, ok := list[at].(map[string]any); ok {
			if err := r.again(c.spot, parent, have, v); err != nil {
				return nil, err
			}
			index.typed(at, have)
		}
		if patchPrimary(parent, list[at]) && patchPrimary(parent, v) {
			primary = at
		}
	}
	if primary >= 0 {
		patchClearPrimary(list, primary)
	}
	return list, nil
}

// again lays an element over the same element that is there already.
func (r *patchRun) again(spot string, parent *schema.Attribute, have schema.Object, v any) error {
	element, _ := v.(map[string]any)
	set := make(schema.Object, len(element))
	for name, v := range element {
		// What makes the element the same is equal but for its case: it stays as it was.
		if (name == "value" || name == "type") && have[name] != nil {
			if sub := patchSub(parent, name); patchKey(sub, v) == patchKey(sub, have[name]) {
				continue
			}
		}
		set[name] = v
	}
	m := patchMerge{spot: spot, verb: patchAdd, set: set, keep: !r.strict}
	return m.into(have, parent)
}

// each changes the elements that a filter selects, or a sub-attribute of the only one.
func (r *patchRun) each(list []any, c *patchChange) ([]any, error) {
	var touched []int
	for i, element := range list {
		if c.match == nil || c.match.match(element) {
			touched = append(touched, i)
		}
	}
	clears := c.verb == patchRemove || c.value == nil
	if len(touched) == 0 {
		if clears {
			return list, nil
		}
		return r.create(list, c)
	}
	if c.match == nil && !clears && len(touched) > 1 {
		return nil, patchRefusal(c.spot, InvalidPath, "%s has %d values; select one with a filter, for example %s[%s]", c.attr.Parent.Name, len(touched), c.attr.Parent.Name, patchFilterExample(c.attr.Parent))
	}
	if clears {
		r.lists[c.attr.Parent].thinned = true
	}
	primary, err := patchNewPrimary(list, touched, c)
	if err != nil {
		return nil, err
	}
	for _, i := range touched {
		if list[i], err = r.element(list[i], c); err != nil {
			return nil, err
		}
	}
	if primary >= 0 {
		patchClearPrimary(list, primary)
	}
	if clears {
		return list, nil
	}
	return patchUnite(c.attr.Parent, list, touched), nil
}

// patchFilterExample is a filter that can select one element of the attribute.
func patchFilterExample(parent *schema.Attribute) string {
	switch {
	case patchSub(parent, "type") != nil && !patchKeyed(parent):
		return `type eq "work"`
	case patchSub(parent, "value") != nil || len(parent.SubAttributes) == 0:
		return `value eq "…"`
	}
	return parent.SubAttributes[0].Name + ` eq "…"`
}

// element changes one selected element.
func (r *patchRun) element(element any, c *patchChange) (any, error) {
	parent := c.attr.Parent
	have, ok := element.(map[string]any)
	if !ok {
		return c.value, nil // a simple value
	}
	if c.attr.Sub != nil || c.verb == patchAdd || patchKeyed(parent) {
		return have, c.merge().into(have, parent)
	}
	// The element is exchanged (RFC 7644 section 3.5.2.3). What the filter says of it stays true
	// unless the value says otherwise, and what can't change stays.
	value, _ := c.value.(map[string]any)
	next := schema.Clone(value)
	for _, sub := range parent.SubAttributes {
		old := have[sub.Name]
		if old == nil || next[sub.Name] != nil {
			continue
		}
		if _, described := c.match.element[sub.Name]; described && !r.strict || sub.Mutability == schema.Immutable || sub.Mutability == schema.ReadOnly {
			next[sub.Name] = old
		}
	}
	for _, sub := range parent.SubAttributes {
		if old := have[sub.Name]; old != nil && sub.Mutability == schema.Immutable && !schema.Equal(old, next[sub.Name]) {
			return nil, patchRefusal(c.spot, Mutability, "%s.%s is set and can't be changed any more", parent.Name, sub.Name)
		}
	}
	return next, nil
}

// create adds the element that a filter describes but did not find. The RFC leaves it open for add
// and answers noTarget for replace; identity providers rely on it for both.
func (r *patchRun) create(list []any, c *patchChange) ([]any, error) {
	parent := c.attr.Parent
	if r.strict || c.match != nil && c.match.element == nil {
		return nil, patchRefusal(c.spot, NoTarget, "no value of %s matches; add the value first", parent.Name)
	}
	element := schema.Object{}
	if c.match != nil {
		element = schema.Clone(c.match.element)
	}
	if parent.Type != schema.Complex {
		element["value"] = c.value
	} else if err := c.merge().into(element, parent); err != nil {
		return nil, err
	}
	created := patchUnwrap(parent, element)
	if c.match != nil && !c.match.match(created) {
		return nil, patchRefusal(c.spot, NoTarget, "no value of %s matches, and one with this value would not match either", parent.Name)
	}
	add := *c
	add.verb = patchAdd
	return r.add(list, []any{created}, &add)
}
