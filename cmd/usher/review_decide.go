package main

import (
	"context"

	"github.com/usher-id/usher/internal/admin"
)

type reviewDecide struct {
	Case     string `arg:"" help:"Id of the case, as usher review list shows it."`
	Decision string `arg:"" enum:"link,apart,never" help:"link: the same person; apart: two people; never: two people, and never to be asked again."`
	onRisk
}

// Run decides a case of the review queue.
func (c *reviewDecide) Run(ctx context.Context, a *app) error {
	return a.administer(ctx, c.errand(), func(on *administration) error {
		d, err := on.reviews.Decide(ctx, on.actor, on.account, admin.DecideRequest{
			Case: c.Case, Decision: c.Decision, Options: c.options(),
		})
		if err != nil {
			return err
		}
		return c.show(a, d.Result, a.says("done.decided."+c.Decision, "record", d.Subject, "user", d.Into))
	})
}
