package devices_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/usher-id/usher/internal/devices"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/storetest/fixture"
	"github.com/usher-id/usher/licensing"
	"github.com/usher-id/usher/licensing/key"
	"github.com/usher-id/usher/licensing/licensefile"
	"github.com/usher-id/usher/scim/schema"
)

// Rule L8: a license allows so many devices and no more; the same device, or the same machine, takes over its own slot.
func TestActivate(t *testing.T) {
	each(t, licensing.Settings{Seats: 5, Devices: 2}, func(t *testing.T, s *stage) {
		ctx := t.Context()
		_, k := s.person(t, 1)
		first, err := s.Activate(ctx, device(k, "laptop"))
		wantCode(t, "the first", err, "")
		if first.Used != 1 || first.License.Limit != 2 || first.License.Product != "player" {
			t.Errorf("the first: %+v", first)
		}
		// Trap TA5: another version, another name, a key as a mail program leaves it (trap TA16).
		again := device("  «"+strings.ToLower(strings.ReplaceAll(k, "-", "\u200b\n"))+"». ", "laptop")
		again.Name, again.Version, again.Hardware = "renamed", "2", "board-1"
		a, err := s.Activate(ctx, again)
		wantCode(t, "replayed", err, "")
		if a == nil || a.Device.ID != first.Device.ID || a.Used != 1 || a.Device.Name != "renamed" {
			t.Fatalf("replayed: %+v", a)
		}
		reinstalled := device(k, "reinstalled")
		reinstalled.Hardware, reinstalled.Ask = "board-1", true
		_, err = s.Activate(ctx, reinstalled)
		wantCode(t, "the same machine asks", err, devices.SameMachine)
		reinstalled.Ask = false
		a, err = s.Activate(ctx, reinstalled)
		wantCode(t, "the same machine", err, "")
		if a == nil || a.Device.ID != first.Device.ID || a.Used != 1 {
			t.Fatalf("the same machine: %+v", a)
		}
		_, err = s.Activate(ctx, device(k, "phone"))
		wantCode(t, "the second", err, "")
		_, err = s.Activate(ctx, device(k, "tablet"))
		wantCode(t, "one too many", err, devices.Limit)
		if err == nil || !strings.Contains(err.Error(), "allows 2 devices") {
			t.Errorf("the limit is not named: %v", err)
		}
		_, err = s.Activate(ctx, device(key.New().Text(), "forged"))
		wantCode(t, "a forged key", err, devices.UnknownKey)
		_, err = s.Activate(ctx, device(k[:20], "cut"))
		wantCode(t, "a cut key", err, devices.InvalidKey)
		if err == nil || strings.Contains(err.Error(), k[:5]) || !strings.Contains(err.Error(), "30") {
			t.Errorf("a cut key: %v", err)
		}
		_, err = s.Activate(ctx, devices.Request{Key: k, Fingerprint: "short"})
		wantCode(t, "a short fingerprint", err, devices.InvalidRequest)
		s.leavesNoSecret(t, k)
	})
}

// leavesNoSecret says that no key and no fingerprint is in the log or in any row (rule O1, trap TA19).
func (s *stage) leavesNoSecret(t *testing.T, k string) {
	t.Helper()
	var said []string
	for _, query := range []string{
		`SELECT coalesce(subject, '') || coalesce(detail, '') || coalesce(asked, '') || coalesce(changes, '') || operation FROM log`,
		`SELECT fingerprint || coalesce(hardware, '') || coalesce(name, '') FROM devices`,
	} {
		var rows []string
		if err := s.db.ReadPool.SelectContext(t.Context(), &rows, query); err != nil {
			t.Fatal(err)
		}
		said = append(said, rows...)
	}
	for _, secret := range []string{k, strings.ReplaceAll(k, "-", ""), "fingerprint-", "board-1"} {
		if all := strings.Join(said, "\n"); strings.Contains(all, secret) {
			t.Errorf("%q is kept:\n%s", secret, all)
		}
	}
}

// Rule L8: of eight devices that come at once for the last slot one gets it.
func TestLastSlot(t *testing.T) {
	each(t, licensing.Settings{Seats: 5, Devices: 3}, func(t *testing.T, s *stage) {
		_, k := s.person(t, 1)
		for n := range 2 {
			_, err := s.Activate(t.Context(), device(k, fmt.Sprintf("before-%d", n)))
			wantCode(t, "before", err, "")
		}
		var wg sync.WaitGroup
		errs := make([]error, 8)
		for n := range errs {
			wg.Go(func() { _, errs[n] = s.Activate(t.Context(), device(k, fmt.Sprintf("at-once-%d", n))) })
		}
		wg.Wait()
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
				continue
			}
			wantCode(t, "at once", err, devices.Limit)
		}
		status, err := s.Status(t.Context(), device(k, "before-0"))
		if won != 1 || err != nil || status.Used != 3 || len(status.Devices) != 3 {
			t.Errorf("%d won; %+v, %v", won, status, err)
		}
	})
}

// Rule L8: nothing is activated for somebody who is suspended, or when the pool's days are over; each refusal is in the
// log (rule O1).
func TestNotInForce(t *testing.T) {
	each(t, licensing.Settings{Seats: 1, Devices: 2, From: "2026-02-01", To: "2026-03-10"}, func(t *testing.T, s *stage) {
		ctx := t.Context()
		ana, k := s.person(t, 1)
		_, waits := s.person(t, 2)
		_, err := s.Activate(ctx, device(waits, "laptop"))
		wantCode(t, "waiting", err, devices.Waiting)
		_, err = s.Activate(ctx, device(k, "laptop"))
		wantCode(t, "active", err, "")
		s.setActive(t, ana, false)
		_, err = s.Activate(ctx, device(k, "phone"))
		wantCode(t, "suspended", err, devices.Suspended)
		_, err = s.Heartbeat(ctx, device(k, "laptop"))
		wantCode(t, "the heartbeat of somebody suspended", err, devices.Suspended)
		s.setActive(t, ana, true)
		_, err = s.Heartbeat(ctx, device(k, "laptop"))
		wantCode(t, "resumed", err, "")
		s.wait(10 * 24 * time.Hour) // beyond the pool's last day
		_, err = s.Activate(ctx, device(k, "phone"))
		wantCode(t, "ended", err, devices.Ended)
		entries, err := s.db.FindLog(ctx, s.account.ID, directory.LogQuery{Records: []string{ana.ID}, Outcome: directory.Declined, Limit: 10})
		if err != nil || len(entries) != 3 {
			t.Fatalf("%d refusals in the log, %v", len(entries), err)
		}
		if e := entries[0]; e.Channel != devices.Channel || e.Rule != "L8" || e.Operation != "ACTIVATE" || e.Subject != "person1@example.com" {
			t.Errorf("the entry: %+v", e)
		}
	})
}

func (s *stage) setActive(t *testing.T, of directory.Change, active bool) {
	t.Helper()
	fixture.Apply(t, s.intake, s.account, directory.Change{
		Source: s.source, Action: directory.Edit, Type: of.Type, ID: of.ID,
		Edit: func(o schema.Object) (schema.Object, bool, error) {
			next := schema.Clone(o)
			next["active"] = active
			return next, true, nil
		},
		Request: directory.Request{Channel: "scim", Operation: "PATCH /Users", Success: 200},
	})
}

// Rule L8: a person may release three devices in 30 days, an administrator as many as need be.
func TestRelease(t *testing.T) {
	each(t, licensing.Settings{Seats: 1, Devices: 1}, func(t *testing.T, s *stage) {
		ctx := t.Context()
		_, k := s.person(t, 1)
		for n := range devices.MaxReleases {
			d := device(k, fmt.Sprintf("device-%d", n))
			_, err := s.Activate(ctx, d)
			wantCode(t, "activate", err, "")
			a, err := s.Service.Release(ctx, d)
			wantCode(t, "release", err, "")
			if a == nil || a.Used != 0 {
				t.Errorf("released: %+v", a)
			}
			_, err = s.Heartbeat(ctx, d)
			wantCode(t, "the heartbeat of a released device", err, devices.UnknownDevice)
		}
		last, err := s.Activate(ctx, device(k, "last"))
		wantCode(t, "activate", err, "")
		_, err = s.Service.Release(ctx, device(k, "last"))
		wantCode(t, "one release too many", err, devices.ReleaseLimit)
		if _, err := s.Desk.Release(ctx, &s.account, last.Device.ID); err != nil {
			t.Error(err)
		}
		if _, err := s.Desk.Release(ctx, &s.account, last.Device.ID); directory.KindOf(err) != directory.Conflict {
			t.Errorf("released twice: %v", err)
		}
		if _, err := s.Desk.Release(ctx, &s.account, "nothing"); directory.KindOf(err) != directory.NotFound {
			t.Errorf("no device: %v", err)
		}
		_, err = s.Activate(ctx, device(k, "last"))
		wantCode(t, "activate again", err, "")
		s.wait(devices.ReleasesSpan + time.Hour)
		_, err = s.Service.Release(ctx, device(k, "last"))
		wantCode(t, "30 days later", err, "")
	})
}

// Rule L8: an offline license file holds its slot until it has ended, its grace included, be the device released or not, or the
// same machine come under another name.
func TestFileHoldsSlot(t *testing.T) {
	each(t, licensing.Settings{Seats: 1, Devices: 1}, func(t *testing.T, s *stage) {
		ctx := t.Context()
		_, k := s.person(t, 1)
		offline := device(k, "laptop")
		offline.Offline, offline.Hardware = true, "board-1"
		a, err := s.Activate(ctx, offline)
		wantCode(t, "offline", err, "")
		signing, err := devices.SigningKey(s.account.Secret, 1)
		if err != nil {
			t.Fatal(err)
		}
		l, err := licensefile.Verify(a.File, licensefile.KeySet{signing.Public()}, licensefile.Expect{Fingerprint: offline.Fingerprint, Now: noon})
		if err != nil || l.Device != a.Device.ID || l.Slot != 1 || !l.End().Equal(a.Device.FileUntil) {
			t.Fatalf("the file: %+v, %v", l, err)
		}
		other := device(k, "other")
		other.Hardware = "board-1"
		_, err = s.Activate(ctx, other)
		wantCode(t, "the same machine under another fingerprint", err, devices.Limit)
		_, err = s.Service.Release(ctx, offline)
		wantCode(t, "release", err, "")
		_, err = s.Activate(ctx, device(k, "another"))
		wantCode(t, "while the file is valid", err, devices.Limit)
		a, err = s.Activate(ctx, offline)
		wantCode(t, "the device of the file", err, "")
		if a == nil || a.Used != 1 {
			t.Errorf("the device of the file: %+v", a)
		}
		_, err = s.Service.Release(ctx, offline)
		wantCode(t, "release", err, "")
		s.wait(devices.FileFor + devices.FileGrace)
		_, err = s.Activate(ctx, device(k, "another"))
		wantCode(t, "when the file has ended", err, "")
	})
}

// Rule L8, trap TA6: who is silent for 45 days is released by the job, and not before an offline file ends; what is long
// released is forgotten.
func TestSilence(t *testing.T) {
	each(t, licensing.Settings{Seats: 1, Devices: 2}, func(t *testing.T, s *stage) {
		ctx := t.Context()
		ana, k := s.person(t, 1)
		for _, name := range []string{"silent", "heard"} {
			_, err := s.Activate(ctx, device(k, name))
			wantCode(t, name, err, "")
		}
		s.wait(devices.StaleAfter)
		_, err := s.Heartbeat(ctx, device(k, "heard"))
		wantCode(t, "heartbeat", err, "")
		states := map[string]devices.State{}
		status, err := s.Status(ctx, device(k, "heard"))
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range status.Devices {
			states[d.Name] = d.State(status.Now)
		}
		if states["silent"] != devices.Stale || states["heard"] != devices.Active {
			t.Errorf("states: %v", states)
		}
		s.wait(devices.SilentFor - devices.StaleAfter)
		if err := s.ReleaseSilent(ctx); err != nil {
			t.Fatal(err)
		}
		_, err = s.Heartbeat(ctx, device(k, "silent"))
		wantCode(t, "released", err, devices.UnknownDevice)
		_, err = s.Heartbeat(ctx, device(k, "heard"))
		wantCode(t, "not released", err, "")
		_, err = s.Activate(ctx, device(k, "new"))
		wantCode(t, "in the free slot", err, "")
		entries, err := s.db.FindLog(ctx, s.account.ID, directory.LogQuery{Records: []string{ana.ID}, Limit: 3})
		if err != nil || len(entries) != 3 || entries[0].Operation != "RELEASE" {
			t.Errorf("the log: %+v, %v", entries, err)
		}
		s.wait(devices.Remembered + time.Hour)
		if err := s.ReleaseSilent(ctx); err != nil {
			t.Fatal(err)
		}
		count := 0
		if err := s.Each(ctx, &s.account, func(*devices.Listed) error { count++; return nil }); err != nil || count != 2 {
			t.Errorf("%d devices are kept, %v", count, err)
		}
	})
}

// Trap TA6: in a pool whose clients send no heartbeat nobody is released for being silent.
func TestSilentPool(t *testing.T) {
	each(t, licensing.Settings{Seats: 1, Devices: 2, Silent: true}, func(t *testing.T, s *stage) {
		_, k := s.person(t, 1)
		_, err := s.Activate(t.Context(), device(k, "silent"))
		wantCode(t, "activate", err, "")
		s.wait(2 * devices.SilentFor)
		if err := s.ReleaseSilent(t.Context()); err != nil {
			t.Fatal(err)
		}
		_, err = s.Heartbeat(t.Context(), device(k, "silent"))
		wantCode(t, "heartbeat", err, "")
	})
}
