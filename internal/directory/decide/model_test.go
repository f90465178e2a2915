package decide

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/licensing"
)

// modelState is what the tables hold, without what differs from run to run.
type modelState struct {
	Records     map[directory.RecordKey]string
	Users       map[string]string
	Identifiers map[[3]string]string
	Members     map[directory.Pair]directory.Member
	Graves      map[directory.RecordKey]string
	Log         map[string]string
	Reviews     map[[2]string]fakeReview
	NeverLinks  map[[2]string]bool
	Traces      map[directory.Trace]string
	Uniques     map[directory.NameKey]string
	Licenses    map[string]licensing.License
	Pools       map[string]licensing.Pool
}

func (r fakeRows) state() modelState {
	s := modelState{
		Records: map[directory.RecordKey]string{}, Users: map[string]string{}, Identifiers: map[[3]string]string{}, Members: maps.Clone(r.members),
		Graves: map[directory.RecordKey]string{}, Log: map[string]string{}, Reviews: maps.Clone(r.reviews), NeverLinks: maps.Clone(r.apart),
		Traces: maps.Clone(r.traces), Uniques: maps.Clone(r.uniques), Licenses: maps.Clone(r.licenses), Pools: maps.Clone(r.pools),
	}
	for key, rec := range r.records {
		s.Records[key] = fmt.Sprint(rec.UserID, rec.Verdict, rec.Version, rec.Created, rec.Modified, string(rec.Body), string(rec.Search),
			rec.ParentID, rec.HomeID, string(rec.Admitted), rec.Confirmed, rec.Sources, rec.Golden, rec.Provenance, rec.Standing, rec.Unlicensed)
	}
	for id, u := range r.users {
		s.Users[id] = fmt.Sprint(u)
	}
	for key, i := range r.identifiers {
		s.Identifiers[key] = fmt.Sprint(i)
	}
	for key, g := range r.graves {
		s.Graves[key] = fmt.Sprint(g.UserID, g.ExternalHash, g.AddressHash, g.Deleted, r.successors[key])
	}
	for id, e := range r.log {
		s.Log[id] = fmt.Sprint(e.RecordID, e.UserID, e.Outcome, e.Status, e.Code, e.Rule, e.Detail, string(e.Changes))
	}
	return s
}

// modelOutcomes are results as far as they are the same in every run.
func modelOutcomes(results []directory.Result) []string {
	list := make([]string, len(results))
	for i, r := range results {
		list[i] = fmt.Sprint(r.Outcome, " ", directory.KindOf(r.Err), " ", r.Err, " ", r.Members)
		if r.Record != nil {
			list[i] += fmt.Sprint(" ", r.Record.ID, r.Record.Version, r.Record.Verdict, r.Record.Modified, r.Record.Attributes)
		}
	}
	return list
}

// Rule I2: changes have the same outcomes and leave the same state, whether they share one
// transaction, have one each, or are divided in any other way.
func TestBatchesDecideAlike(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		changes := modelChanges(t, rapid.IntRange(1, 14).Draw(t, "changes"))
		cases := modelCases(len(changes))
		ones := slices.Repeat([]int{1}, len(changes))
		split := rapid.SliceOfN(rapid.IntRange(1, 5), 0, len(changes)).Draw(t, "split")
		want := newFakeStore().rows
		outcomes, err := want.apply(modelAccount, changes, cases, ones...)
		if err != nil {
			t.Fatal(err)
		}
		for what, sizes := range map[string][]int{"one batch": nil, "a split": split} {
			got := newFakeStore().rows
			results, err := got.apply(modelAccount, changes, cases, sizes...)
			if err != nil {
				t.Fatal(what, err)
			}
			if diff := cmp.Diff(modelOutcomes(outcomes), modelOutcomes(results)); diff != "" {
				t.Fatalf("outcomes (-one by one +%s):\n%s", what, diff)
			}
			if diff := cmp.Diff(want.state(), got.state()); diff != "" {
				t.Fatalf("state (-one by one +%s):\n%s", what, diff)
			}
		}
	})
}

// Rule I2: a change that is refused leaves nothing but its log entry.
func TestRefusedChangesLeaveNoTrace(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		changes := modelChanges(t, rapid.IntRange(1, 14).Draw(t, "changes"))
		cases := modelCases(len(changes))
		all := newFakeStore().rows
		results, err := all.apply(modelAccount, changes, cases)
		if err != nil {
			t.Fatal(err)
		}
		var kept []step
		var keptCases []string
		for i, r := range results {
			if r.Err == nil {
				kept, keptCases = append(kept, changes[i]), append(keptCases, cases[i])
			} else {
				delete(all.log, cases[i])
			}
		}
		without := newFakeStore().rows
		if _, err := without.apply(modelAccount, kept, keptCases); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(without.state(), all.state()); diff != "" {
			t.Fatalf("state (-without the refused +with them):\n%s", diff)
		}
	})
}

// The decision depends on what the facts say, not on what else is known or in which order it was
// learnt.
func TestFactsMayComeInAnyOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		first := modelChanges(t, 10)
		rows := newFakeStore().rows
		if _, err := rows.apply(modelAccount, first, modelCases(len(first))); err != nil {
			t.Fatal(err)
		}
		changes := modelChanges(t, 8)
		for i := range changes {
			if changes[i].Action == directory.Create {
				changes[i].ID = fakeID(100 + i)
			}
		}
		cases := modelCases(len(changes) + 100)[100:]
		want, got := rows.clone(), rows.clone()
		outcomes, err := want.apply(modelAccount, changes, cases)
		if err != nil {
			t.Fatal(err)
		}
		b := modelOneByOne(t, rows, changes, cases)
		if diff := cmp.Diff(modelOutcomes(outcomes), modelOutcomes(b.results)); diff != "" {
			t.Fatalf("outcomes (-all at once +one fact at a time):\n%s", diff)
		}
		if err := got.write(b.effect()); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want.state(), got.state()); diff != "" {
			t.Fatalf("state (-all at once +one fact at a time):\n%s", diff)
		}
	})
}

// modelOneByOne answers one question a round, and not the first that was asked.
func modelOneByOne(t *rapid.T, rows fakeRows, changes []step, cases []string) *batch {
	facts := directory.NewFacts()
	for range 10_000 {
		b, missing := decide(modelAccount, items(changes), cases, facts, fakeNow)
		if missing == nil {
			for i, r := range b.results {
				if r.Record != nil && r.Record.Partial {
					t.Fatalf("change %d is answered with a record that was read in part", i)
				}
			}
			return b
		}
		rows.find(modelLast(missing), facts)
	}
	t.Fatal("no decision")
	return nil
}

// modelLast is one question of those that were asked.
func modelLast(q *directory.Questions) *directory.Questions {
	one := &directory.Questions{}
	switch {
	case modelTake(q.GroupsOf, &one.GroupsOf), modelTake(q.Domains, &one.Domains), modelTake(q.Mailboxes, &one.Mailboxes), modelTake(q.Owners, &one.Owners),
		modelTake(q.Holders, &one.Holders), modelTake(q.AddressMatches, &one.AddressMatches), modelTake(q.NameMatches, &one.NameMatches), modelTake(q.Recycled, &one.Recycled),
		modelTake(q.NeverLinks, &one.NeverLinks), modelTake(q.Traces, &one.Traces), modelTake(q.Decisions, &one.Decisions), modelTake(q.Away, &one.Away), modelTake(q.Working, &one.Working), modelTake(q.Users, &one.Users),
		modelTake(q.Rosters, &one.Rosters), modelTake(q.Counts, &one.Counts), modelTake(q.Pairs, &one.Pairs),
		modelTake(q.NamedMembers, &one.NamedMembers), modelTake(q.Tombstones, &one.Tombstones), modelTake(q.Uniques, &one.Uniques),
		modelTake(q.ExternalIDs, &one.ExternalIDs), modelTake(q.UserNames, &one.UserNames), modelTake(q.Records, &one.Records):
	case q.Policy:
		one.Policy = true
	case q.GaveWay:
		one.GaveWay = true
	case q.RoleOwners:
		one.RoleOwners = true
	case q.Licensing:
		one.Licensing, one.Heads = true, q.Heads
	}
	return one
}

func modelTake[K comparable](from directory.Keys[K], into *directory.Keys[K]) bool {
	if len(from) > 0 {
		*into = from[len(from)-1:]
	}
	return len(from) > 0
}
