package directory

import "github.com/usher-id/usher/scim/filter"

// NameKeyOf is what names that administrators give are compared by: without case.
func NameKeyOf(name string) string { return filter.Fold(name) }
