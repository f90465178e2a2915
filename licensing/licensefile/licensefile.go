// Package licensefile is the offline license file: a short text that says which device may use a product until when,
// signed by the server so that a client can trust it without asking. It imports nothing but the standard library, so
// that other programs can verify files with it; docs/license-file.md has the format for all other languages.
//
// A file is the base64 of some bytes between two lines:
//
//	-----BEGIN USHER LICENSE-----
//	dXNoZXItbGljZW5zZS1maWxlIDEgRWQyNTUxOSAuLi4=
//	-----END USHER LICENSE-----
//
// The last 64 of the bytes are an Ed25519 signature (RFC 8032) of all bytes before. These are a line of ASCII, which
// names the format, its version, the algorithm and the key, and a JSON object, the content:
//
//	usher-license-file 1 Ed25519 21fe31dfa154a261
//	{"issuer":"https://usher.example.com","account":"..","product":"..", ..}
//
// So version, algorithm and key are signed like all else, one algorithm is all there is to choose from, and nothing
// but the line is read before the signature has been found right (trap TA1).
package licensefile

import (
	"fmt"
	"time"
	"unicode"
	"unicode/utf8"
)

// Bounds of a file.
const (
	MaxFile  = 16 << 10             // bytes of a file, armour included
	MaxText  = 512                  // bytes of a text in the content
	MaxSlot  = 1_000_000            // slots are counted from 1
	MaxGrace = 366 * 24 * time.Hour // of Content.Grace
)

// Content is what a file says. It names accounts, licenses and devices by ids alone: nothing in it is about a person.
// Moments are exact, in UTC, and to the second.
type Content struct {
	Issuer  string // base URL of the server that signed, where a client asks for the next file
	Account string // id of the account
	Product string // product of the license's pool
	License string // id of the license
	Device  string // id of the device

	// HashFingerprint of the license and the device's fingerprint. The fingerprint itself stands in no file.
	FingerprintHash string

	Slot int // which of the license's slots the device has, from 1

	Issued    time.Time // by the server's clock
	NotBefore time.Time // first moment at which the file is valid
	Expires   time.Time // first moment at which it is valid no more

	// Grace is for how long after Expires a client that can't reach the server goes on, and says so. The slot is
	// taken until End.
	Grace time.Duration

	// LastDay is the last day of the license itself in the account's time zone, such as "2027-03-31", as all other
	// surfaces show it (trap TA8); "" for a perpetual license. It is there to be shown: Expires decides.
	LastDay string
}

// End is when nothing is left of a file, its grace included. Until then it holds its slot (rule L8).
func (c *Content) End() time.Time { return c.Expires.Add(c.Grace) }

// validate says what a content has that no file may have.
func (c *Content) validate() error {
	for _, text := range []struct{ name, value string }{
		{"issuer", c.Issuer}, {"account", c.Account}, {"product", c.Product}, {"license", c.License}, {"device", c.Device},
	} {
		if err := validText(text.value); err != nil {
			return fmt.Errorf("%s: %w", text.name, err)
		}
	}
	if !isHexadecimal(c.FingerprintHash, 64) {
		return fmt.Errorf("fingerprintHash: not 64 lower-case hexadecimal digits")
	}
	if c.Slot < 1 || c.Slot > MaxSlot {
		return fmt.Errorf("slot: %d is not between 1 and %d", c.Slot, MaxSlot)
	}
	for _, moment := range []struct {
		name  string
		value time.Time
	}{{"issued", c.Issued}, {"notBefore", c.NotBefore}, {"expires", c.Expires}} {
		if year := moment.value.UTC().Year(); year < 2000 || year > 9999 {
			return fmt.Errorf("%s: the year %d is not between 2000 and 9999", moment.name, year)
		}
	}
	if !c.NotBefore.Before(c.Expires) {
		return fmt.Errorf("expires: not after notBefore")
	}
	if c.Grace < 0 || c.Grace > MaxGrace || c.Grace%time.Second != 0 {
		return fmt.Errorf("grace: %s is not a number of seconds between 0 and %d", c.Grace, MaxGrace/time.Second)
	}
	if c.LastDay != "" {
		if _, err := time.Parse(time.DateOnly, c.LastDay); err != nil {
			return fmt.Errorf("lastDay: %w", err)
		}
	}
	return nil
}

// validText accepts what can be shown on one line as it stands. In such a text JSON has to escape two characters only,
// the quotation mark and the backslash, so that there is one way of writing it.
func validText(s string) error {
	switch {
	case s == "":
		return fmt.Errorf("empty")
	case len(s) > MaxText:
		return fmt.Errorf("longer than %d bytes", MaxText)
	case !utf8.ValidString(s):
		return fmt.Errorf("not UTF-8")
	}
	for _, r := range s {
		if !unicode.IsPrint(r) {
			return fmt.Errorf("has the character %U, which can't be printed", r)
		}
	}
	return nil
}

func isHexadecimal(s string, length int) bool {
	if len(s) != length {
		return false
	}
	for _, c := range []byte(s) {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}
