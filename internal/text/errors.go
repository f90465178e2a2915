package text

import "github.com/usher-id/usher/scim/message"

// Error is an error that people see.
type Error struct {
	Message Message
	Cause   error // nil where there is none
}

// Errorf makes an error of a key and pairs of an argument's name and value. Where cause is not nil, what it tells is
// the argument "cause".
func Errorf(cause error, key string, pairs ...any) *Error {
	if cause != nil {
		pairs = append(pairs, "cause", Told(cause))
	}
	return &Error{Message: New(key, pairs...), Cause: cause}
}

// Error is the message in English, as the command line shows it.
func (e *Error) Error() string { return operator.Say(e.Message) }

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Cause }

// Tell gives the message.
func (e *Error) Tell() Message { return e.Message }

var _ message.Teller = (*Error)(nil)
