package decide

import (
	"testing"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/scim/schema"
)

// apartCreate creates the person n of a source of the crowd.
func apartCreate(source, n int, userName string) step {
	return step{
		Source: crowdSources[source], Action: directory.Create, Type: fakeType(directory.TypeUser), ID: fakeID(n),
		Attributes: schema.Object{"userName": userName},
	}
}

// apartFrom is the decision that the person n of a source is never the user.
func apartFrom(source, n, user int) step {
	return step{
		Source: crowdSources[source], Action: directory.NeverLink, Type: fakeType(directory.TypeUser), ID: fakeID(n), Into: fakeID(user),
	}
}

// Rule M8: what an administrator has said of two people holds for good: that one of them comes to be known by what a
// third had, of whom the same was said, makes no question of it.
func TestNeverStaysNever(t *testing.T) {
	rename := func(n int, userName string) step {
		return step{
			Source: crowdSources[2], Action: directory.Edit, Type: fakeType(directory.TypeUser), ID: fakeID(n), Edit: crowdSet("userName", userName),
		}
	}
	w := newCrowd()
	steps := []step{
		apartCreate(0, 1, "ann@verified.example"), apartCreate(2, 2, "bob@verified.example"), apartCreate(2, 3, "cid@verified.example"),
		apartFrom(2, 2, 1), apartFrom(2, 3, 1),
		rename(3, "dan@verified.example"), rename(2, "cid@verified.example"),
	}
	for _, sizes := range [][]int{{1, 1, 1, 1, 1, 1, 1}, {3, 4}, {6}} {
		w.fakeRows = crowdRows()
		results, err := w.apply(modelAccount, steps, modelCases(len(steps)), sizes...)
		if err != nil {
			t.Fatal(err)
		}
		for i, r := range results {
			if r.Err != nil {
				t.Fatalf("change %d: %v", i, r.Err)
			}
		}
		for _, n := range []int{2, 3} {
			if hard, known := w.apart[[2]string{fakeID(n), fakeID(1)}]; !known || !hard {
				t.Errorf("in batches of %v: %d and 1 are apart %v, for good %v", sizes, n, known, hard)
			}
		}
	}
}
