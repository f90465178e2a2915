package main

import (
	"context"
	"strconv"
	"time"

	"github.com/usher-id/usher/internal/admin"
)

type domainList struct {
	inAccount
	asJSON
}

// Run prints an account's domains in both forms (rule D6), where they stand and what is to be
// done, then the addresses that are approved singly, and the domains that people wait for and nobody
// has named yet.
func (c *domainList) Run(ctx context.Context, a *app) error {
	return a.administer(ctx, errand{account: c.Account}, func(on *administration) error {
		list, err := on.domains.List(ctx, on.actor, on.account)
		if err != nil {
			return err
		}
		return write(a, c.JSON, "DOMAIN UNICODE STATE LEVEL SUBDOMAINS METHOD WAITING SINCE CHECKED NEXT",
			viewDomains(a, on.account, list), func(v domainView) []string {
				name := v.Domain
				if v.Address != "" {
					name = v.Address
				}
				return []string{
					name, v.Unicode, v.State, v.Level, a.yesNo(v.Subdomains), v.Method, strconv.Itoa(v.Waiting),
					stampOf(v.Since), stampOf(v.Checked), v.Next,
				}
			})
	})
}

type domainView struct {
	Domain       string     `json:"domain"`
	Unicode      string     `json:"unicode"`
	Address      string     `json:"address,omitempty"` // of an approved mailbox
	Account      string     `json:"account"`
	State        string     `json:"state"` // "" for a domain that people wait for and nobody has named
	Level        string     `json:"level"`
	Subdomains   bool       `json:"subdomains"`
	Method       string     `json:"method,omitempty"`
	Waiting      int        `json:"waiting"` // how many people wait for it
	Created      *time.Time `json:"created,omitempty"`
	Since        *time.Time `json:"since,omitempty"`   // when the state began
	Claimed      *time.Time `json:"claimed,omitempty"` // since when a claim waits for its proof
	Expires      *time.Time `json:"expires,omitempty"` // until when
	Verified     *time.Time `json:"verified,omitempty"`
	Checked      *time.Time `json:"checked,omitempty"`
	Proved       *time.Time `json:"proved,omitempty"`
	FailingSince *time.Time `json:"failingSince,omitempty"`
	Failures     int        `json:"failures,omitempty"`
	Due          *time.Time `json:"due,omitempty"` // when it is checked again
	Next         string     `json:"next"`
}

func viewDomains(a *app, account *admin.Account, list *admin.DomainList) []domainView {
	waiting := map[string]int{}
	for _, w := range list.Waiting {
		waiting[w.Domain] = w.People
	}
	views := make([]domainView, 0, len(list.Domains)+len(list.Addresses)+len(list.Waiting))
	for i := range list.Domains {
		v := viewDomain(a, &list.Domains[i], account)
		v.Waiting = waiting[v.Domain]
		delete(waiting, v.Domain)
		views = append(views, v)
	}
	for _, one := range list.Addresses {
		views = append(views, domainView{
			Domain: one.Address.Domain, Unicode: admin.UnicodeForm(one.Address.Domain), Address: one.Address.String(),
			Account: account.Name,
			State:   "approved", Level: admin.AddressApprovedLevel, Method: "word", Created: &one.Created,
			Since: &one.Created,
			Next:  a.says("domain.next.address"),
		})
	}
	for _, w := range list.Waiting {
		if _, unnamed := waiting[w.Domain]; unnamed {
			views = append(views, domainView{
				Domain: w.Domain, Unicode: w.Unicode, Account: account.Name, Level: "none", Waiting: w.People,
				Next: a.reader.SayAll(w.Next),
			})
		}
	}
	return views
}

func viewDomain(a *app, h *admin.Holding, account *admin.Account) domainView {
	v := domainView{
		Domain: h.Name, Unicode: admin.UnicodeForm(h.Name), Account: account.Name, State: string(h.State),
		Level:      levelName(string(h.Level)),
		Subdomains: h.Subdomains, Method: string(h.Method), Created: optional(h.Created), Since: optional(h.Since),
		Claimed: optional(h.Claimed),
		Expires: optional(h.Expires()), Verified: optional(h.Verified), Checked: optional(h.Checked),
		Proved:   optional(h.Proved),
		Failures: len(h.Failures), Due: optional(h.Due), Next: a.reader.Say(h.Next()),
	}
	if len(h.Failures) > 0 {
		v.FailingSince = optional(h.Failures[0])
	}
	return v
}

func levelName(level string) string {
	if level == "" {
		return "none"
	}
	return level
}
