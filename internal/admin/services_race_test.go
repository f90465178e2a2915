package admin_test

import (
	"sync"
	"testing"

	"github.com/usher-id/usher/connectors/syncrun"
	"github.com/usher-id/usher/internal/admin"
	"github.com/usher-id/usher/internal/clock"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/internal/store/storetest"
)

// Rule S1: ten who ask to synchronize at once, at two nodes, get one run, with one job to carry it out; while it runs ten
// more get one more.
func TestSynchronizeTenTimesAtOnce(t *testing.T) {
	for name, url := range storetest.URLs(t) {
		t.Run(name, func(t *testing.T) {
			var nodes []*admin.Services
			var o *office
			for range 2 {
				db, err := store.Open(t.Context(), url)
				must(t, err)
				t.Cleanup(func() { must(t, db.Close()) })
				if o == nil {
					o = newOffice(t, db, "acme")
				}
				sources := admin.NewSources(db, userType, nil, db)
				nodes = append(nodes, admin.NewServices(db, sources, nil, nil, clock.System, db))
			}
			hr, err := o.db.CreateSource(t.Context(), directory.Source{
				AccountID: o.account.ID, Name: "hr", Kind: directory.KindPulled, Rank: 200, Policy: directory.Hold,
			})
			must(t, err)
			service := &syncrun.Service{Source: *hr, Kind: admin.KindSCIMServer, Settings: "{}", Scope: "all", Waived: true}
			must(t, o.db.ConnectService(t.Context(), service, directory.LogEntry{}))
			askAll := func() string {
				var all sync.WaitGroup
				var ids [10]string
				start := make(chan struct{})
				for i := range ids {
					all.Go(func() {
						<-start
						run, err := nodes[i%2].Synchronize(t.Context(), ann, o.account, admin.SyncRequest{Name: "hr", Full: true})
						if err != nil {
							t.Errorf("asked: %v", err)
							return
						}
						ids[i] = run.ID
					})
				}
				close(start)
				all.Wait()
				for _, id := range ids[1:] {
					if id != ids[0] {
						t.Errorf("asked at once: runs %v", ids)
						break
					}
				}
				return ids[0]
			}
			first := askAll()
			var queued int
			must(t, o.db.ReadPool.GetContext(t.Context(), &queued,
				`SELECT count(*) FROM jobs WHERE kind = $1 AND key = $2`, admin.JobSync, hr.ID))
			if queued != 1 {
				t.Errorf("%d jobs", queued)
			}
			_, taken, err := o.db.TakeRun(t.Context(), o.account.ID, hr.ID)
			must(t, err)
			if taken == nil || taken.ID != first {
				t.Fatalf("taken: %+v; want %s", taken, first)
			}
			second := askAll()
			runs, err := o.db.SyncRuns(t.Context(), o.account.ID, hr.ID, 100)
			must(t, err)
			if len(runs) != 2 || runs[0].ID != second || runs[0].State != syncrun.Waiting || runs[1].State != syncrun.Running {
				t.Errorf("runs: %+v", runs)
			}
		})
	}
}
