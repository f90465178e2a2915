package auth

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/google/uuid"
)

// A bearer token is the prefix, the account's UUID and a secret, the latter two in unpadded
// base64url: 69 characters. The account stands in it so that the token is found by a key that
// begins with the account; the prefix so that leak scanners and people recognise it.
const (
	tokenPrefix   = "ush_"
	secretBytes   = 32
	accountLength = 22 // characters of 16 bytes
	secretLength  = 43 // characters of 32 bytes
	tokenLength   = len(tokenPrefix) + accountLength + secretLength
)

// Strict decoding refuses stray bits in the last character: one token has one spelling.
var encoding = base64.RawURLEncoding.Strict()

// NewSecret makes a bearer token of an account, and the hash by which it is kept. The token
// exists nowhere else: whoever drops it can't have it back.
func NewSecret(accountID string) (token, hash string, err error) {
	account, err := uuid.Parse(accountID)
	if err != nil {
		return "", "", fmt.Errorf("account id %q: %w", accountID, err)
	}
	var secret [secretBytes]byte
	rand.Read(secret[:])
	return tokenPrefix + encoding.EncodeToString(account[:]) + encoding.EncodeToString(secret[:]), hashOf(secret[:]),
		nil
}

// credential is what a token says: whose it is, and the hash of its secret.
type credential struct {
	accountID string
	hash      string
}

// parse reads a token; false when it is none.
func parse(token string) (credential, bool) {
	if len(token) != tokenLength || !strings.HasPrefix(token, tokenPrefix) {
		return credential{}, false
	}
	var account uuid.UUID
	if _, err := encoding.Decode(account[:], []byte(token[len(tokenPrefix):][:accountLength])); err != nil {
		return credential{}, false
	}
	var secret [secretBytes]byte
	if _, err := encoding.Decode(secret[:], []byte(token[tokenLength-secretLength:])); err != nil {
		return credential{}, false
	}
	return credential{accountID: account.String(), hash: hashOf(secret[:])}, true
}

// ShortName is how people call a token: enough to tell it from others that they know, and far too little to guess it
// from. It is "" for what is no token.
func ShortName(token string) string {
	if _, is := parse(token); !is {
		return ""
	}
	return tokenPrefix + ".." + token[tokenLength-2:]
}

// hashOf needs no salt and no stretching: the secret has 256 random bits.
func hashOf(secret []byte) string {
	sum := sha256.Sum256(secret)
	return hex.EncodeToString(sum[:])
}

// bearer takes the token out of an Authorization header (RFC 6750 section 2.1). The scheme's
// case does not matter (RFC 9110 section 11.1), and it may be missing or stand there twice: Okta's
// agent sends what was typed into its field as the whole header, and others put the scheme before
// what was typed with one (rule P3). No header at all is Missing, anything that isn't one bearer
// token Malformed.
func bearer(header string) (string, Reason) {
	token := strings.Trim(header, " \t")
	for range 2 {
		scheme, rest, _ := strings.Cut(token, " ")
		if !strings.EqualFold(scheme, "Bearer") {
			break
		}
		token = strings.TrimLeft(rest, " ")
	}
	switch {
	case token == "":
		return "", Missing
	case strings.Contains(token, " "):
		return "", Malformed
	}
	return token, ""
}
