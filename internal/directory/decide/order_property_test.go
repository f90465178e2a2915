package decide

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/scim/schema"
)

// arrival is one record as its source brings it, whenever that is: the creation, and what the source
// says later, if anything.
type arrival struct {
	source directory.Source
	person int
	says   schema.Object
	later  func(schema.Object) (schema.Object, bool, error)
}

func (a arrival) name() string { return fmt.Sprint(a.source.ID, "/", a.person) }

// drawArrivals draws what trusted sources say of a few people. Each brings the address by which the
// person signs in, in one writing or another, and what else it likes: that no two people share.
func drawArrivals(t *rapid.T) []arrival {
	var list []arrival
	for n := range rapid.IntRange(1, 3).Draw(t, "people") {
		for _, s := range crowdTrusted {
			if rapid.IntRange(0, 3).Draw(t, "unknown") == 3 {
				continue
			}
			login := fmt.Sprintf("person%d@verified.example", n)
			written := rapid.SampledFrom([]string{login, strings.ToUpper(login), " " + login}).Draw(t, "written")
			mine := fmt.Sprintf("%s-%d@", s.ID, n) + rapid.SampledFrom([]string{"verified.example", "two.example", "approved.example"}).Draw(t, "domain")
			o := schema.Object{"userName": written, "externalId": fmt.Sprint("x", n)}
			for _, name := range []string{"displayName", "title", "nickName"} {
				if rapid.Bool().Draw(t, name) {
					o[name] = fmt.Sprint(name, " ", n, rapid.SampledFrom([]string{"A", "B"}).Draw(t, "value"))
				}
			}
			emails := []any{schema.Object{"value": login, "primary": true}, schema.Object{"value": mine, "type": "home"}, schema.Object{"value": fmt.Sprintf("both%d@two.example", n)}}
			o["emails"] = emails[:rapid.IntRange(1, len(emails)).Draw(t, "emails")]
			if rapid.Bool().Draw(t, "phones") {
				o["phoneNumbers"] = []any{schema.Object{"value": rapid.SampledFrom([]string{"1", "2"}).Draw(t, "phone"), "type": "work", "primary": rapid.Bool().Draw(t, "first phone")}}
			}
			enterprise := schema.Object{}
			if rapid.Bool().Draw(t, "numbered") {
				enterprise["employeeNumber"] = fmt.Sprint(100 + n)
			}
			if rapid.Bool().Draw(t, "placed") {
				enterprise["department"] = fmt.Sprint("D", n)
			}
			if len(enterprise) > 0 {
				o[directory.EnterpriseUser] = enterprise
			}
			a := arrival{source: s, person: n, says: o}
			switch rapid.IntRange(0, 5).Draw(t, "later") {
			case 0:
				a.later = crowdSet("active", false)
			case 1:
				a.later = crowdSet("title", "C")
			case 2:
				// Of the same domain: who speaks for a person, and so moves the login (rule M4), is said by
				// the domain of the time.
				a.later = crowdSet("emails", []any{schema.Object{"value": fmt.Sprintf("later-%s-%d@verified.example", s.ID, n), "primary": true}, schema.Object{"value": login}})
			}
			list = append(list, a)
		}
	}
	return list
}

// arrived is what came of the arrivals, with the records by name and without any id.
type arrived struct {
	People  map[string][]string // by the first name: all names
	Shown   map[string]string   // by the first name: the person
	Records map[string]string   // by name
}

// arrive lets the arrivals come in the given order, in batches of the given sizes, and then what
// their sources say later in another order.
func arrive(t *rapid.T, list, later []arrival, sizes, laterSizes []int) arrived {
	rows := crowdRows()
	key, name := map[string]directory.RecordKey{}, map[string]string{}
	var changes []step
	for i, a := range list {
		c := step{Type: fakeType(directory.TypeUser), Action: directory.Create, Source: a.source, ID: fakeID(i), Attributes: a.says}
		key[a.name()], name[c.ID] = directory.RecordKey{SourceID: a.source.ID, Type: directory.TypeUser, ID: c.ID}, a.name()
		changes = append(changes, c)
	}
	apply := func(changes []step, sizes []int, from int) {
		results, err := rows.apply(modelAccount, changes, modelCases(from + len(changes))[from:], sizes...)
		if err != nil {
			t.Fatal(err)
		}
		for i, r := range results {
			if r.Err != nil {
				t.Fatalf("change %d: %v", i, r.Err)
			}
		}
	}
	apply(changes, sizes, 0)
	changes = nil
	for _, a := range later {
		if a.later != nil {
			changes = append(changes, step{Type: fakeType(directory.TypeUser), Action: directory.Edit, Source: a.source, ID: key[a.name()].ID, Edit: a.later})
		}
	}
	apply(changes, laterSizes, len(list))
	if wrong := append(rows.broken(), rows.strained()...); len(wrong) > 0 {
		t.Fatal(wrong)
	}

	out := arrived{map[string][]string{}, map[string]string{}, map[string]string{}}
	for id, u := range rows.users {
		var all []string
		for k, rec := range rows.records {
			if rec.UserID == id && k.SourceID != "account" {
				all = append(all, name[k.ID])
			}
		}
		if slices.Sort(all); len(all) == 0 {
			t.Fatalf("user %s, %s, has no records", id, u.State)
		}
		out.People[all[0]] = all
		for k, rec := range rows.records {
			if rec.UserID != id {
				continue
			}
			r := kept(rec)
			if err := r.Decode(fakeType(directory.TypeUser)); err != nil {
				t.Fatal(err)
			}
			if rec.Golden {
				out.Shown[all[0]] = fmt.Sprint(u.State, " ", u.Login, " ", u.SuspendedBy, u.Flags, rec.Verdict.Code, rec.Sources, rec.Provenance, r.Attributes)
			}
			if k.SourceID != "account" {
				out.Records[name[k.ID]] = fmt.Sprint(rec.Verdict.Code, rec.Sources, rec.Golden, r.Attributes)
			}
		}
	}
	return out
}

// Rule M1: who is one person, and what that person then is, does not depend on which source comes
// first, nor on how the arrivals share transactions.
func TestOrderOfArrivalDoesNotMatter(t *testing.T) {
	cases, several := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		list := drawArrivals(t)
		sizes := func(what string) []int {
			return rapid.SliceOfN(rapid.IntRange(1, 4), len(list), len(list)).Draw(t, what)
		}
		want := arrive(t, list, list, slices.Repeat([]int{1}, len(list)), nil)
		people := map[int]bool{}
		for _, a := range list {
			people[a.person] = true
		}
		if len(want.People) != len(people) {
			t.Fatalf("%d people are %v", len(people), want.People)
		}
		cases++
		if slices.ContainsFunc(list, func(a arrival) bool { return len(want.People[a.name()]) > 2 }) {
			several++
		}
		mixed, later := list, list
		if len(list) > 0 {
			mixed, later = rapid.Permutation(list).Draw(t, "order"), rapid.Permutation(list).Draw(t, "later order")
		}
		got := arrive(t, mixed, later, sizes("sizes"), sizes("later sizes"))
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("in order (-) and in another one (+):\n%s", diff)
		}
	})
	if !t.Failed() {
		often(t, "people of three records", several, cases, 50)
	}
}
