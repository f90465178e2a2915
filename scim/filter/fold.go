package filter

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// Fold returns the form under which strings that are not caseExact are equal, sort and are searched: full Unicode case
// folding and compatibility normalization (NFKC), so that "STRASSE", "straße" and full-width letters meet. It is
// idempotent. Whoever keeps an index for such strings has to fold with it, or filters and uniqueness part.
//
// ASCII in lower case, the usual case, is returned as it is.
func Fold(s string) string {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return foldUnicode(s)
		}
	}
	return strings.ToLower(s)
}

// foldUnicode is the compatibility caseless form of the Unicode Standard, section 3.13 (D146), composed: folding
// can undo a normalization and the other way round, hence both twice.
func foldUnicode(s string) string {
	fold := cases.Fold() // not shared: a Caser is not safe for several goroutines
	return norm.NFKC.String(fold.String(norm.NFKD.String(fold.String(norm.NFD.String(s)))))
}
