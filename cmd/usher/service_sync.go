package main

import (
	"context"
	"fmt"
	"time"

	"github.com/usher-id/usher/internal/admin"
)

type serviceSync struct {
	Name   string `arg:"" help:"Name of the service."`
	Full   bool   `help:"Read everything, though the service can say what has changed."`
	DryRun bool   `help:"Preview what would change, and keep nothing of it; waits for the end."`
	Follow bool   `help:"Wait for the end, and show how far it is. The exit status says whether it was completed."`
	inAccount
	acting
	asJSON
}

// followEvery is how often a run that is followed is looked at.
const followEvery = 250 * time.Millisecond

// Run asks for a run, and follows it if asked to.
func (c *serviceSync) Run(ctx context.Context, a *app) error {
	return a.administer(ctx, errand{account: c.Account, as: c.As}, func(on *administration) error {
		run, err := on.connected.Synchronize(ctx, on.actor, on.account, admin.SyncRequest{
			Name: c.Name, Full: c.Full, DryRun: c.DryRun,
		})
		if err != nil {
			return err
		}
		if !c.Follow && !c.DryRun {
			if c.JSON {
				return a.showRun(run, true)
			}
			_, err := fmt.Fprintln(a.out, a.says("done.service.asked", "service", c.Name, "run", run.ID))
			return err
		}
		return a.follow(ctx, on, run.ID, c.JSON)
	})
}

// follow shows how far a run is, and at its end what came of it.
func (a *app) follow(ctx context.Context, on *administration, id string, asJSON bool) error {
	bar := progressOn(a)
	run, err := on.connected.Follow(ctx, on.account, id, followEvery, func(r *admin.ServiceRun) {
		left := ""
		if r.Left > 0 {
			left = a.says("sync.left", "time", r.Left.Round(time.Second))
		}
		bar.at(a.says("sync.phase."+string(r.Phase)), r.Done, r.Of, left)
	})
	bar.end()
	if ctx.Err() != nil && run != nil {
		fmt.Fprintln(a.err, a.says("sync.goesOn", "service", run.Service, "id", run.ID))
	}
	if err != nil {
		return err
	}
	if err := a.showRun(run, asJSON); err != nil {
		return err
	}
	return run.Outcome()
}

type serviceCancel struct {
	Name string `arg:"" help:"Name of the service."`
	inAccount
	acting
}

// Run ends what runs and waits.
func (c *serviceCancel) Run(ctx context.Context, a *app) error {
	return a.administer(ctx, errand{account: c.Account, as: c.As}, func(on *administration) error {
		n, err := on.connected.Cancel(ctx, on.actor, on.account, c.Name)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintln(a.out, a.says("done.service.cancelled", "service", c.Name, "count", n))
		return err
	})
}
