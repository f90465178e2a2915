// Package text is all that Usher says to people. The rooms below the surfaces make messages, a key and its arguments,
// and whoever shows one says to whom: in which language, and on which surface, since a client of SCIM is to ask an
// administrator for what the command line can do itself. Every sentence that a person can see stands here, in English
// and in French, or in scim/message and check, which this package has the
// French of.
package text

import (
	"errors"
	"strings"

	"github.com/usher-id/usher/scim/message"
)

// Message is a sentence as a key and arguments.
type Message = message.Message

// Language is one that Usher speaks.
type Language string

// The languages. English is spoken to whoever asks for none of these.
const (
	English Language = "en"
	French  Language = "fr"
)

// Languages are all of them.
var Languages = []Language{English, French}

// Surface is where a message is read.
type Surface int

// The surfaces.
const (
	SCIM        Surface = iota // by whoever runs a client, who has to ask an administrator of Usher
	CommandLine                // by an administrator who can run commands
)

// Reader is who reads a message.
type Reader struct {
	Language Language
	Surface  Surface
	Account  string // name of the account that the message is about, for commands; "" where there is none
}

// operator reads Usher's own log.
var operator = Reader{Language: English, Surface: CommandLine}

// New makes a message of a key of the catalogue and pairs of an argument's name and value.
func New(key string, pairs ...any) Message { return message.New(key, pairs...) }

// Plain is text that is no sentence of Usher's, such as what an operating system says.
func Plain(text string) Message { return message.Plain(text) }

// In is a message in English or French as a command line shows it, without an account.
func In(language Language, m Message) string {
	return Reader{Language: language, Surface: CommandLine}.Say(m)
}

// Say is a message as the reader gets it.
func (r Reader) Say(m Message) string { return r.Speaker().Say(m) }

// Speaker is how the reader is spoken to, for a library that says things itself.
func (r Reader) Speaker() message.Language {
	return message.Language{Templates: r.template, One: r.one, Verbs: r.verb}
}

// SayAll is several messages, one after the other.
func (r Reader) SayAll(list []Message) string {
	all := make([]string, len(list))
	for i, m := range list {
		all[i] = r.Say(m)
	}
	return strings.Join(all, " ")
}

// Error is what an error tells the reader. Errors that were joined stand on lines of their own. What an error that
// tells something was wrapped with, such as where it was met, is in English, and stands before it for who reads that.
func (r Reader) Error(err error) string {
	if joined, several := err.(interface{ Unwrap() []error }); several {
		lines := make([]string, 0, 2)
		for _, e := range joined.Unwrap() {
			lines = append(lines, r.Error(e))
		}
		return strings.Join(lines, "\n")
	}
	var within message.Teller
	if errors.As(err, &within) {
		if where, found := strings.CutSuffix(err.Error(), within.Error()); found {
			if r.Language != English {
				where = ""
			}
			return where + r.Say(within.Tell())
		}
	}
	if teller, tells := err.(message.Teller); tells {
		return r.Say(teller.Tell())
	}
	return r.Say(unexpected(err))
}

// template finds a key in the reader's language.
func (r Reader) template(key string) (string, bool) {
	if both, known := catalogue[key]; known {
		return both.in(r.Language), true
	}
	if r.Language == French {
		if template, known := protocolFrench[key]; known {
			return unbroken.Replace(template), true
		}
		if template, known := checkFrench[key]; known {
			return template, true
		}
	}
	template, known := message.Templates()[key]
	return template, known
}

// Quotes reports whether a message puts an argument between quotation marks, as it does with what somebody has sent.
func Quotes(m Message, argument string) bool {
	template, _ := operator.template(m.Key)
	return strings.Contains(template, "{"+argument+":q}")
}

// one reports whether a number takes the singular, as 0 does in French.
func (r Reader) one(n int64) bool { return r.Language == French && n >= 0 && n < 2 }

// words are a template in each language.
type words struct{ En, Fr string }

func (w words) in(l Language) string {
	if l == French {
		return w.Fr
	}
	return w.En
}
