package devices

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/text"
	"github.com/usher-id/usher/licensing"
)

// check says why no device may work by a license now; nil where one may.
func (l *License) check(now time.Time) *Error {
	e := l.stands(now)
	if e != nil {
		e.Limit = l.Limit
	}
	return e
}

func (l *License) stands(now time.Time) *Error {
	const layout = "2006-01-02 15:04 UTC"
	switch {
	case l.State == licensing.Grace && l.Why == licensing.Suspended:
		return refuse(Suspended, "device.suspended", "product", l.Product)
	case l.State == licensing.Waiting:
		return refuse(Waiting, "device.waiting", "product", l.Product, "pool", l.PoolName, "buy",
			directory.MoreSeats(l.Pool.BuyAt))
	case l.State == licensing.Held:
		return refuse(Held, "device.held", "product", l.Product)
	case l.State == licensing.Merged:
		return refuse(Merged, "device.merged", "product", l.Product)
	case now.Before(l.Pool.Begins()):
		return refuse(NotYet, "device.notYet", "product", l.Product, "day", l.Pool.From)
	case l.Pool.Ended(now):
		return refuse(Ended, "device.ended", "product", l.Product, "day", l.Pool.To, "buy", directory.MoreSeats(l.Pool.BuyAt))
	case l.State == licensing.Grace && !l.Until.After(now):
		return refuse(Ended, "device.graceOver", "product", l.Product, "until", l.Until.UTC().Format(layout))
	}
	return nil
}

// used is how many slots are taken, but by the device with a fingerprint. Two rows of one fingerprint, as a merge can
// bring them together, are one device.
func (f *Facts) used(now time.Time, but string) int {
	taken := map[string]bool{}
	for i := range f.Devices {
		if d := &f.Devices[i]; d.Holds(now) && d.Fingerprint != but {
			taken[d.Fingerprint] = true
		}
	}
	return len(taken)
}

// active finds the active device with a fingerprint, or nil.
func (f *Facts) active(fingerprint string) *Device {
	i := slices.IndexFunc(f.Devices, func(d Device) bool { return d.Released.IsZero() && d.Fingerprint == fingerprint })
	if i < 0 {
		return nil
	}
	return &f.Devices[i]
}

// slot is which of the license's slots a device has, from 1.
func (f *Facts) slot(now time.Time, fingerprint string) int {
	var order []string
	for i := range f.Devices {
		if d := &f.Devices[i]; d.Holds(now) && !slices.Contains(order, d.Fingerprint) {
			order = append(order, d.Fingerprint)
		}
	}
	if at := slices.Index(order, fingerprint); at >= 0 {
		return at + 1
	}
	return len(order) + 1
}

// activate finds a slot for a device. The same fingerprint takes over its own slot, and so does the same machine under
// another fingerprint, unless an offline license file of the former one is still valid, which keeps its slot.
func (f *Facts) activate(d Device, ask bool, now time.Time) (set []Device, is *Device, err *Error) {
	if own := f.active(d.Fingerprint); own != nil {
		return nil, own.renewed(&d), nil
	}
	if i := f.sameMachine(&d); i >= 0 {
		old := f.Devices[i]
		switch {
		case ask:
			return nil, nil, &Error{Code: SameMachine, Message: text.New("device.sameMachine", "name", old.called()),
				Device: &old, Limit: f.License.Limit}
		case !old.FileUntil.After(now):
			f.Devices[i].Fingerprint = d.Fingerprint
			return nil, old.renewed(&d), nil
		}
		old.Released, old.ReleasedBy = now, ByReplacement
		set = append(set, old)
	}
	if used := f.used(now, d.Fingerprint); used >= f.License.Limit {
		return nil, nil, f.full(used, now)
	}
	for _, old := range f.Devices {
		// its file holds the slot that it takes again
		if old.Fingerprint == d.Fingerprint && old.FileUntil.After(d.FileUntil) {
			d.FileUntil, old.FileUntil = old.FileUntil, time.Time{}
			set = append(set, old)
		}
	}
	return set, &d, nil
}

// sameMachine is the place of the active device with the hardware of another one; -1 for none.
func (f *Facts) sameMachine(d *Device) int {
	if d.Hardware == "" {
		return -1
	}
	return slices.IndexFunc(f.Devices, func(old Device) bool {
		return old.Released.IsZero() &&
			old.Hardware == d.Hardware
	})
}

// full refuses a device for which there is no slot, and says what to do.
func (f *Facts) full(used int, now time.Time) *Error {
	e := refuse(Limit, "device.limit", "product", f.License.Product, "limit", f.License.Limit, "used", used)
	var ends time.Time // the next slot that an offline file holds
	for i := range f.Devices {
		if d := &f.Devices[i]; !d.Released.IsZero() && d.FileUntil.After(now) && (ends.IsZero() || d.FileUntil.Before(ends)) {
			ends = d.FileUntil
		}
	}
	if !ends.IsZero() {
		e = refuse(Limit, "device.limitByFile", "product", f.License.Product, "limit", f.License.Limit, "used", used,
			"until", ends.UTC().Format(time.DateTime+" UTC"))
	}
	e.Limit, e.Used = f.License.Limit, used
	return e
}

// renewed is a device that activates again. What it does not say any more stays as it was.
func (d *Device) renewed(said *Device) *Device {
	next := *d
	next.Fingerprint, next.Seen = said.Fingerprint, said.Seen
	for _, pair := range []struct{ is, said *string }{
		{&next.Hardware, &said.Hardware}, {&next.Name, &said.Name}, {&next.Platform, &said.Platform},
		{&next.Version, &said.Version},
	} {
		if *pair.said != "" {
			*pair.is = *pair.said
		}
	}
	return &next
}

// called is how people know the device.
func (d *Device) called() string {
	if d.Name != "" {
		return d.Name
	}
	return d.ID
}

// entry is a log entry about a device of the person of a license.
func (l *License) entry(
	now time.Time, operation string, outcome directory.Outcome, detail ...text.Message,
) directory.LogEntry {
	status := 200
	if outcome == directory.Declined {
		status = 403
	}
	return directory.LogEntry{
		ID: uuid.Must(uuid.NewV7()).String(), At: now, Channel: Channel, Operation: operation, Type: directory.TypeUser,
		RecordID: l.Record.ID, SourceID: l.Record.SourceID, UserID: l.UserID, Subject: l.Login, Status: status,
		Outcome: outcome,
		Rule:    "L8", Detail: detail,
	}
}

// declined is the entry of a refusal.
func (l *License) declined(now time.Time, operation string, e *Error) []directory.LogEntry {
	return []directory.LogEntry{l.entry(now, operation, directory.Declined, e.Message)}
}
