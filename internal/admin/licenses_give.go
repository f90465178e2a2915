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
	Send    bool   // send the keys, in one mail to each (rule L9)
}

// Giving is the order that gives each of the people theirs, nil for no licenses. What the pool has no seats for is
// refused before anybody is added, and the refusal names the choices (rule L4).
func (s *Licensing) Giving(ctx context.Context, account *directory.Account, r GiveRequest) (*licensing.Order, error) {
	switch {
	case r.Devices == 0 && (r.Pool != "" || r.Queue || r.First || r.Send):
		return nil, directory.Refuse(directory.Invalid, "pool.noLicenses")
	case r.Devices == 0:
		return nil, nil
	case r.Devices < 0 || r.Devices > licensing.MaxDevices:
		return nil, directory.Refuse(directory.Invalid, "pool.devices", "limit", licensing.MaxDevices)
	}
	p, err := s.onlyPool(ctx, account, r.Pool)
	if err != nil {
		return nil, err
	}
	order := &licensing.Order{
		Do: licensing.Assign, PoolID: p.ID, Product: p.Product, Devices: r.Devices, Queue: r.Queue, Spare: r.First,
		Mail: r.Send,
	}
	if r.Queue || r.First || p.FirstUse {
		return order, nil
	}
	if missing := p.Missing(p.Waiting, r.People*p.Takes(r.Devices)); missing > 0 || p.Waiting > 0 {
		return nil, directory.Refuse(directory.Conflict, "license.choices", "pool", p.Name, "missing", max(1, missing),
			"buy", directory.MoreSeats(p.BuyAt))
	}
	return order, nil
}

// give gives the license to somebody who was added before, as Change.Give does to a newcomer.
func (s *People) give(ctx context.Context, actor Actor, account *directory.Account, r AddRequest, added *Added) error {
	rec := added.Record
	switch {
	case r.Give == nil:
		return nil
	case rec.UserID != "" && rec.Verdict.Code == directory.Active:
	case rec.UserID == "" && rec.Verdict.Code == directory.PendingMerge:
		r.Give.Mail = true // they get theirs with the mail that confirms the mailbox
	default:
		return nil
	}
	d, err := s.about(ctx, actor, account, &directory.Utterance{RecordKey: rec.RecordKey, UserID: rec.UserID}, r.Options,
		directory.Decision{
			Action: directory.License, License: r.Give, Request: directory.Request{Operation: "LICENSE ASSIGN"},
		})
	if err != nil {
		return err
	}
	added.License = d.License
	return nil
}

// LicenseFate is what has become of the license that somebody was to get.
type LicenseFate string

// What may have become of it, beside the states of a license.
const (
	NoLicenseWanted LicenseFate = ""
	NoSeatLeft      LicenseFate = "none"     // the others have the seats (rule L4)
	NotLetIn        LicenseFate = "notLetIn" // who is not let in gets none (rule D7)
)

// Fate is what has become of the license that r gives.
func (a *Added) Fate(r *AddRequest) LicenseFate {
	rec := a.Record
	switch {
	case r.Give == nil:
		return NoLicenseWanted
	case a.License != nil:
		return LicenseFate(a.License.State)
	case rec == nil || rec.Verdict.Code != directory.Active && rec.Verdict.Code != directory.PendingMerge:
		return NotLetIn
	}
	return NoSeatLeft
}

// Mailed reports whether a mail brings the license, now or once there is a seat for it.
func (a *Added) Mailed() bool { return a.License != nil && a.License.Mail }
