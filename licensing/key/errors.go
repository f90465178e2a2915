package key

import "fmt"

// Reason is what is wrong with what was entered.
type Reason string

// The reasons.
const (
	Empty      Reason = "empty"      // nothing that counts was entered
	Incomplete Reason = "incomplete" // characters are missing
	TooLong    Reason = "too-long"   // there are more characters than a key has
	Mistyped   Reason = "mistyped"   // a character is wrong, or several
)

// Error says why what was entered can't be a key. It holds nothing of what was entered, which may be all but one
// character of a secret.
type Error struct {
	Reason   Reason
	Found    int // characters that count; of more than Longest bytes, the bytes
	Position int // of the character that is wrong, from 1; 0 where that can't be told
}

// Group is the group of the character that is wrong, from 1; 0 where that can't be told.
func (e *Error) Group() int { return (e.Position + groupSize - 1) / groupSize }

// Error says what is wrong and what to do.
func (e *Error) Error() string {
	switch e.Reason {
	case Empty:
		return fmt.Sprintf("the license key is empty: enter its %d characters", Length)
	case Incomplete:
		return fmt.Sprintf("the license key is incomplete: %d of %d characters; copy all of it, to its end", e.Found, Length)
	case TooLong:
		return fmt.Sprintf("this is longer than a license key, which has %d characters: copy nothing but the key, and once",
			Length)
	}
	if e.Position > 0 {
		return fmt.Sprintf("a character of the license key is wrong: look at group %d of 6, character %d", e.Group(),
			(e.Position-1)%groupSize+1)
	}
	return "a character of the license key is wrong, or several: compare it with the mail, or copy it from there"
}
