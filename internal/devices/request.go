package devices

import (
	"errors"
	"unicode"
	"unicode/utf8"

	"github.com/usher-id/usher/licensing/key"
)

// Check says what a client says wrongly of its device; nil for nothing. The error is an *Error.
func (r *Request) Check() error {
	if n := len(r.Fingerprint); n < MinFingerprint || n > MaxFingerprint {
		return refuse(InvalidRequest, "device.fingerprint", "found", n, "least", MinFingerprint, "most", MaxFingerprint)
	}
	for _, said := range []struct {
		member, text string
		most         int
	}{
		{"fingerprint", r.Fingerprint, MaxFingerprint}, {"hardware", r.Hardware, MaxFingerprint}, {"name", r.Name, MaxText},
		{"platform", r.Platform, MaxText}, {"version", r.Version, MaxText},
	} {
		if len(said.text) > said.most {
			return refuse(InvalidRequest, "device.tooLong", "member", said.member, "found", len(said.text), "most", said.most)
		}
		if !printable(said.text) {
			return refuse(InvalidRequest, "device.notText", "member", said.member)
		}
	}
	return nil
}

// printable reports whether text can be shown on one line.
func printable(s string) bool {
	for _, r := range s {
		if !unicode.IsPrint(r) {
			return false
		}
	}
	return utf8.ValidString(s)
}

// wrongKey says why what was typed can't be a license key (trap TA16). Nothing of it is repeated.
func wrongKey(err error) error {
	var e *key.Error
	if !errors.As(err, &e) {
		return err
	}
	switch e.Reason {
	case key.Empty:
		return refuse(InvalidKey, "device.key.empty", "length", key.Length)
	case key.Incomplete:
		return refuse(InvalidKey, "device.key.incomplete", "found", e.Found, "length", key.Length)
	case key.TooLong:
		return refuse(InvalidKey, "device.key.tooLong", "length", key.Length)
	}
	if e.Position > 0 {
		return refuse(InvalidKey, "device.key.group", "group", e.Group(), "position", (e.Position-1)%5+1)
	}
	return refuse(InvalidKey, "device.key.mistyped")
}
