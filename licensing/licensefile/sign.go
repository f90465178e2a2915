package licensefile

import (
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
)

// What the first line of the signed bytes says.
const (
	magic     = "usher-license-file"
	version   = "1"
	algorithm = "Ed25519"
)

// SigningKey is what an account's files are signed with. It is a secret: printing or logging one, in any format, shows
// the id of its public key alone (trap TA19); only Seed has it.
type SigningKey struct{ private *ed25519.PrivateKey } // package fmt does not follow pointers of private fields

// NewSigningKey makes a key out of the system's randomness.
func NewSigningKey() SigningKey {
	seed := make([]byte, ed25519.SeedSize)
	rand.Read(seed) // never fails: crypto/rand ends the program instead
	k, err := SigningKeyOf(seed)
	if err != nil {
		panic(err)
	}
	return k
}

// SigningKeyOf is the key of 32 secret bytes (RFC 8032 section 5.1.5).
func SigningKeyOf(seed []byte) (SigningKey, error) {
	if len(seed) != ed25519.SeedSize {
		return SigningKey{}, fmt.Errorf("a signing key is made of %d bytes, and not of %d", ed25519.SeedSize, len(seed))
	}
	private := ed25519.NewKeyFromSeed(seed)
	return SigningKey{&private}, nil
}

// Seed is the key as it is stored, where secrets are.
func (k SigningKey) Seed() []byte {
	if k.private == nil {
		return nil
	}
	return k.private.Seed()
}

// Public is the key that files are verified with. The zero value has none that verifies anything.
func (k SigningKey) Public() Key {
	if k.private == nil {
		return Key{}
	}
	public, _ := NewKey((*k.private)[ed25519.PrivateKeySize-ed25519.PublicKeySize:])
	return public
}

// String is the id of the public key.
func (k SigningKey) String() string { return "signing key " + k.Public().ID() }

// GoString is String, for %#v.
func (k SigningKey) GoString() string { return k.String() }

// LogValue is String, for a log.
func (k SigningKey) LogValue() slog.Value { return slog.StringValue(k.String()) }

// Sign writes a file. The same key and content give the same bytes. It fails when the content is not one that a file
// may have; fractions of seconds are left out.
func Sign(k SigningKey, c Content) ([]byte, error) {
	if k.private == nil {
		return nil, errors.New("license file: no key to sign with")
	}
	document, err := c.encode()
	if err != nil {
		return nil, fmt.Errorf("license file: %w", err)
	}
	if _, err := decode(document); err != nil { // two moments may have become one
		return nil, fmt.Errorf("license file: %w", err)
	}
	return k.seal(header(k.Public().ID()), document), nil
}

// header is the first line of the signed bytes.
func header(keyID string) string { return magic + " " + version + " " + algorithm + " " + keyID + "\n" }

// seal signs and writes a first line and a document, whatever they say.
func (k SigningKey) seal(header string, document []byte) []byte {
	signed := append([]byte(header), document...)
	return armour(append(signed, ed25519.Sign(*k.private, signed)...))
}
