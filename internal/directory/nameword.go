package directory

import (
	"maps"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/usher-id/usher/scim/schema"
)

// What a person may be looked for by: so many words of a name, each of so many bytes.
const (
	mostNameWords = 12
	longestWord   = 40
)

// NameWord is a word of a person's name, by whose beginning an administrator finds the record.
type NameWord struct {
	Word     string
	SourceID string
	RecordID string
}

// NameWords are the words of the names that the record gives a person, folded and in order. Those are left out with
// which its userName or an address begins: by these the person is found, too.
func (r *Record) NameWords() []string {
	if r.Type != TypeUser {
		return nil
	}
	found := map[string]bool{}
	add := func(o schema.Object, names ...string) {
		for _, name := range names {
			for _, w := range FoldedWords(Text(o, name)) {
				if len(found) < mostNameWords {
					found[w] = true
				}
			}
		}
	}
	name, _ := r.Attributes["name"].(schema.Object)
	add(name, "familyName", "givenName", "middleName")
	add(r.Attributes, "displayName", "nickName")
	add(name, "formatted")
	for w := range found {
		if strings.HasPrefix(r.UserNameKey(), w) || slices.ContainsFunc(r.Addresses(),
			func(a Address) bool { return strings.HasPrefix(a.String(), w) }) {
			delete(found, w)
		}
	}
	return slices.Sorted(maps.Keys(found))
}

// FoldedWords are the words of a text without regard to case, accents and what stands between them.
func FoldedWords(s string) []string {
	plain := func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }
	words := strings.FieldsFunc(folded(s), plain)
	for i, w := range words {
		if len(w) > longestWord {
			words[i] = strings.ToValidUTF8(w[:longestWord], "")
		}
	}
	return words
}

// folded is a text in lower case without accents.
func folded(s string) string {
	if ascii(s) {
		return strings.ToLower(s)
	}
	decomposed := norm.NFKD.String(strings.ToValidUTF8(s, ""))
	return strings.ToLower(norm.NFC.String(strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, decomposed)))
}
