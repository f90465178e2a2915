package devices_test

import (
	"context"
	"testing"

	"github.com/usher-id/usher/internal/devices"
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
