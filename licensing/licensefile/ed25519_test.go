package licensefile

import (
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"os"
	"slices"
	"testing"
)

// Rule L8: of the vectors of RFC 8032 and of the 63 signatures that Project Wycheproof wants refused, keys accept the
// former alone. testdata/ed25519.json says where they are from, and under which licences.
func TestEd25519Vectors(t *testing.T) {
	t.Parallel()
	document, err := os.ReadFile("testdata/ed25519.json")
	if err != nil {
		t.Fatal(err)
	}
	type signature struct {
		Name, Comment, Seed, Public, Message, Signature, Result string
	}
	var v struct {
		Source []struct{ Repository, Licence string } `json:"_source"`
		Good   []signature                            `json:"sign_and_verify"`
		Bad    []signature                            `json:"verify_only"`
	}
	if err := json.Unmarshal(document, &v); err != nil {
		t.Fatal(err)
	}
	if len(v.Good) != 4 || len(v.Bad) != 63 || len(v.Source) != 2 {
		t.Fatalf("%d good and %d bad signatures of %d sources", len(v.Good), len(v.Bad), len(v.Source))
	}
	for _, g := range v.Good {
		k, err := SigningKeyOf(decodeHex(t, g.Seed))
		if err != nil {
			t.Fatal(err)
		}
		public := k.Public()
		message, want := decodeHex(t, g.Message), decodeHex(t, g.Signature)
		if hex.EncodeToString(public.public[:]) != g.Public || !slices.Equal(ed25519.Sign(*k.private, message), want) {
			t.Errorf("%s: another key or signature", g.Name)
		}
		if !public.signed(message, want) {
			t.Errorf("%s: refused", g.Name)
		}
	}
	for _, b := range v.Bad {
		k, err := NewKey(decodeHex(t, b.Public))
		if err != nil {
			t.Fatal(err)
		}
		if b.Result != "invalid" || k.signed(decodeHex(t, b.Message), decodeHex(t, b.Signature)) {
			t.Errorf("%s of %s: accepted", b.Comment, b.Signature)
		}
	}
}

func decodeHex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// The standard library lets anybody sign for each of the weak keys; this package refuses them, and the zero key.
func TestWeakKeys(t *testing.T) {
	t.Parallel()
	// R is the neutral point and S is 0: with a point of order 8 that fits one message of eight.
	identity := append([]byte{1}, make([]byte, 63)...)
	for _, spelled := range weak {
		for _, sign := range []byte{0, 0x80} {
			public := decodeHex(t, spelled)
			public[31] |= sign
			if _, err := NewKey(public); err == nil {
				t.Errorf("%x is taken for a key", public)
			}
			if !slices.ContainsFunc(messages, func(m byte) bool { return ed25519.Verify(public, []byte{m}, identity) }) {
				t.Errorf("%x is not weak", public)
			}
			k := Key{[32]byte(public)}
			if slices.ContainsFunc(messages, func(m byte) bool { return k.signed([]byte{m}, identity) }) {
				t.Errorf("a forged signature by %x is accepted", public)
			}
		}
	}
	var none SigningKey
	if _, err := Sign(none, content()); err == nil || none.Public() != (Key{}) || none.Seed() != nil {
		t.Error("the zero key signs")
	}
}

// messages are of one byte each.
var messages = func() (all []byte) {
	for m := range 256 {
		all = append(all, byte(m))
	}
	return all
}()
