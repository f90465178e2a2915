// Package matchkey finds what a person could take for something else: it maps addresses and
// people to keys that are equal when they look alike. A key is a reason to ask somebody and never
// a proof (rule M3). It is for comparing alone: nobody should see it, or be written to at it.
//
// Every function here takes any string, keeps no state and may be called by several goroutines.
package matchkey

import (
	"bytes"
	"strings"

	"golang.org/x/net/idna"
)

// maxPart bounds both parts of a key in bytes; with the character between them they take 200.
const maxPart = 99

// Address is what look-alikes of a normalised address (rule M3) have in common, as an address of
// at most 200 bytes: the skeleton of local without its dots and its +tag, and the skeleton of the
// Unicode form of domain, which is an A-label form.
//
// It is its own key: where domain is a domain name, the two parts of the result, given to Address
// again, give the result.
func Address(local, domain string) string {
	var room [256]byte
	key := appendSkeleton(room[:0], local)
	key = bounded(mailbox(key), 0)
	key = append(key, '@')
	at := len(key)
	key = bounded(appendDomain(key, domain), at)
	return string(key)
}

// mailbox takes from a local part's skeleton, in place, what many mail systems ignore: all from
// the first + on that something stands before, and the dots. Nothing but dots stays as it is.
func mailbox(skeleton []byte) []byte {
	bare := skeleton
	start := 0
	for start < len(bare) && bare[start] == '.' {
		start++
	}
	if start == len(bare) {
		return skeleton
	}
	if plus := bytes.IndexByte(bare[start+1:], '+'); plus >= 0 {
		bare = bare[:start+1+plus]
	}
	if bytes.IndexByte(bare, '.') < 0 {
		return bare
	}
	kept := bare[:0]
	for _, c := range bare {
		if c != '.' {
			kept = append(kept, c)
		}
	}
	if !ascii(kept) {
		// Marks that a dot kept apart can have met.
		kept = []byte(ordered(string(kept)))
	}
	return kept
}

// maxRounds is how often a domain is read again; one that IDNA accepts needs two.
const maxRounds = 4

// appendDomain appends the skeleton of a domain. That can look like an A-label in its turn, for
// there are letters that look like hyphens; then it is read again.
func appendDomain(key []byte, domain string) []byte {
	at := len(key)
	key = appendSkeleton(key, unicodeForm(domain))
	for range maxRounds {
		skeleton := key[at:]
		if !bytes.Contains(skeleton, []byte(prefix)) {
			break
		}
		key = appendSkeleton(key[:at], unicodeForm(string(skeleton)))
	}
	return key
}

// prefix begins an A-label (RFC 5890 section 2.3.2.1).
const prefix = "xn--"

// maxDecoded is longer than any domain, and short enough for decoding, which takes the square of
// a label's length.
const maxDecoded = 1024

// unicodeForm decodes the A-labels of a domain, without judging them; what is none stays as it is.
func unicodeForm(domain string) string {
	if len(domain) > maxDecoded || !strings.Contains(domain, prefix) {
		return domain
	}
	decoded, _ := idna.Punycode.ToUnicode(domain)
	return decoded
}
