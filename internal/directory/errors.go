package directory

import (
	"context"
	"errors"

	"github.com/usher-id/usher/internal/text"
	"github.com/usher-id/usher/scim/message"
)

// Kind sorts the refusals of the intake.
type Kind int

// The kinds of refusal. Anything else that goes wrong is the server's own fault and reaches
// nobody's eyes but the operator's.
const (
	NotFound     Kind = iota + 1 // this source has no such record
	Conflict                     // this source holds the value already (rule P1)
	Refused                      // a verdict: policy says no (rule D7)
	Precondition                 // the record has another version than was asked for
	Invalid                      // the change itself is wrong; Err says why
	Unresolved                   // it names a resource that could not be created
	Busy                         // too much of the same caller is under way (rule P10)
	Unavailable                  // the database is gone, takes no changes or is too slow; Err says which

	TooLarge // the record would grow beyond a limit, or the request does too much (rule P10)
)

// ErrUncertain is in the error of a transaction of which can't be told whether it was committed.
// Running it again could do twice what it asked for.
var ErrUncertain = errors.New("commit, whose outcome is unknown")

// Error is a refusal that whoever asked is to see.
type Error struct {
	Kind    Kind
	Message text.Message
	Verdict Verdict  // with Refused
	Err     error    // with Invalid and Unavailable: the cause
	Risks   []string // of a decision about who is whom that is refused for them alone: see Change.AcceptRisk
}

// Error is what whoever asked is to see, in English: the message, or that of the cause.
func (e *Error) Error() string { return text.In(text.English, e.Tell()) }

// Tell gives the message, or what the cause tells.
func (e *Error) Tell() text.Message {
	if e.Err != nil && e.Message.IsZero() {
		return message.Of(e.Err)
	}
	return e.Message
}

// Unwrap gives the cause, nil where there is none.
func (e *Error) Unwrap() error { return e.Err }

// Refuse makes a refusal; key and pairs are those of its message, which says what would be right.
func Refuse(k Kind, key string, pairs ...any) *Error {
	return &Error{Kind: k, Message: text.New(key, pairs...)}
}

// KindOf gives the kind of a refusal, or 0 when the error is none.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return 0
}

// Status is the HTTP status that a refusal of this kind has at the channels that speak HTTP (P7).
func (k Kind) Status() int {
	switch k {
	case NotFound:
		return 404
	case Conflict, Unresolved:
		return 409
	case Refused:
		return 403
	case Precondition:
		return 412
	case Invalid:
		return 400
	case TooLarge:
		return 413
	case Busy:
		return 429
	case Unavailable:
		return 503
	}
	return 500
}

// Unserved reports whether an error is the database's, which serves nobody now or is too slow, and gives
// what callers are told with status 503. What it says of the change is certain.
func Unserved(err error) (says text.Message, ok bool) {
	switch {
	case errors.Is(err, ErrUncertain):
		return text.New("server.uncertain"), true
	case KindOf(err) == Unavailable:
		return text.New("server.unavailable"), true
	case errors.Is(err, context.DeadlineExceeded):
		return text.New("server.slow"), true
	}
	return text.Message{}, false
}

// RetryAfter is how many seconds callers are asked to wait for a database that can't serve.
const RetryAfter = "5"
