package main

import "context"

type accountDelete struct {
	Name    string `arg:"" help:"Name of the account."`
	Confirm string `help:"The name again, exactly as usher account list shows it: all that the account has goes for good." placeholder:"NAME"`
	acting
	asJSON
}

// accountReceipt says that an account was deleted.
type accountReceipt struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Case    string `json:"case,omitempty"`
	Pending bool   `json:"pending"` // a server does it, or will
}

// Run deletes an account, and prints the receipt.
func (c *accountDelete) Run(ctx context.Context, a *app) error {
	return a.serving(ctx, errand{as: c.As}, func(s *services) error {
		receipt, err := s.accounts.Delete(ctx, a.actor(c.As), c.Name, c.Confirm)
		if err != nil {
			return err
		}
		v := accountReceipt{receipt.ID, receipt.Name, receipt.Case, receipt.Pending}
		return write(a, c.JSON, "", []accountReceipt{v}, func(v accountReceipt) []string {
			if v.Pending {
				return []string{a.says("done.account.pending", "name", v.Name)}
			}
			return []string{a.says("done.account.deleted", "name", v.Name, "case", v.Case)}
		})
	})
}
