package matchkey

import (
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// unitSeparator stands between the parts of a person's key. No folded text contains it.
const unitSeparator = '\x1f'

// Person is what people of one name in one department have in common, in at most 200 bytes: both,
// without regard to case, compatibility form (NFKC) and amount of white space. The order of the
// names counts. It is "" for somebody of whom one of the two is not known.
func Name(name, department string) string {
	name, department = folded(name), folded(department)
	if name == "" || department == "" {
		return ""
	}
	key := bounded([]byte(name), 0)
	key = append(key, unitSeparator)
	return string(bounded(append(key, department...), len(key)))
}

func folded(s string) string {
	if ascii(s) {
		return spaced(strings.ToLower(s))
	}
	fold := cases.Fold() // not shared: a Caser is not safe for several goroutines
	s = strings.ToValidUTF8(s, "\ufffd")
	s = fold.String(norm.NFKD.String(fold.String(norm.NFD.String(s))))
	return norm.NFKC.String(ordered(spaced(s)))
}

// spaced is s with one space for any white space or control characters, none at its ends, and
// without what cannot be seen.
func spaced(s string) string {
	blank := func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }
	words := strings.FieldsFunc(s, blank)
	kept := words[:0]
	for _, word := range words {
		if word = seen(word); word != "" {
			kept = append(kept, word)
		}
	}
	return strings.Join(kept, " ")
}
