// Package sealedtest looks for secrets where none may be: in a database, in a log, in what commands print and in errors.
// It finds them in the forms in which they get about by accident.
package sealedtest

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"strconv"
	"strings"
)

// least is the length of a secret that is looked for: a shorter one is found by chance.
const least = 8

// Finding is a secret that stands where it may not.
type Finding struct {
	Secret string // the name that the test gave it
	Form   string // "plain", "base64", ...
	At     int64  // of its first byte
}

// String is for a test's message. It does not show the secret either.
func (f Finding) String() string { return fmt.Sprintf("%s in %s at byte %d", f.Secret, f.Form, f.At) }

// Scan looks for secrets, by their names, in all of what a reader gives, and reports each form of each once. It panics
// where a secret is too short to be looked for.
func Scan(r io.Reader, secrets map[string]string) ([]Finding, error) {
	var all []form
	longest := 0
	for name, secret := range secrets {
		for _, f := range formsOf(name, secret) {
			all = append(all, f)
			longest = max(longest, len(f.bytes))
		}
	}
	var found []Finding
	seen := map[string]bool{}
	var window []byte
	var before int64 // bytes that are gone from the window
	chunk := make([]byte, 1<<20)
	for {
		n, err := r.Read(chunk)
		window = append(window, chunk[:n]...)
		for _, f := range all {
			key := f.secret + " " + f.name
			if at := bytes.Index(window, f.bytes); at >= 0 && !seen[key] {
				seen[key] = true
				found = append(found, Finding{Secret: f.secret, Form: f.name, At: before + int64(at)})
			}
		}
		if keep := max(longest-1, 0); len(window) > keep {
			before += int64(len(window) - keep)
			window = append(window[:0], window[len(window)-keep:]...)
		}
		if err == io.EOF {
			return found, nil
		}
		if err != nil {
			return found, err
		}
	}
}

// ScanText is Scan of a text.
func ScanText(s string, secrets map[string]string) []Finding {
	found, _ := Scan(strings.NewReader(s), secrets) // which fails not
	return found
}

// form is one way in which a secret can stand somewhere.
type form struct {
	secret, name string
	bytes        []byte
}

// formsOf are those ways, each once. Of base64 there are three, by where the secret begins within what was encoded; what
// the bytes beside it have part in is left out.
func formsOf(name, secret string) []form {
	if len(secret) < least {
		panic(fmt.Sprintf("sealedtest: %s has %d bytes, and is looked for from %d on", name, len(secret), least))
	}
	var all []form
	add := func(formName, text string) {
		for _, f := range all {
			if string(f.bytes) == text {
				return
			}
		}
		all = append(all, form{name, formName, []byte(text)})
	}
	add("plain", secret)
	add("hex", hex.EncodeToString([]byte(secret)))
	add("HEX", strings.ToUpper(hex.EncodeToString([]byte(secret))))
	add("URL", url.QueryEscape(secret))
	add("URL path", url.PathEscape(secret))
	add("Go", strings.Trim(strconv.Quote(secret), `"`))
	if b, err := json.Marshal(secret); err == nil {
		add("JSON", strings.Trim(string(b), `"`))
	}
	add("bytes", strings.Trim(fmt.Sprint([]byte(secret)), "[]")) // as fmt shows a slice
	for _, e := range []struct {
		name string
		*base64.Encoding
	}{{"base64", base64.RawStdEncoding}, {"base64url", base64.RawURLEncoding}} {
		for skip := range 3 {
			encoded := e.EncodeToString(append(make([]byte, skip), secret...))
			encoded = encoded[(skip*8+5)/6:]
			if (skip+len(secret))%3 != 0 { // its last character holds bits of what follows
				encoded = encoded[:len(encoded)-1]
			}
			add(fmt.Sprintf("%s (%d)", e.name, skip), encoded)
		}
	}
	return all
}
