package store_test

import (
	"errors"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/google/uuid"

	"github.com/usher-id/usher/connectors/syncrun"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/internal/store/storetest"
)

// Rule S1: of one service one run at most is carried out, and one of a mode waits, however two nodes ask for runs, take them up,
// cancel and end them at the same time. Nobody's request is lost or fails by another's, and every turn ends once at most.
func TestRunsAtOnce(t *testing.T) {
	for name, url := range storetest.URLs(t) {
		t.Run(name, func(t *testing.T) {
			nodes := []*store.DB{openAt(t, url), openAt(t, url)}
			accountID, sourceID := readService(t, nodes[0])
			ask := func(db *store.DB, mode syncrun.Mode) *syncrun.Run {
				job := directory.Job{ID: uuid.NewString(), Kind: "sync", Key: sourceID, Payload: "{}"}
				run, err := db.AskRun(t.Context(), &syncrun.Run{AccountID: accountID, SourceID: sourceID, Mode: mode}, job)
				if err != nil {
					t.Errorf("asked: %v", err)
				}
				return run
			}
			var mu sync.Mutex
			asked, ended := map[string]bool{}, map[string]int{}
			end := func(db *store.DB) (more bool) {
				s, run, err := db.TakeRun(t.Context(), accountID, sourceID)
				if err != nil {
					t.Errorf("taken: %v", err)
				}
				if err != nil || run == nil {
					return false
				}
				run.State = syncrun.Completed
				switch err := db.EndRun(t.Context(), run, s, 0, nil); {
				case err == nil:
					mu.Lock()
					ended[run.ID]++
					mu.Unlock()
				case !errors.Is(err, syncrun.ErrLost):
					t.Errorf("ended: %v", err)
				}
				return true
			}
			var all sync.WaitGroup
			for g := range 8 {
				all.Go(func() {
					db, draw := nodes[g%2], rand.New(rand.NewPCG(13, uint64(g)))
					for range 30 {
						switch n := draw.IntN(10); {
						case n < 4:
							if run := ask(db, []syncrun.Mode{syncrun.Full, syncrun.Delta}[n%2]); run != nil {
								mu.Lock()
								asked[run.ID] = true
								mu.Unlock()
							}
						case n < 8:
							end(db)
						case n < 9:
							if _, err := db.CancelRuns(t.Context(), accountID, sourceID); err != nil {
								t.Errorf("cancelled: %v", err)
							}
						default: // taken up by a process that dies
							if _, _, err := db.TakeRun(t.Context(), accountID, sourceID); err != nil {
								t.Errorf("taken: %v", err)
							}
						}
						if n := countedBy(t, db, `SELECT count(*) FROM sync_runs WHERE state = 'running'`); n > 1 {
							t.Errorf("%d runs are carried out at once", n)
						}
					}
				})
			}
			all.Wait()
			for end(nodes[0]) {
			}
			for id := range asked {
				run, err := nodes[1].SyncRun(t.Context(), accountID, id)
				if err != nil || run == nil || !run.State.Ended() {
					t.Fatalf("run %s: %+v, %v", id, run, err)
				}
				if times := ended[id]; times > 1 || times == 0 && run.State != syncrun.Cancelled {
					t.Errorf("run %s is %s and has ended %d times", id, run.State, times)
				}
			}
		})
	}
}

// openAt is one more node at a database.
func openAt(t *testing.T, url string) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// readService connects a service.
func readService(t *testing.T, db *store.DB) (accountID, sourceID string) {
	t.Helper()
	account, err := db.CreateAccount(t.Context(), "acme")
	if err != nil {
		t.Fatal(err)
	}
	source, err := db.CreateSource(t.Context(), directory.Source{
		AccountID: account.ID, Name: "hr", Kind: directory.KindPulled, Rank: 200, Policy: directory.Hold,
	})
	if err != nil {
		t.Fatal(err)
	}
	service := &syncrun.Service{Source: *source, Kind: "scim", Settings: "{}", Scope: "x", Seen: "x"}
	if err := db.ConnectService(t.Context(), service, directory.LogEntry{}); err != nil {
		t.Fatal(err)
	}
	return account.ID, source.ID
}

func countedBy(t *testing.T, db *store.DB, query string) (n int) {
	t.Helper()
	if err := db.ReadPool.GetContext(t.Context(), &n, query); err != nil {
		t.Error(err)
	}
	return n
}
