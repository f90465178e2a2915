package devices_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/usher-id/usher/internal/devices"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/licensing"
	"github.com/usher-id/usher/scim/schema"
)

// Rule L8, trap TA18: where a pool counts from first use, more people may be entitled than there are seats; the first
// activation takes one, and who comes when there is none waits in line.
func TestFirstUse(t *testing.T) {
	each(t, licensing.Settings{Seats: 1, Devices: 2, FirstUse: true}, func(t *testing.T, s *stage) {
		ctx := t.Context()
		_, first := s.person(t, 1)
		_, second := s.person(t, 2)
		_, err := s.Activate(ctx, device(first, "laptop"))
		wantCode(t, "without the intake", err, devices.Waiting)
		s.Seats = devices.Seats(s.intake, func(context.Context, string) (*schema.ResourceType, error) { return schema.Core().Type("User"), nil })
		_, err = s.Heartbeat(ctx, device(first, "laptop"))
		wantCode(t, "a heartbeat takes no seat", err, devices.Waiting)
		a, err := s.Activate(ctx, device(first, "laptop"))
		wantCode(t, "the first", err, "")
		if a == nil || a.License.State != licensing.Active || a.Used != 1 {
			t.Errorf("the first: %+v", a)
		}
		_, err = s.Activate(ctx, device(first, "phone"))
		wantCode(t, "the first, again", err, "")
		_, err = s.Activate(ctx, device(second, "laptop"))
		wantCode(t, "the second", err, devices.Waiting)
		var used, waiting int
		row := s.db.ReadPool.QueryRowContext(ctx, `SELECT used, waiting FROM pools WHERE account_id = $1`, s.account.ID)
		if err := row.Scan(&used, &waiting); err != nil || used != 1 || waiting != 1 {
			t.Errorf("used %d, waiting %d, %v", used, waiting, err)
		}
	})
}

// Trap TA18, rule L5: the seat of a pool that counts from first use is given back with its last device, and the transaction
// gives it to who waits; who has got it so keeps it until the first activation. A license file holds slot and seat until it ends.
func TestLastDeviceGivesTheSeatBack(t *testing.T) {
	each(t, licensing.Settings{Seats: 1, Devices: 2, FirstUse: true}, func(t *testing.T, s *stage) {
		ctx := t.Context()
		people := func(context.Context, string) (*schema.ResourceType, error) { return schema.Core().Type("User"), nil }
		s.Seats = devices.Seats(s.intake, people)
		s.Service.Leaves, s.Desk.Leaves = devices.Leaves(s.intake, people), devices.Leaves(s.intake, people)
		one, first := s.person(t, 1)
		two, second := s.person(t, 2)
		states := func(what, want string) {
			t.Helper()
			got := ""
			for _, p := range []string{one.ID, two.ID} {
				var state string
				if err := s.db.ReadPool.GetContext(ctx, &state, `
					SELECT l.state FROM licenses l JOIN records r ON r.account_id = l.account_id AND r.user_id = l.user_id
					 WHERE r.account_id = $1 AND r.source_id = $2 AND r.id = $3`, s.account.ID, s.source.ID, p); err != nil {
					t.Fatal(err)
				}
				got += state + " "
			}
			var used int
			if err := s.db.ReadPool.GetContext(ctx, &used, `SELECT used FROM pools WHERE account_id = $1`, s.account.ID); err != nil {
				t.Fatal(err)
			}
			if got += fmt.Sprint(used); got != want {
				t.Errorf("%s: the licenses are %s, want %s", what, got, want)
			}
		}
		for _, name := range []string{"laptop", "phone"} {
			_, err := s.Activate(ctx, device(first, name))
			wantCode(t, name, err, "")
		}
		_, err := s.Activate(ctx, device(second, "desk"))
		wantCode(t, "the second waits", err, devices.Waiting)
		_, err = s.Service.Release(ctx, device(first, "laptop"))
		wantCode(t, "the first of two devices", err, "")
		states("one device is left", "active waiting 1")
		_, err = s.Service.Release(ctx, device(first, "phone"))
		wantCode(t, "the last device", err, "")
		states("none is left", "unused active 1")
		if err := s.ReleaseSilent(ctx); err != nil {
			t.Fatal(err)
		}
		states("who has just got the seat", "unused active 1")
		_, err = s.Activate(ctx, device(first, "laptop"))
		wantCode(t, "the first waits now", err, devices.Waiting)

		filed := device(second, "desk")
		filed.Offline = true
		a, err := s.Activate(ctx, filed)
		wantCode(t, "with a file", err, "")
		_, err = s.Desk.Release(ctx, &s.account, a.Device.ID)
		wantCode(t, "by an administrator", err, "")
		states("the file holds the seat", "waiting active 1")
		s.wait(devices.FileFor + devices.FileGrace + time.Hour)
		if err := s.ReleaseSilent(ctx); err != nil {
			t.Fatal(err)
		}
		states("the file has ended", "active unused 1")
		_, err = s.Activate(ctx, device(first, "laptop"))
		wantCode(t, "the first again", err, "")
		s.wait(devices.SilentFor + time.Hour)
		if err := s.ReleaseSilent(ctx); err != nil {
			t.Fatal(err)
		}
		states("silent for long", "unused unused 0")
	})
}

// A device that activates while the last one lets go keeps the seat: whether there is one is asked in the deciding transaction.
func TestSeatOfADeviceThatComesMeanwhile(t *testing.T) {
	each(t, licensing.Settings{Seats: 1, Devices: 2, FirstUse: true}, func(t *testing.T, s *stage) {
		ctx := t.Context()
		people := func(context.Context, string) (*schema.ResourceType, error) { return schema.Core().Type("User"), nil }
		s.Seats = devices.Seats(s.intake, people)
		leave := devices.Leaves(s.intake, people)
		_, key := s.person(t, 1)
		_, err := s.Activate(ctx, device(key, "laptop"))
		wantCode(t, "the first", err, "")
		s.Service.Leaves = func(ctx context.Context, account *directory.Account, l *devices.License) error {
			_, err := s.Activate(ctx, device(key, "phone")) // between the release and the seat's return
			wantCode(t, "meanwhile", err, "")
			return leave(ctx, account, l)
		}
		_, err = s.Service.Release(ctx, device(key, "laptop"))
		wantCode(t, "the release", err, "")
		a, err := s.Heartbeat(ctx, device(key, "phone"))
		wantCode(t, "the other device", err, "")
		if a == nil || a.License.State != licensing.Active {
			t.Errorf("the license is %+v", a)
		}
	})
}
