package directory

import (
	"net/mail"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/idna"
	"golang.org/x/text/unicode/norm"

	"github.com/usher-id/usher/scim/filter"
	"github.com/usher-id/usher/scim/schema"
)

// Address is a normalised e-mail address (rule M3).
type Address struct {
	Local  string // without the quotes that it may need
	Domain string // A-label form, lower case
}

// String is the address in its one normal form, which ParseAddress reads as the same address.
func (a Address) String() string {
	if a.Domain == "" {
		return ""
	}
	if !dotAtom(a.Local) {
		return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(a.Local) + `"@` + a.Domain
	}
	return a.Local + "@" + a.Domain
}

// ParseAddress normalises an e-mail address: trimmed; without a "mailto:", angle brackets or a
// display name about it; the domain an IDNA A-label in lower case; an ASCII local part in lower
// case; any other local part in NFC, compared exactly. It reports false for what is no address of
// one mailbox, such as two addresses, or one with something in it that nobody can see (rule M3).
func ParseAddress(s string) (Address, bool) {
	if len(s) > maxSpelling {
		return Address{}, false
	}
	s = spelled(s)
	at := strings.LastIndexByte(s, '@')
	if at < 1 || len(s) > maxAddress {
		return Address{}, false
	}
	local, domain := s[:at], s[at+1:]
	if !plainLocal(local) {
		parsed, err := mail.ParseAddress("<" + s + ">")
		if err != nil || parsed.Name != "" || !strings.HasSuffix(parsed.Address, "@"+domain) {
			return Address{}, false
		}
		local = strings.TrimSuffix(parsed.Address, "@"+domain)
		if visible(local) != local {
			return Address{}, false
		}
	}
	domain, ok := NormalizeDomain(domain)
	if !ok {
		return Address{}, false
	}
	// NFC first: it makes ASCII of a few other characters, such as the Kelvin sign.
	if local = norm.NFC.String(local); ascii(local) {
		local = strings.ToLower(local)
	}
	a := Address{Local: local, Domain: domain}
	if len(a.String()) > maxAddress { // an A-label is longer than what it stands for
		return Address{}, false
	}
	return a, true
}

// spelled takes off what is written about an address and says nothing of it.
func spelled(s string) string {
	s = trimmed(s)
	if len(s) > 0 && s[len(s)-1] == '>' {
		open := strings.LastIndexByte(s, '<')
		if open < 0 || strings.ContainsRune(s[:open], '@') { // the name is an address, too: which one counts?
			return ""
		}
		s = trimmed(s[open+1 : len(s)-1])
	}
	// directories list addresses by kind: "SMTP:kim@example.com"
	for _, scheme := range [...]string{"mailto:", "smtp:"} {
		if len(s) > len(scheme) && strings.EqualFold(s[:len(scheme)], scheme) {
			address, fields, _ := strings.Cut(s[len(scheme):], "?")
			// "mailto:kim@example.com?cc=x@example.com"
			if strings.Contains(fields, "@") || strings.Contains(fields, "%40") {
				return ""
			}
			s = trimmed(address)
		}
	}
	return s
}

// trimmed is s without blanks, and what can't be seen, around it.
func trimmed(s string) string {
	return strings.TrimFunc(s, func(r rune) bool { return unicode.IsSpace(r) || invisible(r) && !unicode.IsControl(r) })
}

// maxSpelling bounds what may be read as an address, in bytes: a display name can stand about it.
const maxSpelling = 1024

// maxAddress bounds an address in bytes (RFC 5321 section 4.5.3.1), as written and in normal form.
const maxAddress = 320

// NormalizeDomain gives a domain's A-label form in lower case; false when it is no domain name.
func NormalizeDomain(s string) (string, bool) {
	if ascii(s) && plainDomain(s) {
		return strings.ToLower(s), true
	}
	a, err := idna.Lookup.ToASCII(s)
	a = strings.TrimSuffix(a, ".")
	if err != nil || !domainName(a) {
		return "", false
	}
	return a, true
}

// domainName reports whether an A-label form has the lengths of a domain name (RFC 1035 section
// 2.3.4), which the IDNA profile for look-ups leaves to whoever looks up.
func domainName(s string) bool {
	if len(s) > 253 || !strings.Contains(s, ".") {
		return false
	}
	for label := range strings.SplitSeq(s, ".") {
		if label == "" || len(label) > 63 {
			return false
		}
	}
	return true
}

// plainLocal is the common case, told without a parser: an ASCII dot-atom.
func plainLocal(s string) bool { return len(s) <= 64 && ascii(s) && dotAtom(s) }

// dotAtom reports whether a local part needs no quotes (RFC 5322 section 3.2.3, RFC 6532 section
// 3.2).
func dotAtom(s string) bool {
	if s == "" || s[0] == '.' || s[len(s)-1] == '.' || strings.Contains(s, "..") {
		return false
	}
	for i := 0; i < len(s); i++ {
		c := s[i]
		if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c >= 0x80 ||
			strings.IndexByte("!#$%&'*+-/=?^_`{|}~.", c) >= 0) {
			return false
		}
	}
	return true
}

// plainDomain is the common case: a host name no label of which IDNA would have to judge.
func plainDomain(s string) bool {
	if !hostName(s) {
		return false
	}
	for label := range strings.SplitSeq(s, ".") {
		if len(label) >= 4 && label[2:4] == "--" {
			return false
		}
	}
	return true
}

// hostName reports whether s is labels of letters, digits and inner hyphens between dots, at
// least two of them, as long as DNS allows (RFC 1123 section 2.1).
func hostName(s string) bool {
	if len(s) > 253 || !strings.Contains(s, ".") {
		return false
	}
	for label := range strings.SplitSeq(s, ".") {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
		for i := 0; i < len(label); i++ {
			if c := label[i]; !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-') {
				return false
			}
		}
	}
	return true
}

func ascii(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// EmailKey is how e-mail values compare: the normalised address, or the folded text of what is no
// address, trimmed.
func EmailKey(value string) string {
	if a, ok := ParseAddress(value); ok {
		return a.String()
	}
	return trimmed(filter.Fold(value))
}

// LoginKey is how names by which people sign in compare: like e-mail values, and without regard to
// case, since userName has none.
func LoginKey(userName string) string { return filter.Fold(EmailKey(userName)) }

// Addresses are all addresses that a person's attributes bring, each once.
func Addresses(o schema.Object) []Address {
	var all []Address
	emails, _ := o["emails"].([]any)
	var seen map[Address]bool
	if len(emails) > 16 { // a client may send any number
		seen = make(map[Address]bool, len(emails))
	}
	add := func(s string) {
		a, ok := ParseAddress(s)
		if !ok || seen[a] || seen == nil && slices.Contains(all, a) {
			return
		}
		if seen != nil {
			seen[a] = true
		}
		all = append(all, a)
	}
	for _, e := range emails {
		if e, ok := e.(schema.Object); ok {
			add(Text(e, "value"))
		}
	}
	add(Text(o, "userName"))
	return all
}

// LoginAddress is the address by which the gate judges a person: the primary e-mail, or else
// the first of type work, or else the first; or the userName where it is an address.
func LoginAddress(o schema.Object) (Address, bool) {
	emails, _ := o["emails"].([]any)
	best, score := "", -1
	for _, e := range emails {
		e, ok := e.(schema.Object)
		if !ok || Text(e, "value") == "" {
			continue
		}
		s := 0
		if primary, _ := e["primary"].(bool); primary {
			s = 2
		} else if strings.EqualFold(Text(e, "type"), "work") {
			s = 1
		}
		if s > score {
			best, score = Text(e, "value"), s
		}
	}
	if score < 0 {
		best = Text(o, "userName")
	}
	return ParseAddress(best)
}
