package main

import (
	"context"
	"fmt"

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
		says := map[string]string{
			admin.DecideLink: "linked", admin.DecideApart: "kept apart", admin.DecideNever: "kept apart for good",
		}
		return c.show(a, d.Result, fmt.Sprintf("record %s and user %s are %s", d.Subject, d.Into, says[c.Decision]))
	})
}
