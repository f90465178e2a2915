package secretlink

import (
	"strconv"
	"strings"
)

// CodeAlphabet is what codes are made of, without 0 O 1 I L and U, which are taken for one another or for V.
const CodeAlphabet = "23456789ABCDEFGHJKMNPQRSTVWXYZ"

// CodeLength is how many characters a code has: 39 bits.
const CodeLength = 8

// Code is the code of a mail, as it is compared. kind says what for, and key is a secret; it follows from them and
// the mail's id, so that a mail can be sent again as it was, by whichever node, and the code is kept nowhere.
func Code(kind string, key []byte, id string) string {
	code := make([]byte, 0, CodeLength)
	for round := 0; len(code) < CodeLength; round++ {
		for _, b := range Derived(key, "code of a "+kind, id, strconv.Itoa(round)) {
			if n := len(CodeAlphabet); int(b) < 256-256%n && len(code) < CodeLength { // so that each character is as likely
				code = append(code, CodeAlphabet[int(b)%n])
			}
		}
	}
	return string(code)
}

// ShowCode writes a code for people.
func ShowCode(code string) string { return code[:CodeLength/2] + "-" + code[CodeLength/2:] }

// ReadCode reads what people type for a code: in any case, with hyphens and blanks anywhere.
func ReadCode(typed string) (string, bool) {
	code := strings.Map(func(r rune) rune {
		switch r {
		case '-', '\u2010', '\u2011', '\u2013', ' ', '\u00A0', '\u200B', '\uFEFF', '\t', '\r', '\n':
			return -1
		}
		return r
	}, strings.ToUpper(typed))
	if len(code) != CodeLength || strings.Trim(code, CodeAlphabet) != "" {
		return "", false
	}
	return code, true
}
