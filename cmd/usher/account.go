package main

import (
	"context"
	"time"

	"github.com/usher-id/usher/internal/admin"
)

type accountCreate struct {
	Name string `arg:"" help:"Name of the account, such as the company's."`
	acting
	asJSON
}

// Run creates an account and prints its name and id.
func (c *accountCreate) Run(ctx context.Context, a *app) error {
	a.creates = true
	return a.serving(ctx, errand{as: c.As}, func(s *services) error {
		account, err := s.accounts.Create(ctx, a.actor(c.As), c.Name)
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
	return a.serving(ctx, errand{}, func(s *services) error {
		accounts, err := s.accounts.List(ctx, a.actor(""))
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
func showAccounts(a *app, asJSON bool, heads string, accounts ...admin.Account) error {
	views := make([]accountView, len(accounts))
	for i, account := range accounts {
		views[i] = accountView{account.ID, account.Name, account.Created}
	}
	return write(a, asJSON, heads, views, func(v accountView) []string {
		if heads == "" {
			return []string{v.Name, v.ID}
		}
		return []string{v.Name, v.ID, stamp(v.Created)}
	})
}
