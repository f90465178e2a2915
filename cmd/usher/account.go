package main

import (
	"context"
	"time"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store"
)

type accountCreate struct {
	Name string `arg:"" help:"Name of the account, such as the company's."`
	asJSON
}

// Run creates an account and prints its name and id.
func (c *accountCreate) Run(ctx context.Context, a *app) error {
	return a.withStore(ctx, func(db *store.DB) error {
		account, err := db.CreateAccount(ctx, c.Name)
		if err != nil {
			return err
		}
		return showAccounts(a, c.JSON, "", *account)
	})
}

type accountList struct {
	asJSON
}

// Run prints all accounts.
func (c *accountList) Run(ctx context.Context, a *app) error {
	return a.withStore(ctx, func(db *store.DB) error {
		accounts, err := db.Accounts(ctx)
		if err != nil {
			return err
		}
		return showAccounts(a, c.JSON, "NAME ID CREATED", accounts...)
	})
}

type accountView struct {
	ID      string    `json:"id"`
	Name    string    `json:"name"`
	Created time.Time `json:"created"`
}

// showAccounts prints accounts; without heads, just the name and id.
func showAccounts(a *app, asJSON bool, heads string, accounts ...directory.Account) error {
	views := make([]accountView, len(accounts))
	for i, account := range accounts {
		views[i] = accountView{account.ID, account.Name, account.Created}
	}
	return write(a.out, asJSON, heads, views, func(v accountView) []string {
		if heads == "" {
			return []string{v.Name, v.ID}
		}
		return []string{v.Name, v.ID, stamp(v.Created)}
	})
}
