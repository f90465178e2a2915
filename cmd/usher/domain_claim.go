package main

import (
	"context"
	"fmt"
	"time"

	"github.com/usher-id/usher/internal/admin"
)

type domainClaim struct {
	Domain string `arg:"" help:"E-mail domain, such as example.com."`
	inAccount
	acting
	Subdomains bool `help:"Claim what is below the domain, too."`
	confusableOK
	asJSON
}

// Run claims a domain and prints what proves it (rule D2). A claim changes nothing until it is
// proved, and claiming again prints the same.
func (c *domainClaim) Run(ctx context.Context, a *app) error {
	return a.administer(ctx, errand{account: c.Account, as: c.As}, func(on *administration) error {
		done, err := on.domains.Claim(ctx, on.actor, on.account, admin.DomainRequest{
			Domain: c.Domain, Subdomains: c.Subdomains, ConfusableOK: c.ConfusableOK,
		})
		if err != nil {
			return err
		}
		p, h := done.Proof(), &done.Holding
		view := claimView{
			Name: p.Record, Value: p.Value, Domain: done.Domain.Name, Unicode: done.Domain.Unicode,
			Account: on.account.Name,
			State:   string(h.State), File: p.File, Expires: optional(h.Expires()),
		}
		if c.JSON {
			return write(a, true, "", []claimView{view}, nil)
		}
		fmt.Fprintln(a.out, a.says("done.claimed", "domain", done.Domain.String(), "state", view.State))
		fields := [][]string{{a.says("word.name"), view.Name}, {a.says("word.type"), "TXT"},
			{a.says("word.value"), view.Value}}
		if err := write(a, false, "", fields, func(f []string) []string {
			return []string{"  " + f[0],
				f[1]}
		}); err != nil {
			return err
		}
		fmt.Fprintln(a.out, a.says("done.claimFile", "file", view.File, "domain", view.Domain))
		if view.Expires != nil {
			fmt.Fprintln(a.out, a.says("done.claimExpires", "expires", stamp(*view.Expires)))
		}
		return nil
	})
}

type claimView struct {
	Name    string     `json:"name"`  // of the TXT record
	Value   string     `json:"value"` // of the TXT record, or a line of the file
	Domain  string     `json:"domain"`
	Unicode string     `json:"unicode"`
	Account string     `json:"account"`
	State   string     `json:"state"`
	File    string     `json:"file"`
	Expires *time.Time `json:"expires"` // null when the domain is verified
}
