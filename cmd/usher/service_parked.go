package main

import (
	"context"
	"fmt"

	"github.com/usher-id/usher/internal/admin"
)

// serviceParked are the commands about what waits for a decision.
type serviceParked struct {
	List   parkedList   `cmd:"" help:"List what is parked of a service: whom it would suspend, remove or empty."`
	Allow  parkedAllow  `cmd:"" help:"Allow it: a run carries it out."`
	Reject parkedReject `cmd:"" help:"Reject it: all stays as it is until the service says something else."`
}

type parkedList struct {
	Name string `arg:"" help:"Name of the service."`
	inAccount
	asJSON
}

// parkedView is an entry that is parked; removal is what would be taken: suspended, emptied, noAddress, deleted or disappeared.
type parkedView struct {
	ID      string `json:"id"` // in the service
	Type    string `json:"type"`
	Name    string `json:"name"`
	Removal string `json:"removal"`
	Record  string `json:"record"`
}

// Run lists what is parked, a line a person or group.
func (c *parkedList) Run(ctx context.Context, a *app) error {
	return a.administer(ctx, errand{account: c.Account}, func(on *administration) error {
		items, err := on.connected.Parked(ctx, on.actor, on.account, c.Name)
		if err != nil {
			return err
		}
		views := make([]parkedView, len(items))
		for i, item := range items {
			views[i] = parkedView{item.NativeID, item.Type, item.Name, item.Removal, item.RecordID}
		}
		return write(a, c.JSON, "TYPE NAME ID RECORD WHAT", views, func(v parkedView) []string {
			return []string{v.Type, v.Name, v.ID, v.Record, a.says("sync.removal." + v.Removal)}
		})
	})
}

// whichParked names what is decided.
type whichParked struct {
	Name  string   `arg:"" help:"Name of the service."`
	Items []string `arg:"" optional:"" help:"Who is meant, by the name, id or record that the list shows."`
	All   bool     `help:"All that is parked."`
	inAccount
	acting
	asJSON
}

// parkedDecided is what came of it.
type parkedDecided struct {
	Count int    `json:"count"`
	Run   string `json:"run,omitempty"` // that carries it out
}

type parkedAllow struct{ whichParked }

// Run allows what is parked.
func (c *parkedAllow) Run(ctx context.Context, a *app) error { return c.decide(ctx, a, true) }

type parkedReject struct{ whichParked }

// Run rejects what is parked.
func (c *parkedReject) Run(ctx context.Context, a *app) error { return c.decide(ctx, a, false) }

func (c *whichParked) decide(ctx context.Context, a *app, allow bool) error {
	return a.administer(ctx, errand{account: c.Account, as: c.As}, func(on *administration) error {
		decided, err := on.connected.DecideParked(ctx, on.actor, on.account, admin.ParkedRequest{
			Name: c.Name, Items: c.Items, All: c.All, Allow: allow,
		})
		if err != nil {
			return err
		}
		v := parkedDecided{Count: decided.Count}
		says := a.says("done.service.rejected", "count", v.Count)
		if allow {
			says = a.says("done.service.allowed", "count", v.Count)
		}
		if decided.Run != nil {
			v.Run = decided.Run.ID
			if err := a.waitFor(ctx, on, v.Run); err != nil {
				return err
			}
		}
		if c.JSON {
			return write(a, true, "", []parkedDecided{v}, nil)
		}
		_, err = fmt.Fprintln(a.out, says)
		return err
	})
}

// waitFor waits for the end of a run, and fails unless it is completed.
func (a *app) waitFor(ctx context.Context, on *administration, id string) error {
	run, err := on.connected.Follow(ctx, on.account, id, followEvery, func(*admin.ServiceRun) {})
	if err != nil {
		return err
	}
	return run.Outcome()
}

type serviceDisconnect struct {
	Name    string `arg:"" help:"Name of the service."`
	Keep    bool   `xor:"people" help:"Leave its people as they are."`
	Suspend bool   `xor:"people" help:"Suspend whom no other source vouches for."`
	Remove  bool   `xor:"people" help:"Remove those whom only it brought, and its groups."`
	inAccount
	acting
	asJSON
}

// Run disconnects a service: the source is deleted with what was chosen.
func (c *serviceDisconnect) Run(ctx context.Context, a *app) error {
	people := ""
	switch {
	case c.Keep:
		people = admin.PeopleKeep
	case c.Suspend:
		people = admin.PeopleSuspend
	case c.Remove:
		people = admin.PeopleRemove
	}
	return (&sourceDelete{Name: c.Name, inAccount: c.inAccount, acting: c.acting, People: people, asJSON: c.asJSON}).Run(ctx, a)
}
