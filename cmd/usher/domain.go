package main

import (
	"context"
	"fmt"
	"time"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/domains"
	"github.com/usher-id/usher/internal/store"
)

type domainApprove struct {
	Domain string `arg:"" help:"E-mail domain, such as example.com."`
	inAccount
	asJSON
}

// Run approves a domain, lets in whoever was held for it, in the order of arrival (rule D7), and
// prints how many that were.
func (c *domainApprove) Run(ctx context.Context, a *app) error {
	d, err := domains.Approvable(c.Domain)
	if err != nil {
		return err
	}
	return a.withAccount(ctx, c.Account, func(db *store.DB, account *directory.Account) error {
		if _, err := db.ApproveDomain(ctx, account.ID, d.Name); err != nil {
			return err
		}
		// Again for a domain that was approved before: a command that was cut short is finished
		// by repeating it.
		n, err := replay(ctx, db, account, d.Name)
		if err != nil {
			return fmt.Errorf("%s is approved, but not all who wait for it could be let in (%d were): repeat the command: %w", d, n, err)
		}
		view := approval{Domain: d.Name, Unicode: d.Unicode, Account: account.Name, Level: directory.Approved, LetIn: n}
		return write(a.out, c.JSON, "", []approval{view}, func(v approval) []string {
			return []string{fmt.Sprintf("%s is approved; people who waited for it and are let in: %d", d, v.LetIn)}
		})
	})
}

type approval struct {
	Domain  string          `json:"domain"`
	Unicode string          `json:"unicode"`
	Account string          `json:"account"`
	Level   directory.Level `json:"level"`
	LetIn   int             `json:"letIn"`
}

type domainList struct {
	inAccount
	asJSON
}

// Run prints an account's domains in both forms (rule D6).
func (c *domainList) Run(ctx context.Context, a *app) error {
	return a.withAccount(ctx, c.Account, func(db *store.DB, account *directory.Account) error {
		list, err := db.Domains(ctx, account.ID)
		if err != nil {
			return err
		}
		views := make([]domainView, len(list))
		for i, d := range list {
			views[i] = domainView{Domain: d.Name, Unicode: d.Name, Account: account.Name, Level: d.Level, Created: d.Created}
			if both, err := domains.Parse(d.Name); err == nil {
				views[i].Unicode = both.Unicode
			}
		}
		return write(a.out, c.JSON, "DOMAIN UNICODE LEVEL CREATED", views, func(v domainView) []string {
			return []string{v.Domain, v.Unicode, string(v.Level), stamp(v.Created)}
		})
	})
}

type domainView struct {
	Domain  string          `json:"domain"`
	Unicode string          `json:"unicode"`
	Account string          `json:"account"`
	Level   directory.Level `json:"level"`
	Created time.Time       `json:"created"`
}
