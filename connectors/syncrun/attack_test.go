package syncrun_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/usher-id/usher/connectors"
	"github.com/usher-id/usher/connectors/syncrun"
	"github.com/usher-id/usher/internal/directory"
)

// changing is a vendor that has deltas: what is in delta is all that has changed.
type changing struct {
	*vendor
	delta []connectors.Entry
	cut   string
}

func (v changing) Mark(context.Context) (string, error) { return "m1", nil }
func (v changing) Sees() (bool, bool)                   { return false, false }
func (v changing) Changes(context.Context, string, string) (*connectors.Page, error) {
	return &connectors.Page{Entries: slices.Clone(v.delta), Mark: "m2", Cut: v.cut}, nil
}

func (s *site) decideAll(to syncrun.ItemState) int {
	s.Helper()
	n, err := s.db.DecideParked(s.Context(), s.account.ID, s.service.Source.ID, nil, to, directory.LogEntry{})
	if err != nil {
		s.Fatal(err)
	}
	return n
}

func (s *site) members() int { return s.count(`SELECT count(*) FROM members`) }

// Rule S3: that a group gets a member takes nothing from anybody.
func TestAttackGroupFacts(t *testing.T) {
	each(t, func(s *site) {
		all := people(10)
		for i := range 60 {
			all = append(all, group(fmt.Sprint("g", i), fmt.Sprint("group ", i), "u0"))
		}
		s.begun(all)
		next := people(10)
		for i := range 60 {
			next = append(next, group(fmt.Sprint("g", i), fmt.Sprint("group ", i), "u0", "u1"))
		}
		s.vendor.entries = next
		r := s.run(syncrun.Full)
		if r.Parked != 0 || s.members() != 120 {
			s.Errorf("60 groups get a member each: %+v, %s; %d memberships, not 120", r.Counts, r.Problem, s.members())
		}
	})
}

// Rules S3 and P3: what is written as text is the same as what is not.
func TestAttackActiveAsText(t *testing.T) {
	for _, off := range []any{"False", "false", []any{map[string]any{"value": false}}, map[string]any{"value": false}} {
		t.Run(fmt.Sprintf("%v", off), func(t *testing.T) {
			each(t, func(s *site) {
				s.begun(people(40))
				next := people(40)
				for i := range next {
					next[i].Attributes["active"] = off
				}
				s.vendor.entries = next
				r := s.run(syncrun.Full)
				if len(s.active()) != 40 {
					s.Errorf("all 40 suspended past the guard: %d active, %+v", len(s.active()), r.Counts)
				}
			})
		})
	}
}

func plainPeople(n int, email string) (list []connectors.Entry) {
	for i := range n {
		e := connectors.Entry{Type: connectors.User, ID: fmt.Sprint("u", i), Attributes: map[string]any{
			"userName": fmt.Sprint("login", i), "active": true,
			"emails": []any{map[string]any{"value": fmt.Sprint("p", i, "@example.com"), "primary": true}},
		}}
		if email != "" {
			e.Attributes["emails"] = []any{map[string]any{"value": email}}
		}
		list = append(list, e)
	}
	return list
}

// Rule S3: an address that is none is no address.
func TestAttackAddressThatIsNone(t *testing.T) {
	for _, email := range []string{"-", "n/a", " ", "none"} {
		t.Run(email, func(t *testing.T) {
			each(t, func(s *site) {
				s.begun(plainPeople(40, ""))
				q := `SELECT count(*) FROM identifiers`
				before := s.count(q)
				s.vendor.entries = plainPeople(40, email)
				r := s.run(syncrun.Full)
				if r.Parked != 40 {
					s.Errorf("all lose their addresses past the guard: %+v; identifiers %d, before %d", r.Counts, s.count(q), before)
				}
			})
		})
	}
}

// Rule S3: a group whose members are all nobody is emptied.
func TestAttackGroupsOfNobody(t *testing.T) {
	each(t, func(s *site) {
		all, next := people(40), people(40)
		for i := range 20 {
			all = append(all, group(fmt.Sprint("g", i), fmt.Sprint("group ", i), "u0", "u1", "u2"))
			next = append(next, group(fmt.Sprint("g", i), fmt.Sprint("group ", i), "nobody"))
		}
		s.begun(all)
		if s.members() != 60 {
			s.Fatal(s.members())
		}
		s.vendor.entries = next
		r := s.run(syncrun.Full)
		if s.members() != 60 {
			s.Errorf("20 groups are emptied past the guard: %d memberships, %+v", s.members(), r.Counts)
		}
	})
}

// Rule S3: who comes under another id and is not active is suspended.
func TestAttackNewIDsSuspend(t *testing.T) {
	each(t, func(s *site) {
		s.begun(people(40))
		next := people(40)
		for i := range next {
			next[i].ID = fmt.Sprint("new", i)
			next[i].Attributes["active"] = false
		}
		s.vendor.entries = next
		r := s.run(syncrun.Full)
		if len(s.active()) != 40 {
			s.Errorf("all suspended past the guard: %d active, %+v %s", len(s.active()), r.Counts, r.Problem)
		}
	})
}

// Rule S3: what is parked stays parked when the ids change.
func TestAttackParkedNewIDs(t *testing.T) {
	each(t, func(s *site) {
		s.begun(people(40))
		next := people(40)
		for i := range 20 {
			next[i].Attributes["active"] = false
		}
		s.vendor.entries = next
		s.want(s.run(syncrun.Full), syncrun.Counts{Unchanged: 20, Parked: 20})
		for i := range 20 {
			next[i].ID = fmt.Sprint("new", i)
		}
		r := s.run(syncrun.Full)
		if len(s.active()) != 40 {
			s.Errorf("what is parked was carried out: %d active, %+v", len(s.active()), r.Counts)
		}
	})
}

// Rule S3: a tenth of the people, not of the people and of empty groups.
func TestAttackDilutedByGroups(t *testing.T) {
	each(t, func(s *site) {
		all := people(40)
		for i := range 400 {
			all = append(all, group(fmt.Sprint("g", i), fmt.Sprint("group ", i)))
		}
		s.vendor.size = 1000
		s.begun(all)
		for i := range 40 {
			all[i] = person(fmt.Sprint("u", i), fmt.Sprint("person", i))
			all[i].Attributes["active"] = false
		}
		r := s.run(syncrun.Full)
		if len(s.active()) != 40 {
			s.Errorf("all 40 suspended past the guard, for 400 groups without members: %d active, %+v", len(s.active()), r.Counts)
		}
	})
}

// Rule S3: what was planned by a run that ended before the guard does not come by the next delta.
func TestAttackCancelledPlanThenDelta(t *testing.T) {
	each(t, func(s *site) {
		c := changing{vendor: s.vendor}
		s.runner.Connect = func(context.Context, *syncrun.Service) (connectors.Connector, error) { return c, nil }
		s.begun(people(40))
		s.vendor.entries = people(10)
		s.run(syncrun.Full) // missing once
		asked := s.ask(syncrun.Full)
		store := &cancelling{Store: s.db, when: func(step *syncrun.Step) bool { return len(step.Stage) >= 20 },
			cancel: func() {
				if _, err := s.db.CancelRuns(s.Context(), s.account.ID, s.service.Source.ID); err != nil {
					s.Error(err)
				}
			}}
		s.runner.Store = store
		if err := s.runner.Do(s.Context(), s.account.ID, s.service.Source.ID); err != nil {
			s.Fatal(err)
		}
		s.wantState(s.ended(asked.ID), syncrun.Cancelled)
		s.runner.Store = s.db
		r := s.run(syncrun.Delta)
		if len(s.active()) != 40 {
			s.Errorf("30 disappeared past the guard by a delta without a change: %d active, %s %+v", len(s.active()), r.State, r.Counts)
		}
	})
}

type cancelling struct {
	syncrun.Store
	when   func(*syncrun.Step) bool
	cancel func()
}

func (c *cancelling) SaveStep(ctx context.Context, r *syncrun.Run, step *syncrun.Step) (bool, error) {
	if c.when(step) {
		c.cancel()
	}
	return c.Store.SaveStep(ctx, r, step)
}

// Rule S3: what was rejected is not carried out since the person was missing from a run in between.
func TestAttackRejectedThenMissing(t *testing.T) {
	for _, confirms := range []bool{false, true} {
		t.Run(fmt.Sprint(confirms), func(t *testing.T) {
			each(t, func(s *site) {
				s.begun(people(40))
				next := people(40)
				for i := range 8 {
					next[i].Attributes["active"] = false
				}
				s.vendor.entries = next
				s.want(s.run(syncrun.Full), syncrun.Counts{Unchanged: 32, Parked: 8})
				s.decideAll(syncrun.Kept)
				s.want(s.run(syncrun.Full), syncrun.Counts{Unchanged: 40})
				if confirms { // a list that leaves them out, of a service that says of each that it is there
					s.runner.Connect = func(context.Context, *syncrun.Service) (connectors.Connector, error) { return present{s.vendor}, nil }
				}
				s.vendor.entries = next[4:]
				s.run(syncrun.Full)
				s.vendor.entries = next
				r := s.run(syncrun.Full)
				if len(s.active()) != 40 {
					s.Errorf("the very change that was rejected was carried out: %d active, %+v", len(s.active()), r.Counts)
				}
			})
		})
	}
}

type present struct{ *vendor }

func (v present) Confirm(context.Context, string, string) (bool, error) { return true, nil }

// Rule S3: what is parked is not set free by an entry that can't be read.
func TestAttackParkedThenFault(t *testing.T) {
	each(t, func(s *site) {
		s.begun(people(40))
		off := func(broken, from, to int) (next []connectors.Entry) {
			next = people(40)
			for i := range 20 {
				next[i].Attributes["active"] = false
				if i >= from && i < to {
					next[i] = connectors.Entry{Type: connectors.User, ID: next[i].ID, Fault: "it holds U+0000"}
				}
			}
			return next
		}
		s.vendor.entries = off(0, 0, 0)
		s.want(s.run(syncrun.Full), syncrun.Counts{Unchanged: 20, Parked: 20})
		for i := 0; i < 20; i += 4 {
			s.vendor.entries = off(0, i, i+4)
			s.run(syncrun.Full)
			s.vendor.entries = off(0, 0, 0)
			s.run(syncrun.Full)
		}
		if len(s.active()) != 40 {
			s.Errorf("what is parked was carried out without a decision: %d active", len(s.active()))
		}
	})
}

// Rule S2: a delta that is known not to be all does not move the mark.
func TestAttackDeltaCut(t *testing.T) {
	each(t, func(s *site) {
		c := changing{vendor: s.vendor, cut: "the groups can't be read: 403"}
		s.runner.Connect = func(context.Context, *syncrun.Service) (connectors.Connector, error) { return c, nil }
		s.begun(people(10))
		r := s.run(syncrun.Delta)
		service, err := s.db.Service(s.Context(), s.account.ID, s.service.Source.ID)
		if err != nil {
			s.Fatal(err)
		}
		if r.State == syncrun.Completed || service.Mark == "m2" {
			s.Errorf("a delta that was cut is %s, %q; the mark is %s", r.State, r.Problem, service.Mark)
		}
	})
}

// Rule S6: what a preview has read is applied only if it is still read when it is applied.
func TestAttackPreviewThenDelta(t *testing.T) {
	each(t, func(s *site) {
		c := changing{vendor: s.vendor}
		s.runner.Connect = func(context.Context, *syncrun.Service) (connectors.Connector, error) { return c, nil }
		s.begun(people(10))
		evil := people(10)
		for i := range 30 {
			evil = append(evil, person(fmt.Sprint("evil", i), fmt.Sprint("evil", i)))
		}
		s.vendor.entries = evil // of an address that an administrator has tried
		s.run(syncrun.Preview)
		s.vendor.entries = people(10) // and taken back
		s.run(syncrun.Preview)
		r := s.run(syncrun.Delta) // in which nothing has changed
		if len(s.active()) != 10 {
			s.Errorf("people of a preview that was not followed came in: %d active, %+v", len(s.active()), r.Counts)
		}
	})
}

// Rule S3: what an administrator has allowed is carried out, also by a run that was asked for before.
func TestAttackAllowedThenFull(t *testing.T) {
	each(t, func(s *site) {
		s.begun(people(40))
		next := people(40)
		for i := range 20 {
			next[i].Attributes["active"] = false
		}
		s.vendor.entries = next
		s.want(s.run(syncrun.Full), syncrun.Counts{Unchanged: 20, Parked: 20})
		s.ask(syncrun.Full)
		s.decideAll(syncrun.Allowing)
		s.run(syncrun.Allowed)
		if len(s.active()) != 20 {
			s.Errorf("what was allowed waits again: %d active, %d parked", len(s.active()), s.count(`SELECT count(*) FROM sync_items WHERE state='parked'`))
		}
	})
}

// Rule S7: who has lost a run applies nothing of it any more.
func TestAttackStalledNode(t *testing.T) {
	each(t, func(s *site) {
		s.begun(people(20))
		next := people(20)
		for i := range 2 {
			next[i].Attributes["active"] = false
		}
		s.vendor.entries = next
		s.ask(syncrun.Full)
		stalled := *s.runner
		gate := &stalling{Intake: s.intake, reached: make(chan struct{}), goOn: make(chan struct{})}
		stalled.Intake = gate
		done := make(chan error)
		go func() { done <- stalled.Do(context.Background(), s.account.ID, s.service.Source.ID) }()
		<-gate.reached
		// another node takes the run over, ends it, and a later one lets them in again
		if err := s.runner.Do(s.Context(), s.account.ID, s.service.Source.ID); err != nil {
			s.Fatal(err)
		}
		if len(s.active()) != 18 {
			s.Fatal(len(s.active()))
		}
		s.vendor.entries = people(20)
		s.want(s.run(syncrun.Full), syncrun.Counts{Unchanged: 18, Updated: 2})
		if len(s.active()) != 20 {
			s.Fatal(len(s.active()))
		}
		close(gate.goOn)
		if err := <-done; err != nil {
			s.Log(err)
		}
		if len(s.active()) != 20 {
			s.Errorf("a node that woke up carried out what was over: %d active", len(s.active()))
		}
		r := s.run(syncrun.Full)
		s.Logf("afterwards %+v, %d active", r.Counts, len(s.active()))
	})
}

type stalling struct {
	syncrun.Intake
	reached, goOn chan struct{}
}

func (g *stalling) Apply(ctx context.Context, a directory.Account, c []directory.Change) ([]directory.Result, error) {
	close(g.reached)
	<-g.goOn
	return g.Intake.Apply(ctx, a, c)
}

// Rule S7: a run of an account that is gone ends.
func TestAttackAccountGone(t *testing.T) {
	each(t, func(s *site) {
		s.begun(people(3))
		s.ask(syncrun.Full)
		n := 0
		s.runner.Store = &accountless{Store: s.db, n: &n}
		ctx, cancel := context.WithCancel(s.Context())
		defer cancel()
		s.runner.Store.(*accountless).stop = cancel
		err := s.runner.Do(ctx, s.account.ID, s.service.Source.ID)
		if n > 3 {
			s.Errorf("the run was taken up %d times without a rest: %v", n, err)
		}
	})
}

type accountless struct {
	syncrun.Store
	n    *int
	stop func()
}

func (a *accountless) ConfirmingAccount(context.Context, string) (*directory.Account, error) {
	if *a.n++; *a.n > 50 {
		a.stop()
		return nil, errors.New("enough")
	}
	return nil, nil
}

// An entry that comes twice, and the second time can't be read.
func TestAttackTwiceWithFault(t *testing.T) {
	each(t, func(s *site) {
		all := people(10)
		s.begun(all)
		all = people(10)
		all[3].Attributes["title"] = "chief"
		s.vendor.entries = append(all, connectors.Entry{Type: connectors.User, ID: "u3", Fault: "it holds U+0000"})
		r := s.run(syncrun.Full)
		s.Logf("%s %+v %s", r.State, r.Counts, r.Problem)
		failed, _ := s.db.ItemsIn(s.Context(), s.account.ID, s.service.Source.ID, syncrun.Refused, 100)
		for _, f := range failed {
			s.Logf("%s: %s", f.NativeID, f.Reason)
		}
		r = s.run(syncrun.Full)
		s.Logf("%s %+v %s", r.State, r.Counts, r.Problem)
	})
}

// An id that is somebody else's.
func TestAttackSwappedIDs(t *testing.T) {
	each(t, func(s *site) {
		all := people(10)
		s.begun(all)
		next := people(10)
		next[0].Attributes, next[1].Attributes = next[1].Attributes, next[0].Attributes
		s.vendor.entries = next
		r := s.run(syncrun.Full)
		s.Logf("%s %+v %s", r.State, r.Counts, r.Problem)
		failed, _ := s.db.ItemsIn(s.Context(), s.account.ID, s.service.Source.ID, syncrun.Refused, 100)
		for _, f := range failed {
			s.Logf("%s: %s", f.NativeID, f.Reason)
		}
	})
}

// Groups that hold each other, and an id that a user and a group have.
func TestAttackCircles(t *testing.T) {
	each(t, func(s *site) {
		all := people(3)
		all = append(all, group("g1", "one", "g2", "u0"), group("g2", "two", "g1", "g3"), group("g3", "three", "g3", "u1"), group("u0", "as user", "u0"))
		s.begun(all)
		r := s.run(syncrun.Full)
		s.Logf("%s %+v %s members %d", r.State, r.Counts, r.Problem, s.members())
		failed, _ := s.db.ItemsIn(s.Context(), s.account.ID, s.service.Source.ID, syncrun.Refused, 100)
		for _, f := range failed {
			s.Logf("%s: %s", f.NativeID, f.Reason)
		}
	})
}
