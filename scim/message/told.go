package message

// Error is an error that is nothing but its message.
type Error struct{ Message Message }

// Errorf makes an error of a key and pairs of an argument's name and value, as New makes a message.
func Errorf(key string, pairs ...any) *Error { return &Error{New(key, pairs...)} }

// Error is the message in English.
func (e *Error) Error() string { return Say(e.Message) }

// Tell gives the message.
func (e *Error) Tell() Message { return e.Message }

var _ Teller = (*Error)(nil)
