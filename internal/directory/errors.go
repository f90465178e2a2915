package directory

import (
	"errors"
	"fmt"
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
	TooLarge                     // the record would grow beyond a limit, or the request does too much (rule P10)
)

// ErrUncertain is in the error of a transaction of which can't be told whether it was committed.
// Running it again could do twice what it asked for.
var ErrUncertain = errors.New("commit, whose outcome is unknown")

// Error is a refusal that whoever asked is to see.
type Error struct {
	Kind    Kind
	Detail  string
	Verdict Verdict // with Refused
	Err     error   // with Invalid: the cause
}

func (e *Error) Error() string {
	if e.Err != nil && e.Detail == "" {
		return e.Err.Error()
	}
	return e.Detail
}

func (e *Error) Unwrap() error { return e.Err }

func refuse(k Kind, format string, args ...any) *Error {
	return &Error{Kind: k, Detail: fmt.Sprintf(format, args...)}
}

// KindOf gives the kind of a refusal, or 0 when the error is none.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return 0
}
