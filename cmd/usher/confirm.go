package main

import (
	"context"

	"github.com/usher-id/usher/internal/admin"
)

type userConfirm struct {
	Email string `arg:"" help:"Address that the mail was sent to."`
	Code  string `arg:"" help:"Code that stands in the mail, such as 2A4C-6E8G."`
	inAccount
	acting
	asJSON
}

// Run takes the code of a mail, which proves that its mailbox agrees (rule M5).
func (c *userConfirm) Run(ctx context.Context, a *app) error {
	return a.administer(ctx, errand{account: c.Account, as: c.As}, func(on *administration) error {
		done, err := on.people.Confirm(ctx, on.actor, on.account, admin.ConfirmRequest{Email: c.Email, Code: c.Code})
		if err != nil {
			return err
		}
		view := confirmationView{Address: done.Address, Account: on.account.Name, Source: done.Source,
			Record: done.Record}
		return write(a, c.JSON, "", []confirmationView{view}, func(v confirmationView) []string {
			return []string{a.says("done.confirmed", "address", v.Address)}
		})
	})
}

type confirmationView struct {
	Address string `json:"address"`
	Account string `json:"account"`
	Source  string `json:"source"`
	Record  string `json:"record"`
}
