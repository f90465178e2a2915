package scim

import (
	"net/http"
	"slices"

	"github.com/usher-id/usher/scim/message"
	"github.com/usher-id/usher/scim/schema"
)

// list carries a change to a multi-valued attribute out on its values, which belong to the run.
func (r *patchRun) list(list []any, c *patchChange) ([]any, error) {
	whole := c.attr.Sub == nil && c.match == nil
	adds := whole && c.given == nil && c.verb != patchRemove && c.value != nil
	if err := r.spend(len(list), c, adds); err != nil {
		return nil, err
	}
	if c.match == nil && !adds || c.verb == patchRemove || c.value == nil || whole && c.verb == patchReplace {
		r.lists[c.attr.Parent].index = nil // the list will be another one
	}
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
		r.mayRepeat(parent)
		list, _ = patchClone(values).([]any) // as the client wrote it
		return list, nil
	}
	index, err := r.index(list, c)
	if err != nil {
		return nil, err
	}
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
			r.mayRepeat(parent)
		}
		if patchPrimary(parent, list[at]) && patchPrimary(parent, v) {
			primary = at
		}
	}
	if primary >= 0 {
		patchClearPrimary(list, primary)
		r.forget(parent)
		r.mayRepeat(parent)
	}
	return list, nil
}

// index is the index of a list to which values are added. It stays until something else happens to the list, so that
// many additions cost as much as one of many values.
func (r *patchRun) index(list []any, c *patchChange) (*patchIndex, error) {
	touched := r.lists[c.attr.Parent]
	if touched != nil && touched.index != nil {
		return touched.index, nil
	}
	if err := r.tooMuch(len(list), dearLook*len(list), c); err != nil {
		return nil, err
	}
	index := newPatchIndex(c.attr.Parent, list)
	if touched != nil {
		touched.index = index
	}
	return index, nil
}

func (r *patchRun) forget(parent *schema.Attribute) {
	if touched := r.lists[parent]; touched != nil {
		touched.index = nil
	}
}

// mayRepeat notes that elements of a list may have become equal in all.
func (r *patchRun) mayRepeat(parent *schema.Attribute) {
	if touched := r.lists[parent]; touched != nil {
		touched.alike = true
	}
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
		return nil, patchRefusal(c.spot, InvalidPath, "patch.path.several",
			"attribute", c.attr.Parent.Name, "n", len(touched),
			"example", c.attr.Parent.Name+"["+patchFilterExample(c.attr.Parent)+"]")
	}
	r.forget(c.attr.Parent)
	r.lists[c.attr.Parent].alike = true
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
	if c.keepsIdentity(list, touched) {
		return list, nil
	}
	r.work += dearLook * len(list)
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

// dearLook is how many times as much as to match it costs to say what makes an element.
const dearLook = 7

// spend notes the work of a change to a list, and refuses it when that is too much.
func (r *patchRun) spend(values int, c *patchChange, adds bool) error {
	switch {
	case adds:
		added, _ := c.value.([]any)
		return r.tooMuch(values, dearLook*len(added), c)
	case c.match != nil:
		return r.tooMuch(values, values*max(1, c.match.terms), c)
	case c.given != nil:
		return r.tooMuch(values, values*dearLook, c)
	}
	return r.tooMuch(values, values, c)
}

// tooMuch adds to the work of the request, and refuses a change of a list of so many values with which it is too much.
func (r *patchRun) tooMuch(values, work int, c *patchChange) error {
	if r.work += work; r.work <= MaxPatchWork {
		return nil
	}
	return patchTold(http.StatusRequestEntityTooLarge, c.spot, "",
		message.New("patch.work", "attribute", c.attr.Parent.Name, "n", values))
}

// keepsIdentity reports whether a change of a sub-attribute can't have made two elements the same: those that it
// touched are known by their value and type, which it left alone.
func (c *patchChange) keepsIdentity(list []any, touched []int) bool {
	if c.attr.Sub == nil || c.attr.Sub.Name == "value" || c.attr.Sub.Name == "type" {
		return false
	}
	for _, i := range touched {
		if o, ok := list[i].(map[string]any); !ok || o["value"] == nil {
			return false
		}
	}
	return true
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
		if _, described := c.match.element[sub.Name]; described && !r.strict || sub.Mutability == schema.Immutable ||
			sub.Mutability == schema.ReadOnly {
			next[sub.Name] = old
		}
	}
	for _, sub := range parent.SubAttributes {
		if old := have[sub.Name]; old != nil && sub.Mutability == schema.Immutable &&
			!schema.Equal(old, next[sub.Name]) {
			return nil, patchRefusal(c.spot, Mutability, "patch.fixed", "path", parent.Name+"."+sub.Name)
		}
	}
	return next, nil
}

// create adds the element that a filter describes but did not find. The RFC leaves it open for add
// and answers noTarget for replace; identity providers rely on it for both.
func (r *patchRun) create(list []any, c *patchChange) ([]any, error) {
	parent := c.attr.Parent
	if r.strict || c.match != nil && c.match.element == nil {
		return nil, patchRefusal(c.spot, NoTarget, "patch.match.missing", "attribute", parent.Name)
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
		return nil, patchRefusal(c.spot, NoTarget, "patch.match.never", "attribute", parent.Name)
	}
	add := *c
	add.verb = patchAdd
	return r.add(list, []any{created}, &add)
}
