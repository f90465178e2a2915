package decide

import (
	"slices"
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
			b, missing := decide(modelAccount, slices.Clone(changes), cases, facts, fakeNow)
			if missing != nil {
				rows.find(missing, facts)
				continue
			}
			want := b.effect()
			for range 3 {
				b, _ = decide(modelAccount, slices.Clone(changes), cases, facts, fakeNow)
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
		var all []directory.Change
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
