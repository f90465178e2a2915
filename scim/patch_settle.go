package scim

import (
	"slices"

	"github.com/usher-id/usher/scim/schema"
)

// patchTouched is a multi-valued attribute that a run has changed.
type patchTouched struct {
	attr    schema.Attr
	thinned bool        // an element lost a sub-attribute
	alike   bool        // two elements may have become equal in all
	index   *patchIndex // of the list as it is now; nil when it has to be made
}

// settle leaves a changed list without elements that say nothing or the same as another. It comes
// last, so that an element which one operation empties and the next one fills keeps its label.
func (r *patchRun) settle(o schema.Object, touched *patchTouched) {
	attr := touched.attr
	holder := o
	if attr.URN != "" {
		holder, _ = o[attr.URN].(map[string]any)
	}
	list, _ := holder[attr.Parent.Name].([]any)
	if touched.thinned {
		list = slices.DeleteFunc(list, r.hollow)
	}
	if !patchKeyed(attr.Parent) && touched.alike {
		list = patchDistinct(list)
	}
	if holder == nil {
		return
	}
	patchAssign(holder, attr.Parent.Name, list)
	if attr.URN != "" {
		patchAssign(o, attr.URN, holder)
	}
}

// hollow reports whether an element has no substance: nothing but a label, which is a type or the
// mark of the primary one.
func (r *patchRun) hollow(element any) bool {
	object, ok := element.(map[string]any)
	if !ok {
		return false
	}
	for name := range object {
		if r.strict || name != "type" && name != "primary" {
			return false
		}
	}
	return true
}

// patchDistinct keeps the first of elements that are equal in all: a primary one that is so no
// more can become like its neighbour.
func patchDistinct(list []any) []any {
	seen := make(map[string]bool, len(list))
	exact := &schema.Attribute{CaseExact: true}
	return slices.DeleteFunc(list, func(element any) bool {
		key := patchKey(exact, element)
		known := seen[key]
		seen[key] = true
		return known
	})
}
