// Package admin is what administrators can do, whatever the surface: a command, a call of the API and
// a page all come to the same method, (ctx, actor, account, request) -> (result, error), which holds the
// checks, decides through the intake, and says in the log who asked (rule O4). A surface only reads
// what was asked and shows what came of it. A refusal is a *directory.Error that administrators may
// read; Risky is one that can be overruled. Anything else is Usher's own fault.
package admin

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/usher-id/usher/internal/directory"
)

// MaxPage is how many people or cases one page of a list holds at most.
const MaxPage = 500

// maxActor is how many characters an actor's name may have.
const maxActor = 200

// Actor is the administrator who asks.
type Actor struct {
	Name    string // as the log shows it (rule O4)
	Channel string // by which the request came: "cli"
}

// check refuses a name that the log can't show. Nobody decides anonymously.
func (a Actor) check() error {
	switch {
	case strings.TrimSpace(a.Name) == "":
		return directory.Refuse(directory.Invalid, "actor.nobody")
	case utf8.RuneCountInString(a.Name) > maxActor:
		return directory.Refuse(directory.Invalid, "actor.long", "limit", maxActor)
	case !utf8.ValidString(a.Name) || strings.ContainsFunc(a.Name, unprintable):
		return directory.Refuse(directory.Invalid, "actor.unprintable", "name", a.Name)
	}
	return nil
}

func unprintable(r rune) bool { return !unicode.IsPrint(r) }

// Options say how a decision is to be carried out.
type Options struct {
	DryRun     bool // decide, show what would come of it, and keep nothing (rule I4)
	AcceptRisk bool // the actor has seen the risks of the decision
}

// page is a usable size of a page: MaxPage for none, or too large a one.
func page(limit int) int {
	if limit <= 0 || limit > MaxPage {
		return MaxPage
	}
	return limit
}
