package schema

import (
	"slices"
	"strings"

	"github.com/usher-id/usher/scim/message"
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

// Messages are the notes, none when nothing was noted.
func (n *Notes) Messages() []message.Message {
	if n == nil || len(n.aside) == 0 && len(n.primary) == 0 {
		return nil
	}
	var list []message.Message
	switch {
	case n.more > 0:
		list = append(list, message.New("note.asideMore", "names", slices.Clone(n.aside), "n", n.more))
	case len(n.aside) > 0:
		list = append(list, message.New("note.aside", "names", slices.Clone(n.aside)))
	}
	slices.Sort(n.primary)
	for _, attribute := range n.primary {
		list = append(list, message.New("note.primary", "attribute", attribute))
	}
	return list
}

// String is the notes in English sentences, "" when there are none.
func (n *Notes) String() string {
	var sentences []string
	for _, m := range n.Messages() {
		sentences = append(sentences, message.Say(m))
	}
	return strings.Join(sentences, " ")
}
