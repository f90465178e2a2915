package main

import (
	"context"

	"github.com/usher-id/usher/internal/admin"
)

type userRemove struct {
	User string `arg:"" help:"Id of a user or record, address or userName."`
	onPeople
}

// Run takes back an address that an administrator has typed.
func (c *userRemove) Run(ctx context.Context, a *app) error {
	return a.administer(ctx, c.errand(), func(on *administration) error {
		d, err := on.people.Remove(ctx, on.actor, on.account, admin.RemoveRequest{User: c.User, Options: c.options()})
		if err != nil {
			return err
		}
		return c.show(a, d.Result, a.says("done.removed", "record", d.Subject))
	})
}
