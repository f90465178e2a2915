package main

import (
	"context"
	"time"

	"github.com/usher-id/usher/internal/admin"
)

type deviceList struct {
	All bool `help:"Those that were released within 90 days, too."`
	inAccount
	acting
	asJSON
}

// Run lists an account's devices.
func (c *deviceList) Run(ctx context.Context, a *app) error {
	return a.administer(ctx, errand{account: c.Account, as: c.As}, func(on *administration) error {
		heads := "DEVICE USER PRODUCT NAME PLATFORM VERSION STATE SEEN"
		var views []deviceView
		show := func() error {
			err := write(a, c.JSON, heads, views, func(v deviceView) []string {
				return []string{v.Device, v.UserName, v.Product, v.Name, v.Platform, v.Version, v.State, stamp(v.Seen)}
			})
			heads, views = "", nil
			return err
		}
		err := on.devices.List(ctx, on.actor, on.account, func(d *admin.ListedDevice, now time.Time) error {
			if !c.All && !d.Holds(now) {
				return nil
			}
			if views = append(views, viewDevice(d, now)); len(views) == admin.MaxPage {
				return show()
			}
			return nil
		})
		if err != nil || heads == "" && len(views) == 0 {
			return err
		}
		return show()
	})
}

type deviceView struct {
	Device     string     `json:"device"`
	User       string     `json:"user"`
	UserName   string     `json:"userName,omitempty"`
	License    string     `json:"license"`
	Product    string     `json:"product,omitempty"`
	Name       string     `json:"name,omitempty"`
	Platform   string     `json:"platform,omitempty"`
	Version    string     `json:"version,omitempty"`
	State      string     `json:"state"` // active, stale, released
	Activated  time.Time  `json:"activated"`
	Seen       time.Time  `json:"seen"`
	FileUntil  *time.Time `json:"fileUntil,omitempty"`
	Released   *time.Time `json:"released,omitempty"`
	ReleasedBy string     `json:"releasedBy,omitempty"`
}

func viewDevice(d *admin.ListedDevice, now time.Time) deviceView {
	return deviceView{
		Device: d.ID, User: d.UserID, UserName: d.Login, License: d.LicenseID, Product: d.Product, Name: d.Name, Platform: d.Platform,
		Version: d.Version, State: string(d.State(now)), Activated: d.Activated, Seen: d.Seen, FileUntil: optional(d.FileUntil),
		Released: optional(d.Device.Released), ReleasedBy: string(d.ReleasedBy),
	}
}
