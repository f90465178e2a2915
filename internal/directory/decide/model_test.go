package decide

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/licensing"
	"github.com/usher-id/usher/scim/schema"
)

var modelAccount = directory.Account{ID: "account", Secret: []byte("secret")}

var modelSources = []directory.Source{
	{ID: "s1", AccountID: "account", Policy: directory.Hold, Kind: directory.KindSCIM, Rank: 100, Settings: directory.Settings{AuthoritativeFor: []string{"verified.example"}, Key: "employeeNumber"}},
	{ID: "s2", AccountID: "account", Policy: directory.Reject, Kind: directory.KindSCIM, Rank: 100, Settings: directory.Settings{TrustedFor: []string{"verified.example"}}},
	{ID: "s3", AccountID: "account", Policy: directory.Hold, Kind: directory.KindSCIM, Rank: 20, Settings: directory.Settings{FirstFor: []string{"displayName"}}},
	{ID: "s4", AccountID: "account", Policy: directory.Hold, Kind: directory.KindSCIM, Rank: 100, Settings: directory.Settings{AuthoritativeFor: []string{"verified.example"}, Key: "employeeNumber"}},
	{ID: "s5", AccountID: "account", Policy: directory.Hold, Kind: directory.KindEmail, Rank: 400},
}

var errModel = errors.New("this edit is wrong")

// modelChanges draws changes from a small world, so that they get in each other's way. The nth
// change, if it creates, has the nth id.
func modelChanges(t *rapid.T, n int) []step {
	changes := make([]step, n)
	for i := range changes {
		label := func(s string) string { return fmt.Sprintf("%s%d", s, i) }
		c := &changes[i]
		c.Source = rapid.SampledFrom(modelSources).Draw(t, label("source"))
		c.Type = fakeType(rapid.SampledFrom([]string{directory.TypeUser, directory.TypeUser, directory.TypeGroup}).Draw(t, label("type")))
		c.Action = rapid.SampledFrom([]directory.Action{
			directory.Create, directory.Create, directory.Create, directory.Create, directory.Replace, directory.Edit, directory.Edit, directory.Delete, directory.Reconsider, directory.Link, directory.Unmerge, directory.KeepApart, directory.NeverLink, directory.Confirm, directory.SetRole,
			directory.Suspend, directory.Resume, directory.Override,
		}).Draw(t, label("action"))
		if c.Action > directory.Reconsider {
			c.Type = fakeType(directory.TypeUser)
			c.Into = fakeID(rapid.IntRange(0, max(i, 1)).Draw(t, label("into")))
			c.AcceptRisk = rapid.Bool().Draw(t, label("accept"))
			c.Address = "cy@verified.example"
			c.Role = rapid.SampledFrom([]directory.Role{directory.NoRole, directory.Owner, directory.Administrator}).Draw(t, label("role"))
		}
		c.ID = fakeID(i)
		if c.Action != directory.Create {
			c.ID = fakeID(rapid.IntRange(0, i).Draw(t, label("id")))
			if rapid.IntRange(0, 9).Draw(t, label("conditional")) == 0 {
				c.IfVersion = []int64{rapid.Int64Range(1, 3).Draw(t, label("version"))}
			}
		}
		switch c.Action {
		case directory.Create, directory.Replace:
			c.Attributes = modelAttributes(t, c.Type.Name, label)
		case directory.Edit:
			c.Edit = modelEdit(t, c.Type.Name, label)
		case directory.Override:
			c.Edit = manualEdit(rapid.IntRange(0, 3).Draw(t, label("manual")))
			if rapid.IntRange(0, 3).Draw(t, label("unsay")) == 0 {
				c.Unsay = []string{"title"}
			}
		}
		if c.Type.Name == directory.TypeGroup && (c.Action == directory.Create || c.Action == directory.Replace || c.Action == directory.Edit) {
			c.Members = modelMembers(t, c.Action, i, label)
		}
	}
	return changes
}

func modelAttributes(t *rapid.T, typeName string, label func(string) string) schema.Object {
	o := schema.Object{"displayName": rapid.SampledFrom([]string{"A", "B"}).Draw(t, label("display"))}
	if ext := rapid.SampledFrom([]string{"", "x1", "x2", "x3"}).Draw(t, label("externalId")); ext != "" {
		o["externalId"] = ext
	}
	if typeName == directory.TypeGroup {
		return o
	}
	o["userName"] = rapid.SampledFrom([]string{"ann@example.com", "ANN@example.com", "bob@example.com", "cy@verified.example", "cy@verified.example", "c.y@verified.example", "di@verified.example", "dan", "eve@other.example"}).Draw(t, label("userName"))
	if mail := rapid.SampledFrom([]string{"", "", "ann@example.com", "shared@example.com", "eve@other.example", "cy@verified.example", "di@verified.example"}).Draw(t, label("mail")); mail != "" {
		o["emails"] = []any{schema.Object{"value": mail, "type": "work"}}
	}
	if number := rapid.SampledFrom([]string{"", "", "", "7", "8"}).Draw(t, label("number")); number != "" {
		o[directory.EnterpriseUser] = schema.Object{"employeeNumber": number, "department": "D"}
	}
	if rapid.IntRange(0, 3).Draw(t, label("active")) == 0 {
		o["active"] = rapid.Bool().Draw(t, label("says"))
	}
	return o
}

// modelEdit is a pure function that sets some of the attributes.
func modelEdit(t *rapid.T, typeName string, label func(string) string) func(schema.Object) (schema.Object, bool, error) {
	if rapid.IntRange(0, 9).Draw(t, label("wrong")) == 0 {
		return func(schema.Object) (schema.Object, bool, error) { return nil, false, errModel }
	}
	set := modelAttributes(t, typeName, label)
	only := rapid.SampledFrom(slices.Sorted(maps.Keys(set))).Draw(t, label("attribute"))
	return func(o schema.Object) (schema.Object, bool, error) {
		next := schema.Clone(o)
		next[only] = set[only]
		return next, !schema.Equal(o, next), nil
	}
}

func modelMembers(t *rapid.T, action directory.Action, i int, label func(string) string) *directory.MemberChange {
	ids := rapid.SliceOfN(rapid.IntRange(0, i+1), 0, 3)
	m := &directory.MemberChange{Clear: action != directory.Edit || rapid.IntRange(0, 4).Draw(t, label("clear")) == 0}
	for _, n := range ids.Draw(t, label("add")) {
		m.Add = append(m.Add, directory.Member{ID: fakeID(n), Display: rapid.SampledFrom([]string{"", "", "D"}).Draw(t, label("shown"))})
	}
	if action != directory.Edit {
		return m
	}
	for _, n := range ids.Draw(t, label("remove")) {
		m.Remove = append(m.Remove, fakeID(n))
	}
	if rapid.IntRange(0, 4).Draw(t, label("where")) == 0 {
		m.RemoveWhere = func(m directory.Member) bool { return m.Type == directory.TypeUser && m.Display == "D" }
	}
	return m
}

// modelCases gives each change the same case id however the changes are split.
func modelCases(n int) []string {
	cases := make([]string, n)
	for i := range cases {
		cases[i] = fakeID(1000 + i)
	}
	return cases
}

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
		modelTake(q.NeverLinks, &one.NeverLinks), modelTake(q.Traces, &one.Traces), modelTake(q.Decisions, &one.Decisions), modelTake(q.Away, &one.Away), modelTake(q.Users, &one.Users),
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
