package main

import (
	"context"
	"fmt"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store"
)

type userMerge struct {
	User string `arg:"" help:"User that becomes part of the other: id, address or userName."`
	Into string `arg:"" help:"User that it becomes part of."`
	onPeople
}

// Run merges two users. Each link can be undone by usher user unmerge (rule M8).
func (c *userMerge) Run(ctx context.Context, a *app) error {
	return a.withAccount(ctx, c.Account, func(db *store.DB, account *directory.Account) error {
		from, err := findUser(ctx, db, account, c.User)
		if err != nil {
			return err
		}
		into, err := findUser(ctx, db, account, c.Into)
		if err != nil {
			return err
		}
		first := root(from)
		r, err := c.decide(ctx, db, account, first.RecordKey, directory.Change{
			Action: directory.Link, Into: into.ID, Request: directory.Request{Operation: "MERGE"},
		})
		if err != nil {
			return err
		}
		return c.show(a, r, fmt.Sprintf("user %s is part of user %s now; usher user unmerge %s undoes it", from.ID, into.ID, first.ID))
	})
}

type userLink struct {
	Record string `arg:"" help:"Id of the record."`
	User   string `arg:"" help:"User that it becomes part of: id, address or userName."`
	onPeople
}

// Run links a record to a user.
func (c *userLink) Run(ctx context.Context, a *app) error {
	return a.withAccount(ctx, c.Account, func(db *store.DB, account *directory.Account) error {
		record, err := findRecord(ctx, db, account, c.Record)
		if err != nil {
			return err
		}
		into, err := findUser(ctx, db, account, c.User)
		if err != nil {
			return err
		}
		r, err := c.decide(ctx, db, account, record.RecordKey, directory.Change{
			Action: directory.Link, Into: into.ID, Request: directory.Request{Operation: "LINK"},
		})
		if err != nil {
			return err
		}
		return c.show(a, r, fmt.Sprintf("record %s is part of user %s now; usher user unmerge %s undoes it", record.ID, into.ID, record.ID))
	})
}

type userUnmerge struct {
	Record string `arg:"" help:"Id of the record."`
	onPeople
}

// Run takes a record, with all that was linked to it, out of its user (rule M8).
func (c *userUnmerge) Run(ctx context.Context, a *app) error {
	return a.withAccount(ctx, c.Account, func(db *store.DB, account *directory.Account) error {
		record, err := findRecord(ctx, db, account, c.Record)
		if err != nil {
			return err
		}
		r, err := c.decide(ctx, db, account, record.RecordKey, directory.Change{
			Action: directory.Unmerge, Request: directory.Request{Operation: "UNMERGE"},
		})
		if err != nil {
			return err
		}
		return c.show(a, r, fmt.Sprintf("record %s is user %s now, and will not be linked to user %s again", record.ID, r.Record.UserID, record.UserID))
	})
}

type userNeverLink struct {
	Record string `arg:"" help:"Id of the record."`
	User   string `arg:"" help:"User that is another person: id, address or userName."`
	onPeople
}

// Run remembers that a record and a user are two people.
func (c *userNeverLink) Run(ctx context.Context, a *app) error {
	return a.withAccount(ctx, c.Account, func(db *store.DB, account *directory.Account) error {
		record, err := findRecord(ctx, db, account, c.Record)
		if err != nil {
			return err
		}
		other, err := findUser(ctx, db, account, c.User)
		if err != nil {
			return err
		}
		r, err := c.decide(ctx, db, account, record.RecordKey, directory.Change{
			Action: directory.NeverLink, Into: other.ID, Request: directory.Request{Operation: "NEVER-LINK"},
		})
		if err != nil {
			return err
		}
		return c.show(a, r, fmt.Sprintf("record %s and user %s will never be linked by themselves", record.ID, other.ID))
	})
}

type userRole struct {
	User string `arg:"" help:"Id of a user or record, address or userName."`
	Role string `arg:"" enum:"owner,administrator,none" help:"Role: owner, administrator or none."`
	onPeople
}

// Run sets a user's role, which no source can (rule M10).
func (c *userRole) Run(ctx context.Context, a *app) error {
	return a.withAccount(ctx, c.Account, func(db *store.DB, account *directory.Account) error {
		user, err := findUser(ctx, db, account, c.User)
		if err != nil {
			return err
		}
		role := directory.Role(c.Role)
		if c.Role == "none" {
			role = directory.NoRole
		}
		r, err := c.decide(ctx, db, account, root(user).RecordKey, directory.Change{
			Action: directory.SetRole, Role: role, Request: directory.Request{Operation: "ROLE " + c.Role},
		})
		if err != nil {
			return err
		}
		return c.show(a, r, fmt.Sprintf("user %s has the role %s now", user.ID, c.Role))
	})
}
