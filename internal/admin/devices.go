package admin

import (
	"context"
	"time"

	"github.com/usher-id/usher/internal/devices"
	"github.com/usher-id/usher/licensing/licensefile"
)

// LicenseKeys keeps how often the key of an account's license files was changed.
type LicenseKeys interface {
	// LicenseKeys is the account's generation of keys.
	LicenseKeys(ctx context.Context, accountID string) (devices.Generation, error)
	// ChangeLicenseKey begins the next generation, and returns it.
	ChangeLicenseKey(ctx context.Context, accountID string) (devices.Generation, error)
}

// Devices are the devices of an account, and the key of its license files.
type Devices struct {
	Desk *devices.Desk
	Keys LicenseKeys
	acts
}

// NewDevices makes the service.
func NewDevices(desk *devices.Desk, keys LicenseKeys, journal Journal) *Devices {
	return &Devices{Desk: desk, Keys: keys, acts: acts{journal}}
}

// ListedDevice is a device as administrators see it.
type ListedDevice = devices.Listed

// ReleasedDevice is what came of a release.
type ReleasedDevice struct {
	Device, License string
	Limit, Used     int
	HeldUntil       time.Time // an offline license file keeps the slot taken; zero for a free one
}

// List calls show for each device, those that were released lately included, and says what time it is.
func (s *Devices) List(
	ctx context.Context, actor Actor, account *Account, show func(*ListedDevice, time.Time) error,
) error {
	if err := actor.check(); err != nil {
		return err
	}
	now := s.Desk.Clock.OrSystem().Stamp()
	return s.Desk.Each(ctx, account, func(d *devices.Listed) error { return show(d, now) })
}

// Release frees a device's slot, without the limit that its person has (rule L8). The error is NotFound for no such
// device, and Conflict for one that is released already.
func (s *Devices) Release(
	ctx context.Context, actor Actor, account *Account, deviceID string,
) (*ReleasedDevice, error) {
	var released *ReleasedDevice
	err := s.do(ctx, actor, account, "RELEASE", func(ctx context.Context) error {
		a, err := s.Desk.Release(ctx, account, deviceID)
		if err != nil {
			return err
		}
		released = &ReleasedDevice{Device: a.Device.ID, License: a.License.ID, Limit: a.License.Limit, Used: a.Used}
		if a.Device.FileUntil.After(a.Now) {
			released.HeldUntil = a.Device.FileUntil
		}
		return nil
	})
	return released, err
}

// PublicKey is a key by which license files are verified.
type PublicKey struct {
	licensefile.Key
	Use string // previous, current, next
}

// PublicKeys are those of an account: the one that signs now, the one before it, of which files may still be valid,
// and the one to come, which clients are to have before it signs.
func (s *Devices) PublicKeys(ctx context.Context, actor Actor, account *Account) ([]PublicKey, error) {
	if err := actor.check(); err != nil {
		return nil, err
	}
	now, err := s.Keys.LicenseKeys(ctx, account.ID)
	if err != nil {
		return nil, err
	}
	var list []PublicKey
	for _, k := range []struct {
		of  devices.Generation
		use string
	}{{now - 1, "previous"}, {now, "current"}, {now + 1, "next"}} {
		if k.of < 1 {
			continue
		}
		signing, err := devices.SigningKey(account.Secret, k.of)
		if err != nil {
			return nil, err
		}
		list = append(list, PublicKey{signing.Public(), k.use})
	}
	return list, nil
}

// ChangeKey has license files be signed by the next key from now on.
func (s *Devices) ChangeKey(ctx context.Context, actor Actor, account *Account) error {
	return s.do(ctx, actor, account, "LICENSE KEY", func(ctx context.Context) error {
		_, err := s.Keys.ChangeLicenseKey(ctx, account.ID)
		return err
	})
}
