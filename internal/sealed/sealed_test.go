package sealed_test

import (
	"bytes"
	"errors"
	"testing"

	"pgregory.net/rapid"

	"github.com/usher-id/usher/internal/sealed"
)

var here = sealed.Place{Account: "a", Source: "s", Name: "token"}

// What is sealed opens with its key in its place, and nowhere else; with one bit changed it opens nowhere.
func TestSealedOpensInItsPlace(t *testing.T) {
	key, other := sealed.NewKey(), sealed.NewKey()
	rapid.Check(t, func(t *rapid.T) {
		part := rapid.StringMatching(`[a-c]{0,3}`)
		place := func(name string) sealed.Place {
			return sealed.Place{Account: part.Draw(t, name+" account"), Source: part.Draw(t, name+" source"), Name: part.Draw(t, name+" name")}
		}
		at, elsewhere := place("at"), place("elsewhere")
		plain := rapid.SliceOfN(rapid.Byte(), 0, 200).Draw(t, "plain")
		ring := sealed.NewRing(key)
		box, err := ring.Seal(at, sealed.NewSecret(plain))
		if err != nil {
			t.Fatal(err)
		}
		again, err := ring.Seal(at, sealed.NewSecret(plain))
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Equal(box, again) {
			t.Fatal("the same secret looks the same twice")
		}
		if id, err := sealed.KeyID(box); err != nil || id != key.ID() {
			t.Fatalf("the key's id is %s, %v", id, err)
		}
		for _, r := range []*sealed.Ring{ring, sealed.NewRing(other, key), sealed.NewRing(key, other)} {
			s, err := r.Open(at, box)
			if err != nil || !bytes.Equal(s.Reveal(), plain) {
				t.Fatalf("%v opens %q, %v", r, s.Reveal(), err)
			}
		}
		if _, err := sealed.NewRing(other).Open(at, box); !errors.Is(err, sealed.ErrUnknownKey) {
			t.Fatalf("with another key: %v", err)
		}
		if at != elsewhere {
			if _, err := ring.Open(elsewhere, box); !errors.Is(err, sealed.ErrDamaged) {
				t.Fatalf("in another place: %v", err)
			}
		}
		damaged := bytes.Clone(box)
		bit := rapid.IntRange(0, len(box)*8-1).Draw(t, "bit")
		damaged[bit/8] ^= 1 << (bit % 8)
		if _, err := ring.Open(at, damaged); err == nil {
			t.Fatalf("it opens with bit %d changed", bit)
		}
		cut := rapid.IntRange(0, len(box)-1).Draw(t, "cut")
		if _, err := ring.Open(at, box[:cut]); !errors.Is(err, sealed.ErrDamaged) {
			t.Fatalf("cut to %d bytes: %v", cut, err)
		}
	})
}

// Places whose parts are the same text one after the other are not the same.
func TestPlacesDoNotRunTogether(t *testing.T) {
	ring := sealed.NewRing(sealed.NewKey())
	places := []sealed.Place{{"ab", "c", "d"}, {"a", "bc", "d"}, {"a", "b", "cd"}, {"", "abc", "d"}, {"abcd", "", ""}, {"", "", "abcd"}}
	for _, at := range places {
		box, err := ring.Seal(at, sealed.NewSecret("x"))
		if err != nil {
			t.Fatal(err)
		}
		for _, other := range places {
			if _, err := ring.Open(other, box); (err == nil) != (other == at) {
				t.Errorf("sealed for %+v, opened for %+v: %v", at, other, err)
			}
		}
	}
}
