package devices

import (
	"github.com/usher-id/usher/internal/text"
)

// Code says why a request is refused, for programs.
type Code string

// The codes.
const (
	InvalidKey     Code = "invalid-key"     // what was given can't be a license key
	InvalidRequest Code = "invalid-request" // a member is missing, too long or not text
	UnknownKey     Code = "unknown-key"     // no license has it
	Suspended      Code = "license-suspended"
	Waiting        Code = "license-waiting"
	Held           Code = "license-held"
	Merged         Code = "license-merged"
	NotYet         Code = "license-not-yet"
	Ended          Code = "license-ended"
	Limit          Code = "device-limit"
	SameMachine    Code = "same-machine" // another device has the same hardware id: is it this one?
	UnknownDevice  Code = "unknown-device"
	ReleaseLimit   Code = "release-limit"
)

// Error is a refusal, in a sentence for the person before the client.
type Error struct {
	Code    Code
	Message text.Message
	Limit   int     // devices that the license allows; 0 where it plays no part
	Used    int     // slots that are taken
	Device  *Device // with SameMachine: the device that has the hardware id
}

// Error is the sentence in English.
func (e *Error) Error() string { return text.In(text.English, e.Message) }

// Tell gives the message.
func (e *Error) Tell() text.Message { return e.Message }

func refuse(c Code, key string, pairs ...any) *Error {
	return &Error{Code: c, Message: text.New(key, pairs...)}
}
