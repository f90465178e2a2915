package matchkey

import "strings"

// Reasons why two addresses are suggested as one person's.
const (
	PlusTag   = "plusTag"    // they differ in a +tag
	Dots      = "dots"       // they differ in the dots before the @
	Lookalike = "confusable" // they look alike, or more than one thing is different
)

// Why says by which of the reasons two normalised addresses have the same key: the one that
// explains it alone, and Lookalike when none does. It is "" for addresses that are the same or
// whose keys differ.
func Why(aLocal, aDomain, bLocal, bDomain string) string {
	switch {
	case aLocal == bLocal && aDomain == bDomain, Address(aLocal, aDomain) != Address(bLocal, bDomain):
		return ""
	case aDomain != bDomain:
		return Lookalike
	case untagged(aLocal) == untagged(bLocal):
		return PlusTag
	case undotted(aLocal) == undotted(bLocal):
		return Dots
	}
	return Lookalike
}

func untagged(local string) string {
	if plus := strings.IndexByte(local, '+'); plus > 0 {
		return local[:plus]
	}
	return local
}

func undotted(local string) string { return strings.ReplaceAll(local, ".", "") }
