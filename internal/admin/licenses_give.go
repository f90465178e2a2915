package admin

import (
	"context"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/licensing"
)

// GiveRequest is licenses for people whom an administrator types.
type GiveRequest struct {
	People  int
	Devices int    // of each license; 0 for no licenses
	Pool    string // "" for the account's only one
	Queue   bool   // let those wait for whom no seat is free (rule L4)
	First   bool   // give to the first for whom there are seats (rule L4)
}

// MayGive refuses, before anybody is added, what the pool has no seats for, and names the choices (rule L4).
func (s *Licensing) MayGive(ctx context.Context, account *directory.Account, r GiveRequest) error {
	switch {
	case r.Devices == 0 && (r.Pool != "" || r.Queue || r.First):
		return directory.Refuse(directory.Invalid, "pool.noLicenses")
	case r.Devices == 0:
		return nil
	case r.Devices < 0 || r.Devices > licensing.MaxDevices:
		return directory.Refuse(directory.Invalid, "pool.devices", "limit", licensing.MaxDevices)
	}
	p, err := s.onlyPool(ctx, account, r.Pool)
	if err != nil || r.Queue || r.First || p.FirstUse {
		return err
	}
	if missing := r.People*p.Takes(r.Devices) - p.Free(); missing > 0 || p.Waiting > 0 {
		return directory.Refuse(directory.Conflict, "license.choices", "pool", p.Name, "missing", max(1, missing),
			"buy", directory.MoreSeats(p.BuyAt))
	}
	return nil
}

// Give gives somebody who was added the license that MayGive has found room for; nil for nobody: without licenses, for somebody
// who is not let in, and with First for whom no seat is left.
func (s *Licensing) Give(
	ctx context.Context, actor Actor, account *directory.Account, r GiveRequest, added *Added, how Options,
) (*Decided, error) {
	if r.Devices == 0 || how.DryRun || added.Record == nil || added.Record.UserID == "" || added.Record.Verdict.Code != directory.Active {
		return nil, nil
	}
	d, err := s.Assign(ctx, actor, account, LicenseRequest{User: added.Record.UserID, Pool: r.Pool, Devices: r.Devices, Queue: r.Queue, Options: how})
	if r.First && directory.KindOf(err) == directory.Conflict {
		return nil, nil
	}
	return d, err
}
