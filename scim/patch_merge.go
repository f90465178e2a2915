package scim

import (
	"slices"

	"github.com/usher-id/usher/scim/schema"
)

// patchMerge lays sub-attributes over a complex value.
type patchMerge struct {
	spot  string
	verb  patchVerb
	set   schema.Object
	unset []string
	// keep leaves immutable sub-attributes as they are instead of refusing: a member that is added
	// again with another $ref is still the same member (rule P5).
	keep bool
}

// merge gives the change as sub-attributes to set and to unassign.
func (c *patchChange) merge() *patchMerge {
	m := &patchMerge{spot: c.spot, verb: c.verb, unset: c.unset}
	switch {
	case c.attr.Sub == nil:
		m.set, _ = c.value.(map[string]any)
	case c.verb == patchRemove || c.value == nil:
		m.unset = []string{c.attr.Sub.Name}
	default:
		m.set = schema.Object{c.attr.Sub.Name: c.value}
	}
	return m
}

// into carries the merge out on o, a complex value of parent.
func (m *patchMerge) into(o schema.Object, parent *schema.Attribute) error {
	before := o["value"]
	for _, sub := range parent.SubAttributes {
		have := o[sub.Name]
		v, given := m.set[sub.Name]
		if !given {
			if !slices.Contains(m.unset, sub.Name) || have == nil {
				continue
			}
			v = nil
		}
		if sub.MultiValued && m.verb == patchAdd {
			old, _ := have.([]any)
			added, _ := v.([]any)
			v = patchUnion(sub, old, added)
		}
		if have != nil && sub.Mutability == schema.Immutable && !schema.Equal(have, v) {
			if m.keep {
				continue
			}
			return patchRefusal(m.spot, Mutability, "patch.fixedElement", "path", parent.Name+"."+sub.Name)
		}
		patchAssign(o, sub.Name, patchClone(v))
	}
	// $ref is the address of what value names: with another value it would lead to the wrong one.
	if _, named := m.set["$ref"]; !named && before != nil && !schema.Equal(before, o["value"]) {
		delete(o, "$ref")
	}
	return nil
}

// patchUnion appends the values that a list of simple values lacks.
func patchUnion(a *schema.Attribute, list, added []any) []any {
	seen := make(map[string]bool, len(list)+len(added))
	union := make([]any, 0, len(list)+len(added))
	for _, values := range [][]any{list, added} {
		for _, v := range values {
			if key := patchKey(a, v); !seen[key] {
				seen[key] = true
				union = append(union, patchClone(v))
			}
		}
	}
	return union
}
