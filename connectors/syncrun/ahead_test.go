package syncrun_test

import (
	"fmt"
	"testing"

	"github.com/usher-id/usher/connectors/syncrun"
)

// Rules S4 and S7: what is got ready ahead is as good as what is read when its turn has come. Of people in several slices and pages
// every third has another id in the service than before: they stay who they are, none is made inactive, and all is settled in the end.
func TestIDsChangeOverSlices(t *testing.T) {
	each(t, func(s *site) {
		const n = 700
		s.vendor.size, s.vendor.confirms = 90, true
		s.begun(people(n))
		records := s.count(`SELECT count(*) FROM records`)
		for i := range s.vendor.entries {
			if i%3 == 0 && i < n/10*3 {
				s.vendor.entries[i].ID = fmt.Sprint("new", i)
			}
		}
		r := s.run(syncrun.Full)
		if s.wantState(r, syncrun.Completed); r.Failed != 0 || len(s.active()) != n {
			s.Errorf("%+v: %s; %d are active", r.Counts, r.Problem, len(s.active()))
		}
		if now := s.count(`SELECT count(*) FROM records`); now != records {
			s.Errorf("there are %d records, and were %d", now, records)
		}
		s.want(s.run(syncrun.Full), syncrun.Counts{Unchanged: n})
		if open := s.count(`SELECT count(*) FROM sync_items WHERE state IS NOT NULL`); open != 0 {
			s.Errorf("%d items are not settled", open)
		}
	})
}
