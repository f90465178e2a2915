package main

import (
	"context"
	"fmt"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/domains"
	"github.com/usher-id/usher/internal/store"
)

type domainApproveAddress struct {
	Address string `arg:"" name:"email" help:"E-mail address, such as ann@example.com."`
	inAccount
	confusableOK
	asJSON
}

// Run approves one mailbox (rule D1), of a public mail provider too, and lets in who waits with
// this address.
func (c *domainApproveAddress) Run(ctx context.Context, a *app) error {
	address, d, err := mailbox(c.Address)
	if err != nil {
		return err
	}
	if err := domains.CheckMixed(d); err != nil {
		return err
	}
	if err := c.check(d); err != nil {
		return err
	}
	return a.withAccount(ctx, c.Account, func(db *store.DB, account *directory.Account) error {
		if _, err := db.ApproveAddress(ctx, account.ID, address); err != nil {
			return err
		}
		n, err := letInNow(ctx, db, account, &domains.AccountDomain{Name: d.Name})
		if err != nil {
			return fmt.Errorf("%s is approved, but who waits with it could not be let in: repeat the command: %w", address, err)
		}
		view := addressApproval{Address: address.String(), Domain: d.Name, Unicode: d.Unicode, Account: account.Name, Level: addressLevel, LetIn: n}
		return write(a.out, c.JSON, "", []addressApproval{view}, func(v addressApproval) []string {
			return []string{fmt.Sprintf("%s is approved; people who waited and are let in: %d", v.Address, v.LetIn)}
		})
	})
}

// mailbox reads an e-mail address and the domain that it is of.
func mailbox(s string) (directory.Address, domains.Domain, error) {
	address, ok := directory.ParseAddress(s)
	if !ok {
		return directory.Address{}, domains.Domain{}, fmt.Errorf("%q is not an e-mail address: write one like ann@example.com", s)
	}
	d, err := domains.Parse(address.Domain)
	return address, d, err
}

// addressLevel is the level of rule D1 that only a mailbox has.
const addressLevel = "address-approved"

type addressApproval struct {
	Address string `json:"address"`
	Domain  string `json:"domain"`
	Unicode string `json:"unicode"`
	Account string `json:"account"`
	Level   string `json:"level"`
	LetIn   int    `json:"letIn"`
}
