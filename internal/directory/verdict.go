package directory

import (
	"github.com/usher-id/usher/internal/domains/nature"
	"github.com/usher-id/usher/internal/text"
)

// Code is what the intake decided about a record (rule I3).
type Code string

// The verdict codes of rule I3.
const (
	Active         Code = "active"
	PendingDomain  Code = "pendingDomain"
	PendingMerge   Code = "pendingMerge"
	WaitingLicense Code = "waitingLicense"
	Suspended      Code = "suspended"
	Rejected       Code = "rejected"
	Deleted        Code = "deleted" // of a user without records
	Absorbed       Code = "merged"  // of a user all of whose records are another user's now
)

// Verdict is a decision together with what an administrator needs to understand it.
type Verdict struct {
	Code Code
	Rule string // id of the rule that decided, such as "D7"
	Case string // id of the log entry that made the decision
	// Domain is what a held record waits for; "" when the record has no address to judge by.
	Domain string
}

// Message explains the verdict and says what to do. address is the one that a person was judged by, "" where it is not
// known or there is none.
func (v Verdict) Message(address string) text.Message { return v.message(address, false) }

// Message is that of the verdict, which of somebody who was let in before says what stays in force.
func (r *Record) Message() text.Message {
	return r.Shown().message(r.Login().String(), r.Admitted != nil)
}

// Message is that of the record.
func (v *View) Message() text.Message {
	address := ""
	// seldom, and only then it is named
	if v.Verdict.Code == PendingDomain && nature.Of(v.Verdict.Domain) == nature.PublicMail {
		login, _ := LoginAddress((&Utterance{Body: v.Body}).Said())
		address = login.String()
	}
	return v.Verdict.message(address, v.Admitted)
}

// message is that of a verdict about a newcomer, or about a change of somebody who was let in before.
func (v Verdict) message(address string, change bool) text.Message {
	switch v.Code {
	case Active:
		return text.New("gate.active")
	case Suspended:
		return text.New("gate.suspended")
	case WaitingLicense:
		return text.New("gate.waitingLicense")
	case Rejected:
		return v.rejected(address)
	case PendingDomain:
		return v.held(address, change)
	case PendingMerge:
		return v.inReview(change)
	}
	return text.Message{}
}

// rejected says what has to be done before the same is pushed again: nothing was kept, so nobody waits.
func (v Verdict) rejected(address string) text.Message {
	if v.Domain == "" {
		return text.New("gate.rejected.noAddress")
	}
	remedy := DomainRemedy(v.Domain, address)
	if remedy.Key == "gate.remedy.approve" {
		remedy = text.New("gate.remedy.approve.first", "domain", v.Domain)
	}
	return text.New("gate.rejected", "domain", nature.Unicode(v.Domain), "remedy", remedy)
}

func (v Verdict) held(address string, change bool) text.Message {
	switch {
	case v.Domain == "" && change:
		return text.New("gate.held.noAddress.change")
	case v.Domain == "":
		return text.New("gate.held.noAddress")
	case change:
		return text.New("gate.held.change", "domain", nature.Unicode(v.Domain), "remedy", DomainRemedy(v.Domain, address))
	}
	return text.New("gate.held", "domain", nature.Unicode(v.Domain), "remedy", DomainRemedy(v.Domain, address))
}

// DomainRemedy is what lets people of a domain in that is not approved: never what would be refused (rules P9, D5, D6).
// address is one of them, "" where it is not known.
func DomainRemedy(domain, address string) text.Message {
	switch nature.Of(domain) {
	case nature.PublicMail:
		return text.New("gate.remedy.address", "address", address)
	case nature.PublicSuffix, nature.Address:
		return text.New("gate.remedy.source")
	case nature.Mixed, nature.LookAlike:
		if like := nature.LooksLike(domain); like != "" {
			return text.New("gate.remedy.looksLike", "domain", nature.Unicode(domain), "like", like)
		}
		return text.New("gate.remedy.mixed", "domain", nature.Unicode(domain))
	}
	return text.New("gate.remedy.approve", "domain", domain)
}

func (v Verdict) inReview(change bool) text.Message {
	switch gaveWay := v.Rule == "M2e"; {
	case gaveWay && change:
		return text.New("gate.review.gaveWay.change")
	case gaveWay:
		return text.New("gate.review.gaveWay")
	case change:
		return text.New("gate.review.change")
	}
	return text.New("gate.review")
}
