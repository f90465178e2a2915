package main

import (
	"context"
	"strings"

	"github.com/usher-id/usher/internal/admin"
)

type userEdit struct {
	User  string   `arg:"" help:"Id of a user or record, address or userName."`
	Set   []string `help:"Set what a path of a SCIM PATCH names, such as title=Nurse or 'phoneNumbers[type eq \"work\"].value=+33 1 02 03 04 05'; a value that begins with [ or { is JSON. May be repeated." placeholder:"PATH=VALUE" sep:"none"`
	Clear []string `help:"Say that the person has nothing there, whatever sources say. May be repeated." placeholder:"PATH" sep:"none"`
	Reset []string `help:"Let sources decide again about an attribute. May be repeated." placeholder:"ATTRIBUTE" sep:"none"`
	onPeople
}

// Run notes what an administrator says of a person (rule M1).
func (c *userEdit) Run(ctx context.Context, a *app) error {
	return a.administer(ctx, c.errand(), func(on *administration) error {
		d, err := on.people.Edit(ctx, on.actor, on.account, admin.EditRequest{
			User: c.User, Set: c.Set, Clear: c.Clear, Reset: c.Reset, Options: c.options(),
		})
		if err != nil {
			return err
		}
		if len(c.Set)+len(c.Clear) == 0 {
			return c.show(a, d.Result, a.says("done.reset", "user", d.From, "attributes", strings.Join(c.Reset, ", ")))
		}
		return c.show(a, d.Result, a.says("done.edited", "user", d.From))
	})
}
