package licensefile

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// KeyPrefix begins the printed form of a public key.
const KeyPrefix = "usher-license-public-key-v1:"

// MaxKeys is how many bytes of printed keys are read.
const MaxKeys = 64 << 10

// Key is a public key that files are verified with. Its printed form is one line,
//
//	usher-license-public-key-v1:21fe31dfa154a261:11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=
//
// the key's id and the base64 of its 32 bytes. The id is the first 16 hexadecimal digits of the SHA-256 of these bytes,
// so that a mistyped line is found out. Keys can be compared.
type Key struct{ public [ed25519.PublicKeySize]byte }

// NewKey makes a key of 32 bytes (RFC 8032 section 5.1.5).
func NewKey(public []byte) (Key, error) {
	var k Key
	if len(public) != len(k.public) {
		return Key{}, fmt.Errorf("a public key of Ed25519 has %d bytes, and not %d", len(k.public), len(public))
	}
	copy(k.public[:], public)
	if k.isWeak() {
		return Key{}, errors.New("a public key that anybody can sign for")
	}
	return k, nil
}

// isWeak reports whether the key is a point of small order. Nobody gets one by making a key; with one, signatures can
// be made without any secret. The zero value is one.
func (k Key) isWeak() bool {
	k.public[31] &= 0x7F // the sign
	return slices.Contains(weak, hex.EncodeToString(k.public[:]))
}

// weak are the eight points of small order in all their spellings, the sign left out.
var weak = []string{
	"0000000000000000000000000000000000000000000000000000000000000000",
	"0100000000000000000000000000000000000000000000000000000000000000",
	"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
	"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
	"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	"edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	"eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
}

// ID names the key in files.
func (k Key) ID() string {
	sum := sha256.Sum256(k.public[:])
	return hex.EncodeToString(sum[:8])
}

// String is the printed form.
func (k Key) String() string { return KeyPrefix + k.ID() + ":" + encoding.EncodeToString(k.public[:]) }

// signed reports whether the signature is one of the message by this key, by the strict rules of package
// crypto/ed25519: a signature has one form.
func (k Key) signed(message, signature []byte) bool {
	return !k.isWeak() && ed25519.Verify(k.public[:], message, signature)
}

// KeySet is the keys that a client trusts. More than one are for rotation: a client that has the next key before the
// server signs with it accepts the files of both, and drops the old key when the last file of it has ended.
type KeySet []Key

// ParseKeys reads printed keys, one a line. Empty lines, and those that begin with #, are left out. The error is a
// *KeyError.
func ParseKeys(printed []byte) (KeySet, error) {
	if len(printed) > MaxKeys {
		return nil, &KeyError{Reason: KeysTooLarge}
	}
	var keys KeySet
	number := 0
	for line := range bytes.Lines(bytes.TrimPrefix(printed, []byte(byteOrderMark))) {
		number++
		text := strings.TrimSpace(string(line))
		if text == "" || strings.HasPrefix(text, "#") {
			continue
		}
		k, reason := parseKey(text)
		if reason != "" {
			return nil, &KeyError{Reason: reason, Line: number}
		}
		keys = append(keys, k)
	}
	if len(keys) == 0 {
		return nil, &KeyError{Reason: NoKey}
	}
	return keys, nil
}

func parseKey(text string) (Key, KeyReason) {
	rest, begins := strings.CutPrefix(text, KeyPrefix)
	if !begins {
		return Key{}, NotKey
	}
	id, encoded, _ := strings.Cut(rest, ":")
	public, err := encoding.DecodeString(encoded)
	if err != nil || strings.ContainsAny(encoded, "\r\n") { // which the decoder would leave out
		return Key{}, MistypedKey
	}
	k, err := NewKey(public)
	if err != nil || k.ID() != id {
		return Key{}, MistypedKey
	}
	return k, ""
}

// find gives the key of an id.
func (s KeySet) find(id string) (Key, bool) {
	for _, k := range s {
		if k.ID() == id {
			return k, true
		}
	}
	return Key{}, false
}

// ids are those of all keys.
func (s KeySet) ids() []string {
	list := make([]string, len(s))
	for i, k := range s {
		list[i] = k.ID()
	}
	return list
}
