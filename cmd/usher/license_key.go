package main

import (
	"context"
	"fmt"

	"github.com/usher-id/usher/internal/admin"
)

type licenseKey struct {
	All    bool `help:"The key before it and the one to come, too: clients are to have the next one before it signs."`
	Change bool `help:"Sign with the next key from now on. Clients that don't have it refuse the files that it signs."`
	inAccount
	acting
	asJSON
}

// Run prints the account's public key, as usher license verify --key takes it.
func (c *licenseKey) Run(ctx context.Context, a *app) error {
	return a.administer(ctx, errand{account: c.Account, as: c.As}, func(on *administration) error {
		if c.Change {
			if err := on.devices.ChangeKey(ctx, on.actor, on.account); err != nil {
				return err
			}
		}
		keys, err := on.devices.PublicKeys(ctx, on.actor, on.account)
		if err != nil {
			return err
		}
		for _, k := range keys {
			if !c.All && k.Use != "current" {
				continue
			}
			if err := c.show(a, k); err != nil {
				return err
			}
		}
		return nil
	})
}

func (c *licenseKey) show(a *app, k admin.PublicKey) error {
	if c.JSON {
		return write(a, true, "", []licenseKeyView{{k.String(), k.ID(), k.Use}}, nil)
	}
	_, err := fmt.Fprintln(a.out, k.String())
	return err
}

type licenseKeyView struct {
	Key string `json:"key"`
	ID  string `json:"id"`
	Use string `json:"use"` // previous, current, next
}
