package schema

import (
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/usher-id/usher/scim/filter"
)

// What is said here of secrets goes by names: a client may send one in any place, also under names
// that no schema has, and a log must show it in none. When in doubt it is a secret.

// secretParts make a name that of a secret wherever they stand in it, secretWords only as a word of
// their own: a secretary is none.
var (
	secretParts = []string{"password", "passwd", "passphrase", "passcode", "passwort", "kennwort", "motdepasse",
		"apikey", "accesskey", "privatekey", "secretkey", "credential"}
	secretWords = []string{"secret", "token", "pass", "pwd", "pw", "psw", "mdp", "pin"}
	secretEnds  = []string{"secret", "token", "pwd"}
)

// NamesSecret reports whether a name, such as clientSecret, api_key or one of them behind a URN, is
// that of a secret: in any case, also that of Unicode, in compatible letters, and in those of Greek and Cyrillic
// that look the same.
func NamesSecret(name string) bool {
	if !MayNameSecret(name) {
		return false
	}
	name = plainText(name)
	joined := filter.Fold(letters(name))
	if slices.ContainsFunc(secretParts, func(part string) bool { return strings.Contains(joined, part) }) {
		return true
	}
	for _, w := range words(name) {
		w = strings.TrimRight(filter.Fold(w), "0123456789")
		if single := strings.TrimSuffix(w, "s"); slices.Contains(secretWords, w) ||
			slices.Contains(secretWords, single) ||
			slices.ContainsFunc(secretEnds, func(end string) bool { return strings.HasSuffix(single, end) }) {
			return true
		}
	}
	return false
}

// MentionsSecret reports whether the name of a secret, or one of the further names, stands anywhere in
// a text, be the text percent-encoded or a JSON string.
func MentionsSecret(text string, further ...string) bool {
	if !MayNameSecret(text, further...) {
		return false
	}
	for _, form := range forms(text) {
		for i, end := 0, 0; i < len(form); i = end {
			name := ""
			if name, end = identifier(form, i); name != "" && named(name, further) {
				return true
			}
		}
	}
	return false
}

// TellsSecret reports whether a text, such as a filter that can't be read, may hold the value of a
// secret: the name of one, or one of the further names, with something said of it.
func TellsSecret(text string, further ...string) bool {
	if !MayNameSecret(text, further...) {
		return false
	}
	for _, form := range forms(text) {
		for i, end := 0, 0; i < len(form); i = end {
			name := ""
			if name, end = identifier(form, i); name == "" || !named(name, further) {
				continue
			}
			says, seen := saysMore(form[end:])
			if says || opensElement(form, i, end) {
				return true
			}
			end += seen // what is said of password.value is said of value, too
		}
	}
	return false
}

// opensElement reports whether the name from begin to end is that of an element of XML, which may
// hold a value.
func opensElement(text string, begin, end int) bool {
	if end+1 < len(text) && text[end] == '>' {
		return true
	}
	if end == len(text) || strings.IndexByte(" \t\r\n", text[end]) < 0 {
		return false
	}
	before := text[max(0, begin-maxPrefix):begin]
	open := strings.LastIndexByte(before, '<')
	return open >= 0 && (open == len(before)-1 || strings.IndexByte(before[open:], ':') == len(before)-1-open)
}

// maxPrefix is how far before the name of an element its beginning is looked for: the prefixes of
// namespaces are short.
const maxPrefix = 64

func named(name string, further []string) bool {
	return NamesSecret(name) || slices.ContainsFunc(further,
		func(f string) bool { return filter.Fold(f) == filter.Fold(name) })
}

// secretBegins are how the words of secrets begin.
var secretBegins = [...]string{"pass", "pw", "psw", "pin", "priva", "secret", "token", "api", "access", "cred", "kenn",
	"motd", "mdp"}

var secretsByLetter = func() (by [256][]string) {
	for _, word := range secretBegins {
		by[word[0]] = append(by[word[0]], word)
	}
	return by
}()

// MayNameSecret is a quick look at a text, which costs most a pass over their bytes and no memory: false means that
// it holds the name of no secret, nor one of the further names.
func MayNameSecret[T ~string | ~[]byte](text T, further ...string) bool {
	for i := 0; i < len(text); i++ {
		c := text[i]
		if c >= utf8.RuneSelf || c == '%' || c == '\\' {
			return true
		}
		for _, word := range secretsByLetter[c|0x20] {
			if begins(text, i, word) {
				return true
			}
		}
		for _, word := range further {
			if word != "" && word[0]|0x20 == c|0x20 && begins(text, i, word) {
				return true
			}
		}
	}
	return false
}

func begins[T ~string | ~[]byte](text T, at int, word string) bool {
	if len(text)-at < len(word) {
		return false
	}
	for i := range len(word) {
		if text[at+i]|0x20 != word[i]|0x20 {
			return false
		}
	}
	return true
}

// forms are a text as it is and, where they differ, with what stands for characters put in its place.
func forms(text string) []string {
	list := []string{plainText(text)}
	for range 3 { // an address within an address, at most
		next := unicodeEscape.ReplaceAllStringFunc(text, func(s string) string {
			n, _ := strconv.ParseUint(s[len(s)-4:], 16, 32)
			return string(rune(n))
		})
		next = percent.ReplaceAllStringFunc(next, func(s string) string {
			decoded, _ := url.PathUnescape(s)
			return decoded
		})
		if next == text {
			break
		}
		text = next
		list = append(list, plainText(text))
	}
	return list
}

var (
	unicodeEscape = regexp.MustCompile(`\\+u[0-9a-fA-F]{4}`)
	percent       = regexp.MustCompile(`(%[0-9a-fA-F]{2})+`)
)

// plainText is a text in compatible letters, Latin ones for those that look like them, without
// characters that nobody sees.
func plainText(text string) string {
	if ascii := strings.IndexFunc(text, func(r rune) bool { return r >= utf8.RuneSelf }) < 0; ascii {
		return text
	}
	return lookalikes.Replace(norm.NFKC.String(strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, text)))
}

// lookalikes are the Greek and Cyrillic letters that look like the Latin ones of secretParts,
// secretWords and secretEnds.
var lookalikes = strings.NewReplacer(
	"\u03b1", "a", "\u0391", "A", "\u0430", "a", "\u0410", "A", // alpha, a
	"\u0441", "c", "\u0421", "C", "\u03f2", "c", "\u03f9", "C", // es, lunate sigma
	"\u0501", "d", "\u0435", "e", "\u0415", "E", "\u0395", "E", // komi de, ie, epsilon
	"\u04bb", "h", "\u041d", "H", "\u0397", "H", // shha, en, eta
	"\u0456", "i", "\u0406", "I", "\u03b9", "i", "\u0399", "I", // byelorussian i, iota
	"\u043a", "k", "\u041a", "K", "\u03ba", "k", "\u039a", "K", // ka, kappa
	"\u041c", "M", "\u039c", "M", "\u039d", "N", "\u03b7", "n", // em, mu, nu, eta
	"\u043e", "o", "\u041e", "O", "\u03bf", "o", "\u039f", "O", // o, omicron
	"\u0440", "p", "\u0420", "P", "\u03c1", "p", "\u03a1", "P", // er, rho
	"\u0455", "s", "\u0405", "S", // dze
	"\u0442", "t", "\u0422", "T", "\u03c4", "t", "\u03a4", "T", // te, tau
	"\u03bd", "v", "\u0475", "v", "\u051d", "w", "\u03c9", "w", "\u0461", "w", // nu, izhitsa, we, omega
	"\u0443", "y", "\u0423", "Y", "\u03b3", "y", "\u03a5", "Y", // u, gamma, upsilon
)

func letters(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return r
		}
		return -1
	}, name)
}

// words are the words of a name: between what is no letter or digit, and where lower case ends.
func words(name string) []string {
	var list []string
	begin := -1
	lower := false
	for i, r := range name {
		inWord := unicode.IsLetter(r) || unicode.IsDigit(r)
		if begin >= 0 && (!inWord || lower && unicode.IsUpper(r)) {
			list = append(list, name[begin:i])
			begin = -1
		}
		if inWord && begin < 0 {
			begin = i
		}
		lower = unicode.IsLower(r)
	}
	if begin >= 0 {
		list = append(list, name[begin:])
	}
	return list
}

// identifier is the name that begins at i, "" where none does, and where to go on.
func identifier(text string, i int) (name string, end int) {
	for end = i; end < len(text); {
		r, size := utf8.DecodeRuneInString(text[end:])
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '_' && r != '-' && r != '$' {
			if end == i {
				end += size
				return "", end
			}
			break
		}
		end += size
	}
	return text[i:end], end
}

// saysMore reports whether what stands behind a name gives it a value: a colon, an equals sign, a bracket or an
// operator of a filter. Where it doesn't, seen is the length of the sub-attributes that stand behind the name, of which
// no more is said either.
func saysMore(rest string) (says bool, seen int) {
	for whole := len(rest); ; {
		seen = whole - len(rest)
		if text := strings.TrimLeft(rest, " \t+\\"); len(text) < len(rest) && text != "" &&
			(text[0] == '"' || text[0] == '\'') {
			return true, seen // an operator is missing
		}
		rest = strings.TrimLeft(rest, " \t\r\n+\"'`\\])")
		if rest == "" {
			return false, seen
		}
		if strings.IndexByte(":=[", rest[0]) >= 0 {
			return true, seen
		}
		if rest[0] != '.' {
			break
		}
		_, end := identifier(rest, 1) // a sub-attribute: password.value eq "x"
		if end <= 1 {
			return false, seen
		}
		rest = rest[end:]
	}
	if rest[0] == ',' {
		return false, seen
	}
	operator, _ := identifier(rest, 0)
	switch strings.ToLower(operator) {
	case "eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le", "is":
		return true, seen
	}
	return false, seen
}
