package syncrun_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/usher-id/usher/connectors/syncrun"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/internal/store/storetest"
	"github.com/usher-id/usher/internal/text"
)

// Rules S2 to S5 and S7: whatever happens at a service, wherever readings and runs are cut off, and whatever an administrator decides
// meanwhile: two complete runs after the last of it, with all allowed that is parked, the directory is as the service says, nobody is in
// it twice, and a further run writes nothing of anybody. The counts of each run add up.
func TestAnyHistory(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		n := 0
		rapid.Check(t, func(p *rapid.T) {
			if n++; n > 25 && !t.Failed() { // each takes many runs
				return
			}
			history(t, p, db, fmt.Sprint("acme", n))
		})
	})
}

const crowd = 12 // people who come and go

func history(t *testing.T, p *rapid.T, db *store.DB, name string) {
	s := newSiteOf(t, db, name)
	people, groups := map[int]string{}, map[int][]int{}
	serve := func() {
		s.vendor.entries = nil
		for i := range crowd {
			if state, is := people[i]; is {
				e := person(fmt.Sprint("u", i), fmt.Sprint("person", i))
				e.Attributes["active"], e.Attributes["displayName"] = state != "off", state
				s.vendor.entries = append(s.vendor.entries, e)
			}
		}
		for g := range 3 {
			if members, is := groups[g]; is {
				var ids []string
				for _, m := range members {
					ids = append(ids, fmt.Sprint("u", m))
				}
				s.vendor.entries = append(s.vendor.entries, group(fmt.Sprint("g", g), fmt.Sprint("group ", g), ids...))
			}
		}
	}
	for i := range crowd {
		people[i] = "on"
	}
	serve()
	s.run(syncrun.Preview)
	for range rapid.IntRange(1, 6).Draw(p, "runs") {
		for range rapid.IntRange(0, 8).Draw(p, "changes") {
			who := rapid.IntRange(0, crowd-1).Draw(p, "who")
			switch rapid.IntRange(0, 4).Draw(p, "what") {
			case 0:
				delete(people, who)
			case 1:
				people[who] = "off"
			case 2:
				people[who] = rapid.SampledFrom([]string{"on", "other", "third"}).Draw(p, "state")
			case 3:
				groups[who%3] = rapid.SliceOfNDistinct(rapid.IntRange(0, crowd-1), 0, 5, rapid.ID[int]).Draw(p, "members")
			case 4:
				delete(groups, who%3)
			}
		}
		serve()
		s.vendor.pages, s.vendor.cut, s.vendor.size = 0, rapid.IntRange(0, 2).Draw(p, "cut"), rapid.IntRange(1, 20).Draw(p, "size")
		s.vendor.confirms = rapid.Bool().Draw(p, "confirms")
		s.cutOff(rapid.IntRange(0, 12).Draw(p, "steps"))
		if _, parked := s.parked(); len(parked) > 0 && rapid.Bool().Draw(p, "decides") {
			s.decide(rapid.SampledFrom([]syncrun.ItemState{syncrun.Allowing, syncrun.Kept}).Draw(p, "decision"), parked[:1+rapid.IntRange(0, len(parked)-1).Draw(p, "some")])
		}
	}
	// What was rejected stays as it is until the service says something else: it does.
	for i := range crowd {
		if _, is := people[i]; is && people[i] != "off" {
			people[i] = "last"
		} else {
			people[i] = "back"
		}
	}
	for g := range groups {
		groups[g] = []int{0, g + 1}
	}
	serve()
	s.vendor.cut, s.vendor.confirms = 0, false
	s.run(syncrun.Full)
	for i := range crowd / 2 {
		delete(people, i)
	}
	delete(groups, 1)
	serve()
	for range 2 {
		s.run(syncrun.Full)
		s.decide(syncrun.Allowing, nil)
		s.run(syncrun.Allowed)
	}
	if r := s.run(syncrun.Full); r.State != syncrun.Completed || r.Unchanged != len(s.vendor.entries) {
		p.Fatalf("the last run is %s: %+v, %s", r.State, r.Counts, r.Problem)
	}
	if n := len(s.active()); n != crowd/2 {
		p.Fatalf("%d are active of %d", n, crowd/2)
	}
	of := func(query string) int { return s.count(query, s.account.ID) }
	if n := of(`SELECT count(*) FROM records WHERE account_id = $1 AND type = 'User'`); n != crowd {
		p.Fatalf("%d people of %d have come", n, crowd)
	}
	if n := of(`SELECT count(*) FROM records WHERE account_id = $1 AND type = 'Group'`); n != len(groups) {
		p.Fatalf("%d groups of %d", n, len(groups))
	}
	want := 0
	for _, members := range groups {
		for _, m := range members {
			if _, is := people[m]; is {
				want++
			}
		}
	}
	if n := of(`SELECT count(*) FROM members m JOIN records r ON r.account_id = m.account_id AND r.id = m.member_id AND r.active
		WHERE m.account_id = $1`); n != want {
		p.Fatalf("%d memberships of %d", n, want)
	}
}

// cutOff carries a run out that is cut off after some calls of the store, and then goes on with it.
func (s *site) cutOff(steps int) {
	s.Helper()
	asked := s.ask(syncrun.Full)
	ctx, cancel := context.WithCancel(s.Context())
	s.runner.Intake = counting{s.intake, &steps, cancel}
	err := s.runner.Do(ctx, s.account.ID, s.service.Source.ID)
	cancel()
	s.runner.Intake = s.intake
	if err != nil && !errors.Is(err, context.Canceled) && directory.KindOf(err) != directory.Unavailable {
		s.Fatal(err)
	}
	if err := s.runner.Do(s.Context(), s.account.ID, s.service.Source.ID); err != nil {
		s.Fatal(err)
	}
	r := s.ended(asked.ID)
	parked := slices.ContainsFunc(r.Problem, func(m text.Message) bool { return m.Key == "sync.parked" })
	if sum := r.Done(); sum > r.Read+r.Missing || !parked && sum < r.Read {
		s.Errorf("%d entries were read, and the counts add up to %d: %+v", r.Read, sum, r.Counts)
	}
}

// counting cuts a run off before a batch.
type counting struct {
	*directory.Intake
	left   *int
	cutOff func()
}

func (c counting) Apply(ctx context.Context, a directory.Account, list []directory.Change) ([]directory.Result, error) {
	if *c.left--; *c.left < 0 {
		c.cutOff()
		return nil, context.Canceled
	}
	return c.Intake.Apply(ctx, a, list)
}
