package main

import (
	"context"
	"fmt"
	"time"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/domains"
	"github.com/usher-id/usher/internal/store"
)

type domainList struct {
	inAccount
	asJSON
}

// Run prints an account's domains in both forms (rule D6), where they stand and what is to be
// done, and then the addresses that are approved singly.
func (c *domainList) Run(ctx context.Context, a *app) error {
	return a.withAccount(ctx, c.Account, func(db *store.DB, account *directory.Account) error {
		list, err := db.Domains(ctx, account.ID)
		if err != nil {
			return err
		}
		addresses, err := db.ApprovedAddresses(ctx, account.ID)
		if err != nil {
			return err
		}
		views := make([]domainView, 0, len(list)+len(addresses))
		for i := range list {
			views = append(views, viewDomain(&list[i], account))
		}
		for _, one := range addresses {
			views = append(views, domainView{
				Domain: one.Address.Domain, Unicode: unicodeForm(one.Address.Domain), Address: one.Address.String(), Account: account.Name,
				State: domains.Approved, Level: addressLevel, Method: domains.ByWord, Created: one.Created, Since: one.Created,
				Next: "nothing: whoever has the address may come in",
			})
		}
		return write(a.out, c.JSON, "DOMAIN UNICODE STATE LEVEL SUBDOMAINS METHOD SINCE CHECKED NEXT", views, func(v domainView) []string {
			name, unicode := v.Domain, v.Unicode
			if v.Address != "" {
				name = v.Address
			}
			subdomains := "no"
			if v.Subdomains {
				subdomains = "yes"
			}
			checked := ""
			if v.Checked != nil {
				checked = stamp(*v.Checked)
			}
			return []string{name, unicode, string(v.State), v.Level, subdomains, string(v.Method), stamp(v.Since), checked, v.Next}
		})
	})
}

type domainView struct {
	Domain       string         `json:"domain"`
	Unicode      string         `json:"unicode"`
	Address      string         `json:"address,omitempty"` // of an approved mailbox
	Account      string         `json:"account"`
	State        domains.State  `json:"state"`
	Level        string         `json:"level"`
	Subdomains   bool           `json:"subdomains"`
	Method       domains.Method `json:"method,omitempty"`
	Created      time.Time      `json:"created"`
	Since        time.Time      `json:"since"`             // when the state began
	Claimed      *time.Time     `json:"claimed,omitempty"` // since when a claim waits for its proof
	Expires      *time.Time     `json:"expires,omitempty"` // until when
	Verified     *time.Time     `json:"verified,omitempty"`
	Checked      *time.Time     `json:"checked,omitempty"`
	Proved       *time.Time     `json:"proved,omitempty"`
	FailingSince *time.Time     `json:"failingSince,omitempty"`
	Failures     int            `json:"failures,omitempty"`
	Due          *time.Time     `json:"due,omitempty"` // when it is checked again
	Next         string         `json:"next"`
}

func viewDomain(h *domains.AccountDomain, account *directory.Account) domainView {
	v := domainView{
		Domain: h.Name, Unicode: unicodeForm(h.Name), Account: account.Name, State: h.State, Level: levelName(h.Level), Subdomains: h.Subdomains,
		Method: h.Method, Created: h.Created, Since: h.Since, Claimed: optional(h.Claimed), Expires: optional(h.Expires()), Verified: optional(h.Verified),
		Checked: optional(h.Checked), Proved: optional(h.Proved), Failures: len(h.Failures), Due: optional(h.Due), Next: nextStep(h),
	}
	if len(h.Failures) > 0 {
		v.FailingSince = optional(h.Failures[0])
	}
	return v
}

// nextStep says what is to be done about a domain.
func nextStep(h *domains.AccountDomain) string {
	verify := "usher domain verify " + h.Name
	switch h.State {
	case domains.Claimed:
		return fmt.Sprintf("publish the TXT record %s, then %s; the claim lapses at %s", domains.RecordName(h.Name), verify, stamp(h.Expires()))
	case domains.Approved:
		if h.Token != "" {
			return fmt.Sprintf("people come in; to link them by their addresses, publish the TXT record %s, then %s before %s", domains.RecordName(h.Name), verify, stamp(h.Expires()))
		}
		return "people come in; to link them by their addresses, usher domain claim " + h.Name
	case domains.Verified:
		if len(h.Failures) > 0 {
			return fmt.Sprintf("its proof is not found: publish it again, then %s; after %d more failures it is stale", verify, domains.FailuresAtMost-len(h.Failures))
		}
		return "keep the proof published: it is looked for again at " + stamp(h.Due)
	case domains.Stale:
		return fmt.Sprintf("new people wait: publish the proof again, then %s before %s", verify, stamp(h.Since.Add(domains.StaleLife)))
	case domains.Contested:
		if h.Level == directory.Approved {
			return "people come in by your word; nobody is linked by the address, since another account has proved the domain"
		}
		return "another account has proved it: find out which, or usher domain approve " + h.Name
	default:
		return fmt.Sprintf("new people wait: usher domain claim %s, or usher domain approve %s", h.Name, h.Name)
	}
}

func levelName(l directory.Level) string {
	if l == directory.Unapproved {
		return "none"
	}
	return string(l)
}

// unicodeForm is a domain as people read it.
func unicodeForm(name string) string {
	if both, err := domains.Parse(name); err == nil {
		return both.Unicode
	}
	return name
}
