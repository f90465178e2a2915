package devices

import (
	"cmp"
	"context"
	"time"

	"github.com/usher-id/usher/internal/clock"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/text"
)

// Desk is what administrators do with devices, and what is done with them when their time has come.
type Desk struct {
	Store  Store
	Leaves LeaveSeat   // nil leaves the seats of pools that count from first use taken
	Clock  clock.Clock // nil for the machine's
}

// page is how many devices are read at once.
const page = 500

// Each calls fn for all devices of an account.
func (s *Desk) Each(ctx context.Context, account *directory.Account, fn func(*Listed) error) error {
	after := ""
	for {
		list, err := s.Store.ListDevices(ctx, account.ID, after, page)
		if err != nil {
			return err
		}
		for i := range list {
			if err := fn(&list[i]); err != nil {
				return err
			}
			after = list[i].ID
		}
		if len(list) < page {
			return nil
		}
	}
}

// Release frees the slot of a device, by an administrator, who may do so without limit.
// The error is a *directory.Error NotFound for no such device,
// and Conflict for one that is released already.
func (s *Desk) Release(ctx context.Context, account *directory.Account, deviceID string) (*Answer, error) {
	licenseID, err := s.Store.DeviceLicense(ctx, account.ID, deviceID)
	if err != nil {
		return nil, err
	}
	if licenseID == "" {
		return nil, directory.Refuse(directory.NotFound, "device.none", "device", deviceID)
	}
	act := directory.ActOf(ctx)
	answer := &Answer{Account: account.ID}
	err = s.Store.ChangeDevices(ctx, Key{AccountID: account.ID, LicenseID: licenseID},
		func(f *Facts, now time.Time) (*Change, error) {
			for i := range f.Devices {
				d := &f.Devices[i]
				if d.ID != deviceID || !d.Released.IsZero() || f.License == nil {
					continue
				}
				*answer = Answer{Account: account.ID, License: *f.License, Now: now}
				c := f.release(d.Fingerprint, ByAdministrator, now, answer)
				entry := f.License.entry(now, "RELEASE", directory.Changed, f.License.freed(&answer.Device, now))
				entry.Channel, entry.Actor = act.Channel, act.Actor
				if entry.Channel == "" {
					entry.Channel = Channel
				}
				c.Log = []directory.LogEntry{entry}
				return c, nil
			}
			return nil, directory.Refuse(directory.Conflict, "device.gone", "device", deviceID)
		})
	if err != nil {
		return nil, err
	}
	answer.License.left(ctx, account, s.Leaves, answer.Used)
	return answer, nil
}

// ReleaseSilent releases the devices that have been silent for long (rule L8), and forgets those that were released
// long ago. One that can't be released keeps no other waiting.
func (s *Desk) ReleaseSilent(ctx context.Context) error {
	now := s.Clock.OrSystem().Stamp()
	var failed error // the first that did
	var after Silence
	for {
		list, err := s.Store.SilentDevices(ctx, now.Add(-SilentFor), now, after, page)
		if err != nil {
			return err
		}
		for _, d := range list {
			after = d
			failed = cmp.Or(failed, s.silence(ctx, d, now))
		}
		if len(list) < page {
			break
		}
	}
	failed = cmp.Or(failed, s.leaveIdle(ctx))
	for {
		n, err := s.Store.ForgetDevices(ctx, now.Add(-Remembered), now, page)
		if err != nil || n < page {
			return cmp.Or(failed, err)
		}
	}
}

// silence releases one device, unless it has been heard of meanwhile.
func (s *Desk) silence(ctx context.Context, silent Silence, now time.Time) error {
	return s.Store.ChangeDevices(ctx, Key{AccountID: silent.AccountID, LicenseID: silent.LicenseID},
		func(f *Facts, _ time.Time) (*Change, error) {
			if f.License == nil {
				return nil, nil
			}
			for i := range f.Devices {
				d := f.Devices[i]
				if d.ID != silent.DeviceID || !d.Released.IsZero() || f.License.Pool.Silent || now.Sub(d.Seen) < SilentFor ||
					d.FileUntil.After(now) {
					continue
				}
				d.Released, d.ReleasedBy = now, BySilence
				note := text.New("device.silent", "name", d.called(), "product", f.License.Product, "days",
					int(SilentFor.Hours()/24))
				entry := f.License.entry(now, "RELEASE", directory.Changed, note)
				return &Change{Set: []Device{d}, Log: []directory.LogEntry{entry}}, nil
			}
			return nil, nil
		})
}
