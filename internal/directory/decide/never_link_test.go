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

// Rule M8: two are taken apart, and one of them is deleted. Its source brings somebody else first, and then the one again, who has
// an externalId or an address of that somebody's: a return of the other side is then asked about, and joins neither, though the
// somebody alone has the address that both bring, and came when nothing was known of that.
func TestApartFromWhoIsKnownByTheSame(t *testing.T) {
	person := func(source, n int, userName, externalID string, more ...string) step {
		s := apartCreate(source, n, userName)
		s.Attributes["externalId"] = externalID
		emails := []any{schema.Object{"value": userName}}
		for _, address := range more {
			emails = append(emails, schema.Object{"value": address})
		}
		s.Attributes["emails"] = emails
		return s
	}
	about := func(source, n int, action directory.Action) step {
		return step{Source: crowdSources[source], Action: action, Type: fakeType(directory.TypeUser), ID: fakeID(n), AcceptRisk: true}
	}
	for name, again := range map[string]step{
		"an externalId": person(3, 4, "ann@verified.example", "x"),
		"an address":    person(3, 4, "ann@verified.example", "y", "ann@two.example"),
	} {
		w := newCrowd()
		steps := []step{
			person(3, 1, "ann@verified.example", "z"), person(1, 2, "ann@verified.example", "x"), about(1, 2, directory.Unmerge),
			about(3, 1, directory.Delete), person(3, 3, "ann@two.example", "x"), again, person(1, 5, "ann@two.example", "x"),
		}
		results, err := w.apply(modelAccount, steps, modelCases(len(steps)))
		if err != nil {
			t.Fatal(err)
		}
		for i, r := range results {
			if r.Err != nil {
				t.Fatalf("%s: change %d: %v", name, i, r.Err)
			}
		}
		if is := results[1].Record; is.UserID != fakeID(1) {
			t.Errorf("%s: the two were never one: %s", name, is.UserID)
		}
		if is := results[6].Record; is.Verdict.Code != directory.PendingMerge || is.UserID != "" {
			t.Errorf("%s: who returns is %s, of the user %q; want it asked", name, is.Verdict.Code, is.UserID)
		}
	}
}
