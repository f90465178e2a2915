package check

import (
	"maps"
	"sync"

	"github.com/usher-id/usher/scim/message"
)

// What stands before the id of a rule, a section or a case in the keys of what the report says of it.
const (
	titleKey   = "check.title."
	rightKey   = "check.right."
	sectionKey = "check.section."
	purposeKey = "check.purpose."
	sourceKey  = "check.source."
)

// english is how this package speaks by itself.
var english = speaking(message.Language{})

// speaking is a language that falls back to the English of this package.
func speaking(l message.Language) message.Language {
	foreign := l.Templates
	l.Templates = func(key string) (string, bool) {
		if foreign != nil {
			if template, known := foreign(key); known {
				return template, true
			}
		}
		template, known := templates()[key]
		return template, known
	}
	return l
}

// Templates are all that reports and errors can say, in English and by key: what a catalogue of another language, for
// [Options.Language], has to have.
func Templates() map[string]string { return maps.Clone(templates()) }

// templates are the catalogue, with what the rules and the cases say of themselves.
var templates = sync.OnceValue(func() map[string]string {
	all := maps.Clone(findingEnglish)
	maps.Copy(all, reportEnglish)
	for _, s := range append(sections(), overallSection) {
		all[sectionKey+s.id] = s.title
		for _, ru := range s.rules {
			all[titleKey+ru.id], all[rightKey+ru.id] = ru.title, ru.right
		}
	}
	for _, cs := range dialects() {
		all[purposeKey+cs.ID], all[sourceKey+cs.ID] = cs.Purpose, cs.Source
	}
	return all
})

// say is a message in the client's language.
func (c *Client) say(m message.Message) string { return c.speaker.Say(m) }

// runError is why a run can't be, or can't go on.
type runError struct {
	says  string
	cause error
}

func (e *runError) Error() string { return e.says }
func (e *runError) Unwrap() error { return e.cause }

// Tell gives the sentence as it is in the language of the run.
func (e *runError) Tell() message.Message { return message.Plain(e.says) }

// failed is an error of the run in a language.
func failed(l message.Language, cause error, key string, pairs ...any) error {
	return &runError{l.Say(message.New(key, pairs...)), cause}
}
