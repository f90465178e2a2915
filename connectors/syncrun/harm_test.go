package syncrun_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/usher-id/usher/connectors/syncrun"
	"github.com/usher-id/usher/internal/admin"
	"github.com/usher-id/usher/internal/directory"
)

// says fails unless the run has a problem.
func (s *site) says(r *syncrun.Run, key string) {
	s.Helper()
	for _, m := range r.Problem {
		if m.Key == key {
			return
		}
	}
	s.Errorf("the run doesn't say %s, but %q", key, r.Problem)
}

// parked are the native ids of what waits for an administrator.
func (s *site) parked() (ids []string, numbers []int64) {
	s.Helper()
	list, err := s.db.ItemsIn(s.Context(), s.account.ID, s.service.Source.ID, syncrun.Parked, 100_000)
	if err != nil {
		s.Fatal(err)
	}
	for _, item := range list {
		ids, numbers = append(ids, item.NativeID), append(numbers, item.N)
	}
	return ids, numbers
}

func (s *site) decide(to syncrun.ItemState, numbers []int64) {
	s.Helper()
	if _, err := s.db.DecideParked(s.Context(), s.account.ID, s.service.Source.ID, numbers, to, directory.LogEntry{}); err != nil {
		s.Fatal(err)
	}
}

// move takes the service's source to another state.
func (s *site) move(to directory.SourceState) {
	s.Helper()
	if _, err := s.db.MoveSource(s.Context(), &s.service.Source, admin.SourceMove{
		From: []directory.SourceState{directory.SourceActive, directory.SourceDisabled}, To: to,
	}); err != nil {
		s.Fatal(err)
	}
}

// Rule S3: a service that gives nothing at all loses nobody, however few they are: all are parked at once, and free once they are back.
func TestEmpty(t *testing.T) {
	for _, n := range []int{3, 40} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			each(t, func(s *site) {
				all := append(people(n), group("g", "all", "u0", "u1"))
				s.begun(all)
				s.vendor.confirms = true
				s.vendor.entries = nil
				for range 2 {
					r := s.run(syncrun.Full)
					s.wantState(r, syncrun.Incomplete)
					s.says(r, "sync.empty")
					if ids, _ := s.parked(); len(ids) != n+1 || len(s.active()) != n {
						s.Fatalf("%d are parked, %d active", len(ids), len(s.active()))
					}
				}
				s.vendor.entries = all
				s.want(s.run(syncrun.Full), syncrun.Counts{Unchanged: n + 1})
				if ids, _ := s.parked(); len(ids) != 0 || len(s.active()) != n {
					s.Fatalf("%d are parked, %d active", len(ids), len(s.active()))
				}
				s.vendor.entries = nil
				s.run(syncrun.Full)
				_, numbers := s.parked()
				s.decide(syncrun.Kept, numbers[:1])
				s.decide(syncrun.Allowing, nil)
				s.want(s.run(syncrun.Allowed), syncrun.Counts{Updated: n})
				if len(s.active()) != 1 {
					s.Errorf("%d are active", len(s.active()))
				}
			})
		})
	}
}

// Rule S3: groups that change lose nothing by that, whatever the hash of what they were has in it.
func TestGroupsChange(t *testing.T) {
	each(t, func(s *site) {
		all := people(5)
		for i := range 40 {
			all = append(all, group(fmt.Sprint("g", i), fmt.Sprint("group ", i), "u0"))
		}
		s.begun(all)
		for i := 5; i < len(all); i++ {
			all[i] = group(all[i].ID, fmt.Sprint("renamed ", i), "u0", "u1")
		}
		r := s.run(syncrun.Full)
		s.wantState(r, syncrun.Completed)
		s.want(r, syncrun.Counts{Unchanged: 5, Updated: 40})
		for i := 5; i < 25; i++ {
			all[i] = group(all[i].ID, fmt.Sprint("renamed ", i))
		}
		s.want(s.run(syncrun.Full), syncrun.Counts{Unchanged: 25, Parked: 20})
		if n := s.count(`SELECT count(*) FROM members`); n != 80 {
			s.Errorf("%d memberships are left of 80", n)
		}
	})
}

// Rule S3: what an administrator has allowed stays allowed when another run comes first, and counts for nothing that is new.
func TestAllowedStays(t *testing.T) {
	each(t, func(s *site) {
		all := people(40)
		s.begun(all)
		off := slices.Clone(all)
		for i := range 10 {
			off[i] = person(off[i].ID, fmt.Sprint("person", i))
			off[i].Attributes["active"] = false
		}
		s.vendor.entries = off[:39]
		s.want(s.run(syncrun.Full), syncrun.Counts{Unchanged: 29, Parked: 10, Missing: 1})
		s.decide(syncrun.Allowing, nil)
		r := s.run(syncrun.Full)
		s.want(r, syncrun.Counts{Unchanged: 29, Updated: 11, Missing: 1})
		if len(s.active()) != 29 {
			s.Errorf("%d are active", len(s.active()))
		}
	})
}

// Rule S3: in two halves no more is taken than at once: who is asked for, and who is only missing, count together.
func TestHalves(t *testing.T) {
	each(t, func(s *site) {
		all := people(1100)
		s.vendor.size = 1000
		s.begun(all)
		s.vendor.confirms = true
		s.vendor.entries = all[:500] // 600 are gone, and 500 are asked for
		s.want(s.run(syncrun.Full), syncrun.Counts{Unchanged: 500, Missing: 600, Parked: 500})
		s.want(s.run(syncrun.Full), syncrun.Counts{Unchanged: 500, Missing: 100, Updated: 100})
		if len(s.active()) != 1000 {
			s.Errorf("%d are active", len(s.active()))
		}
	})
}

// Everybody has another id in the service from now on: all stay who they are, and nobody is suspended on the way.
func TestAllIDsChange(t *testing.T) {
	for _, confirms := range []bool{false, true} {
		t.Run(fmt.Sprint("confirms=", confirms), func(t *testing.T) {
			each(t, func(s *site) {
				s.vendor.confirms = confirms
				s.begun(people(5)) // whom no guard protects
				for i := range s.vendor.entries {
					s.vendor.entries[i].ID = fmt.Sprint("new", i)
				}
				for range 3 {
					r := s.run(syncrun.Full)
					s.wantState(r, syncrun.Completed)
					if len(s.active()) != 5 || r.Failed > 0 || s.count(`SELECT count(*) FROM records WHERE type = 'User'`) != 5 {
						s.Fatalf("%d are active: %+v", len(s.active()), r.Counts)
					}
				}
				if n := s.count(`SELECT count(*) FROM sync_items`); n != 5 {
					s.Errorf("%d items are left", n)
				}
				if n := s.count(`SELECT count(*) FROM log WHERE operation = 'SYNC User' AND asked = '{"active":false}'`); n != 0 {
					s.Errorf("%d were suspended on the way", n)
				}
			})
		})
	}
}

// Rule S8: of a source that is disabled or deleted while it is read nothing more is taken, and the run says so, whoever asked for it.
func TestUnservedInTheMiddle(t *testing.T) {
	for _, state := range []directory.SourceState{directory.SourceDisabled, directory.SourceLeaving, directory.SourceLeft} {
		t.Run(string(state), func(t *testing.T) {
			each(t, func(s *site) {
				s.begun(people(30))
				for i := range s.vendor.entries {
					s.vendor.entries[i] = person(fmt.Sprint("u", i), fmt.Sprint("renamed", i))
				}
				s.vendor.pages = 0
				s.vendor.page = func(n int) {
					if n == 3 {
						s.move(state)
					}
				}
				log := s.count(`SELECT count(*) FROM log WHERE operation = 'SYNC User'`)
				r := s.run(syncrun.Full)
				s.wantState(r, syncrun.Cancelled)
				s.says(r, "sync.disabled")
				if now := s.count(`SELECT count(*) FROM log WHERE operation = 'SYNC User'`); now != log || r.Failed != 0 {
					s.Errorf("%d changes were tried, %d failed", now-log, r.Failed)
				}
			})
		})
	}
}

// Rule S8: what is on its way to the intake when the source is disabled is refused there.
func TestUnservedWhileApplying(t *testing.T) {
	each(t, func(s *site) {
		s.vendor.entries = people(30)
		s.run(syncrun.Preview)
		s.runner.Intake = disabling{s}
		r := s.run(syncrun.Full)
		s.wantState(r, syncrun.Cancelled)
		if len(s.active()) != 0 {
			s.Errorf("%d people of a disabled source came", len(s.active()))
		}
		s.runner.Intake = s.intake
		s.move(directory.SourceActive)
		r = s.run(syncrun.Full)
		s.wantState(r, syncrun.Completed)
		if len(s.active()) != 30 {
			s.Errorf("%d are active", len(s.active()))
		}
	})
}

// disabling disables the source before each batch.
type disabling struct{ *site }

func (d disabling) Apply(ctx context.Context, a directory.Account, list []directory.Change) ([]directory.Result, error) {
	d.move(directory.SourceDisabled)
	return d.intake.Apply(ctx, a, list)
}

func (d disabling) Rehearse(
	ctx context.Context, a directory.Account, list []directory.Change, r *directory.Rehearsal,
) ([]directory.Result, error) {
	return d.intake.Rehearse(ctx, a, list, r)
}

// Rule S6: settings that change while a run is under way are not taken for those that it was previewed with.
func TestSetInTheMiddle(t *testing.T) {
	each(t, func(s *site) {
		s.vendor.entries = people(10)
		s.vendor.page = func(int) {
			next := *s.service
			next.Settings, next.Scope = `{"other":true}`, syncrun.ScopeOf("memory", `{"other":true}`, nil)
			if err := s.db.ConnectService(s.Context(), &next, directory.LogEntry{}); err != nil {
				s.Error(err)
			}
		}
		s.run(syncrun.Preview)
		service, err := s.db.Service(s.Context(), s.account.ID, s.service.Source.ID)
		if err != nil || service.Previewed() {
			s.Errorf("nobody has seen a preview of the new settings: %v", err)
		}
	})
}

// Rules S1 and S7: whoever takes a run up at the same time as others, or as it is cancelled: one has it, and none has one that is over.
func TestTakenAtOnce(t *testing.T) {
	each(t, func(s *site) {
		for range 10 {
			run := s.ask(syncrun.Full)
			turns := make(chan int64, 4)
			var all sync.WaitGroup
			for i := range 4 {
				all.Go(func() {
					if i == 3 {
						if _, err := s.db.CancelRuns(s.Context(), s.account.ID, s.service.Source.ID); err != nil {
							s.Error(err)
						}
						return
					}
					if _, r, err := s.db.TakeRun(s.Context(), s.account.ID, s.service.Source.ID); err != nil {
						s.Error(err)
					} else if r != nil {
						turns <- r.Turn
					}
				})
			}
			all.Wait()
			close(turns)
			got := map[int64]bool{}
			for turn := range turns {
				if got[turn] {
					s.Errorf("two have turn %d", turn)
				}
				got[turn] = true
			}
			is, err := s.db.SyncRun(s.Context(), s.account.ID, run.ID)
			switch {
			case err != nil:
				s.Fatal(err)
			case is.State == syncrun.Cancelled && len(got) == 0:
			case is.State != syncrun.Running || !is.Cancel || !got[is.Turn]:
				s.Errorf("the run is %s in turn %d, cancel %t; taken %v", is.State, is.Turn, is.Cancel, got)
			}
			if err := s.runner.Do(s.Context(), s.account.ID, s.service.Source.ID); err != nil {
				s.Fatal(err)
			}
			s.wantState(s.ended(run.ID), syncrun.Cancelled)
		}
	})
}

// Rule S7: a service whose waiting run is cancelled is read by itself again.
func TestCancelledIsDueAgain(t *testing.T) {
	each(t, func(s *site) {
		s.begun(people(3))
		s.ask(syncrun.Full)
		if n, err := s.db.CancelRuns(s.Context(), s.account.ID, s.service.Source.ID); n != 1 || err != nil {
			s.Fatalf("%d were cancelled: %v", n, err)
		}
		service, err := s.db.Service(s.Context(), s.account.ID, s.service.Source.ID)
		if err != nil || service.Next.IsZero() {
			s.Errorf("it is due at %s: %v", service.Next, err)
		}
	})
}

// Rule S7: a run that is cut off while it applies ends at once, wherever it is, and goes on later.
func TestCutOffWhileApplying(t *testing.T) {
	each(t, func(s *site) {
		s.vendor.entries, s.vendor.size = people(450), 1000
		s.run(syncrun.Preview)
		run := s.ask(syncrun.Full)
		for steps := range 8 {
			ctx, cancel := context.WithCancel(s.Context())
			s.runner.Intake = cutting{s.intake, steps % 2, cancel}
			if err := s.runner.Do(ctx, s.account.ID, s.service.Source.ID); err == nil && steps == 0 {
				s.Error("it went on")
			}
			cancel()
		}
		s.runner.Intake = s.intake
		if err := s.runner.Do(s.Context(), s.account.ID, s.service.Source.ID); err != nil {
			s.Fatal(err)
		}
		s.wantState(s.ended(run.ID), syncrun.Completed)
		if n := len(s.active()); n != 450 {
			s.Errorf("%d are active", n)
		}
	})
}

// cutting cuts a run off before a batch, or after it.
type cutting struct {
	*directory.Intake
	after  int
	cutOff func()
}

func (c cutting) Apply(ctx context.Context, a directory.Account, list []directory.Change) ([]directory.Result, error) {
	if c.after == 0 {
		c.cutOff()
		return nil, context.Canceled
	}
	defer c.cutOff()
	return c.Intake.Apply(ctx, a, list)
}
