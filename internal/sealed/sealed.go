// Package sealed keeps the secrets of connected services encrypted at rest. What is sealed opens only with its master key,
// and only in its place: the account, the source and the name that it was sealed for. A master key and a secret show
// themselves nowhere, whatever prints them. Several keys open at the same time while one is replaced by another.
package sealed

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"

	"github.com/usher-id/usher/internal/text"
)

// Place is what a secret belongs to.
type Place struct {
	Account string // id
	Source  string // id
	Name    string // what it is of the source: "token", "password"
}

// The parts of what is sealed: a version, which key sealed it, a random number, and AES-256-GCM's ciphertext with its tag.
const (
	version   = 1
	idSize    = 8
	nonceSize = 12
	tagSize   = 16
	headSize  = 1 + idSize
	minSealed = headSize + nonceSize + tagSize
)

// MaxSealed is the most bytes that something sealed has.
const MaxSealed = minSealed + MaxSecret

// ErrUnknownKey is in the error of what none of the keys has sealed.
var ErrUnknownKey = errors.New("sealed with another key")

// ErrDamaged is in the error of what a key has sealed, but not so, or for another place.
var ErrDamaged = errors.New("damaged, or sealed for another place")

// Ring is the keys that seal and open: the first seals, all open. It is safe for concurrent use.
type Ring struct{ keys []Key }

// NewRing makes a ring of one key at least; the same key twice counts once.
func NewRing(first Key, older ...Key) *Ring {
	r := &Ring{keys: []Key{first}}
	for _, k := range older {
		if r.key(k.id) == nil {
			r.keys = append(r.keys, k)
		}
	}
	return r
}

// Current is the id of the key that seals.
func (r *Ring) Current() string { return r.keys[0].ID() }

// IDs are the ids of all keys, the one that seals first.
func (r *Ring) IDs() []string {
	ids := make([]string, len(r.keys))
	for i, k := range r.keys {
		ids[i] = k.ID()
	}
	return ids
}

func (r *Ring) key(id [idSize]byte) *Key {
	for i := range r.keys {
		if r.keys[i].id == id {
			return &r.keys[i]
		}
	}
	return nil
}

// Seal encrypts a secret for its place. The same secret never looks the same twice. The error says that it is too long.
func (r *Ring) Seal(at Place, s Secret) ([]byte, error) {
	plain := s.plain()
	if len(plain) > MaxSecret {
		return nil, text.Errorf(nil, "sealed.long", "name", at.Name, "bytes", len(plain), "most", MaxSecret)
	}
	k := &r.keys[0]
	aead, err := k.forPlace(at)
	if err != nil {
		return nil, err
	}
	head := append([]byte{version}, k.id[:]...)
	out := make([]byte, headSize+nonceSize, minSealed+len(plain))
	copy(out, head)
	rand.Read(out[headSize:])
	return aead.Seal(out, out[headSize:], plain, bound(head, at)), nil
}

// Open decrypts what was sealed for a place. The error is ErrUnknownKey when none of the keys has sealed it, and
// ErrDamaged when it is not what was sealed, or not for that place.
func (r *Ring) Open(at Place, box []byte) (Secret, error) {
	id, err := KeyID(box)
	if err != nil {
		return Secret{}, damaged(at)
	}
	k := r.key([idSize]byte(box[1:headSize]))
	if k == nil {
		return Secret{}, text.Errorf(&cause{ErrUnknownKey}, "sealed.unknownKey", "name", at.Name, "key", id)
	}
	aead, err := k.forPlace(at)
	if err != nil {
		return Secret{}, err
	}
	plain, err := aead.Open(nil, box[headSize:headSize+nonceSize], box[headSize+nonceSize:], bound(box[:headSize], at))
	if err != nil {
		return Secret{}, damaged(at)
	}
	return NewSecret(plain), nil
}

func damaged(at Place) error {
	return text.Errorf(&cause{ErrDamaged}, "sealed.damaged", "name", at.Name)
}

// cause is for errors.Is alone: what it says is said by the message around it.
type cause struct{ error }

// Unwrap gives the error that is compared.
func (c *cause) Unwrap() error { return c.error }

// KeyID is the id of the key that something was sealed with; an error says that it is nothing sealed.
func KeyID(box []byte) (string, error) {
	if len(box) < minSealed || len(box) > MaxSealed || box[0] != version {
		return "", ErrDamaged
	}
	return hex.EncodeToString(box[1:headSize]), nil
}

// forPlace is the cipher for one place: each has a key of its own, so that random nonces never run short and what was
// moved does not open.
func (k *Key) forPlace(at Place) (cipher.AEAD, error) {
	derived, err := hkdf.Key(sha256.New, k.master(), nil, string(bound([]byte("usher sealed 1"), at)), 32)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(derived)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

// bound is a place behind a head, each part with its length, so that no two places are one.
func bound(head []byte, at Place) []byte {
	var b []byte
	for _, part := range [...]string{string(head), at.Account, at.Source, at.Name} {
		b = binary.BigEndian.AppendUint32(b, uint32(len(part)))
		b = append(b, part...)
	}
	return b
}
