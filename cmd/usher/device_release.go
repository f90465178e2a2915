package main

import "context"

type deviceRelease struct {
	Device string `arg:"" optional:"" help:"Id of the device, as usher device list shows it; not with --server."`
	asClient
	inAccount
	acting
	asJSON
}

// Run releases a device. An administrator may do so as often as need be, a person three times in 30 days.
func (c *deviceRelease) Run(ctx context.Context, a *app) error {
	if c.Server != "" || c.Device == "" {
		return c.releaseAtServer(ctx, a, c.Device, c.JSON)
	}
	return a.administer(ctx, errand{account: c.Account, as: c.As}, func(on *administration) error {
		released, err := on.devices.Release(ctx, on.actor, on.account, c.Device)
		if err != nil {
			return err
		}
		return freedByAdministrator(a, c.JSON, released)
	})
}
