package directory

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// NormalizeKey gives the form in which an immutable key, such as an employeeNumber, is compared:
// NFC, without what nobody can see, and trimmed. It reports false for what is no key, since people
// who have none are given it: nothing at all, a placeholder, zeros, punctuation (rule M2b).
func NormalizeKey(s string) (string, bool) {
	s = strings.TrimSpace(norm.NFC.String(visible(s))) // in this order: what is hidden keeps letters and accents apart
	bare := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, norm.NFKC.String(s))
	if strings.Trim(bare, "0") == "" || placeholders[bare] {
		return "", false
	}
	return s, true
}

// placeholders are what people and programs write where there is nothing to say, without blanks
// and punctuation: "N/A" is na, "(null)" is null.
var placeholders = map[string]bool{
	"na": true, "none": true, "no": true, "nil": true, "null": true, "nan": true, "nul": true, "void": true,
	"unknown": true, "undefined": true, "unassigned": true, "unspecified": true, "notset": true, "notassigned": true,
	"notapplicable": true, "notavailable": true, "notprovided": true, "novalue": true, "empty": true, "blank": true,
	"missing": true, "default": true, "dummy": true, "tbd": true, "tba": true, "todo": true, "pending": true,
	"false": true, "x": true, "xx": true, "xxx": true, "xxxx": true, "xxxxx": true,
	"aucun": true, "aucune": true, "inconnu": true, "inconnue": true, "neant": true, "néant": true, "so": true,
	"sansobjet": true, "nondefini": true, "nondéfini": true, "nonapplicable": true, "vide": true, "nd": true,
	"keine": true, "keiner": true, "unbekannt": true, "ninguno": true, "ninguna": true, "desconocido": true,
}

// visible leaves out what has no shape of its own: controls, formats such as the zero width space,
// and what fonts show as nothing.
func visible(s string) string {
	for _, r := range s {
		if invisible(r) {
			return strings.Map(func(r rune) rune {
				if invisible(r) {
					return -1
				}
				return r
			}, s)
		}
	}
	return s
}

func invisible(r rune) bool {
	if r < 0x7f {
		return r < 0x20 && !unicode.IsSpace(r)
	}
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Other_Default_Ignorable_Code_Point,
		unicode.Variation_Selector) ||
		r == '\u2800' || r == '\ufffc'
}
