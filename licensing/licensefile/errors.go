package licensefile

import (
	"fmt"
	"strings"
	"time"
)

// Reason is why a file is refused.
type Reason string

// The reasons. Before Altered nothing is known of the file that somebody could not have made up; from ForeignIssuer
// on its signature is right.
const (
	TooLarge         Reason = "too-large"         // more than MaxFile bytes
	NoFile           Reason = "no-license-file"   // there is no first line
	Incomplete       Reason = "incomplete"        // there is no last line
	Surrounded       Reason = "surrounded"        // something stands before the first line or after the last
	Malformed        Reason = "malformed"         // the base64, or what it is of
	UnknownVersion   Reason = "unknown-version"   // of the format
	UnknownAlgorithm Reason = "unknown-algorithm" // anything but Ed25519
	UnknownKey       Reason = "unknown-key"       // none of the keys that were given
	Altered          Reason = "altered"           // the signature is not one of this text by this key
	Unsound          Reason = "unsound"           // signed, and yet not as the format wants it
	ForeignIssuer    Reason = "foreign-issuer"
	ForeignAccount   Reason = "foreign-account"
	ForeignProduct   Reason = "foreign-product"
	ForeignDevice    Reason = "foreign-device"
	ClockBack        Reason = "clock-back" // the clock shows less than has been seen before
	NotYet           Reason = "not-yet"
	Expired          Reason = "expired" // and so has its grace
)

// Error says why a file is refused.
type Error struct {
	Reason Reason

	License       *License  // what the file says, where its signature is right; else nil
	Found, Wanted string    // what the file has, and what was expected; for UnknownKey the key's id
	Known         []string  // ids of the keys that were given, for UnknownKey
	Now           time.Time // by which clock the file was judged, where its signature is right
	Err           error     // technical cause, in English; nil for none
}

// Unwrap gives the technical cause.
func (e *Error) Unwrap() error { return e.Err }

// Error says what is wrong and what to do. A program that speaks other languages says it by the reason.
func (e *Error) Error() string {
	const again = "get the file again from the server"
	switch e.Reason {
	case TooLarge:
		return fmt.Sprintf("this is no license file: it has more than %d bytes", MaxFile)
	case NoFile:
		return "this is no license file: the line " + FirstLine + " is missing; copy the whole file, from this line on"
	case Incomplete:
		return "the license file is incomplete: its last line, " + LastLine + ", is missing; copy the whole file, or " + again
	case Surrounded:
		return "there is something before or after the license file: keep what stands from " + FirstLine + " to " + LastLine
	case Malformed:
		return "the license file is damaged: between its first and last line characters are missing or wrong; " + again
	case UnknownVersion:
		return fmt.Sprintf("the license file has version %s of the format, and this program knows version %s: update "+
			"the program", e.Found, version)
	case UnknownAlgorithm:
		return fmt.Sprintf("the license file is signed by %s, and only %s counts: %s", e.Found, algorithm, again)
	case UnknownKey:
		return fmt.Sprintf("the license file is signed with the key %s, which is not trusted here (trusted: %s): it is of "+
			"another account, or the account's key was changed; get the account's public keys again", e.Found,
			strings.Join(e.Known, ", "))
	case Altered:
		return "the license file was altered after it was signed: " + again
	case Unsound:
		return "the license file is signed, but not written as the format wants it: report it to who runs the server, and " +
			again
	case ForeignIssuer, ForeignAccount, ForeignProduct:
		return fmt.Sprintf("the license file is of another %s: it says %q, and %q is wanted; get a file of the right one",
			strings.TrimPrefix(string(e.Reason), "foreign-"), e.Found, e.Wanted)
	case ForeignDevice:
		return "the license file is for another device: activate this device, and use the file that it gets"
	}
	return e.inTime()
}

// inTime says what is wrong with a moment.
func (e *Error) inTime() string {
	now := stamp(e.Now)
	switch e.Reason {
	case ClockBack:
		return fmt.Sprintf("the clock of this device shows %s, and it was %s already: set the clock, or connect to the "+
			"server once", now, stamp(e.License.Seen))
	case NotYet:
		return fmt.Sprintf("the license file is valid from %s on, and the clock of this device shows %s: wait, or set the "+
			"clock", stamp(e.License.NotBefore), now)
	case Expired:
		return fmt.Sprintf("the license file has expired at %s, and its grace at %s; it is %s: connect to the server for "+
			"a new one", stamp(e.License.Expires), stamp(e.License.End()), stamp(e.License.Seen))
	}
	return "the license file is refused: " + string(e.Reason)
}

func stamp(t time.Time) string { return t.UTC().Format(layout) }

// KeyReason is what is wrong with printed keys.
type KeyReason string

// The reasons.
const (
	KeysTooLarge KeyReason = "too-large" // more than MaxKeys bytes
	NoKey        KeyReason = "no-key"    // no line has one
	NotKey       KeyReason = "not-key"   // a line does not begin like a key
	MistypedKey  KeyReason = "mistyped"  // a line begins like a key, and its id and bytes don't fit
)

// KeyError says why printed keys can't be used.
type KeyError struct {
	Reason KeyReason
	Line   int // from 1; 0 where it is about all
}

// Error says what is wrong and what to do.
func (e *KeyError) Error() string {
	switch e.Reason {
	case KeysTooLarge:
		return fmt.Sprintf("these are no public keys: they have more than %d bytes", MaxKeys)
	case NoKey:
		return "there is no public key: write one a line, beginning with " + KeyPrefix
	case NotKey:
		return fmt.Sprintf("line %d is no public key, which begins with %s", e.Line, KeyPrefix)
	}
	return fmt.Sprintf("line %d: the public key is mistyped or cut; copy it again", e.Line)
}
