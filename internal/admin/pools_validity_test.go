package admin_test

import (
	"testing"
	"time"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/licensing"
)

// Rule L1, trap TA8: a pool has a job for the moment when its first day begins and for the one when its last day is over, in its own zone; none for what
// is past.
func TestPoolsAreSettledWhenTheyBeginAndEnd(t *testing.T) {
	now := time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)
	p := &licensing.Pool{ID: "p", Settings: licensing.Settings{From: "2026-12-01", To: "2026-12-31", Zone: "Pacific/Honolulu"}}
	due := map[string]time.Time{}
	for _, j := range directory.ValidityJobs("01990000-0000-7000-8000-000000000001", p, now) {
		due[j.Key] = now.Add(j.Wait)
	}
	want := map[string]time.Time{"begins p 2026-12-01": time.Date(2026, 12, 1, 10, 0, 0, 0, time.UTC), "ends p 2026-12-31": time.Date(2027, 1, 1, 10, 0, 0, 0, time.UTC)}
	if len(due) != 2 || !due["begins p 2026-12-01"].Equal(want["begins p 2026-12-01"]) || !due["ends p 2026-12-31"].Equal(want["ends p 2026-12-31"]) {
		t.Errorf("jobs are due at %v, want %v", due, want)
	}
	if list := directory.ValidityJobs("01990000-0000-7000-8000-000000000001", p, now.AddDate(1, 0, 0)); len(list) != 0 {
		t.Errorf("a pool of the past has jobs: %v", list)
	}
}
