package schema

import (
	"fmt"
	"slices"
	"strings"
)

// maxNotes is how many names Notes keeps; of more it keeps the count.
const maxNotes = 20

// Notes are what a body says and a resource does not keep: names that no schema has, and primary
// marks beyond the first. They are for the record of a request (rule P3), not for its answer. The
// zero value is ready to use, by one goroutine; a nil *Notes takes notes and forgets them.
type Notes struct {
	aside   []string // names, in the order of the alphabet
	more    int
	primary []string // attributes of which several values were the primary one
}

// PassOver notes a name, or path, that no schema has.
func (n *Notes) PassOver(name string) {
	if n == nil {
		return
	}
	shown := quoteName(name)
	at, known := slices.BinarySearch(n.aside, shown)
	if known {
		return
	}
	if len(n.aside) < maxNotes {
		n.aside = slices.Insert(n.aside, at, shown)
		return
	}
	n.more++
	if at < maxNotes { // which are kept must not depend on the order of a map
		copy(n.aside[at+1:], n.aside[at:maxNotes-1])
		n.aside[at] = shown
	}
}

func (n *Notes) secondPrimary(attribute string) {
	if n != nil && !slices.Contains(n.primary, attribute) {
		n.primary = append(n.primary, attribute)
	}
}

// String is the notes in sentences, "" when there are none.
func (n *Notes) String() string {
	if n == nil {
		return ""
	}
	var sentences []string
	if len(n.aside) > 0 {
		more := ""
		if n.more > 0 {
			more = fmt.Sprintf(" and %d more", n.more)
		}
		sentences = append(sentences, "Left aside, since no schema has it: "+listed(n.aside)+more+".")
	}
	slices.Sort(n.primary)
	for _, attribute := range n.primary {
		sentences = append(sentences, attribute+": several values were primary; the first counts.")
	}
	return strings.Join(sentences, " ")
}
