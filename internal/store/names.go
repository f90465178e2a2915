package store

import (
	"fmt"
	"unicode"
	"unicode/utf8"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/text"
)

const maxName = 100 // characters

// checkName refuses names of accounts and sources that nobody could type or tell apart.
func checkName(what, name string) error {
	problem := ""
	switch {
	case name == "":
		problem = "is empty"
	case !utf8.ValidString(name):
		problem = "is not valid UTF-8"
	case utf8.RuneCountInString(name) > maxName:
		problem = fmt.Sprintf("is longer than %d characters", maxName)
	}
	for i, r := range name {
		switch {
		case problem != "":
		case !unicode.IsPrint(r): // of all spaces, the plain one prints
			problem = fmt.Sprintf("contains the character %U, which can't be seen", r)
		case r == ' ' && (i == 0 || i == len(name)-1):
			problem = "begins or ends with a space"
		}
	}
	if problem == "" {
		return nil
	}
	return refusal(directory.Invalid, "the name of the %s %s: use 1 to %d visible characters", what, problem, maxName)
}

// refusal is an error that whoever asked is to see.
func refusal(kind directory.Kind, format string, args ...any) error {
	return &directory.Error{Kind: kind, Message: text.Plain(fmt.Sprintf(format, args...))}
}
