package confirm

import (
	"encoding/hex"
	"strconv"
	"strings"

	"github.com/usher-id/usher/internal/secretlink"
)

// alphabet is what codes are made of, without 0 O 1 I L and U, which are taken for one another or
// for V. A code has 39 bits: with MaxTries for each of MaxMails mails, whoever guesses for a
// quarter of an hour has a chance of 1 in 4e10.
const alphabet = "23456789ABCDEFGHJKMNPQRSTVWXYZ"

const codeLength = 8

// linkKind tells links of confirmations from others.
const linkKind = "confirmation"

// codeOf is the code of a confirmation, as it is compared. It is computed of the account's secret and the
// confirmation's id, so that a mail can be sent again as it was, by whichever node, and is kept nowhere.
func codeOf(key []byte, id string) string {
	code := make([]byte, 0, codeLength)
	for round := 0; len(code) < codeLength; round++ {
		for _, b := range secretlink.Derived(key, "code of a confirmation", id, strconv.Itoa(round)) {
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

// codeHash is how a code is kept. The key is the account's, so that whoever sees the database's
// rows without it can't try all codes; the address is in it, so that it is of no use for another.
func codeHash(key []byte, address, code string) string {
	return keyedHash(key, "confirmation code", address, code)
}

// keyedHash is one of several texts.
func keyedHash(key []byte, texts ...string) string {
	return hex.EncodeToString(secretlink.Derived(key, texts...))
}
