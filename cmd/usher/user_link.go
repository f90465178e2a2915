package main

import (
	"context"

	"github.com/usher-id/usher/internal/admin"
)

type userMerge struct {
	User string `arg:"" help:"User that becomes part of the other: id, address or userName."`
	Into string `arg:"" help:"User that it becomes part of."`
	onRisk
}

// Run merges two users. Each link can be undone by usher user unmerge (rule M8).
func (c *userMerge) Run(ctx context.Context, a *app) error {
	return a.administer(ctx, c.errand(), func(on *administration) error {
		d, err := on.people.Merge(ctx, on.actor, on.account, admin.MergeRequest{
			User: c.User, Into: c.Into, Options: c.options(),
		})
		if err != nil {
			return err
		}
		return c.show(a, d.Result, a.says("done.merged",
			"from", d.From, "into", d.Into, "record", d.Subject))
	})
}

type userLink struct {
	Record string `arg:"" help:"Id of the record."`
	User   string `arg:"" help:"User that it becomes part of: id, address or userName."`
	onRisk
}

// Run links a record to a user.
func (c *userLink) Run(ctx context.Context, a *app) error {
	return a.administer(ctx, c.errand(), func(on *administration) error {
		d, err := on.people.Link(ctx, on.actor, on.account, admin.PairRequest{
			Record: c.Record, User: c.User, Options: c.options(),
		})
		if err != nil {
			return err
		}
		return c.show(a, d.Result, a.says("done.linked", "record", d.Subject, "user", d.Into))
	})
}

type userUnmerge struct {
	Record string `arg:"" help:"Id of the record."`
	onRisk
}

// Run takes a record, with all that was linked to it, out of its user (rule M8).
func (c *userUnmerge) Run(ctx context.Context, a *app) error {
	return a.administer(ctx, c.errand(), func(on *administration) error {
		d, err := on.people.Unmerge(ctx, on.actor, on.account, admin.UnmergeRequest{Record: c.Record,
			Options: c.options()})
		if err != nil {
			return err
		}
		return c.show(a, d.Result, a.says("done.unmerged",
			"record", d.Subject, "user", d.Record.UserID, "from", d.From))
	})
}

type userNeverLink struct {
	Record string `arg:"" help:"Id of the record."`
	User   string `arg:"" help:"User that is another person: id, address or userName."`
	onRisk
}

// Run remembers that a record and a user are two people.
func (c *userNeverLink) Run(ctx context.Context, a *app) error {
	return a.administer(ctx, c.errand(), func(on *administration) error {
		d, err := on.people.NeverLink(ctx, on.actor, on.account, admin.PairRequest{
			Record: c.Record, User: c.User, Options: c.options(),
		})
		if err != nil {
			return err
		}
		return c.show(a, d.Result, a.says("done.neverLinked", "record", d.Subject, "user", d.Into))
	})
}
