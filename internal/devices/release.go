package devices

import (
	"context"
	"time"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/text"
)

// Release frees the slot of a device, by the person: MaxReleases within ReleasesSpan. While an offline license file
// of it is valid, the slot stays taken. A license that is not in force lets go of devices, too. The error is an
// *Error for a refusal.
func (s *Service) Release(ctx context.Context, r Request) (*Answer, error) {
	account, k, err := s.find(ctx, &r)
	if err != nil {
		return nil, err
	}
	answer := &Answer{Account: account.ID}
	err = s.Store.ChangeDevices(ctx, *k, func(f *Facts, now time.Time) (*Change, error) {
		l := f.License
		if l == nil {
			return nil, refuse(UnknownKey, "device.noKey")
		}
		answer.Now, answer.License = now, *l
		d := f.active(k.Fingerprint)
		var e *Error
		switch {
		case d == nil:
			e = unknown(f)
		case l.Releases >= MaxReleases:
			e = refuse(ReleaseLimit, "device.releases", "most", MaxReleases, "days", int(ReleasesSpan.Hours()/24))
			e.Limit = l.Limit
		}
		if e != nil {
			return &Change{Log: l.declined(now, "RELEASE", e)}, e
		}
		c := f.release(d.Fingerprint, ByUser, now, answer)
		c.Log = []directory.LogEntry{l.entry(now, "RELEASE", directory.Changed, l.freed(&answer.Device, now))}
		return c, nil
	})
	if err != nil {
		return nil, err
	}
	answer.License.left(ctx, account, s.Leaves, answer.Used)
	return answer, nil
}

// release ends a device, and counts what is taken then.
func (f *Facts) release(fingerprint string, by By, now time.Time, answer *Answer) *Change {
	c := &Change{}
	for i := range f.Devices {
		if d := f.Devices[i]; d.Released.IsZero() && d.Fingerprint == fingerprint {
			d.Released, d.ReleasedBy = now, by
			if answer.Device.ID == "" {
				answer.Device = d
			}
			c.Set = append(c.Set, d)
		}
	}
	answer.Used = f.used(now, fingerprint)
	if answer.Device.Holds(now) {
		answer.Used++
	}
	return c
}

// freed says that a device was released, and what that frees.
func (l *License) freed(d *Device, now time.Time) text.Message {
	if d.FileUntil.After(now) {
		return text.New("device.releasedByFile", "name", d.called(), "product", l.Product,
			"until", d.FileUntil.UTC().Format(time.DateTime+" UTC"))
	}
	return text.New("device.released", "name", d.called(), "product", l.Product)
}

// Status is a license and its devices, as its person sees them, whatever the license is at. Device is zero where
// the fingerprint is none of an active device's. The error is an *Error where no license has the key.
func (s *Service) Status(ctx context.Context, r Request) (*Answer, error) {
	account, k, err := s.find(ctx, &r)
	if err != nil {
		return nil, err
	}
	now := s.Clock.OrSystem().Stamp()
	f, err := s.Store.Devices(ctx, *k, now)
	if err != nil {
		return nil, err
	}
	if f.License == nil {
		return nil, refuse(UnknownKey, "device.noKey")
	}
	answer := &Answer{Account: account.ID, License: *f.License, Devices: f.Devices, Now: now, Used: f.used(now, "")}
	answer.Over = answer.Used > f.License.Limit
	if d := f.active(k.Fingerprint); d != nil {
		answer.Device = *d
	}
	return answer, nil
}

// Why says why no device can be activated by the license of an answer now; nil where one can.
func (a *Answer) Why() *Error { return a.License.check(a.Now) }
