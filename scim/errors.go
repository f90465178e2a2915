package scim

import (
	"fmt"
	"net/http"

	"github.com/usher-id/usher/scim/message"
)

// Error is a refusal that the client sees as RFC 7644 section 3.12 lays down. Any other error
// is answered 500 and its text is logged, not sent.
type Error struct {
	Status   int    // HTTP status code
	ScimType string // one of RFC 7644 table 9, "" when none fits
	Detail   string // what was wrong, where, and what would be right (rule P9), in English
	Header   http.Header

	// Message is Detail by key and arguments, which Server.Say renders for the client. Without one, Detail is shown
	// as it stands.
	Message message.Message
}

func (e *Error) Error() string {
	if e.ScimType == "" {
		return fmt.Sprintf("%d: %s", e.Status, e.Detail)
	}
	return fmt.Sprintf("%d %s: %s", e.Status, e.ScimType, e.Detail)
}

// Tell is the message of the refusal.
func (e *Error) Tell() message.Message {
	if e.Message.IsZero() {
		return message.Plain(e.Detail)
	}
	return e.Message
}

// refuse makes a refusal of a key and pairs of an argument's name and value.
func refuse(status int, scimType, key string, pairs ...any) *Error {
	return told(status, scimType, message.New(key, pairs...))
}

// wrong is refuse with the status 400.
func wrong(scimType, key string, pairs ...any) *Error {
	return told(http.StatusBadRequest, scimType, message.New(key, pairs...))
}

func told(status int, scimType string, says message.Message) *Error {
	return &Error{Status: status, ScimType: scimType, Detail: message.Say(says), Message: says}
}

// The detail error keywords of RFC 7644 table 9 and RFC 9865 section 2.1.
const (
	InvalidFilter = "invalidFilter"
	TooMany       = "tooMany"
	Uniqueness    = "uniqueness"
	Mutability    = "mutability"
	InvalidSyntax = "invalidSyntax"
	InvalidPath   = "invalidPath"
	NoTarget      = "noTarget"
	InvalidValue  = "invalidValue"
	InvalidVers   = "invalidVers"
	Sensitive     = "sensitive"
	InvalidCursor = "invalidCursor"
	ExpiredCursor = "expiredCursor"
	InvalidCount  = "invalidCount"
)

// NotFound is the answer to an id that this connection does not have: an unknown id and
// somebody else's look the same.
func NotFound(typeName, id string) *Error {
	return refuse(http.StatusNotFound, "", "request.notFound", "type", typeName, "id", id)
}

// BadRequest is a 400 with a keyword of RFC 7644 table 9, for backends. It is shown in whatever language it is in.
func BadRequest(scimType, format string, args ...any) *Error {
	return &Error{Status: http.StatusBadRequest, ScimType: scimType, Detail: fmt.Sprintf(format, args...)}
}

// Conflict is the 409 of a value that must be unique and is not, for backends. It is shown in whatever language
// it is in.
func Conflict(format string, args ...any) *Error {
	return &Error{Status: http.StatusConflict, ScimType: Uniqueness, Detail: fmt.Sprintf(format, args...)}
}

// DependencyFailed is the answer to an operation that names the resource of another operation, which
// failed. A backend gives it to operations whose Requires it could not satisfy.
func DependencyFailed() *Error {
	return refuse(http.StatusConflict, InvalidValue, "request.dependency")
}
