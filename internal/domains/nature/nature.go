// Package nature says what kind of domain a name is, by the name alone: one that a company may have, or one that
// belongs to everybody or imitates another. It tells what can be advised about a domain (rule P9), so that nobody
// is told to do what would be refused.
package nature

import (
	_ "embed"
	"strings"

	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"
)

// Nature is a kind of domain.
type Nature int

// The natures, in the order in which they count.
const (
	Ordinary     Nature = iota // a company may have it
	Address                    // no name at all, but an IP address
	PublicSuffix               // anybody can register below it (rule D5)
	PublicMail                 // anybody can have an address in it (rule D5)
	Mixed                      // a label mixes scripts (rule D6)
	LookAlike                  // a label reads as one of plain Latin letters and is not (rule D6)
)

// Of is the nature of a domain in A-label form, lower case.
func Of(name string) Nature {
	unicode := Unicode(name)
	switch {
	case numeric(name):
		return Address
	case isSuffix(name):
		return PublicSuffix
	case MailProvider(name) != "":
		return PublicMail
	case MixedLabel(unicode) != "":
		return Mixed
	case ConfusableLabel(unicode) != "":
		return LookAlike
	}
	return Ordinary
}

// Unicode is the form of a domain that people read; the A-label form where there is none.
func Unicode(name string) string {
	if !strings.Contains(name, "xn--") {
		return name
	}
	if unicode, err := idna.Display.ToUnicode(name); err == nil {
		return unicode
	}
	return name
}

// numeric reports whether the last label is a number, as that of an IP address.
func numeric(name string) bool {
	return strings.Trim(name[strings.LastIndexByte(name, '.')+1:], "0123456789") == ""
}

func isSuffix(name string) bool {
	_, is := Suffix(name)
	return is
}

// Suffix reports whether a domain is a public suffix, of ICANN's section or the private one: under github.io, too,
// anybody can have a name. suffix is the one that it is or lies below.
func Suffix(name string) (suffix string, is bool) {
	suffix, _ = publicsuffix.PublicSuffix(name)
	return suffix, suffix == name
}

//go:embed mail.txt
var mailList string

// mailDomains are the names in mail.txt.
var mailDomains = func() map[string]bool {
	all := map[string]bool{}
	for line := range strings.Lines(mailList) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			all[line] = true
		}
	}
	return all
}()

// MailProvider is the public mail domain that a domain is or lies below; "" for none.
func MailProvider(name string) string {
	for {
		if mailDomains[name] {
			return name
		}
		_, parent, found := strings.Cut(name, ".")
		if !found {
			return ""
		}
		name = parent
	}
}
