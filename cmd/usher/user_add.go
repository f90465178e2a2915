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
	Language   string   `enum:"en,fr,," default:"" help:"Language of the person, in which mails are: en or fr; the default is the account's."`
	Licenses   int      `help:"Give each a license for so many devices, all or none of them: what the pool has no seats for is refused before anybody is added." placeholder:"N"`
	Pool       string   `help:"Pool of the licenses; it can be left out where there is only one." placeholder:"POOL"`
	Queue      bool     `help:"With --licenses: let those wait for whom no seat is free."`
	First      bool     `help:"With --licenses: give licenses to the first for whom there are seats, and add the others without."`
	Send       bool     `help:"With --licenses: send each the license key, in one mail, which asks the mailbox, too, where that has not confirmed."`
	onPeople
	mailSettings
}

// Run adds a person by an address, a channel of its own. What is typed is a claim: it makes a new
// person, but joins one who is known only when the mailbox has answered a mail (rule M5). Repeated
// for somebody who has not answered, it sends the mail again.
func (c *userAdd) Run(ctx context.Context, a *app) error {
	return a.administer(ctx, errand{account: c.Account, as: c.As, mails: c.mailSettings}, func(on *administration) error {
		give, err := on.licensing.Giving(ctx, on.account, admin.GiveRequest{
			People: len(c.Emails), Devices: c.Licenses, Pool: c.Pool, Queue: c.Queue, First: c.First, Send: c.Send,
		})
		if err != nil {
			return err
		}
		var failed []error
		for _, email := range c.Emails {
			r := admin.AddRequest{
				Email: email, GivenName: c.GivenName, FamilyName: c.FamilyName, Language: c.Language, Give: give, Options: c.options(),
			}
			added, err := on.people.Add(ctx, on.actor, on.account, r)
			if err != nil {
				failed = append(failed, err)
				continue
			}
			var sent *admin.SentLicense
			if !c.DryRun {
				sent = on.licenseMails.Deliver(ctx, on.account, added)
			}
			failed = append(failed, c.report(a, added, added.Fate(&r), sent), added.Unasked)
			if sent != nil {
				failed = append(failed, sent.Unsent)
			}
		}
		return errors.Join(failed...)
	})
}

// report says what came of the address, and of its license.
func (c *userAdd) report(a *app, added *admin.Added, fate admin.LicenseFate, sent *admin.SentLicense) error {
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
	if fate != admin.NoLicenseWanted {
		says += "\n" + c.license(a, added, fate, sent)
	}
	if added.Known {
		says = a.says("add.known") + says
		r.Outcome = "known"
	}
	view := addedView{}
	if view.decisionView, says = c.view(a, r, says); added.License != nil {
		view.License, view.LicenseState = added.License.ID, string(added.License.State)
	}
	return put(a, c.JSON, view, says)
}

// addedView is somebody who was added, and the license that was given.
type addedView struct {
	decisionView
	License      string `json:"license,omitempty"`      // id
	LicenseState string `json:"licenseState,omitempty"` // see license list
}

// license says what has become of the license that the person was to get, and of the mail with it.
func (c *userAdd) license(a *app, added *admin.Added, fate admin.LicenseFate, sent *admin.SentLicense) string {
	args := []any{"address", added.Address}
	if l := added.License; l != nil {
		args = append(args, "product", l.Product, "devices", l.Devices, "until", stamp(l.Until))
	}
	says := a.says("add.license."+string(fate), args...)
	switch {
	case added.Mailed() && sent == nil && !c.DryRun:
		says += "\n" + a.says("add.license.later", args...)
	case sent != nil && sent.Sent:
		says += "\n" + a.says("licensemail.sent", args...)
	case sent != nil && sent.Unsent == nil:
		says += "\n" + a.says("licensemail.queued", args...)
	}
	return says
}
