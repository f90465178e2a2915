package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"time"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/domains"
	"github.com/usher-id/usher/internal/store"
)

type domainClaim struct {
	Domain string `arg:"" help:"E-mail domain, such as example.com."`
	inAccount
	Subdomains bool `help:"Claim what is below the domain, too."`
	confusableOK
	asJSON
}

// Run claims a domain and prints what proves it (rule D2). A claim changes nothing until it is
// proved, and claiming again prints the same.
func (c *domainClaim) Run(ctx context.Context, a *app) error {
	d, err := domains.Claimable(c.Domain)
	if err != nil {
		return err
	}
	if err := c.check(d); err != nil {
		return err
	}
	return a.withAccount(ctx, c.Account, func(db *store.DB, account *directory.Account) error {
		h, err := db.ClaimDomain(ctx, account.ID, d.Name, rand.Text(), c.Subdomains)
		if err != nil {
			return err
		}
		view := claimView{
			Name: domains.RecordName(d.Name), Value: domains.Value(h.Token), Domain: d.Name, Unicode: d.Unicode, Account: account.Name,
			State: h.State, File: domains.FileURL(d.Name), Expires: optional(h.Expires()),
		}
		if c.JSON {
			return write(a.out, true, "", []claimView{view}, nil)
		}
		until := ""
		if view.Expires != nil {
			until = fmt.Sprintf("The claim waits for it until %s, and means nothing before.\n", stamp(*view.Expires))
		}
		_, err = fmt.Fprintf(a.out, `%s is %s. To prove it, publish this DNS record:

  name   %s
  type   TXT
  value  %s

or a file %s with the value as a line.
Then run usher domain verify %s --account %q, for the file with --method file. Keep what you published: it is looked for every day.
%s`, d, h.State, view.Name, view.Value, view.File, d.Name, account.Name, until)
		return err
	})
}

type claimView struct {
	Name    string        `json:"name"`  // of the TXT record
	Value   string        `json:"value"` // of the TXT record, or a line of the file
	Domain  string        `json:"domain"`
	Unicode string        `json:"unicode"`
	Account string        `json:"account"`
	State   domains.State `json:"state"`
	File    string        `json:"file"`
	Expires *time.Time    `json:"expires"` // null when the domain is verified
}
