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
	problem := nameProblem(name)
	if problem.IsZero() {
		return nil
	}
	if what == "account" {
		return directory.Refuse(directory.Invalid, "name.account", "problem", problem, "limit", maxName)
	}
	return directory.Refuse(directory.Invalid, "name.source", "problem", problem, "limit", maxName)
}

// nameProblem says what is wrong with a name; nothing where nothing is.
func nameProblem(name string) text.Message {
	switch {
	case name == "":
		return text.New("name.empty")
	case !utf8.ValidString(name):
		return text.New("name.notText")
	case utf8.RuneCountInString(name) > maxName:
		return text.New("name.long", "limit", maxName)
	}
	for i, r := range name {
		switch {
		case !unicode.IsPrint(r): // of all spaces, the plain one prints
			return text.New("name.unseen", "character", fmt.Sprintf("%U", r))
		case r == ' ' && (i == 0 || i == len(name)-1):
			return text.New("name.space")
		}
	}
	return text.Message{}
}
