package licensefile

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// Whatever is given as a file: it is refused with a reason, or it is one that was signed.
func FuzzVerify(f *testing.F) {
	for _, v := range readVectors(f).Files {
		f.Add([]byte(v.File))
	}
	key := signingKey(f, "acme")
	keys := KeySet{key.Public(), signingKey(f, "acme-next").Public()}
	f.Fuzz(func(t *testing.T, file []byte) {
		l, err := Verify(file, keys, Expect{AnyDevice: true, Now: issued.Add(time.Hour)})
		if err != nil {
			if e := asError(t, err); e.Reason == "" || !utf8.ValidString(e.Error()) || len(e.Error()) > 4096 {
				t.Fatalf("%+v: %s", e, e)
			}
			return
		}
		if _, err := Sign(key, l.Content); err != nil {
			t.Fatal(err)
		}
	})
}

// Whatever is signed: it is read as one content that is written in the same bytes, or refused.
func FuzzContent(f *testing.F) {
	key := signingKey(f, "acme")
	for _, v := range readVectors(f).Files {
		if raw, err := unarmour([]byte(v.File)); err == nil && len(raw) > 64 {
			_, document, _ := bytes.Cut(raw[:len(raw)-64], []byte("\n"))
			f.Add(document)
		}
	}
	f.Fuzz(func(t *testing.T, document []byte) {
		l, err := Verify(key.seal(header(key.Public().ID()), document), KeySet{key.Public()}, Expect{AnyDevice: true})
		if err != nil {
			l = asError(t, err).License
		}
		if l == nil {
			return
		}
		if again, err := l.encode(); err != nil || !bytes.Equal(again, document) {
			t.Fatalf("%q is read as %q (%v)", document, again, err)
		}
	})
}

func FuzzParseKeys(f *testing.F) {
	k := signingKey(f, "acme").Public()
	f.Add([]byte("# acme\r\n\r\n" + k.String() + "\n"))
	f.Add([]byte(KeyPrefix))
	f.Fuzz(func(t *testing.T, printed []byte) {
		keys, err := ParseKeys(printed)
		if err == nil && len(keys) == 0 {
			t.Fatal("no keys and no error")
		}
		for _, k := range keys {
			if !bytes.Contains(printed, []byte(k.String())) {
				t.Fatalf("%s was read from %q", k, printed)
			}
		}
	})
}

// A public key has one printed form, and a mistyped one is told.
func TestParseKeys(t *testing.T) {
	t.Parallel()
	k, next := signingKey(t, "acme").Public(), signingKey(t, "acme-next").Public()
	printed := k.String()
	if want := KeyPrefix + k.ID() + ":"; !strings.HasPrefix(printed, want) || len(printed) != len(want)+44 {
		t.Errorf("%s is not as documented", printed)
	}
	keys, err := ParseKeys([]byte(byteOrderMark + "# of acme\r\n\r\n  " + printed + "\r\n" + next.String()))
	if err != nil || len(keys) != 2 || keys[0] != k || keys[1] != next {
		t.Errorf("%v, %v", keys, err)
	}
	weakKey := Key{}
	for _, tt := range []struct {
		name, printed string
		want          KeyError
		says          string
	}{
		{"nothing", "", KeyError{NoKey, 0}, "there is no public key"},
		{"a comment", "# none\n", KeyError{NoKey, 0}, "there is no public key"},
		{"a file", strings.Repeat("#\n", MaxKeys), KeyError{KeysTooLarge, 0}, "more than 65536 bytes"},
		{"another version", strings.Replace(printed, "v1", "v2", 1), KeyError{NotKey, 1}, "line 1 is no public key"},
		{"base64 alone", printed + "\n" + printed[len(printed)-44:], KeyError{NotKey, 2}, "line 2 is no public key"},
		{"cut", printed[:len(printed)-1], KeyError{MistypedKey, 1}, "mistyped or cut"},
		{"a character", strings.Replace(printed, "11q", "12q", 1), KeyError{MistypedKey, 1}, "mistyped or cut"},
		{"another id", strings.Replace(printed, k.ID(), next.ID(), 1), KeyError{MistypedKey, 1}, "mistyped or cut"},
		{"no base64", strings.Replace(printed, ":11q", ":_1q", 1), KeyError{MistypedKey, 1}, "mistyped or cut"},
		{"a carriage return inside", strings.Replace(printed, ":11q", ":1\r1q", 1), KeyError{MistypedKey, 1}, "mistyped"},
		{"two on a line", printed + " " + printed, KeyError{MistypedKey, 1}, "mistyped or cut"},
		{"a weak one", weakKey.String(), KeyError{MistypedKey, 1}, "mistyped or cut"},
	} {
		_, err := ParseKeys([]byte(tt.printed))
		var e *KeyError
		if !errors.As(err, &e) || *e != tt.want || !strings.Contains(e.Error(), tt.says) {
			t.Errorf("%s: %v, want %+v", tt.name, err, tt.want)
		}
	}
}

// Each refusal says what was wrong and what to do.
func TestErrors(t *testing.T) {
	t.Parallel()
	says := map[Reason]string{
		TooLarge:       "more than 16384 bytes",
		NoFile:         "the line -----BEGIN USHER LICENSE----- is missing; copy the whole file",
		Incomplete:     "its last line, -----END USHER LICENSE-----, is missing; copy the whole file",
		Surrounded:     "keep what stands from -----BEGIN USHER LICENSE----- to -----END USHER LICENSE-----",
		Malformed:      "characters are missing or wrong; get the file again",
		UnknownVersion: "knows version 1: update the program",
		UnknownKey:     "get the account's public keys again",
		Altered:        "was altered after it was signed: get the file again",
		Unsound:        "report it to who runs the server", UnknownAlgorithm: "only Ed25519 counts: get the file again",
		ForeignIssuer:  `another issuer: it says "https://usher.example.com", and "https://example.org" is wanted`,
		ForeignAccount: "another account", ForeignProduct: "another product", ForeignDevice: "activate this device",
		ClockBack: "set the clock, or connect to the server once",
		NotYet:    "is valid from 2026-12-01T16:00:00Z on", Expired: "connect to the server for a new one",
	}
	v := readVectors(t)
	for _, file := range v.Files {
		var keys KeySet
		for _, name := range file.Trusted {
			keys = append(keys, signingKey(t, name).Public())
		}
		_, err := Verify([]byte(file.File), keys, file.Expect.expect(t))
		if err == nil {
			continue
		}
		e := asError(t, err)
		if want := says[e.Reason]; want == "" || !strings.Contains(e.Error(), want) {
			t.Errorf("%s: %s, want %q", file.Name, e, want)
		}
	}
}

// A file says nothing by itself: without a fingerprint, or without keys, none is accepted.
func TestVerifyWantsToKnow(t *testing.T) {
	t.Parallel()
	k := signingKey(t, "acme")
	file := []byte(sign(t, k, content()))
	for want, got := range map[Reason]func() (*License, error){
		ForeignDevice: func() (*License, error) { return Verify(file, KeySet{k.Public()}, Expect{Now: issued}) },
		UnknownKey:    func() (*License, error) { return Verify(file, nil, Expect{Fingerprint: fingerprint, Now: issued}) },
	} {
		l, err := got()
		if e := asError(t, err); e.Reason != want || l != nil {
			t.Errorf("%v, want %s", err, want)
		}
	}
	long := content()
	long.Expires = time.Now().AddDate(1, 0, 0) // and no Now is the clock's
	if l, err := Verify([]byte(sign(t, k, long)), KeySet{k.Public()}, Expect{Fingerprint: fingerprint}); err != nil {
		if e := asError(t, err); e.Reason != ClockBack && e.Reason != NotYet { // where the clock is before the vectors'
			t.Error(err)
		}
	} else if time.Since(l.Seen) > time.Minute {
		t.Errorf("seen %s", l.Seen)
	}
}

// What no file may say is not signed.
func TestSignRefuses(t *testing.T) {
	t.Parallel()
	for says, edit := range map[string]func(*Content){
		"issuer: empty":                         func(c *Content) { c.Issuer = "" },
		"account: longer than 512 bytes":        func(c *Content) { c.Account = strings.Repeat("a", MaxText+1) },
		"product: has the character U+000A":     func(c *Content) { c.Product = "Pro\n" },
		"license: not UTF-8":                    func(c *Content) { c.License = "\xFF" },
		"device: has the character U+202E":      func(c *Content) { c.Device = "\u202E" },
		"fingerprintHash: not 64":               func(c *Content) { c.FingerprintHash = fingerprint },
		"slot: 0":                               func(c *Content) { c.Slot = 0 },
		"slot: 1000001":                         func(c *Content) { c.Slot = MaxSlot + 1 },
		"issued: the year 1":                    func(c *Content) { c.Issued = time.Time{} },
		"expires: the year 10000":               func(c *Content) { c.Expires = c.Expires.AddDate(7974, 0, 0) },
		"expires: not after notBefore":          func(c *Content) { c.Expires = c.NotBefore },
		"license file: expires: not after":      func(c *Content) { c.Expires = c.NotBefore.Add(time.Millisecond) },
		"grace: -1s":                            func(c *Content) { c.Grace = -time.Second },
		"grace: 8784h0m1s":                      func(c *Content) { c.Grace = MaxGrace + time.Second },
		"grace: 1.5s is not a number":           func(c *Content) { c.Grace = 1500 * time.Millisecond },
		"lastDay: parsing time \"tomorrow\" as": func(c *Content) { c.LastDay = "tomorrow" },
	} {
		c := content()
		edit(&c)
		if _, err := Sign(signingKey(t, "acme"), c); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%v, want %q", err, says)
		}
	}
	if _, err := SigningKeyOf(make([]byte, 31)); err == nil {
		t.Error("a key of 31 bytes")
	}
	if _, err := NewKey(make([]byte, 33)); err == nil {
		t.Error("a public key of 33 bytes")
	}
}

// The largest content fits into a file.
func TestLargest(t *testing.T) {
	t.Parallel()
	k := NewSigningKey()
	c := content()
	long := strings.Repeat(`"`, MaxText) // the character that takes most
	c.Issuer, c.Account, c.Product, c.License, c.Device = long, long, long, long, long
	c.FingerprintHash = HashFingerprint(c.License, fingerprint)
	expect := Expect{Fingerprint: fingerprint, Now: issued}
	if _, err := Verify([]byte(sign(t, k, c)), KeySet{k.Public()}, expect); err != nil {
		t.Error(err)
	}
}

// Trap TA19: no way of printing or logging shows a signing key.
func TestSigningKeyIsNotPrinted(t *testing.T) {
	t.Parallel()
	k := NewSigningKey()
	var b strings.Builder
	slog.New(slog.NewTextHandler(&b, nil)).Info("signed", "key", k, "keys", []SigningKey{k})
	slog.New(slog.NewJSONHandler(&b, nil)).Info("signed", "key", k, "keys", []SigningKey{k})
	document, err := json.Marshal(struct{ K SigningKey }{k})
	if err != nil {
		t.Fatal(err)
	}
	said := b.String() + string(document) + fmt.Sprintf("%v %+v %#v %s", k, k, k, k) +
		fmt.Sprintf("%v %+v %#v", struct{ key SigningKey }{k}, struct{ keys []SigningKey }{[]SigningKey{k}}, []SigningKey{k})
	for _, form := range []string{
		fmt.Sprint(k.Seed()[:4])[1:8], fmt.Sprintf("%x", k.Seed()[:4]), fmt.Sprintf("%#v", k.Seed()[:4])[7:20],
		encoding.EncodeToString(k.Seed())[:8],
	} {
		if strings.Contains(said, form) {
			t.Errorf("%s has %s", said, form)
		}
	}
}
