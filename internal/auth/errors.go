package auth

import (
	"time"

	"github.com/usher-id/usher/internal/text"
)

// Reason says why a request was not let in. It is for logs: see Refusal.
type Reason string

// The reasons for which Authenticate refuses.
const (
	Missing   Reason = "missing"   // no token was sent
	Malformed Reason = "malformed" // what was sent is no token of Usher
	Unknown   Reason = "unknown"   // well formed, and of nobody here
	Expired   Reason = "expired"
	Revoked   Reason = "revoked"
)

// Refusal is what every caller that is not let in is told, with status 401. It does not say which reason applied, which
// would help only somebody who is trying tokens.
func Refusal() text.Message { return text.New("auth.unknown") }

// Error refuses a request.
type Error struct {
	Reason Reason
	// Identity is whose the token is, when it was one: with Expired and Revoked. It grants
	// nothing; it is there so that the account's traffic shows the attempt.
	Identity *Identity
	// AccountID is the account that stands in the token, if there is such an account; "" otherwise.
	AccountID string
	// Token is what an administrator may read of the token: see ShortName. "" for what is none.
	Token string
	// Mark tells two tokens apart and is no secret; "" for what is none.
	Mark string
	// Ended is when the token expired or was revoked, with Expired and Revoked.
	Ended time.Time
}

// Error is for logs; it never holds the token.
func (e *Error) Error() string { return "bearer token: " + string(e.Reason) }
