package confirm

import "fmt"

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
	Reason Reason
	Detail string
}

func (e *Error) Error() string { return e.Detail }

func refuse(r Reason, format string, args ...any) *Error {
	return &Error{Reason: r, Detail: fmt.Sprintf(format, args...)}
}

// again is how to come to another code.
const again = "send a new mail with usher user add"
