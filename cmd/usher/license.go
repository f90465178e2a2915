package main

import (
	"context"
	"strconv"
	"time"

	"github.com/usher-id/usher/internal/admin"
)

type licenseList struct {
	Pool string `help:"Licenses of that pool only." placeholder:"POOL"`
	User string `help:"Licenses of that person only: id of a user or record, address or userName." placeholder:"USER"`
	inAccount
	asJSON
}

// Run lists licenses: those with a seat, then those who wait, first in line first.
func (c *licenseList) Run(ctx context.Context, a *app) error {
	return a.administer(ctx, errand{account: c.Account}, func(on *administration) error {
		heads := "USER PRODUCT POOL STATE RULE REQUESTED UNTIL DEVICES LIMIT PRIORITY"
		show := func(list []admin.Listed) error {
			views := make([]licenseView, 0, len(list))
			for i := range list {
				if !list[i].Aside() {
					views = append(views, viewLicense(&list[i]))
				}
			}
			err := write(a, c.JSON, heads, views, func(v licenseView) []string {
				return []string{
					v.UserName, v.Product, v.Pool, v.State, v.Rule, stamp(v.RequestedAt), stampOf(v.Until), strconv.Itoa(v.Devices),
					strconv.Itoa(v.DeviceLimit), strconv.Itoa(v.Priority),
				}
			})
			heads = ""
			return err
		}
		if c.User != "" {
			list, err := on.licensing.Of(ctx, on.actor, on.account, c.User)
			if err != nil {
				return err
			}
			return show(list)
		}
		return on.licensing.List(ctx, on.actor, on.account, c.Pool, show)
	})
}

type licenseView struct {
	ID          string     `json:"id"`
	User        string     `json:"user"`
	UserName    string     `json:"userName"`
	Product     string     `json:"product"`
	Pool        string     `json:"pool"`
	State       string     `json:"state"`
	Rule        string     `json:"rule"` // number of the rule, or direct
	RequestedAt time.Time  `json:"requestedAt"`
	GrantedAt   *time.Time `json:"grantedAt,omitempty"`
	Until       *time.Time `json:"until,omitempty"`
	Devices     int        `json:"devices"`
	DeviceLimit int        `json:"deviceLimit"`
	Priority    int        `json:"priority"`
}

func viewLicense(x *admin.Listed) licenseView {
	v := licenseView{
		ID: x.ID, User: x.UserID, UserName: x.Login, Product: x.Product, Pool: x.Pool, State: string(x.State), Rule: strconv.Itoa(x.Rule),
		RequestedAt: x.Requested, Devices: x.Active, DeviceLimit: x.Devices, Priority: x.Priority,
	}
	switch {
	case x.Direct:
		v.Rule = "direct"
	case x.Rule == 0:
		v.Rule = ""
	}
	for into, t := range map[**time.Time]time.Time{&v.GrantedAt: x.Granted, &v.Until: x.Until} {
		if !t.IsZero() {
			*into = &t
		}
	}
	return v
}

type licenseAssign struct {
	User     string `arg:"" help:"Id of a user or record, address or userName."`
	Pool     string `help:"Name of the pool; it can be left out where there is only one." placeholder:"POOL"`
	Licenses *int   `help:"For how many devices; the default is what the pool says." placeholder:"N"`
	Queue    bool   `help:"Let the person wait where no seat is free."`
	Over     bool   `help:"Take a seat beyond those that the pool has, where none is free."`
	onPeople
}

// Run gives a person a license, whatever rules say.
func (c *licenseAssign) Run(ctx context.Context, a *app) error {
	return a.administer(ctx, c.errand(), func(on *administration) error {
		d, err := on.licensing.Assign(ctx, on.actor, on.account, admin.LicenseRequest{
			User: c.User, Pool: c.Pool, Devices: c.Licenses, Queue: c.Queue, Over: c.Over, Options: c.options(),
		})
		if err != nil {
			return err
		}
		return c.show(a, d.Result, a.says("license.done", "user", d.From, "says", a.reader.SayAll(d.Result.Entry.Detail)))
	})
}

type licenseRevoke struct {
	User string `arg:"" help:"Id of a user or record, address or userName."`
	Pool string `help:"Name of a pool of the product; it can be left out where there is only one pool." placeholder:"POOL"`
	onPeople
}

// Run takes what was assigned, or frees a seat in its grace now.
func (c *licenseRevoke) Run(ctx context.Context, a *app) error {
	return a.administer(ctx, c.errand(), func(on *administration) error {
		d, err := on.licensing.Revoke(ctx, on.actor, on.account, admin.LicenseRequest{User: c.User, Pool: c.Pool, Options: c.options()})
		if err != nil {
			return err
		}
		return c.show(a, d.Result, a.says("license.done", "user", d.From, "says", a.reader.SayAll(d.Result.Entry.Detail)))
	})
}

type licenseMove struct {
	User     string `arg:"" help:"Id of a user or record, address or userName."`
	Priority int    `required:"" help:"Priority in the waiting list: the higher, the earlier. At equal priority who came first is first."`
	Pool     string `help:"Name of a pool of the product; it can be left out where there is only one pool." placeholder:"POOL"`
	onPeople
}

// Run moves somebody who waits within the waiting list.
func (c *licenseMove) Run(ctx context.Context, a *app) error {
	return a.administer(ctx, c.errand(), func(on *administration) error {
		d, err := on.licensing.Place(ctx, on.actor, on.account, admin.LicenseRequest{
			User: c.User, Pool: c.Pool, Priority: c.Priority, Options: c.options(),
		})
		if err != nil {
			return err
		}
		return c.show(a, d.Result, a.says("license.placed", "user", d.From, "priority", c.Priority))
	})
}
