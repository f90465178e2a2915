// Package devices decides which devices work by a license (rule L8): a device is unique in its license, a license
// allows so many, and of many that come at once for the last slot one gets it. A license key is all that a client
// has to show. What a client calls itself by, its fingerprint, is kept as a hash alone.
package devices

import (
	"context"
	"time"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/licensing"
)

// The times and limits of rule L8.
const (
	HeartbeatEvery = 24 * time.Hour      // how often a client is asked to say that it is there
	StaleAfter     = 14 * 24 * time.Hour // of silence
	SilentFor      = 45 * 24 * time.Hour // of silence, after which a device is released
	MaxReleases    = 3                   // by the person, within ReleasesSpan
	ReleasesSpan   = 30 * 24 * time.Hour
	FileFor        = 14 * 24 * time.Hour // how long an offline license file is valid
	FileGrace      = 7 * 24 * time.Hour  // and goes on after that
	Remembered     = 90 * 24 * time.Hour // how long a released device is kept
)

// Bounds of what a client says, in bytes.
const (
	MinFingerprint = 8
	MaxFingerprint = 512
	MaxText        = 128 // name, platform, version
)

// Channel is that of log entries about devices.
const Channel = "device"

// State is what a device is at.
type State string

// The states.
const (
	Active   State = "active"
	Stale    State = "stale" // active, and silent for StaleAfter
	Released State = "released"
)

// By says who released a device.
type By string

// Who releases devices.
const (
	ByUser          By = "user"
	ByAdministrator By = "administrator"
	BySilence       By = "silence"
	ByLicense       By = "license"  // it ended
	ByReplacement   By = "replaced" // the same machine came under another fingerprint
)

// Device is a device that works, or worked, by a license.
type Device struct {
	ID          string
	LicenseID   string
	HomeLicense string // the license that it had before a merge (rule M8); "" for none
	UserID      string
	Fingerprint string // hash
	Hardware    string // hash; "" where the client told none
	Name        string
	Platform    string
	Version     string
	Released    time.Time // zero while it is active
	ReleasedBy  By
	Activated   time.Time
	Seen        time.Time // last contact
	FileUntil   time.Time // end of the last offline license file, its grace included; zero for none
}

// State is what the device is at.
func (d *Device) State(now time.Time) State {
	switch {
	case !d.Released.IsZero():
		return Released
	case now.Sub(d.Seen) >= StaleAfter:
		return Stale
	}
	return Active
}

// Holds reports whether the device takes a slot: it is active, or an offline license file of it is still valid
// somewhere. Without the second, somebody could get a file, release the device, and do so again and again.
func (d *Device) Holds(now time.Time) bool { return d.Released.IsZero() || d.FileUntil.After(now) }

// License is a license as devices need it.
type License struct {
	ID         string
	UserID     string
	Product    string
	State      licensing.State
	Why        licensing.Why
	Until      time.Time // end of grace
	Limit      int       // devices that it allows
	PoolID     string    // whose seat it has or waits for
	PoolName   string
	Pool       licensing.Settings
	Login      string              // of the person
	Record     directory.RecordKey // one of the person's records
	Releases   int                 // by the person, within ReleasesSpan
	Generation Generation          // of the key that signs license files
}

// Facts are what a decision about devices starts from.
type Facts struct {
	License *License // nil: there is none
	Devices []Device // of the license, the oldest first: those that hold a slot
}

// Change is what a decision writes: each device by its id.
type Change struct {
	Set []Device
	Log []directory.LogEntry
}

// Decide decides from facts, purely: it may be asked again. What the change says is written even where there is an
// error, which is then returned: refusals leave an entry, too (rule O1).
type Decide func(f *Facts, now time.Time) (*Change, error)

// Key says which license a request is about, and which device of it.
type Key struct {
	AccountID   string
	LicenseID   string
	Fingerprint string // hash; of a license that a merge has set aside, the one to which this device went is looked at
}

// Listed is a device as administrators see it.
type Listed struct {
	Device
	Login   string // "" where the license is gone
	Product string
}

// Silence is a device that has been silent for long.
type Silence struct {
	AccountID, LicenseID, DeviceID string
	Seen                           time.Time
}

// Store keeps devices.
type Store interface {
	// LicenseOf finds the account and the id of the license with a key's hash; nil for none.
	LicenseOf(ctx context.Context, keyHash string) (*directory.Account, string, error)

	// ChangeDevices carries a decision out while nothing else changes in the account.
	ChangeDevices(ctx context.Context, k Key, decide Decide) error

	// Devices reads what a decision would start from.
	Devices(ctx context.Context, k Key, now time.Time) (*Facts, error)

	// DeviceLicense is the license of a device; "" for none.
	DeviceLicense(ctx context.Context, accountID, deviceID string) (licenseID string, err error)

	// ListDevices gives an account's devices by their ids, after one; at most limit.
	ListDevices(ctx context.Context, accountID, after string, limit int) ([]Listed, error)

	// ConfirmingAccount finds an account by its id, nil when there is none.
	ConfirmingAccount(ctx context.Context, accountID string) (*directory.Account, error)
	// IdleLicenses are licenses with a seat of pools that count from first use, whose devices were all released since
	// they have it, and hold no slot by a file. They are in the order of account and license.
	IdleLicenses(ctx context.Context, now time.Time, after Key, limit int) ([]Key, error)
	// SilentDevices gives active devices that were last seen before a moment and whose offline files have ended, by
	// when they were seen, after one; at most limit. Those of pools whose clients send no heartbeat are not among them.
	SilentDevices(ctx context.Context, before, now time.Time, after Silence, limit int) ([]Silence, error)

	// ForgetDevices forgets devices that were released before a moment and hold no slot at another; at most limit.
	ForgetDevices(ctx context.Context, before, now time.Time, limit int) (int, error)
}
