package syncrun_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/usher-id/usher/connectors"
	"github.com/usher-id/usher/connectors/syncrun"
	"github.com/usher-id/usher/internal/directory"
)

type deltaVendor struct {
	*vendor
	changes []connectors.Entry
}

func (v *deltaVendor) Mark(context.Context) (string, error) { return "m", nil }
func (v *deltaVendor) Sees() (bool, bool)                   { return true, true }
func (v *deltaVendor) Changes(context.Context, string, string) (*connectors.Page, error) {
	return &connectors.Page{Entries: slices.Clone(v.changes), Mark: "m2"}, nil
}

func (s *site) delta() *deltaVendor {
	d := &deltaVendor{vendor: s.vendor}
	s.runner.Connect = func(context.Context, *syncrun.Service) (connectors.Connector, error) { return d, nil }
	return d
}

func (s *site) items(state syncrun.ItemState) []syncrun.Item {
	list, err := s.db.ItemsIn(s.Context(), s.account.ID, s.service.Source.ID, state, 10000)
	if err != nil {
		s.Fatal(err)
	}
	return list
}

type always struct{ *vendor }

func (always) Confirm(context.Context, string, string) (bool, error) { return true, nil }

type crashing struct {
	syncrun.Store
	at, n int
}

func (c *crashing) SaveStep(ctx context.Context, r *syncrun.Run, s *syncrun.Step) (bool, error) {
	if c.n++; c.n > c.at {
		return false, errors.New("crash")
	}
	return c.Store.SaveStep(ctx, r, s)
}

type slow struct {
	syncrun.Intake
	began, goOn chan struct{}
	n           int
}

func (x *slow) Apply(ctx context.Context, a directory.Account, c []directory.Change) ([]directory.Result, error) {
	x.n++
	if x.n == 1 {
		close(x.began)
		<-x.goOn
	}
	return x.Intake.Apply(ctx, a, c)
}

// Rule S6: of an entry that is read twice, too, what the credential can't read is left alone.
func TestTwiceWithLack(t *testing.T) {
	each(t, func(s *site) {
		all := people(10)
		for i := range all {
			all[i].Attributes["userName"] = fmt.Sprint("person", i)
		}
		s.begun(all)
		s.vendor.lacks = []connectors.Lack{{What: "emails", Right: "r"}}
		stripped := slices.Clone(all)
		for i := range stripped {
			stripped[i].Attributes = maps.Clone(stripped[i].Attributes)
			delete(stripped[i].Attributes, "emails")
		}
		s.vendor.entries = append(stripped, stripped[0]) // page 2 has u0 again
		s.run(syncrun.Preview)
		s.run(syncrun.Full)
		n := s.count(`SELECT count(*) FROM identifiers WHERE kind='email'`)
		if n != 10 {
			s.Errorf("%d of 10 addresses are left", n)
		}
	})
}

// Rule S4: groups that can't be read are not gone.
func TestGroupsLack(t *testing.T) {
	each(t, func(s *site) {
		all := append(people(10), group("g", "all", "u0", "u1"))
		s.begun(all)
		s.vendor.lacks = []connectors.Lack{{What: "groups"}}
		s.vendor.entries = all[:10]
		s.wantState(s.run(syncrun.Preview), syncrun.Completed)
		for range 2 {
			s.run(syncrun.Full)
		}
		if n := s.count(`SELECT count(*) FROM records WHERE type = 'Group'`); n != 1 {
			s.Errorf("%d groups", n)
		}
	})
}

// Rule S3: a deletion that waits for an administrator is not carried out by its being said again.
func TestGoneParkedRepeated(t *testing.T) {
	each(t, func(s *site) {
		d := s.delta()
		all := people(20)
		s.begun(all)
		for i := range 7 {
			d.changes = append(d.changes, connectors.Entry{Type: connectors.User, ID: fmt.Sprint("u", i), Gone: true})
		}
		s.run(syncrun.Delta)
		if len(s.active()) != 20 {
			s.Fatal(len(s.active()))
		}
		d.changes = d.changes[:3] // windows overlap
		s.run(syncrun.Delta)
		if len(s.active()) != 20 {
			s.Errorf("parked deletions were carried out unasked: %d active, %d parked", len(s.active()), len(s.items(syncrun.Parked)))
		}
	})
}

// Rule S4: where a service can be asked for one entry, whoever there was no time to ask for is not gone.
func TestConfirmBudget(t *testing.T) {
	each(t, func(s *site) {
		s.vendor.size, s.vendor.confirms = 1000, true
		all := people(6000)
		s.begun(all)
		s.runner.Connect = func(context.Context, *syncrun.Service) (connectors.Connector, error) { return always{s.vendor}, nil }
		s.vendor.entries = all[520:]
		for range 2 {
			s.run(syncrun.Full)
		}
		if n := len(s.active()); n != 6000 {
			s.Errorf("%d active, though the service says of everybody that they are there", n)
		}
	})
}

// Whoever is gone before it was applied is not brought.
func TestGoneOfStaged(t *testing.T) {
	each(t, func(s *site) {
		d := s.delta()
		all := people(20)
		s.begun(all[:10])
		// a full run reads two pages more and fails
		s.vendor.entries, s.vendor.pages, s.vendor.failsAt = all, 0, 3
		s.vendor.fails = &connectors.Error{Kind: connectors.Permission, Detail: "x"}
		s.run(syncrun.Full)
		staged := s.items(syncrun.Staged)
		d.changes = []connectors.Entry{{Type: connectors.User, ID: staged[0].NativeID, Gone: true}}
		s.run(syncrun.Delta)
		if n := len(s.active()); n != 10 { // nor those whom only a full run may bring
			s.Errorf("%d active: who is gone was made", n)
		}
	})
}

// Rule S3: what an administrator has allowed is carried out, whatever run comes first.
func TestAllowedLost(t *testing.T) {
	each(t, func(s *site) {
		all := people(40)
		s.begun(all)
		off := slices.Clone(all)
		for i := range 10 {
			off[i] = person(fmt.Sprint("u", i), fmt.Sprint("person", i))
			off[i].Attributes["active"] = false
		}
		s.vendor.entries = off
		s.run(syncrun.Full)
		s.ask(syncrun.Full) // one waits already (the schedule's), or runs
		if _, err := s.db.DecideParked(s.Context(), s.account.ID, s.service.Source.ID, nil, syncrun.Allowing, directory.LogEntry{}); err != nil {
			s.Fatal(err)
		}
		allowed := s.ask(syncrun.Allowed)
		s.runner.Do(s.Context(), s.account.ID, s.service.Source.ID)
		s.ended(allowed.ID)
		if n := len(s.active()); n != 30 {
			s.Errorf("%d active, %d parked again: what was allowed is lost", n, len(s.items(syncrun.Parked)))
		}
	})
}

// Rule S2: of a reading that is not all nobody is taken for somebody else whose id has changed.
func TestChangedIDIncomplete(t *testing.T) {
	each(t, func(s *site) {
		all := people(20)
		s.begun(all)
		var before string
		s.db.ReadPool.Get(&before, `SELECT record_id FROM sync_items WHERE native_id = 'u15'`)
		// u15 is renamed to old15; a new hire gets person15's userName; the reading is cut after the first page.
		now := append([]connectors.Entry{person("new", "person15")}, all...)
		now[16] = person("u15", "old15")
		s.vendor.entries, s.vendor.cut, s.vendor.pages = now, 1, 0
		s.run(syncrun.Full)
		s.vendor.cut = 0
		s.run(syncrun.Full)
		var u15, hire string
		s.db.ReadPool.Get(&u15, `SELECT record_id FROM sync_items WHERE native_id = 'u15'`)
		s.db.ReadPool.Get(&hire, `SELECT record_id FROM sync_items WHERE native_id = 'new'`)
		if u15 != before || hire == before {
			s.Errorf("the record of u15 (%s) is the new hire's (%s) now, u15 has %s", before, hire, u15)
		}
	})
}

// Rule S7: whose waiting run is cancelled is read by itself as before.
func TestCancelWaitingDue(t *testing.T) {
	each(t, func(s *site) {
		s.begun(people(5))
		s.ask(syncrun.Full)
		if _, err := s.db.CancelRuns(s.Context(), s.account.ID, s.service.Source.ID); err != nil {
			s.Fatal(err)
		}
		s.runner.Do(s.Context(), s.account.ID, s.service.Source.ID)
		service, _ := s.db.Service(s.Context(), s.account.ID, s.service.Source.ID)
		if service.Next.IsZero() {
			s.Error("it is never read by itself again")
		}
	})
}

// Rule S1: of two processes that take a run up at once one carries it out.
func TestTakeRace(t *testing.T) {
	each(t, func(s *site) {
		s.begun(people(5))
		for range 40 {
			s.ask(syncrun.Full)
			type got struct {
				r   *syncrun.Run
				err error
			}
			ch := make(chan got)
			for range 2 {
				go func() {
					_, r, err := s.db.TakeRun(s.Context(), s.account.ID, s.service.Source.ID)
					ch <- got{r, err}
				}()
			}
			a, b := <-ch, <-ch
			if a.err != nil || b.err != nil {
				s.Fatal(a.err, b.err)
			}
			held := 0
			for _, g := range []got{a, b} {
				if g.r == nil { // the other one had it already
					continue
				}
				if _, err := s.db.SaveStep(s.Context(), g.r, &syncrun.Step{}); err == nil {
					held++
				} else if !errors.Is(err, syncrun.ErrLost) {
					s.Fatal(err)
				}
			}
			if held != 1 {
				s.Errorf("%d of two that took it hold the run", held)
				return
			}
			s.runner.Do(s.Context(), s.account.ID, s.service.Source.ID)
		}
	})
}

// Rule S5: settings by which no connector can be made end a run with what is wrong.
func TestConnectFault(t *testing.T) {
	each(t, func(s *site) {
		s.begun(people(5))
		s.runner.Connect = func(context.Context, *syncrun.Service) (connectors.Connector, error) {
			return nil, directory.Refuse(directory.Invalid, "service.noSecret")
		}
		asked := s.ask(syncrun.Full)
		err := s.runner.Do(s.Context(), s.account.ID, s.service.Source.ID)
		r, _ := s.db.SyncRun(s.Context(), s.account.ID, asked.ID)
		if !r.State.Ended() {
			s.Errorf("the run is %s and says %q; Do: %v", r.State, r.Problem, err)
		}
	})
}

// Rule S3: what was rejected stays rejected when the person is missing from one reading.
func TestRejectedAbsent(t *testing.T) {
	each(t, func(s *site) {
		all := people(40)
		s.begun(all)
		off := slices.Clone(all)
		for i := range 10 {
			off[i] = person(fmt.Sprint("u", i), fmt.Sprint("person", i))
			off[i].Attributes["active"] = false
		}
		s.vendor.entries = off
		s.run(syncrun.Full)
		s.db.DecideParked(s.Context(), s.account.ID, s.service.Source.ID, nil, syncrun.Kept, directory.LogEntry{})
		s.vendor.entries = off[3:] // three are missing from one reading, and are back as they were
		s.run(syncrun.Full)
		s.vendor.entries = off
		s.run(syncrun.Full)
		if n := len(s.active()); n != 40 {
			s.Errorf("%d active: what was rejected was carried out", n)
		}
	})
}

// Rule S7: what was read to its end is not read again.
func TestCrashAfterLastPage(t *testing.T) {
	each(t, func(s *site) {
		s.vendor.entries = people(20)
		s.begun(s.vendor.entries)
		s.ask(syncrun.Full)
		s.vendor.pages = 0
		st := &crashing{Store: s.db, at: 3}
		s.runner.Store = st
		s.runner.Do(s.Context(), s.account.ID, s.service.Source.ID)
		s.runner.Store = s.db
		s.vendor.pages = 0
		s.runner.Do(s.Context(), s.account.ID, s.service.Source.ID)
		if s.vendor.pages > 0 {
			s.Errorf("all %d pages are read again", s.vendor.pages)
		}
	})
}

// Rule S6: settings that change while a run is under way stay.
func TestSetWhileRunning(t *testing.T) {
	each(t, func(s *site) {
		s.begun(people(5))
		s.ask(syncrun.Full)
		done := false
		s.vendor.pages = 0
		s.vendor.page = func(n int) {
			if done {
				return
			}
			done = true
			now, _ := s.db.Service(s.Context(), s.account.ID, s.service.Source.ID)
			now.Settings, now.Scope, now.Broken = `{"other":true}`, "other", false
			if err := s.db.ConnectService(s.Context(), now, directory.LogEntry{}); err != nil {
				s.Fatal(err)
			}
		}
		s.runner.Do(s.Context(), s.account.ID, s.service.Source.ID)
		now, _ := s.db.Service(s.Context(), s.account.ID, s.service.Source.ID)
		if now.Scope != "other" || now.Previewed() {
			s.Errorf("settings %s, scope %s, previewed %t", now.Settings, now.Scope, now.Previewed())
		}
	})
}

// Rules S1 and S7: a process that has lost its run, and had a slice under way, changes nothing any more.
func TestLateNode(t *testing.T) {
	each(t, func(s *site) {
		s.vendor.entries = people(20)
		s.run(syncrun.Preview)
		asked := s.ask(syncrun.Full)
		x := &slow{Intake: s.intake, began: make(chan struct{}), goOn: make(chan struct{})}
		late := *s.runner
		late.Intake = x
		end := make(chan error)
		go func() { end <- late.Do(context.Background(), s.account.ID, s.service.Source.ID) }()
		<-x.began
		s.runner.Do(s.Context(), s.account.ID, s.service.Source.ID)
		s.ended(asked.ID)
		close(x.goOn)
		select {
		case <-end:
		case <-time.After(20 * time.Second):
			t.Fatal("hangs")
		}
		r := s.ended(asked.ID)
		if r.Counts != (syncrun.Counts{Created: 20}) || len(s.items(syncrun.Refused)) > 0 {
			s.Errorf("after the late node: %+v, %d items failed", r.Counts, len(s.items(syncrun.Refused)))
		}
	})
}

// Rule S7: a reading that was not all is followed by one of everything.
func TestIncompleteIsFull(t *testing.T) {
	each(t, func(s *site) {
		d := s.delta()
		_ = d
		s.begun(people(20))
		s.vendor.pages, s.vendor.cut = 0, 1
		s.run(syncrun.Full)
		now, _ := s.db.Service(s.Context(), s.account.ID, s.service.Source.ID)
		if m := syncrun.DueMode(now, time.Now().Add(time.Hour)); m != syncrun.Full {
			s.Errorf("after an incomplete full reading the next run is a %s", m)
		}
	})
}

// Rule S3: a tenth of the people is a tenth, however many groups there are.
func TestGuardBase(t *testing.T) {
	each(t, func(s *site) {
		s.vendor.size = 500
		all := people(40)
		for i := range 400 {
			all = append(all, group(string(rune('a'+i%26))+time.Duration(i).String(), time.Duration(i).String(), "u0"))
		}
		s.begun(all)
		off := append(all[:0:0], all...)
		for i := range 40 {
			off[i] = person(all[i].ID, "person"+all[i].ID[1:])
			off[i].Attributes["active"] = false
		}
		s.vendor.entries = off
		s.run(syncrun.Full)
		if len(s.active()) != 40 {
			s.Errorf("%d of 40 people are active, nobody was parked", len(s.active()))
		}
	})
}
