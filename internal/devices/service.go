package devices

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"

	"github.com/usher-id/usher/internal/clock"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/text"
	"github.com/usher-id/usher/licensing"
	"github.com/usher-id/usher/licensing/key"
	"github.com/usher-id/usher/licensing/licensefile"
)

// Service is what clients do with devices. Store is required. It is safe for concurrent use.
type Service struct {
	Store  Store
	Seats  TakeSeat    // nil refuses the licenses of pools that count from first use
	Leaves LeaveSeat   // nil leaves their seats taken
	Clock  clock.Clock // nil for the machine's; what is changed has the store's
}

// Request is what a client says.
type Request struct {
	Key         string // license key, as it was typed
	Fingerprint string
	Hardware    string // what the machine is known by; "" for nothing
	Name        string
	Platform    string
	Version     string
	Ask         bool   // with Activate: refuse with SameMachine rather than take over the slot of the same machine
	Offline     bool   // with Activate and Heartbeat: sign a license file, which holds the slot until it ends
	Issuer      string // base URL of the server, for the file

	license *proved // whose license it is, where that is known without its key
}

// proved is a license of which whoever asks is known to be its person.
type proved struct {
	account *directory.Account
	id      string
}

// Answer is what becomes of a request.
type Answer struct {
	Account string
	License License
	Device  Device
	Used    int    // slots of License.Limit that are taken
	Over    bool   // more than that are taken; the device works on
	File    []byte // signed license file, with Offline
	Devices []Device
	Now     time.Time
	Key     string // the license's, where a mailed code has proved who asks
}

// Activate gives a device a slot of the license; repeated, it is the same slot. The error is an *Error for a refusal.
func (s *Service) Activate(ctx context.Context, r Request) (*Answer, error) {
	return s.do(ctx, &r, "ACTIVATE", func(f *Facts, k Key, now time.Time, a *Answer) ([]Device, *Error, text.Message) {
		said := Device{
			ID: uuid.Must(uuid.NewV7()).String(), LicenseID: f.License.ID, UserID: f.License.UserID, Fingerprint: k.Fingerprint,
			Hardware: hashed(k.AccountID, "hardware", r.Hardware), Name: r.Name, Platform: r.Platform, Version: r.Version,
			Activated: now, Seen: now,
		}
		set, is, refused := f.activate(said, r.Ask, now)
		if refused != nil {
			return nil, refused, text.Message{}
		}
		a.Device = *is
		note := text.New("device.activated", "product", f.License.Product, "name", is.called())
		if is.ID != said.ID {
			note = text.New("device.again", "product", f.License.Product, "name", is.called())
		}
		return set, nil, note
	})
}

// ActivateFor is Activate by a license of an account, for a person whose mailbox has answered; Request.Key counts
// for nothing.
func (s *Service) ActivateFor(
	ctx context.Context, account *directory.Account, licenseID string, r Request,
) (*Answer, error) {
	r.license = &proved{account, licenseID}
	return s.Activate(ctx, r)
}

// Heartbeat says that a device is there. The error is an *Error for a refusal.
func (s *Service) Heartbeat(ctx context.Context, r Request) (*Answer, error) {
	return s.do(ctx, &r, "HEARTBEAT", func(f *Facts, k Key, now time.Time, a *Answer) ([]Device, *Error, text.Message) {
		d := f.active(k.Fingerprint)
		if d == nil {
			return nil, unknown(f), text.Message{}
		}
		a.Device = *d.renewed(&Device{Fingerprint: k.Fingerprint, Seen: now, Name: r.Name, Platform: r.Platform,
			Version: r.Version})
		return nil, nil, text.Message{}
	})
}

func unknown(f *Facts) *Error {
	e := refuse(UnknownDevice, "device.unknown", "product", f.License.Product)
	e.Limit = f.License.Limit
	return e
}

// act is one thing that is done with a device of a license that is in force: what else is set, why not, and what
// the log says.
type act func(f *Facts, k Key, now time.Time, a *Answer) (set []Device, refused *Error, note text.Message)

var errUnused = errors.New("the license takes its seat first")

// do finds the license of a key, and has something done under it.
func (s *Service) do(ctx context.Context, r *Request, operation string, do act) (*Answer, error) {
	account, k, err := s.find(ctx, r)
	if err != nil {
		return nil, err
	}
	var unused *License // in a pool whose seats are taken by the first activation
	var answer *Answer
	decide := func(f *Facts, now time.Time) (*Change, error) {
		answer = &Answer{Account: account.ID, Now: now}
		l := f.License
		if l == nil {
			return nil, refuse(UnknownKey, "device.noKey")
		}
		e := l.check(now)
		if e == nil && l.State == licensing.Unused {
			if operation == "ACTIVATE" && unused == nil && s.Seats != nil {
				unused = l
				return nil, errUnused
			}
			e = refuse(Waiting, "device.firstUse", "product", l.Product)
		}
		var set []Device
		var note text.Message
		if e == nil {
			set, e, note = do(f, *k, now, answer)
		}
		if e != nil {
			return &Change{Log: l.declined(now, operation, e)}, e
		}
		if r.Offline {
			answer.Device.FileUntil = later(answer.Device.FileUntil, l.fileEnd(now))
		}
		c := &Change{Set: append(set, answer.Device)}
		if !note.IsZero() {
			c.Log = append(c.Log, l.entry(now, operation, directory.Changed, note))
		}
		answer.License = *l
		answer.Used = f.used(now, k.Fingerprint) + 1
		answer.Over = answer.Used > l.Limit
		if r.Offline {
			var err error
			if answer.File, err = l.file(account, &answer.Device, r, f.slot(now, k.Fingerprint), now); err != nil {
				return nil, err
			}
		}
		return c, nil
	}
	err = s.Store.ChangeDevices(ctx, *k, decide)
	if errors.Is(err, errUnused) {
		if err = s.Seats(ctx, account, unused); err == nil {
			err = s.Store.ChangeDevices(ctx, *k, decide)
		}
	}
	if err != nil {
		return nil, err
	}
	return answer, nil
}

// find reads the key and says which license it is of.
func (s *Service) find(ctx context.Context, r *Request) (*directory.Account, *Key, error) {
	if l := r.license; l != nil {
		return l.account, &Key{AccountID: l.account.ID, LicenseID: l.id, Fingerprint: hashed(l.account.ID, "fingerprint",
			r.Fingerprint)}, r.Check()
	}
	typed, err := key.Parse(r.Key)
	if err != nil {
		return nil, nil, wrongKey(err)
	}
	if err := r.Check(); err != nil {
		return nil, nil, err
	}
	account, licenseID, err := s.Store.LicenseOf(ctx, typed.Hash())
	if err != nil {
		return nil, nil, err
	}
	if account == nil {
		return nil, nil, refuse(UnknownKey, "device.noKey")
	}
	return account, &Key{AccountID: account.ID, LicenseID: licenseID, Fingerprint: hashed(account.ID, "fingerprint",
		r.Fingerprint)}, nil
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// times are those of a license file that is signed now: it never outlasts the license.
func (l *License) times(now time.Time) (expires time.Time, grace time.Duration) {
	expires, grace = now.Add(FileFor), FileGrace
	for _, end := range []time.Time{l.Pool.Ends(), l.Until} {
		if end.IsZero() {
			continue
		}
		if !end.After(expires) {
			expires, grace = end, 0
		}
		grace = min(grace, end.Sub(expires))
	}
	return expires.Truncate(time.Second), grace.Truncate(time.Second)
}

func (l *License) fileEnd(now time.Time) time.Time {
	expires, grace := l.times(now)
	return expires.Add(grace)
}

// file is the signed license file of a device.
func (l *License) file(account *directory.Account, d *Device, r *Request, slot int, now time.Time) ([]byte, error) {
	signing, err := SigningKey(account.Secret, l.Generation)
	if err != nil {
		return nil, err
	}
	expires, grace := l.times(now)
	issued := now.Truncate(time.Second)
	return licensefile.Sign(signing, licensefile.Content{
		Issuer: r.Issuer, Account: account.ID, Product: l.Product, License: l.ID, Device: d.ID,
		FingerprintHash: licensefile.HashFingerprint(l.ID, r.Fingerprint), Slot: slot,
		Issued: issued, NotBefore: issued, Expires: expires, Grace: grace, LastDay: l.Pool.To,
	})
}
