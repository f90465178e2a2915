package scim

import (
	"github.com/usher-id/usher/scim/filter"
	"github.com/usher-id/usher/scim/schema"
)

// ParseFilter reads a filter over resource types as a server does for a search: an attribute that one of them lacks
// matches nothing there, and one that all of them lack, or a comparison that has no meaning, is refused.
func ParseFilter(expression string, types []*schema.ResourceType) (filter.Expression, error) {
	e, err := filter.Parse(expression)
	if err == nil {
		err = criteria(types).check(e, nil)
	}
	return e, err
}
