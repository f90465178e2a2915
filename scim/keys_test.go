package scim_test

import (
	"slices"
	"strings"
)

// keys lists the members of a resource, with their sub-members, sorted.
func keys(v any) string {
	var list []string
	o, _ := v.(map[string]any)
	for name, value := range o {
		inner, ok := value.(map[string]any)
		if !ok {
			list = append(list, name)
			continue
		}
		for sub := range inner {
			list = append(list, name+"."+sub)
		}
	}
	slices.Sort(list)
	return strings.Join(list, " ")
}
