// Package domains says for which e-mail domains an account may speak at all. A domain that
// belongs to everybody, such as a public suffix or a mail provider's, or that could be mistaken
// for another, is never approved by accident.
package domains

import (
	"strings"

	"golang.org/x/net/idna"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/domains/nature"
	"github.com/usher-id/usher/internal/text"
)

// Domain is an e-mail domain in both its forms (rule D6).
type Domain struct {
	Name    string // A-label form, lower case: the one that is compared and kept
	Unicode string // the one that people read; the same as Name for an ASCII domain
}

// String shows both forms when there are two.
func (d Domain) String() string {
	if d.Unicode == d.Name {
		return d.Name
	}
	return d.Unicode + " (" + d.Name + ")"
}

// Parse reads a domain name, in either form, without judging it.
func Parse(s string) (Domain, error) {
	name, ok := directory.NormalizeDomain(strings.TrimSpace(s))
	if !ok || !fitsDNS(name) {
		return Domain{}, invalid("domain.noName", "name", s)
	}
	if last := name[strings.LastIndexByte(name, '.')+1:]; strings.Trim(last, "0123456789") == "" {
		return Domain{}, invalid("domain.address", "name", s)
	}
	unicode, err := idna.Display.ToUnicode(name)
	if err != nil {
		return Domain{}, invalid("domain.notShown", "name", s)
	}
	return Domain{Name: name, Unicode: unicode}, nil
}

// fitsDNS applies DNS's lengths (RFC 1035 section 2.3.4): labels of 1 to 63 bytes, 253 in all.
func fitsDNS(name string) bool {
	for label := range strings.SplitSeq(name, ".") {
		if label == "" || len(label) > 63 {
			return false
		}
	}
	return len(name) <= 253
}

// Approvable reads a domain for which an administrator wants to vouch. The error is Invalid for
// what is no domain name, and Refused for one that is nobody's or everybody's (rule D5) or that
// mixes scripts (rule D6).
func Approvable(s string) (Domain, error) {
	d, err := Parse(s)
	if err != nil {
		return Domain{}, err
	}
	if suffix, isSuffix := nature.Suffix(d.Name); isSuffix {
		return Domain{}, refused("D5", d, "domain.suffix", "domain", d.String(), "suffix", suffix)
	}
	if provider := nature.MailProvider(d.Name); provider != "" {
		return Domain{}, refused("D5", d, "domain.publicMail", "domain", provider)
	}
	if err := CheckMixed(d); err != nil {
		return Domain{}, err
	}
	return d, nil
}

func invalid(key string, pairs ...any) error {
	return directory.Refuse(directory.Invalid, key, pairs...)
}

func refused(rule string, d Domain, key string, pairs ...any) error {
	return &directory.Error{
		Kind: directory.Refused, Message: text.New(key, pairs...),
		Verdict: directory.Verdict{Code: directory.Rejected, Rule: rule, Domain: d.Name},
	}
}
