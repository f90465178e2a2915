package filter

import (
	"fmt"
	"strconv"
	"unicode/utf8"
)

// Error says why a filter, path or attribute name can't be read.
//
// Input may hold personal data: it is there to point at the mistake, not to be logged.
type Error struct {
	Offset  int    // of the mistake, in bytes from the beginning of Input
	Problem string // what is wrong and what would be right
	Input   string // as it was given
}

// Error gives the place in characters, counted from one as people do.
func (e *Error) Error() string {
	before := e.Input[:min(max(e.Offset, 0), len(e.Input))]
	return fmt.Sprintf("at character %d: %s", utf8.RuneCountInString(before)+1, e.Problem)
}

// fail returns an [*Error] at the byte offset at.
func (p *parser) fail(at int, format string, args ...any) error {
	return &Error{Offset: at, Problem: fmt.Sprintf(format, args...), Input: p.in}
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
