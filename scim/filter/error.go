package filter

import (
	"strconv"
	"unicode/utf8"

	"github.com/usher-id/usher/scim/message"
)

// Error says why a filter, path or attribute name can't be read.
//
// Input may hold personal data: it is there to point at the mistake, not to be logged.
type Error struct {
	Offset  int             // of the mistake, in bytes from the beginning of Input
	Problem string          // what is wrong and what would be right, in English
	Message message.Message // the same by key and arguments
	Input   string          // as it was given
}

// Error gives the place in characters, counted from one as people do.
func (e *Error) Error() string { return message.Say(e.Tell()) }

// Tell is the message that Error says in English.
func (e *Error) Tell() message.Message {
	says := e.Message
	if says.IsZero() {
		says = message.Plain(e.Problem)
	}
	before := e.Input[:min(max(e.Offset, 0), len(e.Input))]
	return message.New("place.character", "n", utf8.RuneCountInString(before)+1, "says", says)
}

// fail returns an [*Error] at the byte offset at, of a key and pairs of an argument's name and value.
func (p *parser) fail(at int, key string, pairs ...any) error {
	says := message.New(key, pairs...)
	return &Error{Offset: at, Problem: message.Say(says), Message: says, Input: p.in}
}

// excerpt quotes what the user wrote, shortened so that the message stays a sentence.
func excerpt(s string) string { return excerptUpTo(s, 40) }

// excerptName quotes what could be the name of an attribute, with the URN of a schema before it: whole.
func excerptName(s string) string { return excerptUpTo(s, 480) }

// excerptUpTo cuts behind so many bytes.
func excerptUpTo(s string, most int) string {
	if len(s) <= most {
		return strconv.Quote(s)
	}
	cut := most
	for cut > 0 && !utf8.RuneStart(s[cut]) {
		cut--
	}
	return strconv.Quote(s[:cut] + "…")
}
