package schema

import "github.com/usher-id/usher/scim/filter"

// UniqueValue is a value that no other resource of its type may have.
type UniqueValue struct {
	Attribute string // its path, such as userName
	Form      string // the value as filters compare it: folded unless the attribute is caseExact
}

// UniqueValues lists what of a resource has to be unique, for an index, with the type's name, over all that a
// client sees. Two resources clash if a UniqueValue of theirs is the same.
func (rt *ResourceType) UniqueValues(o Object) (values []UniqueValue) {
	for _, a := range rt.Uniques() {
		for _, value := range Get(o, a) {
			text, ok := value.(string)
			if !ok {
				continue
			}
			if a.Leaf().FoldsCase() {
				text = filter.Fold(text)
			}
			values = append(values, UniqueValue{a.String(), text})
		}
	}
	return values
}
