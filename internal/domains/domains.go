// Package domains says for which e-mail domains an account may speak at all. A domain that
// belongs to everybody, such as a public suffix or a mail provider's, or that could be mistaken
// for another, is never approved by accident.
package domains

import (
	_ "embed"
	"fmt"
	"strings"

	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"

	"github.com/usher-id/usher/internal/directory"
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
		return Domain{}, invalid("%q is not a domain name: write one like example.com, without @ and without https://", s)
	}
	if last := name[strings.LastIndexByte(name, '.')+1:]; strings.Trim(last, "0123456789") == "" {
		return Domain{}, invalid("%q is an IP address, not a domain name: write the name of a domain, like example.com", s)
	}
	unicode, err := idna.Display.ToUnicode(name)
	if err != nil {
		return Domain{}, invalid("%q is not a domain name: its Unicode form can't be shown", s)
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
	if suffix, isSuffix := publicSuffix(d.Name); isSuffix {
		return Domain{}, refused("D5", d, "%s is a public suffix, under which anybody can register: approve a domain below it, such as example.%s", d, suffix)
	}
	if provider, ok := mailProvider(d.Name); ok {
		return Domain{}, refused("D5", d, "%s is a public mail domain, where anybody can have an address: approve a domain of your own company", provider)
	}
	if err := CheckMixed(d); err != nil {
		return Domain{}, err
	}
	return d, nil
}

// CheckMixed refuses a domain with a label that mixes scripts (rule D6).
func CheckMixed(d Domain) error {
	if mixed := mixedLabel(d.Unicode); mixed != "" {
		return refused("D6", d, "%s mixes scripts in %q and may imitate another domain: check every character; Usher approves names of one script only", d, mixed)
	}
	return nil
}

// publicSuffix reports whether the domain is a public suffix, of ICANN's section or the private one:
// under github.io, too, anybody can have a name.
func publicSuffix(name string) (suffix string, is bool) {
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

// mailProvider finds the public mail domain that the domain is or lies below.
func mailProvider(name string) (string, bool) {
	for {
		if mailDomains[name] {
			return name, true
		}
		_, parent, found := strings.Cut(name, ".")
		if !found {
			return "", false
		}
		name = parent
	}
}

func invalid(format string, args ...any) error {
	return &directory.Error{Kind: directory.Invalid, Message: text.Plain(fmt.Sprintf(format, args...))}
}

func refused(rule string, d Domain, format string, args ...any) error {
	return &directory.Error{
		Kind: directory.Refused, Message: text.Plain(fmt.Sprintf(format, args...)),
		Verdict: directory.Verdict{Code: directory.Rejected, Rule: rule, Domain: d.Name},
	}
}
