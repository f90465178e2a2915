package main

import (
	"context"
	"fmt"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/domains"
	"github.com/usher-id/usher/internal/store"
)

// domainCommands are the commands about domains.
type domainCommands struct {
	Claim          domainClaim          `cmd:"" help:"Claim an e-mail domain, and print the DNS record that proves it."`
	Verify         domainVerify         `cmd:"" help:"Look for the proof of a claimed domain; succeeds only when it is proved."`
	Approve        domainApprove        `cmd:"" help:"Approve an e-mail domain and let in whoever waits for it."`
	ApproveAddress domainApproveAddress `cmd:"" help:"Approve one e-mail address, of whatever domain, and let in whoever waits with it."`
	Revoke         domainRevoke         `cmd:"" help:"Revoke a domain or an address: new people wait again, and nobody who is in is thrown out."`
	List           domainList           `cmd:"" help:"List an account's domains and approved addresses."`
}

// confusableOK is the flag by which a person says to have looked at a name (rule D6).
type confusableOK struct {
	ConfusableOK bool `name:"confusable-ok" help:"Take a name that looks like another one, since somebody has checked every character."`
}

func (c confusableOK) check(d domains.Domain) error {
	if c.ConfusableOK {
		return nil
	}
	return domains.CheckConfusable(d)
}

type domainApprove struct {
	Domain string `arg:"" help:"E-mail domain, such as example.com."`
	inAccount
	Subdomains bool `help:"Approve what is below the domain, too."`
	confusableOK
	asJSON
}

// Run approves a domain, lets in whoever was held for it, in the order of arrival (rule D7), and
// prints how many that were.
func (c *domainApprove) Run(ctx context.Context, a *app) error {
	d, err := domains.Approvable(c.Domain)
	if err != nil {
		return err
	}
	if err := c.check(d); err != nil {
		return err
	}
	return a.withAccount(ctx, c.Account, func(db *store.DB, account *directory.Account) error {
		if _, err := db.VouchForDomain(ctx, account.ID, d.Name, c.Subdomains); err != nil {
			return err
		}
		h, err := db.Domain(ctx, account.ID, d.Name)
		if err != nil {
			return err
		}
		// Again for a domain that was approved before: a command that was cut short is finished
		// by repeating it.
		n, err := letInNow(ctx, db, account, &h)
		if err != nil {
			return fmt.Errorf("%s is %s, but not all who wait for it could be let in (%d were): repeat the command: %w", d, h.State, n, err)
		}
		view := approval{Domain: d.Name, Unicode: d.Unicode, Account: account.Name, Level: h.Level, Subdomains: h.Subdomains, LetIn: n}
		return write(a.out, c.JSON, "", []approval{view}, func(v approval) []string {
			return []string{fmt.Sprintf("%s is %s; people who waited for it and are let in: %d", andBelow(d, h.Subdomains), h.State, v.LetIn)}
		})
	})
}

type approval struct {
	Domain     string          `json:"domain"`
	Unicode    string          `json:"unicode"`
	Account    string          `json:"account"`
	Level      directory.Level `json:"level"`
	Subdomains bool            `json:"subdomains"`
	LetIn      int             `json:"letIn"`
}

func andBelow(d domains.Domain, subdomains bool) string {
	if subdomains {
		return d.String() + " with what is below it"
	}
	return d.String()
}
