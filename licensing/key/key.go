// Package key is the license key that a person copies from a mail into a client: 125 random bits that can be read aloud
// and typed, with a check part by which a mistyped or cut key is told from an unknown one before any server is asked.
// It imports nothing but the standard library, so that clients can use it.
//
// A key is 30 characters of Douglas Crockford's base32 alphabet, shown as six groups of five:
//
//	ABCDE-FGHJK-MNPQR-STVWX-YZ012-2YRX8
//
// The first 25 characters are random, 5 bits each. The last 5 are the check part: the first 25 bits of the SHA-256 of
// "usher-license-key-1:" and the first 25 characters. See docs/license-key.md for the steps in any language.
package key

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"log/slog"
	"strings"
	"unique"
)

// Lengths in characters.
const (
	Length    = 30 // of a key, without what stands between groups
	groupSize = 5
	random    = 25 // beginning of a key
	hint      = 4
)

// alphabet has no I, L, O and U: what looks like 1 or 0 is read as such, and few words can arise.
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// checked stands before what the check part is the hash of, so that it is the hash of nothing else.
const checked = "usher-license-key-1:"

// Key is a license key. It is a secret: printing or logging one, in any format, shows its last characters alone (trap
// TA19); only Text has all. Keys can be compared. The zero value is no key.
type Key struct {
	// A handle, since package fmt prints what is inside a private field without asking for its String.
	of unique.Handle[string]
}

// keyOf is the key of characters that fit.
func keyOf(characters string) Key { return Key{unique.Make(characters)} }

// characters are all of the key without dashes.
func (k Key) characters() string {
	if k.IsZero() {
		return ""
	}
	return k.of.Value()
}

// New makes a key out of the system's randomness.
func New() Key {
	var drawn [random]byte
	rand.Read(drawn[:]) // never fails: crypto/rand ends the program instead
	for i, b := range drawn {
		drawn[i] = alphabet[b&31] // 256 is a multiple of 32: all characters are equally likely
	}
	return keyOf(string(drawn[:]) + checkOf(string(drawn[:])))
}

// Derive makes the key that belongs to something under a secret of 16 bytes or more: whoever has the secret finds
// it again, and it need not be stored. The characters are 5 bits each of the HMAC-SHA256.
func Derive(secret []byte, of string) Key {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(checked + of))
	sum := mac.Sum(nil)
	var drawn [random]byte
	for i := range drawn {
		drawn[i] = alphabet[sum[i]&31]
	}
	return keyOf(string(drawn[:]) + checkOf(string(drawn[:])))
}

// checkOf is the check part of the random characters.
func checkOf(characters string) string {
	sum := sha256.Sum256([]byte(checked + characters))
	bits := binary.BigEndian.Uint32(sum[:])
	var part [Length - random]byte
	for i := range part {
		part[i] = alphabet[bits>>27]
		bits <<= 5
	}
	return string(part[:])
}

// Text is the key for its owner: six groups of five characters, on one line.
func (k Key) Text() string {
	var groups []string
	for rest := k.characters(); rest != ""; rest = rest[groupSize:] {
		groups = append(groups, rest[:groupSize])
	}
	return strings.Join(groups, "-")
}

// Hash is what is stored instead of the key: the SHA-256 of its 30 characters, in hexadecimal digits. It needs no salt
// and no stretching, since nobody can go through 125 random bits.
func (k Key) Hash() string {
	sum := sha256.Sum256([]byte(k.characters()))
	return hex.EncodeToString(sum[:])
}

// Hint is the key's last four characters, by which its owner tells it from others. They are of the check part: with
// them known, 105 unknown bits are left.
func (k Key) Hint() string {
	if k.IsZero() {
		return ""
	}
	return k.characters()[Length-hint:]
}

// IsZero reports whether there is no key.
func (k Key) IsZero() bool { return k == Key{} }

// String is the key's hint after dots.
func (k Key) String() string { return ".." + k.Hint() }

// GoString is String, for %#v.
func (k Key) GoString() string { return k.String() }

// LogValue is String, for a log.
func (k Key) LogValue() slog.Value { return slog.StringValue(k.String()) }
