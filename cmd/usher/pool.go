package main

import (
	"context"
	"strconv"
	"time"

	"github.com/usher-id/usher/internal/admin"
)

// poolSettings are the flags that pool create and pool set have in common.
type poolSettings struct {
	Seats          *int            `help:"How many seats there are."`
	Product        *string         `help:"Product that the licenses are of. The default is the name of the pool."`
	Mode           *admin.SeatMode `enum:"user,device" help:"What a seat is for: user, a person with several devices, or device."`
	DevicesPerUser *int            `help:"How many devices a person may have on one license. The default is 3."`
	Overage        *admin.Overage  `help:"Seats beyond those: none, a number of percent such as 10%, or unlimited." placeholder:"N%"`
	Strict         *bool           `negatable:"" help:"Refuse people for whom no seat is free (403), instead of letting them wait."`
	Priority       *int            `help:"Of those who wait for a seat of this pool, against a move from another pool; the higher, the earlier."`
	From           *string         `help:"First day of validity; an empty text for always." placeholder:"YYYY-MM-DD"`
	To             *string         `help:"Last day of validity; an empty text for perpetual." placeholder:"YYYY-MM-DD"`
	Zone           *string         `help:"Time zone in which days begin and end, such as America/Montreal. The default is UTC." placeholder:"ZONE"`
	BuyAt          *string         `help:"Where there are more seats: an address that messages about missing seats name." placeholder:"URL"`
	FirstUse       *bool           `negatable:"" help:"A seat is taken by the first activation of a device, not by the assignment."`
	NoHeartbeat    *bool           `negatable:"" help:"Clients send no heartbeat, so that no device is released for its silence."`
}

func (c *poolSettings) request(name string) admin.PoolRequest {
	return admin.PoolRequest{
		Name: name, Product: c.Product, Seats: c.Seats, Mode: c.Mode, Devices: c.DevicesPerUser, Overage: (*int)(c.Overage), Strict: c.Strict,
		Priority: c.Priority, From: c.From, To: c.To, Zone: c.Zone, BuyAt: c.BuyAt, FirstUse: c.FirstUse, Silent: c.NoHeartbeat,
	}
}

type poolCreate struct {
	Pool string `arg:"" help:"Name of the pool."`
	poolSettings
	inAccount
	acting
	asJSON
}

// Run makes a pool, and says what has to be done so that people get licenses of it.
func (c *poolCreate) Run(ctx context.Context, a *app) error {
	return a.administer(ctx, errand{account: c.Account, as: c.As}, func(on *administration) error {
		p, err := on.licensing.CreatePool(ctx, on.actor, on.account, c.request(c.Pool))
		if err != nil {
			return err
		}
		return showPool(a, c.JSON, p, a.says("pool.created", "pool", p.Name, "seats", p.Seats, "number", p.Rule))
	})
}

type poolSet struct {
	Pool string `arg:"" help:"Name of the pool."`
	poolSettings
	inAccount
	acting
	asJSON
}

// Run changes a pool. Seats that are added go to those who wait, at once.
func (c *poolSet) Run(ctx context.Context, a *app) error {
	return a.administer(ctx, errand{account: c.Account, as: c.As}, func(on *administration) error {
		p, err := on.licensing.SetPool(ctx, on.actor, on.account, c.request(c.Pool))
		if err != nil {
			return err
		}
		if p, err = on.licensing.Pool(ctx, on.actor, on.account, p.Name); err != nil {
			return err
		}
		return showPool(a, c.JSON, p, a.says("pool.changed", "pool", p.Name, "used", p.Used, "seats", p.Seats, "waiting", p.Waiting))
	})
}

func showPool(a *app, asJSON bool, p *admin.PoolView, says string) error {
	if asJSON {
		return write(a, true, "", []poolView{viewPool(p)}, nil)
	}
	return write(a, false, "", []string{says}, func(s string) []string { return []string{s} })
}

type poolShow struct {
	Pool string `arg:"" help:"Name of the pool."`
	inAccount
	asJSON
}

// Run shows a pool and how it stands.
func (c *poolShow) Run(ctx context.Context, a *app) error {
	return a.administer(ctx, errand{account: c.Account}, func(on *administration) error {
		p, err := on.licensing.Pool(ctx, on.actor, on.account, c.Pool)
		if err != nil {
			return err
		}
		v := viewPool(p)
		if p.Short != nil {
			v.ShortOn, v.ShortBy = p.Short.Date, p.Short.Short
		}
		if c.JSON {
			return write(a, true, "", []poolView{v}, nil)
		}
		return showFields(a, [][2]string{
			{"NAME", v.Name}, {"PRODUCT", v.Product}, {"SEATS", strconv.Itoa(v.Seats)}, {"USED", strconv.Itoa(v.Used)},
			{"FREE", strconv.Itoa(v.Free)}, {"OVER", strconv.Itoa(v.Over)}, {"WAITING", strconv.Itoa(v.Waiting)}, {"GRACE", strconv.Itoa(v.Grace)},
			{"HELD", strconv.Itoa(v.Held)},
			{"SHORT", shortOf(a, p)},
			{"MODE", v.Mode}, {"DEVICES", strconv.Itoa(v.DevicesPerUser)}, {"OVERAGE", v.Overage}, {"STRICT", a.yesNo(v.Strict)},
			{"PRIORITY", strconv.Itoa(v.Priority)}, {"VALID-FROM", v.From}, {"TO", v.To}, {"ZONE", v.Zone}, {"BUY-AT", v.BuyAt},
			{"FIRST-USE", a.yesNo(v.FirstUse)}, {"HEARTBEAT", a.yesNo(!v.NoHeartbeat)}, {"CREATED", stamp(v.Created)},
		})
	})
}

type poolList struct {
	inAccount
	asJSON
}

// Run lists the pools and how they stand.
func (c *poolList) Run(ctx context.Context, a *app) error {
	return a.administer(ctx, errand{account: c.Account}, func(on *administration) error {
		list, err := on.licensing.Pools(ctx, on.actor, on.account)
		if err != nil {
			return err
		}
		views := make([]poolView, len(list))
		for i := range list {
			views[i] = viewPool(&list[i])
		}
		return write(a, c.JSON, "NAME PRODUCT SEATS USED FREE OVER WAITING GRACE HELD MODE STRICT VALID-FROM TO", views, func(v poolView) []string {
			return []string{
				v.Name, v.Product, strconv.Itoa(v.Seats), strconv.Itoa(v.Used), strconv.Itoa(v.Free), strconv.Itoa(v.Over), strconv.Itoa(v.Waiting),
				strconv.Itoa(v.Grace), strconv.Itoa(v.Held), v.Mode, a.yesNo(v.Strict), v.From, v.To,
			}
		})
	})
}

type poolDelete struct {
	Pool string `arg:"" help:"Name of the pool."`
	inAccount
	acting
}

// Run removes a pool of which nobody has a license.
func (c *poolDelete) Run(ctx context.Context, a *app) error {
	return a.administer(ctx, errand{account: c.Account, as: c.As}, func(on *administration) error {
		if err := on.licensing.DeletePool(ctx, on.actor, on.account, c.Pool); err != nil {
			return err
		}
		return write(a, false, "", []string{a.says("pool.deleted", "pool", c.Pool)}, func(s string) []string { return []string{s} })
	})
}

type poolView struct {
	ID             string    `json:"id"`
	Name           string    `json:"name"`
	Product        string    `json:"product"`
	Seats          int       `json:"seats"`
	Used           int       `json:"used"`
	Free           int       `json:"free"`
	Over           int       `json:"over"`
	Waiting        int       `json:"waiting"`
	Grace          int       `json:"grace"`
	Held           int       `json:"held"`
	ShortOn        string    `json:"shortOn,omitempty"` // the first day of the next 30 on which seats are missing; only pool show
	ShortBy        int       `json:"shortBy,omitempty"`
	Mode           string    `json:"mode"`
	DevicesPerUser int       `json:"devicesPerUser"`
	Overage        string    `json:"overage"`
	Strict         bool      `json:"strict"`
	Priority       int       `json:"priority"`
	From           string    `json:"from,omitempty"`
	To             string    `json:"to,omitempty"`
	Zone           string    `json:"zone,omitempty"`
	BuyAt          string    `json:"buyAt,omitempty"`
	FirstUse       bool      `json:"firstUse"`
	NoHeartbeat    bool      `json:"noHeartbeat"`
	Created        time.Time `json:"created"`
}

func viewPool(p *admin.PoolView) poolView {
	return poolView{
		ID: p.ID, Name: p.Name, Product: p.Product, Seats: p.Seats, Used: p.Used, Free: p.Free(), Over: p.Over(), Waiting: p.Waiting, Grace: p.Grace,
		Held: p.Held,
		Mode: p.ModeName(), DevicesPerUser: p.DeviceLimit(), Overage: admin.Overage(p.Settings.Overage).String(), Strict: p.Strict, Priority: p.Priority,
		From: p.From, To: p.To, Zone: p.Zone, BuyAt: p.BuyAt, FirstUse: p.FirstUse, NoHeartbeat: p.Silent, Created: p.Created,
	}
}
