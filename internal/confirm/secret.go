package confirm

import (
	"encoding/hex"

	"github.com/usher-id/usher/internal/secretlink"
)

// alphabet and codeLength are those of codes: with MaxTries for each of MaxMails mails, whoever guesses for a
// quarter of an hour has a chance of 1 in 4e10.
const (
	alphabet   = secretlink.CodeAlphabet
	codeLength = secretlink.CodeLength
)

// linkKind tells links and codes of confirmations from others.
const linkKind = "confirmation"

func codeOf(key []byte, id string) string { return secretlink.Code(linkKind, key, id) }

func showCode(code string) string { return secretlink.ShowCode(code) }

func readCode(typed string) (string, bool) { return secretlink.ReadCode(typed) }

// codeHash is how a code is kept. The key is the account's, so that whoever sees the database's
// rows without it can't try all codes; the address is in it, so that it is of no use for another.
func codeHash(key []byte, address, code string) string {
	return keyedHash(key, "confirmation code", address, code)
}

// keyedHash is one of several texts.
func keyedHash(key []byte, texts ...string) string {
	return hex.EncodeToString(secretlink.Derived(key, texts...))
}
