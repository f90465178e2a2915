package syncrun_test

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/usher-id/usher/connectors"
	"github.com/usher-id/usher/connectors/syncrun"
	"github.com/usher-id/usher/internal/clock"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/directory/decide"
	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/internal/store/storetest"
	"github.com/usher-id/usher/scim/schema"
)

func TestMain(m *testing.M) { storetest.Main(m) }

// vendor is a connected service in memory, which can be made to lie and to fail.
type vendor struct {
	entries []connectors.Entry // users first
	size    int                // entries a page

	cut      int   // pages until it says that there is no more; 0 for never
	fails    error // of the page at failsAt
	failsAt  int
	lacks    []connectors.Lack
	confirms bool
	page     func(n int) // called before each page
	pages    int
}

func (v *vendor) Read(ctx context.Context, position string) (*connectors.Page, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	v.pages++
	if v.page != nil {
		v.page(v.pages)
	}
	if v.fails != nil && v.pages == v.failsAt {
		return nil, v.fails
	}
	from, _ := strconv.Atoi(position)
	to := min(from+v.size, len(v.entries))
	p := &connectors.Page{Entries: slices.Clone(v.entries[from:to]), Total: len(v.entries)}
	switch {
	case v.cut > 0 && v.pages >= v.cut:
		p.Cut = "the connection ended"
	case to < len(v.entries):
		p.Next = strconv.Itoa(to)
	}
	return p, nil
}

func (v *vendor) Probe(context.Context) (*connectors.Findings, error) {
	return &connectors.Findings{Lacks: v.lacks}, nil
}

// confirming is a vendor that can be asked for one entry.
type confirming struct{ *vendor }

func (v confirming) Confirm(_ context.Context, entryType, id string) (bool, error) {
	return slices.ContainsFunc(v.entries, func(e connectors.Entry) bool { return e.Type == entryType && e.ID == id }), nil
}

func person(id, name string) connectors.Entry {
	return connectors.Entry{Type: connectors.User, ID: id, Attributes: map[string]any{
		"userName": name + "@example.com", "active": true, "displayName": name,
		"emails": []any{map[string]any{"value": name + "@example.com", "primary": true}},
	}}
}

func people(n int) (list []connectors.Entry) {
	for i := range n {
		list = append(list, person(fmt.Sprint("u", i), fmt.Sprint("person", i)))
	}
	return list
}

func group(id, name string, members ...string) connectors.Entry {
	e := connectors.Entry{Type: connectors.Group, ID: id, Attributes: map[string]any{"displayName": name}}
	for _, m := range members {
		e.Members = append(e.Members, connectors.Member{ID: m})
	}
	return e
}

// site is an account with a connected service.
type site struct {
	*testing.T
	db      *store.DB
	account *directory.Account
	intake  *directory.Intake
	service *syncrun.Service
	vendor  *vendor
	runner  *syncrun.Runner
}

func each(t *testing.T, fn func(s *site)) {
	t.Helper()
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) { fn(newSite(t, db)) })
}

func newSite(t *testing.T, db *store.DB) *site {
	t.Helper()
	return newSiteOf(t, db, "acme")
}

func newSiteOf(t *testing.T, db *store.DB, name string) *site {
	t.Helper()
	account, err := db.CreateAccount(t.Context(), name)
	if err == nil {
		_, err = db.ApproveDomain(t.Context(), account.ID, "example.com")
	}
	if err != nil {
		t.Fatal(err)
	}
	source, err := db.CreateSource(t.Context(), directory.Source{
		AccountID: account.ID, Name: "hr", Kind: directory.KindPulled, Rank: 200, Policy: directory.Hold,
	})
	if err != nil {
		t.Fatal(err)
	}
	s := &site{T: t, db: db, account: account, vendor: &vendor{size: 7}}
	s.intake = directory.NewIntake(db, decide.Batch, slog.New(slog.DiscardHandler))
	t.Cleanup(func() { s.intake.Close(context.Background()) })
	s.service = &syncrun.Service{Source: *source, Kind: "memory", Settings: "{}", Scope: syncrun.ScopeOf("memory", "{}", nil)}
	if err := db.ConnectService(t.Context(), s.service, directory.LogEntry{}); err != nil {
		t.Fatal(err)
	}
	s.runner = &syncrun.Runner{
		Store: db, Intake: s.intake, Clock: clock.System, Logger: slog.New(slog.DiscardHandler),
		Registry: func(context.Context, string) (*schema.Registry, error) { return schema.Core(), nil },
		Connect: func(context.Context, *syncrun.Service) (connectors.Connector, error) {
			if s.vendor.confirms {
				return confirming{s.vendor}, nil
			}
			return s.vendor, nil
		},
		Wait: func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
	}
	return s
}

// run carries out a run, and returns what came of it.
func (s *site) run(mode syncrun.Mode) *syncrun.Run {
	s.Helper()
	asked := s.ask(mode)
	if err := s.runner.Do(s.Context(), s.account.ID, s.service.Source.ID); err != nil {
		s.Fatal(err)
	}
	return s.ended(asked.ID)
}

func (s *site) ask(mode syncrun.Mode) *syncrun.Run {
	s.Helper()
	run, err := s.db.AskRun(s.Context(), &syncrun.Run{AccountID: s.account.ID, SourceID: s.service.Source.ID, Mode: mode, Actor: "ann",
		Channel: "cli"}, directory.Job{ID: s.account.ID, Kind: "sync", Key: s.service.Source.ID, Payload: "{}"})
	if err != nil {
		s.Fatal(err)
	}
	return run
}

func (s *site) ended(id string) *syncrun.Run {
	s.Helper()
	run, err := s.db.SyncRun(s.Context(), s.account.ID, id)
	if err != nil {
		s.Fatal(err)
	}
	if !run.State.Ended() {
		s.Fatalf("the run is %s", run.State)
	}
	return run
}

// begun is a site whose service was previewed and read once.
func (s *site) begun(entries []connectors.Entry) {
	s.Helper()
	s.vendor.entries = entries
	s.wantState(s.run(syncrun.Preview), syncrun.Completed)
	s.wantState(s.run(syncrun.Full), syncrun.Completed)
}

func (s *site) wantState(r *syncrun.Run, want syncrun.State) {
	s.Helper()
	if r.State != want {
		s.Fatalf("the run is %s, not %s: %s", r.State, want, r.Problem)
	}
}

func (s *site) want(r *syncrun.Run, counts syncrun.Counts) {
	s.Helper()
	if r.Counts != counts {
		s.Errorf("the run counts\n%+v, not\n%+v: %s", r.Counts, counts, r.Problem)
	}
}

// active are the userNames of the source's active people.
func (s *site) active() (names []string) {
	s.Helper()
	keys, err := s.db.SourceRecords(s.Context(), s.account.ID, s.service.Source.ID, directory.TypeUser, true, "", 100_000)
	if err != nil {
		s.Fatal(err)
	}
	for _, k := range keys {
		names = append(names, k.ID)
	}
	return names
}

func (s *site) count(query string, args ...any) (n int) {
	s.Helper()
	if err := s.db.ReadPool.GetContext(s.Context(), &n, query, args...); err != nil {
		s.Fatal(err)
	}
	return n
}

// Rules S6, S2 and O1: the first run applies nothing before its preview; then everybody is there, and a run in which nothing has
// changed writes no row but its own.
func TestFirstRuns(t *testing.T) {
	each(t, func(s *site) {
		s.vendor.entries = append(people(30), group("g1", "all", "u0", "u1", "g2"), group("g2", "some", "u2"))
		r := s.run(syncrun.Full)
		s.wantState(r, syncrun.Failed)
		if r.Problem[0].Key != "sync.unseen" || len(s.active()) != 0 {
			s.Fatalf("without a preview: %s, %d people", r.Problem, len(s.active()))
		}
		r = s.run(syncrun.Preview)
		s.wantState(r, syncrun.Completed)
		s.want(r, syncrun.Counts{Created: 32})
		if n := len(s.active()); n != 0 {
			s.Fatalf("the preview made %d people", n)
		}
		r = s.run(syncrun.Full)
		s.wantState(r, syncrun.Completed)
		s.want(r, syncrun.Counts{Created: 32})
		if n, members := len(s.active()), s.count(`SELECT count(*) FROM members`); n != 30 || members != 4 {
			s.Fatalf("%d people, %d memberships", n, members)
		}
		log := s.count(`SELECT count(*) FROM log`)
		r = s.run(syncrun.Full)
		s.wantState(r, syncrun.Completed)
		s.want(r, syncrun.Counts{Unchanged: 32})
		if now := s.count(`SELECT count(*) FROM log`); now != log+1 {
			s.Errorf("a run without changes has written %d log entries", now-log)
		}
	})
}

// Rule S4: who is missing once stays, who is missing twice becomes inactive, and whoever comes back is active again.
func TestMissing(t *testing.T) {
	each(t, func(s *site) {
		all := append(people(20), group("g", "all", "u0", "u1"))
		s.begun(all)
		s.vendor.entries = all[1:20]
		s.want(s.run(syncrun.Full), syncrun.Counts{Unchanged: 19, Missing: 2})
		if len(s.active()) != 20 {
			s.Fatalf("%d are active", len(s.active()))
		}
		s.want(s.run(syncrun.Full), syncrun.Counts{Unchanged: 19, Updated: 2, Missing: 2})
		if n, groups := len(s.active()), s.count(`SELECT count(*) FROM records WHERE type = 'Group'`); n != 19 || groups != 0 {
			s.Fatalf("%d are active, and there are %d groups", n, groups)
		}
		s.want(s.run(syncrun.Full), syncrun.Counts{Unchanged: 19})
		s.vendor.entries = all
		s.want(s.run(syncrun.Full), syncrun.Counts{Unchanged: 19, Updated: 1, Created: 1})
		if n := len(s.active()); n != 20 || s.count(`SELECT count(*) FROM members`) != 2 {
			s.Fatalf("%d are active", n)
		}
	})
}

// Rules S2 and S3: half a directory, an empty one, and a reading that is cut off take nothing from anybody; what is much is parked.
func TestGuard(t *testing.T) {
	each(t, func(s *site) {
		all := people(40)
		s.begun(all)
		s.vendor.cut = 2
		s.vendor.pages = 0
		s.wantState(s.run(syncrun.Full), syncrun.Incomplete)
		s.vendor.cut = 0
		s.vendor.entries = all[:20]
		r := s.run(syncrun.Full)
		s.want(r, syncrun.Counts{Unchanged: 20, Missing: 20})
		s.says(r, "sync.missing")
		r = s.run(syncrun.Full)
		s.want(r, syncrun.Counts{Unchanged: 20, Missing: 20, Parked: 20})
		if n := len(s.active()); n != 40 || !strings.Contains(r.Problem.String(), "20 of 40") {
			s.Fatalf("%d are active: %s", n, r.Problem)
		}
		s.vendor.entries = all
		s.want(s.run(syncrun.Full), syncrun.Counts{Unchanged: 40})
		if n := s.count(`SELECT count(*) FROM sync_items WHERE state IS NOT NULL`); n != 0 {
			s.Errorf("%d are parked after they came back", n)
		}
	})
}

// Rule S3: an administrator allows what was parked, or rejects it.
func TestParked(t *testing.T) {
	each(t, func(s *site) {
		all := people(40)
		s.begun(all)
		off := slices.Clone(all)
		for i := range 10 {
			off[i] = person(fmt.Sprint("u", i), fmt.Sprint("person", i))
			off[i].Attributes["active"] = false
		}
		off[20] = person("u20", "renamed")
		s.vendor.entries = off
		s.want(s.run(syncrun.Full), syncrun.Counts{Unchanged: 29, Updated: 1, Parked: 10})
		if len(s.active()) != 40 {
			s.Fatalf("%d are active", len(s.active()))
		}
		s.want(s.run(syncrun.Full), syncrun.Counts{Unchanged: 40})
		parked, err := s.db.ItemsIn(s.Context(), s.account.ID, s.service.Source.ID, syncrun.Parked, 100)
		if err != nil || len(parked) != 10 {
			s.Fatalf("%d are parked: %v", len(parked), err)
		}
		decide := func(to syncrun.ItemState, items []syncrun.Item) {
			var numbers []int64
			for _, item := range items {
				numbers = append(numbers, item.N)
			}
			if _, err := s.db.DecideParked(s.Context(), s.account.ID, s.service.Source.ID, numbers, to, directory.LogEntry{}); err != nil {
				s.Fatal(err)
			}
		}
		decide(syncrun.Kept, parked[:3])
		decide(syncrun.Allowing, parked[3:])
		s.want(s.run(syncrun.Allowed), syncrun.Counts{Updated: 7})
		if len(s.active()) != 33 {
			s.Fatalf("%d are active", len(s.active()))
		}
		s.want(s.run(syncrun.Full), syncrun.Counts{Unchanged: 40})
		if len(s.active()) != 33 {
			s.Fatalf("what was rejected was carried out: %d are active", len(s.active()))
		}
		for i := range 10 { // and whatever else is said of somebody who waits takes nothing either
			off[i].Attributes["title"] = "leaver"
		}
		s.want(s.run(syncrun.Full), syncrun.Counts{Unchanged: 30, Updated: 7, Parked: 3})
		if len(s.active()) != 33 {
			s.Fatalf("a change beside it carried out what was rejected: %d are active", len(s.active()))
		}
	})
}

// Rule S7: a run that is cut off anywhere goes on where it was, and nothing comes twice.
func TestCutOff(t *testing.T) {
	each(t, func(s *site) {
		s.vendor.entries = append(people(60), group("g", "all", "u0", "u1", "u2"))
		s.wantState(s.run(syncrun.Preview), syncrun.Completed)
		asked := s.ask(syncrun.Full)
		for i := 0; ; i++ {
			ctx, cancel := context.WithCancel(s.Context())
			s.vendor.page = func(n int) {
				if n%3 == 0 {
					cancel()
				}
			}
			err := s.runner.Do(ctx, s.account.ID, s.service.Source.ID)
			cancel()
			if err == nil {
				break
			}
			if i > 50 {
				s.Fatal(err)
			}
		}
		r := s.ended(asked.ID)
		s.wantState(r, syncrun.Completed)
		s.want(r, syncrun.Counts{Created: 61})
		if n := s.count(`SELECT count(*) FROM log WHERE operation = 'SYNC User'`); n != 60 {
			s.Errorf("%d log entries of 60 people", n)
		}
	})
}

// Rule S6: what the credential may not read any more is a change of what is read, and applied to nobody unseen.
func TestRightsWithdrawn(t *testing.T) {
	each(t, func(s *site) {
		all := people(20)
		s.begun(all)
		s.vendor.lacks = []connectors.Lack{{What: "emails", Right: "users:read.email"}}
		for i := range s.vendor.entries {
			s.vendor.entries[i].Attributes = map[string]any{"userName": fmt.Sprint("person", i), "active": true}
		}
		r := s.run(syncrun.Full)
		s.wantState(r, syncrun.Failed)
		if !strings.Contains(r.Problem.String(), "users:read.email") {
			s.Errorf("the run says %q", r.Problem)
		}
		s.vendor.lacks = nil // and where nothing says so
		r = s.run(syncrun.Full)
		s.want(r, syncrun.Counts{Parked: 20})
	})
}

// Rule S5: an entry that can't be read or understood stops nobody else.
func TestBadItems(t *testing.T) {
	each(t, func(s *site) {
		all := people(10)
		all[3].Fault = "null"
		all[4].Attributes = map[string]any{"userName": []any{1, 2}}
		all[5].Attributes = map[string]any{"displayName": "no name"}
		all = append(all, all[9], connectors.Entry{Type: connectors.User, Attributes: map[string]any{"userName": "x"}})
		s.vendor.entries = all
		s.run(syncrun.Preview)
		r := s.run(syncrun.Full)
		s.wantState(r, syncrun.Incomplete)
		s.want(r, syncrun.Counts{Created: 7, Failed: 4})
		failed, err := s.db.ItemsIn(s.Context(), s.account.ID, s.service.Source.ID, syncrun.Refused, 100)
		if err != nil || len(failed) != 3 {
			s.Fatalf("%d items failed: %v", len(failed), err)
		}
		for _, item := range failed {
			if len(item.Reason) == 0 {
				s.Errorf("%s failed without a reason", item.NativeID)
			}
		}
	})
}

// An id that changes is the same person; a record that an administrator has removed is made again.
func TestChangedIDs(t *testing.T) {
	each(t, func(s *site) {
		all := people(10)
		s.begun(all)
		all[2].ID = "other"
		s.vendor.entries = all
		r := s.run(syncrun.Full)
		s.wantState(r, syncrun.Completed)
		if len(s.active()) != 10 || r.Failed != 0 || s.count(`SELECT count(*) FROM records WHERE type = 'User' AND source_id = $1`, s.service.Source.ID) != 10 {
			s.Fatalf("%d are active: %+v", len(s.active()), r.Counts)
		}
	})
}

// Rule S7: a service that is busy is asked again when it says; one that refuses the credential is not asked any more.
func TestErrors(t *testing.T) {
	each(t, func(s *site) {
		s.begun(people(30))
		for _, e := range []*connectors.Error{
			{Kind: connectors.Throttled, After: time.Minute}, {Kind: connectors.Unavailable, Detail: "502"},
		} {
			s.vendor.pages, s.vendor.failsAt, s.vendor.fails = 0, 2, e
			s.wantState(s.run(syncrun.Full), syncrun.Completed)
		}
		s.vendor.pages, s.vendor.failsAt, s.vendor.fails = 0, 2, &connectors.Error{Kind: connectors.Credential, Detail: "401"}
		r := s.run(syncrun.Full)
		s.wantState(r, syncrun.Failed)
		service, err := s.db.Service(s.Context(), s.account.ID, s.service.Source.ID)
		if err != nil || !service.Broken || !service.Next.IsZero() {
			s.Errorf("the service is broken: %t, and due at %s: %v", service.Broken, service.Next, err)
		}
	})
}

// Rule S1: of those who ask for a run ten times, one more run is the answer.
func TestAskedTenTimes(t *testing.T) {
	each(t, func(s *site) {
		s.begun(people(5))
		first := s.ask(syncrun.Full)
		for range 9 {
			if again := s.ask(syncrun.Full); again.ID != first.ID {
				s.Error("a second run waits")
			}
		}
	})
}
