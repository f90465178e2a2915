package main

import (
	"cmp"
	"context"
)

type domainRevoke struct {
	Name string `arg:"" name:"domain-or-email" help:"E-mail domain or approved address."`
	inAccount
	acting
	asJSON
}

// Run takes back what was approved, verified or claimed. Whoever is in stays (rule D4).
func (c *domainRevoke) Run(ctx context.Context, a *app) error {
	return a.administer(ctx, errand{account: c.Account, as: c.As}, func(on *administration) error {
		done, err := on.domains.Revoke(ctx, on.actor, on.account, c.Name)
		if err != nil {
			return err
		}
		view := revocation{Domain: done.Domain.Name, Address: done.Address, Account: on.account.Name, State: "revoked"}
		return write(a, c.JSON, "", []revocation{view}, func(revocation) []string {
			return []string{a.says("done.domainRevoked", "name", cmp.Or(done.Address, done.Domain.String()))}
		})
	})
}

type revocation struct {
	Domain  string `json:"domain"`
	Address string `json:"address,omitempty"`
	Account string `json:"account"`
	State   string `json:"state"`
}
