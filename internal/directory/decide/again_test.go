package decide

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/scim/schema"
)

// Rule I2: a batch that is decided twice on the same facts is decided alike, and writes the same in the same order.
func TestDecidedTwiceAlike(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows := newFakeStore().rows
		first := modelChanges(t, rapid.IntRange(1, 20).Draw(t, "changes"))
		cases := modelCases(len(first))
		half := rapid.IntRange(0, len(first)-1).Draw(t, "before")
		if _, err := rows.apply(modelAccount, first[:half], cases[:half]); half > 0 && err != nil {
			t.Fatal(err)
		}
		changes, cases := first[half:], cases[half:]
		facts := directory.NewFacts()
		for {
			b, missing := decide(modelAccount, items(changes), cases, facts, fakeNow)
			if missing != nil {
				rows.find(missing, facts)
				continue
			}
			want := b.effect()
			for range 3 {
				b, _ = decide(modelAccount, items(changes), cases, facts, fakeNow)
				same := []cmp.Option{
					cmpopts.IgnoreUnexported(directory.Record{}), cmp.Comparer(func(x, y *schema.ResourceType) bool { return x == y }),
				}
				if diff := cmp.Diff(want, b.effect(), same...); diff != "" {
					t.Fatalf("decided again (-first +again):\n%s", diff)
				}
			}
			return
		}
	})
}

// Rule I2: whatever sources say and administrators decide of people whom several know, it comes to the same whether
// it shares a transaction or not.
func TestCrowdsDecideAlike(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newCrowd()
		var all []step
		var cases []string
		for range rapid.IntRange(1, 14).Draw(t, "changes") {
			c := w.draw(t)
			cases = append(cases, fakeID(1_000_000+w.next))
			all = append(all, c)
			w.do(t, c)
		}
		sizes := rapid.SliceOfN(rapid.IntRange(1, 6), 0, len(all)).Draw(t, "split")
		rows := crowdRows()
		if _, err := rows.apply(modelAccount, all, cases, sizes...); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(w.state(), rows.state()); diff != "" {
			t.Fatalf("in batches of %v, the rest in one (-one by one +in batches):\n%s", sizes, diff)
		}
	})
}

// Rule M7: whoever comes back in a batch is not deleted any more for what comes after: nobody else is flagged for it.
func TestWhoCameBackIsNoneOfTheDeleted(t *testing.T) {
	named := func(source, n int, userName string) step {
		c := apartCreate(source, n, userName)
		c.Attributes["externalId"] = "x"
		return c
	}
	gone := apartCreate(0, 2, "")
	gone.Action, gone.Attributes = directory.Delete, nil
	other := apartFrom(4, 4, 1)
	other.Action = directory.KeepApart
	steps := []step{
		apartCreate(0, 1, "bob@verified.example"), named(0, 2, "ann@verified.example"), gone,
		named(0, 3, "ann@verified.example"), apartCreate(4, 4, "ann@verified.example"), other,
	}
	for _, sizes := range [][]int{{1, 1, 1, 1, 1, 1}, {3, 3}, {6}} {
		rows := crowdRows()
		results, err := rows.apply(modelAccount, steps, modelCases(len(steps)), sizes...)
		if err != nil {
			t.Fatal(err)
		}
		for i, r := range results {
			if r.Err != nil {
				t.Fatalf("change %d: %v", i, r.Err)
			}
		}
		if u := rows.users[fakeID(4)]; u.State != directory.Active || u.Flags != "" {
			t.Errorf("in batches of %v: %+v", sizes, u)
		}
	}
}

// Rule I2: what a batch writes is in an order of its own, whichever the order of its maps.
func TestEffectsAreInOrder(t *testing.T) {
	rows := crowdRows()
	group := step{Source: crowdSources[0], Action: directory.Create, Type: fakeType(directory.TypeGroup), ID: fakeID(100), Attributes: schema.Object{"displayName": "G"}, Members: &directory.MemberChange{}}
	var first, last []step
	for n := range 12 {
		first = append(first, apartCreate(0, n+1, "p"+fakeID(n)+"@verified.example"))
		group.Members.Add = append(group.Members.Add, directory.Member{ID: fakeID(n + 1)})
		last = append(last, step{Source: crowdSources[0], Action: directory.Delete, Type: fakeType(directory.TypeUser), ID: fakeID(n + 1)})
	}
	for _, batch := range [][]step{first, {group}, last} {
		facts := directory.NewFacts()
		for {
			b, missing := decide(modelAccount, items(batch), modelCases(len(batch)), facts, fakeNow)
			if missing != nil {
				rows.find(missing, facts)
				continue
			}
			c := b.effect()
			if !slices.IsSortedFunc(c.Identifiers, byValue) || !slices.IsSortedFunc(c.Forget, byValue) ||
				!slices.IsSortedFunc(c.Join, func(x, y directory.Joining) int { return strings.Compare(x.ID, y.ID) }) ||
				!slices.IsSortedFunc(c.Leave, func(x, y directory.Pair) int { return strings.Compare(x.MemberID, y.MemberID) }) {
				t.Errorf("%+v", c)
			}
			if err := rows.write(c); err != nil {
				t.Fatal(err)
			}
			break
		}
	}
	if len(rows.records) != 1 || len(rows.members) != 0 {
		t.Errorf("%d records and %d members are left", len(rows.records), len(rows.members))
	}
}
