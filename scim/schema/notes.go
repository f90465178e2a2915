package schema

import (
	"slices"
	"strings"

	"github.com/usher-id/usher/scim/message"
)

// maxNotes is how many names Notes keeps; of more it keeps the count.
const maxNotes = 20

// What Notes.Aside gives at most: so many names, each of so many bytes.
const (
	maxAside     = 100
	longestAside = 200
)

// Notes are what a body says and a resource does not keep: names that no schema has, and primary
// marks beyond the first. They are for the record of a request (rule P3), not for its answer. The
// zero value is ready to use, by one goroutine; a nil *Notes takes notes and forgets them.
type Notes struct {
	aside   []string // names, in the order of the alphabet
	more    int
	names   []string // as they were written
	primary []string // attributes of which several values were the primary one
}

// PassOver notes a name, or path, that no schema has.
func (n *Notes) PassOver(name string) {
	if n == nil {
		return
	}
	n.name(name)
	n.note(name)
}

// passOverMember notes a member of a body that no schema has. One that holds others, as an extension does, gives Aside
// the names of these.
func (n *Notes) passOverMember(name string, value any) {
	if n == nil {
		return
	}
	n.note(name)
	object, is := value.(Object)
	if !is || len(object) == 0 || !strings.Contains(name, ":") {
		n.name(name)
	}
	if is && strings.Contains(name, ":") {
		for inner := range object {
			n.name(name + ":" + inner)
		}
	}
}

// Aside are the names that were passed over, as they were written, a hundred at most; longer ones than 200 bytes
// are not among them. Of an extension that no schema has they are those of its attributes, behind its URN.
func (n *Notes) Aside() []string { return n.names }

func (n *Notes) name(name string) {
	if len(n.names) < maxAside && len(name) <= longestAside && !slices.Contains(n.names, name) {
		n.names = append(n.names, name)
	}
}

func (n *Notes) note(name string) {
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
