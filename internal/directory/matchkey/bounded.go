package matchkey

import (
	"crypto/sha256"
	"encoding/base32"
	"unicode/utf8"
)

// digits write a hash in characters that are their own skeletons.
var digits = base32.NewEncoding("abcdefghjklnopqrstuvwxyz23456789").WithPadding(base32.NoPadding)

// bounded keeps what is after the first at bytes of key within maxPart bytes: the end of a longer
// one gives way to a hash of 128 bits of the whole.
func bounded(key []byte, at int) []byte {
	part := key[at:]
	if len(part) <= maxPart {
		return key
	}
	sum := sha256.Sum256(part)
	cut := at + maxPart - digits.EncodedLen(128/8)
	for cut > at && !utf8.RuneStart(key[cut]) {
		cut--
	}
	return digits.AppendEncode(key[:cut], sum[:128/8])
}
