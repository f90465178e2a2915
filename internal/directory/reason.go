package directory

import (
	"slices"

	"github.com/usher-id/usher/internal/text"
)

// Message says what a reason means.
func (r Reason) Message() text.Message { return text.New("reason." + string(r)) }

// Remedy is what makes a case's question go by itself, with the names and the domain that it is about, so that a
// command can be copied (rule P9). names are the account's sources by id.
func (c *Case) Remedy(names map[string]string) text.Message {
	other, domain := "", ""
	for _, u := range c.Candidate {
		if c.Record == nil || u.ID == c.RecordID || domain != "" {
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
	return text.New("remedy."+string(c.Reason), "source", names[c.SourceID], "other", other, "domain", domain)
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
	// the record's source has deleted somebody else with the address (rule M7)
	IsRecycled   Reason = "recycled"
	PlusTag      Reason = "plusTag"      // an alias by "+tag" (rule M3)
	Dots         Reason = "dots"         // an alias by dots
	Confusable   Reason = "confusable"   // letters that look alike (UTS 39)
	SameName     Reason = "sameName"     // the same name and department
	KeyNotProved Reason = "keyNotProved" // the same key, which nothing proves to be one side's (rule M2b)
	// its source has, or had, somebody else with the externalId (rules M2a, P1)
	SameID   Reason = "sameExternalID"
	WasApart Reason = "wasApart" // somebody with what it has was taken apart from the other (rule M8)
	// the address is that of the authority's person, who came later (rule M2e)
	GivenWay Reason = "gaveWay"
	Parked   Reason = "parked"        // as GivenWay, but so many have given way that an administrator decides
	Shared   Reason = "sharedAddress" // somebody known changed to another person's address
)

// Risks of a case.
const (
	RiskPrivileged = "privileged"  // the user has a role in the account
	RiskRecycled   = "recycled"    // the user's address belonged to somebody who was deleted
	RiskLookAlike  = "look-alike"  // the addresses only look the same
	RiskSameSource = "same-source" // a source knows both as two people
	RiskTwin       = "twin"        // it makes somebody active with an address of whom the authority has suspended
)

// RiskMessage says what a risk is.
func RiskMessage(risk string) text.Message { return text.New("risk.says." + riskKeys[risk]) }

var riskKeys = map[string]string{
	RiskPrivileged: "privileged", RiskRecycled: "recycled", RiskLookAlike: "lookAlike", RiskSameSource: "sameSource",
	RiskTwin: "twin",
}
