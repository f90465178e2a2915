package scim

import (
	"strconv"
	"strings"

	"github.com/usher-id/usher/scim/schema"
)

// set reads the value of an add or replace.
func (c *patchCompiler) set(ask patchAsk, attr schema.Attr, match *patchFilter) error {
	change := &patchChange{verb: ask.verb, spot: ask.spot, attr: attr, match: match}
	var err error
	switch {
	case attr.Sub == nil && attr.Parent.MultiValued && match != nil:
		change.value, err = c.element(ask, attr, match)
	case attr.Sub == nil && !attr.Parent.MultiValued && attr.Parent.Type == schema.Complex:
		change.value, change.unset, err = c.complex(ask, attr)
	default:
		change.value, err = c.rt.CanonicalValue(attr, ask.value, c.mode)
	}
	if err != nil {
		return patchError(ask.spot, err)
	}
	if err := patchHasValues(attr, change.value, ask.spot); err != nil {
		return err
	}
	if change.value == nil {
		if patchKeeps(c.rt, attr) {
			return nil
		}
		if ask.verb == patchAdd && (attr.Leaf().MultiValued || attr.Leaf().Type == schema.Complex) {
			return nil // adding nothing to several values, or to a complex one, changes none of them
		}
		if leaf := attr.Leaf(); leaf.Required && match == nil || leaf.Required && attr.Sub != nil {
			return patchRefusal(ask.spot, InvalidValue, "patch.value.required", "path", attr)
		}
	}
	return c.emit(change)
}

// element reads the value for the elements that a filter selects.
func (c *patchCompiler) element(ask patchAsk, attr schema.Attr, match *patchFilter) (any, error) {
	raw := ask.value
	if list, ok := raw.([]any); ok && !c.mode.Strict {
		if len(list) > 1 {
			return nil, patchProblem(InvalidValue, "patch.value.one", "path", attr)
		}
		raw = nil
		if len(list) == 1 {
			raw = list[0]
		}
	}
	if patchUnassigned(raw) {
		return nil, nil
	}
	v, err := c.rt.CanonicalValue(attr, []any{raw}, c.mode)
	if err != nil {
		return nil, err
	}
	list, _ := v.([]any)
	if len(list) == 0 {
		return nil, patchProblem(InvalidValue, "patch.value.nothing", "path", attr)
	}
	element, ok := list[0].(map[string]any)
	if !ok {
		return list[0], nil
	}
	for _, sub := range attr.Parent.SubAttributes {
		want, described := match.element[sub.Name]
		have, named := element[sub.Name]
		if sub.Mutability == schema.Immutable && described && named && patchKey(sub, want) != patchKey(sub, have) {
			return nil, patchProblem(Mutability, "patch.value.fixed", "sub", sub.Name)
		}
	}
	return element, nil
}

// complex reads the value of a single complex attribute, and which of its sub-attributes are to be
// unassigned since they are null in it.
func (c *patchCompiler) complex(ask patchAsk, attr schema.Attr) (value any, unset []string, err error) {
	value, err = c.rt.CanonicalValue(attr, ask.value, c.mode)
	if err != nil {
		return nil, nil, err
	}
	raw := ask.value
	if list, ok := raw.([]any); ok && len(list) == 1 {
		raw = list[0]
	}
	object, ok := raw.(map[string]any)
	if !ok {
		return value, nil, nil
	}
	for _, sub := range attr.Parent.SubAttributes {
		for key, v := range object {
			if strings.EqualFold(key, sub.Name) && patchUnassigned(v) && sub.Mutability != schema.ReadOnly &&
				ask.verb == patchReplace {
				unset = append(unset, sub.Name)
			}
		}
	}
	if value == nil {
		value = schema.Object{}
	}
	return value, unset, nil
}

// remove reads a remove, whose value, if there is one, lists the values that are to go: Entra and
// JumpCloud remove members so. To remove all values instead would be the worst mistake possible.
func (c *patchCompiler) remove(ask patchAsk, attr schema.Attr, match *patchFilter, pathSpot string) error {
	change := &patchChange{verb: patchRemove, spot: pathSpot, attr: attr, match: match}
	if ask.value != nil && c.mode.Strict {
		return patchRefusal(ask.spot, InvalidSyntax, "patch.remove.value")
	}
	if patchKeeps(c.rt, attr) {
		return nil
	}
	if ask.value != nil && attr.Parent.MultiValued && attr.Sub == nil && match == nil {
		v, err := c.rt.CanonicalValue(attr, ask.value, c.mode)
		if err != nil {
			return patchError(ask.spot, err)
		}
		list, _ := v.([]any)
		if len(list) == 0 {
			return nil
		}
		if err := patchHasValues(attr, list, ask.spot); err != nil {
			return err
		}
		change.given = newPatchGiven(attr.Parent, list)
	} else if leaf := attr.Leaf(); leaf.Required && (attr.Sub != nil || match == nil) {
		return patchRefusal(pathSpot, Mutability, "patch.remove.required", "path", attr)
	}
	return c.emit(change)
}

// patchHasValues refuses an element that does not say which one it is, where its value alone does.
func patchHasValues(attr schema.Attr, v any, spot string) error {
	list, ok := v.([]any)
	if !ok || attr.Sub != nil || !patchKeyed(attr.Parent) {
		return nil
	}
	for i, element := range list {
		if object, _ := element.(map[string]any); object["value"] == nil {
			return patchRefusal(spot, InvalidValue, "patch.value.noKey", "path", attr.Parent.Name+"["+strconv.Itoa(i)+
				"]")
		}
	}
	return nil
}
