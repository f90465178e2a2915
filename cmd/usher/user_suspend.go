package main

import (
	"context"
	"strings"

	"github.com/usher-id/usher/internal/admin"
)

type userSuspend struct {
	User string `arg:"" help:"Id of a user or record, address or userName."`
	onPeople
}

// Run suspends a person by the administrator's word (rule M6).
func (c *userSuspend) Run(ctx context.Context, a *app) error {
	return a.administer(ctx, c.errand(), func(on *administration) error {
		d, err := on.people.Suspend(ctx, on.actor, on.account, admin.StopRequest{User: c.User, Options: c.options()})
		if err != nil {
			return err
		}
		return c.show(a, d.Result, a.says("done.stopped", "user", d.From)+licensesSaid(a, d.Result))
	})
}

type userResume struct {
	User string `arg:"" help:"Id of a user or record, address or userName."`
	onPeople
}

// Run takes the administrator's word back.
func (c *userResume) Run(ctx context.Context, a *app) error {
	return a.administer(ctx, c.errand(), func(on *administration) error {
		d, err := on.people.Resume(ctx, on.actor, on.account, admin.StopRequest{User: c.User, Options: c.options()})
		if err != nil {
			return err
		}
		return c.show(a, d.Result, a.says("done.resumed", "user", d.From)+licensesSaid(a, d.Result))
	})
}

// licensesSaid is what has become of the person's licenses, a line each: how long a seat is kept and how to free it now, or how many are missing (rules
// L7 and L10).
func licensesSaid(a *app, r admin.Result) (lines string) {
	for _, m := range r.Entry.Detail {
		if strings.HasPrefix(m.Key, "license.") {
			lines += "\n" + a.reader.Say(m)
		}
	}
	return lines
}
