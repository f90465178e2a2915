package schema

import "slices"

// WithoutReferences is the resource without the elements of its lists that refer to a resource of another type, such as
// a group without the member that is gone: out of every multi-valued attribute whose $ref may point to that type,
// elements go whose value is the id. Where there are none, found is false and the result o itself; o is not changed.
func (rt *ResourceType) WithoutReferences(o Object, target, id string) (next Object, found bool) {
	refers := func(element any) bool {
		e, ok := element.(Object)
		return ok && e["value"] == id
	}
	next = o
	for _, name := range rt.listsOf(target) {
		list, _ := o[name].([]any)
		if !slices.ContainsFunc(list, refers) {
			continue
		}
		if !found {
			next, found = Clone(o), true
		}
		rest := slices.DeleteFunc(slices.Clone(list), refers)
		if next[name] = rest; len(rest) == 0 {
			delete(next, name)
		}
	}
	return next, found
}

// listsOf names the attributes whose elements may refer to resources of another type.
func (rt *ResourceType) listsOf(target string) (names []string) {
	for _, a := range rt.Core.Attributes {
		for _, sub := range a.SubAttributes {
			if a.MultiValued && a.Mutability != ReadOnly && sub.Name == "$ref" && slices.Contains(sub.ReferenceTypes,
				target) {
				names = append(names, a.Name)
			}
		}
	}
	return names
}
