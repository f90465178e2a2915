package main

import (
	"context"

	"github.com/usher-id/usher/internal/admin"
)

// domainCommands are the commands about domains.
type domainCommands struct {
	Claim          domainClaim          `cmd:"" help:"Claim an e-mail domain, and print the DNS record that proves it."`
	Verify         domainVerify         `cmd:"" help:"Look for the proof of a claimed domain; succeeds only when it is proved."`
	Approve        domainApprove        `cmd:"" help:"Approve an e-mail domain and let in whoever waits for it."`
	ApproveAddress domainApproveAddress `cmd:"" help:"Approve one e-mail address, of whatever domain, and let in whoever waits with it."`
	Revoke         domainRevoke         `cmd:"" help:"Revoke a domain or an address: new people wait again, and nobody who is in is thrown out."`
	List           domainList           `cmd:"" help:"List an account's domains and approved addresses, and who waits for what."`
}

// confusableOK is the flag by which a person says to have looked at a name (rule D6).
type confusableOK struct {
	ConfusableOK bool `name:"confusable-ok" help:"Take a name that looks like another one, since somebody has checked every character."`
}

type domainApprove struct {
	Domain string `arg:"" help:"E-mail domain, such as example.com."`
	inAccount
	acting
	Subdomains bool `help:"Approve what is below the domain, too."`
	confusableOK
	asJSON
}

// Run approves a domain, lets in whoever was held for it, in the order of arrival (rule D7), and
// prints how many that were.
func (c *domainApprove) Run(ctx context.Context, a *app) error {
	return a.administer(ctx, errand{account: c.Account, as: c.As}, func(on *administration) error {
		done, err := on.domains.Approve(ctx, on.actor, on.account, admin.DomainRequest{
			Domain: c.Domain, Subdomains: c.Subdomains, ConfusableOK: c.ConfusableOK,
		})
		if err != nil {
			return err
		}
		view := approval{
			Domain: done.Domain.Name, Unicode: done.Domain.Unicode, Account: on.account.Name,
			Level:      string(done.Holding.Level),
			Subdomains: done.Holding.Subdomains, LetIn: done.LetIn,
		}
		return write(a, c.JSON, "", []approval{view}, func(v approval) []string {
			return []string{a.says("done.approved", "domain", andBelow(a, done), "state", string(done.Holding.State),
				"letIn", v.LetIn)}
		})
	})
}

type approval struct {
	Domain     string `json:"domain"`
	Unicode    string `json:"unicode"`
	Account    string `json:"account"`
	Level      string `json:"level"`
	Subdomains bool   `json:"subdomains"`
	LetIn      int    `json:"letIn"`
}

func andBelow(a *app, done *admin.DomainChanged) string {
	if done.Holding.Subdomains {
		return a.says("done.andBelow", "domain", done.Domain.String())
	}
	return done.Domain.String()
}
