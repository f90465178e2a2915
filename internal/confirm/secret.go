package confirm

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"

	"github.com/google/uuid"
)

// alphabet is what codes are made of, without 0 O 1 I L and U, which are taken for one another or
// for V. A code has 39 bits: with MaxTries for each of MaxMails mails, whoever guesses for a
// quarter of an hour has a chance of 1 in 4e10.
const alphabet = "23456789ABCDEFGHJKMNPQRSTVWXYZ"

const codeLength = 8

// codeOf is the code of a confirmation, as it is compared. It is computed of the account's secret and the
// confirmation's id, so that a mail can be sent again as it was, by whichever node, and is kept nowhere.
func codeOf(key []byte, id string) string {
	code := make([]byte, 0, codeLength)
	for round := 0; len(code) < codeLength; round++ {
		for _, b := range derived(key, "code of a confirmation", id, strconv.Itoa(round)) {
			if n := len(alphabet); int(b) < 256-256%n && len(code) < codeLength { // so that each character is as likely
				code = append(code, alphabet[int(b)%n])
			}
		}
	}
	return string(code)
}

// showCode writes a code for people.
func showCode(code string) string { return code[:codeLength/2] + "-" + code[codeLength/2:] }

// readCode reads what people type for a code: in any case, with hyphens and blanks anywhere.
func readCode(typed string) (string, bool) {
	code := strings.Map(func(r rune) rune {
		switch r {
		case '-', '\u2010', '\u2011', '\u2013', ' ', '\u00A0', '\t', '\r', '\n':
			return -1
		}
		return r
	}, strings.ToUpper(typed))
	if len(code) != codeLength || strings.Trim(code, alphabet) != "" {
		return "", false
	}
	return code, true
}

// A link's token is the account's UUID and a secret of 256 bits in unpadded base64url. The account
// stands in it so that it is found by a key that begins with the account.
const (
	accountBytes = 16
	secretBytes  = 32
)

// Strict decoding refuses stray bits in the last character: one token has one spelling.
var encoding = base64.RawURLEncoding.Strict()

// tokenOf is the token of a confirmation's link, and the secret in it, computed as its code is.
func tokenOf(accountID string, key []byte, id string) (token string, secret []byte, err error) {
	account, err := uuid.Parse(accountID)
	if err != nil {
		return "", nil, fmt.Errorf("account id %q: %w", accountID, err)
	}
	secret = derived(key, "link of a confirmation", id)
	return encoding.EncodeToString(append(account[:], secret...)), secret, nil
}

func readToken(token string) (accountID string, secret []byte, ok bool) {
	if len(token) != encoding.EncodedLen(accountBytes+secretBytes) {
		return "", nil, false
	}
	raw, err := encoding.DecodeString(token)
	if err != nil {
		return "", nil, false
	}
	return uuid.UUID(raw[:accountBytes]).String(), raw[accountBytes:], true
}

// codeHash is how a code is kept. The key is the account's, so that whoever sees the database's
// rows without it can't try all codes; the address is in it, so that it is of no use for another.
func codeHash(key []byte, address, code string) string {
	return keyedHash(key, "confirmation code", address, code)
}

// linkHash is how the secret of a link is kept.
func linkHash(key, secret []byte) string {
	return keyedHash(key, "confirmation link", string(secret))
}

// keyedHash is one of several texts.
func keyedHash(key []byte, texts ...string) string { return hex.EncodeToString(derived(key, texts...)) }

// derived is secretBytes long, of several texts, each with its length, so that none runs into the next.
func derived(key []byte, texts ...string) []byte {
	mac := hmac.New(sha256.New, key)
	for _, t := range texts {
		fmt.Fprintf(mac, "%d:%s", len(t), t)
	}
	return mac.Sum(nil)
}
