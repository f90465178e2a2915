package main

import (
	"context"

	"github.com/usher-id/usher/internal/admin"
)

type logReplay struct {
	Entry string `arg:"" help:"Case id of the log entry."`
	inAnyAccount
	acting
	DryRun bool `help:"Decide only: nothing is kept but the log's entry of the attempt."`
	asJSON
}

// Run replays one request of the provisioning log as the source that sent it (rule O1). It
// succeeds whatever was decided.
func (c *logReplay) Run(ctx context.Context, a *app) error {
	return c.administerFound(ctx, a, errand{as: c.As}, func(on *administration) error {
		r, err := on.log.Replay(ctx, on.actor, on.account, admin.ReplayRequest{Case: c.Entry, DryRun: c.DryRun})
		if err != nil {
			return err
		}
		return showReplay(a, c.JSON, newReplayView(a, on, r, c.DryRun))
	})
}
