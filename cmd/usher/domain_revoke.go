package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/domains"
	"github.com/usher-id/usher/internal/store"
)

type domainRevoke struct {
	Name string `arg:"" name:"domain-or-email" help:"E-mail domain or approved address."`
	inAccount
	asJSON
}

// Run takes back what was approved, verified or claimed. Whoever is in stays (rule D4).
func (c *domainRevoke) Run(ctx context.Context, a *app) error {
	return a.withAccount(ctx, c.Account, func(db *store.DB, account *directory.Account) error {
		view := revocation{Account: account.Name, State: domains.Revoked}
		name := ""
		if strings.Contains(c.Name, "@") {
			address, d, err := mailbox(c.Name)
			if err != nil {
				return err
			}
			if err := db.RevokeAddress(ctx, account.ID, address); err != nil {
				return err
			}
			name, view.Address, view.Domain = address.String(), address.String(), d.Name
		} else {
			d, err := domains.Parse(c.Name)
			if err != nil {
				return err
			}
			if err := db.RevokeDomain(ctx, account.ID, d.Name); err != nil {
				return err
			}
			name, view.Domain = d.String(), d.Name
		}
		return write(a.out, c.JSON, "", []revocation{view}, func(revocation) []string {
			return []string{fmt.Sprintf("%s is revoked: new people with it wait, and nobody who is in is thrown out", name)}
		})
	})
}

type revocation struct {
	Domain  string        `json:"domain"`
	Address string        `json:"address,omitempty"`
	Account string        `json:"account"`
	State   domains.State `json:"state"`
}
