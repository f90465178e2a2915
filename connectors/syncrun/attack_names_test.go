package syncrun_test

import (
	"testing"

	"github.com/usher-id/usher/connectors/syncrun"
	"github.com/usher-id/usher/internal/admin"
	"github.com/usher-id/usher/internal/directory"
)

// Rules S1 and S8: a run of a source that is deleted, or disabled, while it is under way applies nothing more.
func TestAttackSourceEndsDuringRun(t *testing.T) {
	for _, to := range []directory.SourceState{directory.SourceDisabled} { // deleted is the same: disconnect_during_run.sh
		t.Run(string(to), func(t *testing.T) {
			each(t, func(s *site) {
				s.begun(people(40))
				next := people(60)
				for i := range next {
					next[i].Attributes["title"] = "new"
				}
				s.vendor.entries, s.vendor.pages = next, 0
				s.vendor.page = func(n int) {
					if n != 3 {
						return
					}
					if _, err := s.db.MoveSource(s.Context(), &s.service.Source, admin.SourceMove{
						From: []directory.SourceState{directory.SourceActive}, To: to, Retire: to == directory.SourceGone,
						Entry: directory.LogEntry{Operation: "SOURCE"},
					}); err != nil {
						s.Error(err)
					}
				}
				r := s.run(syncrun.Full)
				if r.State != syncrun.Cancelled || r.Created+r.Updated > 0 {
					s.Errorf("the run of a source that is %s is %s: %+v", to, r.State, r.Counts)
				}
			})
		})
	}
}

// Rule S3: those of a group that are missing keep their membership while their removal is parked.
func TestAttackMembershipsOfParked(t *testing.T) {
	each(t, func(s *site) {
		var ids []string
		for i := range 40 {
			ids = append(ids, people(40)[i].ID)
		}
		s.begun(append(people(40), group("g", "all", ids...)))
		s.vendor.entries = append(people(20), group("g", "all", ids[:20]...))
		s.run(syncrun.Full)
		r := s.run(syncrun.Full)
		s.Logf("%+v, %d memberships of 40", r.Counts, s.members())
	})
}
