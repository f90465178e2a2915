package licensefile

import (
	"bytes"
	"crypto/ed25519"
	"slices"
	"strings"
	"time"
)

// Tolerance is how far a client's clock may be behind: a file counts that much before NotBefore, and a clock may show
// that much less than the greatest time seen (trap TA7).
const Tolerance = 5 * time.Minute

// Expect is what a client knows of itself.
type Expect struct {
	// Fingerprint is the device's. Without one no file fits, unless AnyDevice says that nothing is to be compared, as
	// for a program that looks at files of others.
	Fingerprint string
	AnyDevice   bool

	// What these have to be; "" for whatever the file says. Who signs for the account is said by the keys already.
	Product, Account, Issuer string

	Now time.Time // the device's clock; zero for time.Now

	// Seen is the greatest time that the client has ever seen, which it keeps: License.Seen of each verification, also
	// of one that was refused (Error.License). When the server has answered, the server's time takes its place, even
	// if it is less, so that a device whose clock was wrong comes back by one contact. Zero for none.
	Seen time.Time
}

// State is how a file stands that is accepted.
type State string

// The states.
const (
	Valid State = "valid"
	Grace State = "grace" // it has expired, and its grace has not: say so, and until when
)

// License is a file whose signature is right.
type License struct {
	Content
	KeyID string    // of the key that it was signed with
	State State     // "" where it was refused for anything but its signature
	Seen  time.Time // the greatest time seen, this verification included: to be kept for the next
}

// Verify reads a file, finds its signature right by one of the keys, and compares it with what the client expects. The
// error is an *Error and says why the file is refused. Nothing is looked up, and nothing kept: verifying a file again
// a second later asks the clock again.
func Verify(file []byte, keys KeySet, e Expect) (*License, error) {
	raw, err := unarmour(file)
	if err != nil {
		return nil, err
	}
	l, err := open(raw, keys)
	if err != nil {
		return nil, err
	}
	if err := l.meets(e); err != nil {
		return nil, err
	}
	return l, nil
}

// open finds the signature right, and reads the content.
func open(raw []byte, keys KeySet) (*License, error) {
	if len(raw) <= ed25519.SignatureSize {
		return nil, &Error{Reason: Malformed}
	}
	signed, signature := raw[:len(raw)-ed25519.SignatureSize], raw[len(raw)-ed25519.SignatureSize:]
	line, document, found := bytes.Cut(signed, []byte("\n"))
	id, err := readHeader(string(line))
	if err != nil || !found {
		return nil, malformedUnless(err)
	}
	key, known := keys.find(id)
	if !known {
		return nil, &Error{Reason: UnknownKey, Found: id, Known: keys.ids()}
	}
	if !key.signed(signed, signature) {
		return nil, &Error{Reason: Altered}
	}
	content, cause := decode(document)
	if cause != nil {
		return nil, &Error{Reason: Unsound, Err: cause}
	}
	return &License{Content: *content, KeyID: id}, nil
}

// malformedUnless is an error, and if it is none, that the file is malformed.
func malformedUnless(err error) error {
	if err == nil {
		return &Error{Reason: Malformed}
	}
	return err
}

// readHeader reads the id of the key from the first line of the signed bytes.
func readHeader(line string) (keyID string, err error) {
	fields := strings.Split(line, " ")
	if len(fields) != 4 || fields[0] != magic {
		return "", &Error{Reason: Malformed}
	}
	switch {
	case fields[1] != version:
		return "", &Error{Reason: UnknownVersion, Found: shown(fields[1])}
	case fields[2] != algorithm:
		return "", &Error{Reason: UnknownAlgorithm, Found: shown(fields[2])}
	case !isHexadecimal(fields[3], 16):
		return "", &Error{Reason: Malformed}
	}
	return fields[3], nil
}

// shown is a word that nobody has signed for: a few of its characters, "?" for those that can't be printed.
func shown(word string) string {
	var b strings.Builder
	for i, r := range word {
		if i >= 32 {
			return b.String() + ".."
		}
		if r < ' ' || r > '~' {
			r = '?'
		}
		b.WriteRune(r)
	}
	return b.String()
}

// meets compares the file with what the client knows, and says how it stands.
func (l *License) meets(e Expect) error {
	now := e.Now
	if now.IsZero() {
		now = time.Now()
	}
	refuse := func(reason Reason, found, wanted string) error {
		return &Error{Reason: reason, License: l, Found: found, Wanted: wanted, Now: now}
	}
	l.Seen = slices.MaxFunc([]time.Time{e.Seen, l.Issued, now}, time.Time.Compare)
	for _, name := range []struct {
		reason        Reason
		found, wanted string
	}{
		{ForeignIssuer, l.Issuer, e.Issuer}, {ForeignAccount, l.Account, e.Account}, {ForeignProduct, l.Product, e.Product},
	} {
		if name.wanted != "" && name.wanted != name.found {
			return refuse(name.reason, name.found, name.wanted)
		}
	}
	if !e.AnyDevice && (e.Fingerprint == "" || HashFingerprint(l.License, e.Fingerprint) != l.FingerprintHash) {
		return refuse(ForeignDevice, l.Device, "")
	}
	if now.Before(l.Seen.Add(-Tolerance)) {
		return refuse(ClockBack, "", "")
	}
	// From here on the greatest time seen counts, so that a clock set back a little wins nothing.
	switch at := l.Seen; {
	case at.Before(l.NotBefore.Add(-Tolerance)):
		return refuse(NotYet, "", "")
	case at.Before(l.Expires):
		l.State = Valid
	case at.Before(l.End()):
		l.State = Grace
	default:
		return refuse(Expired, "", "")
	}
	return nil
}
