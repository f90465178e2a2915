package main

import (
	"context"
	"errors"

	"github.com/usher-id/usher/internal/admin"
)

type userAdd struct {
	Emails     []string `arg:"" name:"email" help:"The person's e-mail address; several add several people."`
	GivenName  string   `help:"Given name."`
	FamilyName string   `help:"Family name."`
	Language   string   `enum:"en,fr,," default:"" help:"Language of the mail that asks the person: en or fr; the default is the account's."`
	Licenses   int      `help:"Give each a license for so many devices, all or none of them: what the pool has no seats for is refused before anybody is added." placeholder:"N"`
	Pool       string   `help:"Pool of the licenses; it can be left out where there is only one." placeholder:"POOL"`
	Queue      bool     `help:"With --licenses: let those wait for whom no seat is free."`
	First      bool     `help:"With --licenses: give licenses to the first for whom there are seats, and add the others without."`
	onPeople
	mailSettings
}

// Run adds a person by an address, a channel of its own. What is typed is a claim: it makes a new
// person, but joins one who is known only when the mailbox has answered a mail (rule M5). Repeated
// for somebody who has not answered, it sends the mail again.
func (c *userAdd) Run(ctx context.Context, a *app) error {
	return a.administer(ctx, errand{account: c.Account, as: c.As, mails: c.mailSettings}, func(on *administration) error {
		give := admin.GiveRequest{People: len(c.Emails), Devices: c.Licenses, Pool: c.Pool, Queue: c.Queue, First: c.First}
		if err := on.licensing.MayGive(ctx, on.account, give); err != nil {
			return err
		}
		var failed []error
		for _, email := range c.Emails {
			added, err := on.people.Add(ctx, on.actor, on.account, admin.AddRequest{
				Email: email, GivenName: c.GivenName, FamilyName: c.FamilyName, Language: c.Language, Options: c.options(),
			})
			if err != nil {
				failed = append(failed, err)
				continue
			}
			failed = append(failed, c.report(a, added), added.Unasked, c.license(ctx, a, on, give, added))
		}
		return errors.Join(failed...)
	})
}

// license gives an added person a license, as far as that was asked for and the person is let in.
func (c *userAdd) license(ctx context.Context, a *app, on *administration, give admin.GiveRequest, added *admin.Added) error {
	given, err := on.licensing.Give(ctx, on.actor, on.account, give, added, c.options())
	if err != nil || given == nil {
		return err
	}
	return c.show(a, given.Result, a.says("license.done", "user", given.From, "says", a.reader.SayAll(given.Result.Entry.Detail)))
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
