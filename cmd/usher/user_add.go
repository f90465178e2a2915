package main

import (
	"context"
	"errors"

	"github.com/usher-id/usher/internal/admin"
)

type userAdd struct {
	Email      string `arg:"" help:"The person's e-mail address."`
	GivenName  string `help:"Given name."`
	FamilyName string `help:"Family name."`
	Language   string `enum:"en,fr,," default:"" help:"Language of the mail that asks the person: en or fr; the default is the account's."`
	onPeople
	mailSettings
}

// Run adds a person by an address, a channel of its own. What is typed is a claim: it makes a new
// person, but joins one who is known only when the mailbox has answered a mail (rule M5). Repeated
// for somebody who has not answered, it sends the mail again.
func (c *userAdd) Run(ctx context.Context, a *app) error {
	return a.administer(ctx, errand{account: c.Account, as: c.As, mails: c.mailSettings}, func(on *administration) error {
		added, err := on.people.Add(ctx, on.actor, on.account, admin.AddRequest{
			Email: c.Email, GivenName: c.GivenName, FamilyName: c.FamilyName, Language: c.Language, Options: c.options(),
		})
		if err != nil {
			return err
		}
		return errors.Join(c.report(a, added), added.Unasked)
	})
}

// report says what came of the address.
func (c *userAdd) report(a *app, added *admin.Added) error {
	r := added.Result
	says := a.says("add.state", "address", added.Address, "state", string(r.Record.Shown().Code), "says", r.Record.Message())
	for _, ask := range added.Cases {
		says += "\n" + a.says("add.case", "case", ask.ID, "user", ask.UserID, "reason", ask.Reason.Message())
	}
	if added.Asked {
		says += "\n" + a.says("add.asked", "address", added.Address)
	}
	if added.Queued {
		says += "\n" + a.says("add.queued", "address", added.Address)
	}
	if added.Known {
		says = a.says("add.known") + says
		r.Outcome = "known"
	}
	return c.show(a, r, says)
}
