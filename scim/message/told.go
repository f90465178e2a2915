package message

// Error is an error that is nothing but its message, and the error that it comes of, if there is one.
type Error struct {
	Message Message
	Cause   error
}

// Errorf makes an error of a key and pairs of an argument's name and value, as New makes a message.
func Errorf(key string, pairs ...any) *Error { return &Error{Message: New(key, pairs...)} }

// Error is the message in English.
func (e *Error) Error() string { return Say(e.Message) }

// Tell gives the message.
func (e *Error) Tell() Message { return e.Message }

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Cause }

var _ Teller = (*Error)(nil)
