package devices

import (
	"time"

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

// The codes of an activation with an address and a mailed code. But for the first four the mailbox is proved by then.
const (
	InvalidEmail Code = "invalid-email" // what was given is no address
	InvalidCode  Code = "invalid-code"  // the code is wrong, over, used up, or replaced by a later one
	CodeLocked   Code = "code-locked"   // too many wrong codes for the address
	// too many codes were asked for, or guessed, from one client, of one domain, or in all
	RateLimited     Code = "rate-limited"
	NoAccount       Code = "no-account"       // no account lets the address in
	SeveralAccounts Code = "several-accounts" // more than one does
	DomainPending   Code = "domain-pending"   // the address waits for its domain's approval
	DomainRefused   Code = "domain-refused"   // people of the domain are refused
	ReviewPending   Code = "review-pending"   // an administrator has to say who it is
	PersonSuspended Code = "person-suspended"
	CodesOff        Code = "codes-off"  // the account takes no devices by mailed codes
	NoSeat          Code = "no-seat"    // a strict pool has no seat for the person
	NoLicense       Code = "no-license" // nothing gives the person a license
	SeveralProducts Code = "several-products"
)

// Error is a refusal, in a sentence for the person before the client.
type Error struct {
	Code    Code
	Message text.Message
	Limit   int     // devices that the license allows; 0 where it plays no part
	Used    int     // slots that are taken
	Device  *Device // with SameMachine: the device that has the hardware id

	Wait time.Duration // with CodeLocked and RateLimited: until it may be tried again
	Case string        // log entry that has it; "" for none
	Key  string        // the person's license key, where the mailbox has proved that it is the person's; "" otherwise
}

// Error is the sentence in English.
func (e *Error) Error() string { return text.In(text.English, e.Message) }

// Tell gives the message.
func (e *Error) Tell() text.Message { return e.Message }

// Refuse makes a refusal; key and pairs are those of its message.
func Refuse(c Code, key string, pairs ...any) *Error { return refuse(c, key, pairs...) }

func refuse(c Code, key string, pairs ...any) *Error {
	return &Error{Code: c, Message: text.New(key, pairs...)}
}
