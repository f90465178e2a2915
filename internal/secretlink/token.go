// Package secretlink is the links of mails, and what their pages have in common: a link's secret follows from the
// account's secret and the mail's id, so that the same mail can be sent again by whichever node, and the database
// has its hash alone.
package secretlink

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"

	"github.com/google/uuid"
)

// A link's token is the account's UUID and a secret of 256 bits in unpadded base64url. The account
// stands in it so that it is found by a key that begins with the account.
const (
	accountBytes = 16
	secretBytes  = 32
)

// Strict decoding refuses stray bits in the last character: one token has one spelling.
var encoding = base64.RawURLEncoding.Strict()

// Make is the token of the link of a mail, and the secret in it. kind says what for, so that one link never does for
// another kind; key is the account's secret.
func Make(kind, accountID string, key []byte, id string) (token string, secret []byte, err error) {
	account, err := uuid.Parse(accountID)
	if err != nil {
		return "", nil, fmt.Errorf("account id %q: %w", accountID, err)
	}
	secret = Derived(key, "link of a "+kind, id)
	return encoding.EncodeToString(append(account[:], secret...)), secret, nil
}

// Read takes a token apart; ok is false for what is none.
func Read(token string) (accountID string, secret []byte, ok bool) {
	if len(token) != encoding.EncodedLen(accountBytes+secretBytes) {
		return "", nil, false
	}
	raw, err := encoding.DecodeString(token)
	if err != nil {
		return "", nil, false
	}
	accountID = uuid.UUID(raw[:accountBytes]).String()
	return accountID, raw[accountBytes:], accountID != uuid.Nil.String()
}

// Hash is how the secret of a link is kept.
func Hash(kind string, key, secret []byte) string {
	return hex.EncodeToString(Derived(key, kind+" link", string(secret)))
}

// Derived is 32 bytes that follow from several texts under a key, each with its length, so that none runs into the
// next.
func Derived(key []byte, texts ...string) []byte {
	mac := hmac.New(sha256.New, key)
	for _, t := range texts {
		fmt.Fprintf(mac, "%d:%s", len(t), t)
	}
	return mac.Sum(nil)
}
