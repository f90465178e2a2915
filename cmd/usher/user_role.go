package main

import (
	"context"

	"github.com/usher-id/usher/internal/admin"
)

type userRole struct {
	User string `arg:"" help:"Id of a user or record, address or userName."`
	Role string `arg:"" enum:"owner,administrator,none" help:"Role: owner, administrator or none."`
	onPeople
}

// Run sets a user's role, which no source can (rule M10).
func (c *userRole) Run(ctx context.Context, a *app) error {
	return a.administer(ctx, c.errand(), func(on *administration) error {
		d, err := on.people.SetRole(ctx, on.actor, on.account, admin.RoleRequest{
			User: c.User, Role: c.Role, Options: c.options(),
		})
		if err != nil {
			return err
		}
		return c.show(a, d.Result, a.says("done.role", "user", d.From, "role", c.Role))
	})
}
