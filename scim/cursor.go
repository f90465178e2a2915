package scim

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"strings"
	"time"
)

// position is what a cursor holds: the backend's own position and the size of the pages.
type position struct {
	after string
	count int
}

// binding is what a cursor is good for and nothing else: the endpoint, the filter, the order.
func (c *call) binding(p *parameters) []byte {
	endpoint := ""
	if c.rt != nil {
		endpoint = c.rt.Endpoint
	}
	order := "ascending"
	if strings.EqualFold(p.sortOrder, "descending") {
		order = "descending"
	}
	var b []byte
	for _, part := range [...]string{c.tenant.Scope, endpoint, p.filter, strings.ToLower(p.sortBy), order} {
		b = binary.AppendUvarint(b, uint64(len(part)))
		b = append(b, part...)
	}
	return b
}

// seal makes a cursor. It is encrypted and not only signed, because positions may hold values of the
// sort attribute, and cursors stand in URLs. Expiry and count travel inside.
func (h *handler) seal(t *Tenant, at position, binding []byte) string {
	aead := h.aead(t)
	plain := binary.AppendVarint(nil, h.Now().Add(h.Limits.CursorTimeout).Unix())
	plain = binary.AppendUvarint(plain, uint64(at.count))
	plain = append(plain, at.after...)
	nonce := make([]byte, aead.NonceSize(), aead.NonceSize()+len(plain)+aead.Overhead())
	_, _ = rand.Read(nonce)
	return base64.RawURLEncoding.EncodeToString(aead.Seal(nonce, nonce, plain, binding))
}

// unseal opens a cursor that seal made for the same tenant, endpoint, filter and order.
func (h *handler) unseal(t *Tenant, cursor string, binding []byte) (position, error) {
	aead := h.aead(t)
	sealed, err := base64.RawURLEncoding.Strict().DecodeString(cursor)
	if err != nil || len(sealed) < aead.NonceSize() || strings.ContainsAny(cursor, "\r\n") { // which base64 passes over
		return position{}, wrong(InvalidCursor, "query.cursor.unknown")
	}
	plain, err := aead.Open(nil, sealed[:aead.NonceSize()], sealed[aead.NonceSize():], binding)
	if err != nil {
		return position{}, wrong(InvalidCursor, "query.cursor.unknown")
	}
	expiry, n := binary.Varint(plain)
	if n <= 0 {
		return position{}, wrong(InvalidCursor, "query.cursor.unknown")
	}
	count, m := binary.Uvarint(plain[n:])
	if m <= 0 {
		return position{}, wrong(InvalidCursor, "query.cursor.unknown")
	}
	if h.Now().After(time.Unix(expiry, 0)) {
		return position{}, wrong(ExpiredCursor, "query.cursor.old", "age", h.Limits.CursorTimeout)
	}
	return position{after: string(plain[n+m:]), count: min(int(count), h.Limits.MaxPage)}, nil
}

// aead is the cipher of a tenant's cursors.
func (h *handler) aead(t *Tenant) cipher.AEAD {
	secret := t.CursorKey
	if len(secret) == 0 {
		secret = h.processKey
	}
	key, err := hkdf.Key(sha256.New, secret, nil, "SCIM cursor", 32)
	if err != nil {
		panic(err) // only if 32 bytes were more than HKDF gives
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		panic(err) // only if the key were not of 32 bytes
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		panic(err) // only if AES had not blocks of 16 bytes
	}
	return aead
}
