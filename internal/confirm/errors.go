package confirm

import "github.com/usher-id/usher/internal/text"

// Reason sorts the refusals of the loop.
type Reason string

// The reasons for which the loop refuses.
const (
	Unknown   Reason = "unknown"   // no such code, link or address
	Over      Reason = "over"      // used up, expired, or given way to a newer one
	Wrong     Reason = "wrong"     // another code
	TriedOut  Reason = "triedOut"  // too many wrong codes
	TooMany   Reason = "tooMany"   // mails to the address
	NoAddress Reason = "noAddress" // what was typed is none
)

// Error is a refusal, in a sentence for administrators. Pages show none of it.
type Error struct {
	Reason  Reason
	Message text.Message
}

// Error is the sentence in English.
func (e *Error) Error() string { return text.In(text.English, e.Message) }

// Tell gives the message.
func (e *Error) Tell() text.Message { return e.Message }

// refuse makes a refusal of a key and pairs of an argument's name and value.
func refuse(r Reason, key string, pairs ...any) *Error {
	return &Error{Reason: r, Message: text.New(key, pairs...)}
}
