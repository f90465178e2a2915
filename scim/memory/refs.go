package memory

import (
	"slices"

	"github.com/usher-id/usher/scim/schema"
)

// unlink takes a resource that is gone out of the lists of others, such as the members of groups
// out of every multi-valued attribute whose $ref may point to its type.
func (b *Backend) unlink(gone *item) error {
	for _, list := range b.state.byType {
		if len(list) == 0 {
			continue
		}
		names := listsOf(list[0].Type, gone.Type.Name)
		if len(names) == 0 {
			continue
		}
		for _, it := range slices.Clone(list) {
			next, changed := without(it.Attributes, names, gone.ID)
			if !changed {
				continue
			}
			if err := b.state.put(newItem(it.Type, it.ID, next, it.Meta.Created, b.now(), it.serial, it.number+1)); err != nil {
				return err
			}
		}
	}
	return nil
}

// listsOf names the attributes of a type whose elements may refer to resources of another type.
func listsOf(rt *schema.ResourceType, target string) (names []string) {
	for _, a := range rt.Core.Attributes {
		for _, sub := range a.SubAttributes {
			if a.MultiValued && a.Mutability != schema.ReadOnly && sub.Name == "$ref" && slices.Contains(sub.ReferenceTypes, target) {
				names = append(names, a.Name)
			}
		}
	}
	return names
}

// without returns the attributes without the elements whose value is the id.
func without(o schema.Object, names []string, id string) (next schema.Object, changed bool) {
	refers := func(element any) bool {
		e, ok := element.(schema.Object)
		return ok && e["value"] == id
	}
	next = o
	for _, name := range names {
		list, _ := o[name].([]any)
		if !slices.ContainsFunc(list, refers) {
			continue
		}
		if !changed {
			next, changed = schema.Clone(o), true
		}
		rest := slices.DeleteFunc(slices.Clone(list), refers)
		if next[name] = rest; len(rest) == 0 {
			delete(next, name)
		}
	}
	return next, changed
}
