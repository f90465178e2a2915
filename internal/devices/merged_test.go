package devices_test

import (
	"testing"

	"github.com/google/uuid"

	"github.com/usher-id/usher/internal/devices"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/storetest/fixture"
	"github.com/usher-id/usher/licensing"
)

// Rules L8 and M8: when two people become one, the devices of the license that is set aside work by the other one, with the key
// that they know; that key activates no new device.
func TestMerged(t *testing.T) {
	each(t, licensing.Settings{Seats: 5, Devices: 2}, func(t *testing.T, s *stage) {
		ctx := t.Context()
		ana, stays := s.person(t, 1)
		anna, aside := s.person(t, 2)
		for _, k := range []string{stays, aside} {
			_, err := s.Activate(ctx, device(k, "of-"+k[:5]))
			wantCode(t, "activate", err, "")
		}
		into := s.userOf(t, ana)
		fixture.Decide(t, s.intake, s.account, directory.Decision{
			Record: directory.RecordKey{SourceID: s.source.ID, Type: directory.TypeUser, ID: anna.ID}, Type: anna.Type,
			Action: directory.Link, Into: into, AcceptRisk: true,
			Request: directory.Request{Channel: "cli", Operation: "LINK", Actor: "test"},
		})
		a, err := s.Heartbeat(ctx, device(aside, "of-"+aside[:5]))
		wantCode(t, "the heartbeat of a device that has moved", err, "")
		if a != nil && (a.License.UserID != into || a.Used != 2) {
			t.Errorf("the heartbeat: %+v", a)
		}
		_, err = s.Activate(ctx, device(aside, "new"))
		wantCode(t, "a new device by the key that was set aside", err, devices.Merged)
		_, err = s.Activate(ctx, device(stays, "new"))
		wantCode(t, "a third device of the one person", err, devices.Limit)
	})
}

func (s *stage) userOf(t *testing.T, of directory.Change) string {
	t.Helper()
	var id uuid.UUID
	err := s.db.ReadPool.GetContext(t.Context(), &id, `SELECT user_id FROM records WHERE account_id = $1 AND source_id = $2 AND id = $3`,
		s.account.ID, s.source.ID, of.ID)
	if err != nil {
		t.Fatal(err)
	}
	return id.String()
}
