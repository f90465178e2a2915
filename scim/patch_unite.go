package scim

import "github.com/usher-id/usher/scim/schema"

// patchUnite makes one of elements that a change to the touched ones has made equal in value and
// type. Elements that were equal before are left alone.
func patchUnite(parent *schema.Attribute, list []any, touched []int) []any {
	identity := func(element any) (key [2]string, ok bool) {
		key[0], key[1] = patchIdentity(parent, element)
		object, isObject := element.(map[string]any)
		return key, !isObject || object["value"] != nil
	}
	first := make(map[[2]string]int, len(touched))
	for _, i := range touched {
		if key, ok := identity(list[i]); ok {
			if _, known := first[key]; !known {
				first[key] = i
			}
		}
	}
	united := make([]any, 0, len(list))
	for i, element := range list {
		key, ok := identity(element)
		if at, known := first[key]; ok && known && at != i {
			patchFill(list[at], element)
			continue
		}
		united = append(united, element)
	}
	return united
}

// patchFill gives an element what only the other one, which goes, had.
func patchFill(keep, goes any) {
	to, ok := keep.(map[string]any)
	from, _ := goes.(map[string]any)
	if !ok {
		return
	}
	for name, v := range from {
		if to[name] == nil || name == "primary" && v == true {
			to[name] = v
		}
	}
}
