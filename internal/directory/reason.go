package directory

import (
	"slices"
	"strings"
)

// Sentence says what a reason means.
func (r Reason) Sentence() string { return reasons[r].says }

// Remedy is what makes a case's question go by itself, with the names and the domain that it is about, so that a
// command can be copied (rule P9). names are the account's sources by id.
func (c *Case) Remedy(names map[string]string) string {
	source, other, domain := names[c.SourceID], "SOURCE", "DOMAIN"
	for _, u := range c.Candidate {
		if c.Record == nil || u.ID == c.RecordID || domain != "DOMAIN" {
			continue
		}
		theirs := Addresses(u.Said())
		for _, a := range Addresses(c.Record.Said()) {
			if slices.Contains(theirs, a) {
				other, domain = names[u.SourceID], a.Domain
				break
			}
		}
	}
	return strings.NewReplacer("{source}", source, "{other}", other, "{domain}", domain).Replace(reasons[c.Reason].remedy)
}

var reasons = map[Reason]struct{ says, remedy string }{
	NotVerified:  {"the same address, whose domain is approved and not verified", "prove the domain (usher domain claim {domain})"},
	NotTrusted:   {"the same address, asserted by a source that is not trusted for its domain", "usher source set {source} --trusted-for {domain}"},
	NotProved:    {"the same address, which nothing proves to be the other person's", "trust the other person's source (usher source set {other} --trusted-for {domain})"},
	NotConfirmed: {"the same address, typed in and not confirmed by its mailbox", "the mailbox answers the mail (usher user add sends it again)"},
	IsPrivileged: {"the same address, whose holder has a role in the account", "nothing else: such a link is for a person to decide"},
	IsSuspended:  {"the same address, whose holder is suspended", "bring the holder back first"},
	IsSeveral:    {"its identifiers belong to several people", "correct them at the source"},
	IsRecycled:   {"the same address, with which its source has deleted somebody else", "nothing else: a recycled address is for a person to decide"},
	PlusTag:      {"an alias of the same address by a +tag", "nothing else: look-alikes prove nothing"},
	Dots:         {"the same address but for dots", "nothing else: look-alikes prove nothing"},
	Confusable:   {"an address with letters that look alike", "nothing else: look-alikes prove nothing"},
	SameName:     {"the same name and department", "nothing else: names prove nothing"},
	KeyNotProved: {"the same key, which one side's source can't vouch for", "the source has an address of a verified domain that it is authoritative for (usher source set {source} --authoritative-for DOMAIN)"},
	SameID:       {"its source uses the externalId of somebody else, here or deleted", "nothing: this is only a suggestion"},
	WasApart:     {"an administrator took somebody with these addresses or names apart from the other person", "nothing else: it is for a person to decide"},
	GivenWay:     {"the authority for the domain has brought the address, and nothing proves that it is this person's", "usher source set {source} --trusted-for {domain} (if the source's addresses can be taken for true)"},
	Parked:       {"the same address, brought before by a source that is not trusted for the domain; so many had to give way today that an administrator decides", "usher source set {other} --trusted-for {domain} (decides all of them together, if that source's addresses can be taken for true)"},
	Shared:       {"it has come to bring an address that is another person's", "correct the address at the source"},
}

// Reason is why somebody may be the same person, or why an address alone does not prove it.
type Reason string

// The reasons of rule M2. In the first ones, the address is the same.
const (
	NotVerified  Reason = "domainNotVerified" // the domain is approved only
	NotTrusted   Reason = "sourceNotTrusted"  // the source is not trusted for the domain
	NotProved    Reason = "holderNotProved"   // nothing proves that the address is the holder's
	NotConfirmed Reason = "notConfirmed"      // a typed address that its mailbox has not confirmed (rule M5)
	IsPrivileged Reason = "privileged"        // the holder has a role in the account
	IsSuspended  Reason = "suspended"         // the holder is suspended
	IsSeveral    Reason = "severalPeople"     // the record's identifiers belong to several people
	IsRecycled   Reason = "recycled"          // the record's source has deleted somebody else with the address (rule M7)
	PlusTag      Reason = "plusTag"           // an alias by "+tag" (rule M3)
	Dots         Reason = "dots"              // an alias by dots
	Confusable   Reason = "confusable"        // letters that look alike (UTS 39)
	SameName     Reason = "sameName"          // the same name and department
	KeyNotProved Reason = "keyNotProved"      // the same key, which nothing proves to be one side's (rule M2b)
	SameID       Reason = "sameExternalID"    // its source has, or had, somebody else with the externalId (rules M2a, P1)
	WasApart     Reason = "wasApart"          // somebody with what it has was taken apart from the other (rule M8)
	GivenWay     Reason = "gaveWay"           // the address is that of the authority's person, who came later (rule M2e)
	Parked       Reason = "parked"            // as GivenWay, but so many have given way that an administrator decides
	Shared       Reason = "sharedAddress"     // somebody known changed to another person's address
)

// Risks of a case.
const (
	RiskPrivileged = "privileged" // the user has a role in the account
	RiskRecycled   = "recycled"   // the user's address belonged to somebody who was deleted
	RiskLookAlike  = "look-alike" // the addresses only look the same
	RiskTwin       = "twin"       // it makes somebody active with an address of whom the authority has suspended
)

// RiskSentence says what a risk is.
func RiskSentence(risk string) string {
	switch risk {
	case RiskPrivileged:
		return "the user has a role in the account"
	case RiskRecycled:
		return "an address of theirs belonged to somebody who was deleted"
	case RiskLookAlike:
		return "the addresses only look the same"
	case RiskTwin:
		return "somebody becomes active with an address of a person whom the authority has suspended"
	}
	return risk
}
