package decide

import (
	"fmt"
	"slices"
	"strings"

	"pgregory.net/rapid"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/scim/schema"
)

// crowdSources are sources that know the same people, most of them trusted: where modelSources
// get in each other's way, these link.
var crowdSources = []directory.Source{
	{ID: "a1", AccountID: "account", Policy: directory.Hold, Kind: directory.KindSCIM, Rank: 100, Settings: directory.Settings{AuthoritativeFor: []string{"verified.example"}, Key: "employeeNumber"}},
	{ID: "a2", AccountID: "account", Policy: directory.Hold, Kind: directory.KindSCIM, Rank: 90, Settings: directory.Settings{AuthoritativeFor: []string{"verified.example", "two.example"}, Key: "employeeNumber"}},
	{ID: "t1", AccountID: "account", Policy: directory.Hold, Kind: directory.KindSCIM, Rank: 100, Settings: directory.Settings{TrustedFor: []string{"verified.example"}, FirstFor: []string{"title"}}},
	{ID: "t2", AccountID: "account", Policy: directory.Reject, Kind: directory.KindSCIM, Rank: 20, Settings: directory.Settings{TrustedFor: []string{"verified.example", "two.example"}}},
	{ID: "u1", AccountID: "account", Policy: directory.Hold, Kind: directory.KindSCIM, Rank: 10},
	{ID: "m1", AccountID: "account", Policy: directory.Hold, Kind: directory.KindEmail, Rank: 400},
}

// crowdTrusted are those of the sources whose addresses count as proved.
var crowdTrusted = crowdSources[:4]

func crowdRows() fakeRows {
	rows := newFakeStore().rows
	rows.sources = map[string]directory.Source{}
	for _, s := range crowdSources {
		rows.sources[s.ID] = s
	}
	rows.domains = map[string]directory.Level{"verified.example": directory.Verified, "two.example": directory.Verified, "approved.example": directory.Approved}
	return rows
}

// crowd is a history of an account that is drawn as it goes, from what is there by then.
type crowd struct {
	fakeRows
	next    int                           // the number of the next record, and of the next change
	largest int                           // most records that one person has had
	twoOf   map[string]map[[2]string]bool // users whom a source has had as two, by its id
}

func newCrowd() *crowd { return &crowd{fakeRows: crowdRows()} }

// people are the keys of the records of people, in the order of arrival.
func (w *crowd) people() []directory.RecordKey {
	var keys []directory.RecordKey
	for key := range w.records {
		if key.SourceID != "account" && key.Type == directory.TypeUser {
			keys = append(keys, key)
		}
	}
	slices.SortFunc(keys, func(a, b directory.RecordKey) int { return strings.Compare(a.ID, b.ID) })
	return keys
}

// peopleOf are a user's records.
func (w *crowd) peopleOf(userID string) []directory.RecordKey {
	return slices.DeleteFunc(w.people(), func(key directory.RecordKey) bool { return w.records[key].UserID != userID })
}

// userIDs are the users who have records, and those who had.
func (w *crowd) userIDs() []string {
	var ids []string
	for id := range w.users {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

// person draws the number of a person; most are about the same one.
func (w *crowd) person(t *rapid.T) int {
	return rapid.SampledFrom([]int{0, 0, 0, 1, 1, 2, 3}).Draw(t, "person")
}

// says draws what a source says of the nth person: mostly the address by which all know the person,
// now and then another's, or what only looks like one.
func (w *crowd) says(t *rapid.T, n int) schema.Object {
	at := func(n int, domain string) string { return fmt.Sprintf("p%d@%s", n, domain) }
	other := rapid.IntRange(0, 3).Draw(t, "other")
	base := rapid.SampledFrom([]string{
		at(n, "verified.example"), at(n, "verified.example"), at(n, "verified.example"), at(n, "verified.example"), at(n, "verified.example"),
		at(n, "verified.example"), at(n, "verified.example"), at(n, "VERIFIED.example"), at(n, "two.example"), at(n, "approved.example"), at(n, "elsewhere.example"), at(other, "verified.example"), fmt.Sprintf("p%d+x@verified.example", n),
	}).Draw(t, "address")
	o := schema.Object{"userName": base, "title": rapid.SampledFrom([]string{"A", "B"}).Draw(t, "title")}
	if rapid.IntRange(0, 2).Draw(t, "mail") == 0 {
		second := rapid.SampledFrom([]string{at(n, "two.example"), at(n, "verified.example"), at(other, "two.example"), "shared@verified.example"}).Draw(t, "second")
		o["emails"] = []any{
			schema.Object{"value": base, "type": "work", "primary": rapid.Bool().Draw(t, "primary")},
			schema.Object{"value": second, "type": "home"},
		}
	}
	o["externalId"] = fmt.Sprint("x", n, rapid.SampledFrom([]string{"", "", "", "b"}).Draw(t, "externalId"))
	if rapid.IntRange(0, 2).Draw(t, "numbered") == 0 {
		o[directory.EnterpriseUser] = schema.Object{"employeeNumber": fmt.Sprint(rapid.SampledFrom([]int{n, n, n, other}).Draw(t, "number"))}
	}
	if rapid.IntRange(0, 19).Draw(t, "inactive") == 5 {
		o["active"] = false
	}
	return o
}

// crowdSet is an edit that sets one attribute.
func crowdSet(name string, value any) func(schema.Object) (schema.Object, bool, error) {
	return func(o schema.Object) (schema.Object, bool, error) {
		next := schema.Clone(o)
		next[name] = value
		return next, !schema.Equal(o, next), nil
	}
}

// draw draws a change. Its subject is somebody who is there, where somebody is.
func (w *crowd) draw(t *rapid.T) step {
	c := step{Type: fakeType(directory.TypeUser), Action: directory.Create, ID: fakeID(w.next)}
	w.next++
	there := w.people()
	if len(there) > 0 {
		c.Action = rapid.SampledFrom([]directory.Action{
			directory.Create, directory.Create, directory.Create, directory.Create, directory.Create, directory.Create, directory.Create, directory.Create, directory.Edit, directory.Edit, directory.Edit, directory.Replace, directory.Delete, directory.Delete, directory.Reconsider, directory.Link, directory.Link, directory.Unmerge, directory.KeepApart, directory.NeverLink, directory.Confirm, directory.SetRole, directory.SetRole,
			directory.Suspend, directory.Resume, directory.Override,
		}).Draw(t, "action")
	}
	if c.Action == directory.Create {
		c.Source = rapid.SampledFrom(append(slices.Clone(crowdSources), crowdTrusted...)).Draw(t, "source")
		c.Attributes = w.says(t, w.person(t))
		return c
	}
	key := rapid.SampledFrom(there).Draw(t, "record")
	rec := w.records[key]
	c.ID, c.Source, c.AcceptRisk = key.ID, w.sources[key.SourceID], true
	switch c.Action {
	case directory.Replace:
		c.Attributes = w.says(t, w.person(t))
	case directory.Edit:
		said := w.says(t, w.person(t))
		said["active"] = rapid.Bool().Draw(t, "active")
		name := rapid.SampledFrom([]string{"active", "active", "userName", "title"}).Draw(t, "attribute")
		c.Edit = crowdSet(name, said[name])
	case directory.Link, directory.KeepApart, directory.NeverLink:
		c.Into = rapid.SampledFrom(append(w.userIDs(), fakeID(999))).Draw(t, "into")
	case directory.Confirm:
		r := kept(rec)
		if err := r.Decode(c.Type); err != nil {
			t.Fatal(err)
		}
		c.Address = "p0@verified.example"
		if all := directory.Addresses(r.Attributes); len(all) > 0 {
			c.Address = rapid.SampledFrom(all).Draw(t, "confirmed").String()
		}
	case directory.Override:
		c.Edit = manualEdit(rapid.IntRange(0, 3).Draw(t, "manual"))
	case directory.SetRole:
		c.Role = rapid.SampledFrom([]directory.Role{directory.Owner, directory.Owner, directory.Administrator, directory.NoRole}).Draw(t, "role")
	}
	return c
}

// do carries changes out as one batch.
func (w *crowd) do(t *rapid.T, changes ...step) []directory.Result {
	cases := make([]string, len(changes))
	for i := range cases {
		cases[i] = fakeID(1_000_000 + w.next)
		w.next++
	}
	results, err := w.apply(modelAccount, changes, cases)
	if err != nil {
		t.Fatal(err)
	}
	size := map[string]int{}
	for _, key := range w.people() {
		if id := w.records[key].UserID; id != "" {
			size[id]++
			w.largest = max(w.largest, size[id])
		}
	}
	return results
}

// must is do for one change that can't be refused.
func (w *crowd) must(t *rapid.T, c step) directory.Result {
	r := w.do(t, c)[0]
	if r.Err != nil {
		t.Fatalf("%d of %s: %v", c.Action, c.ID, r.Err)
	}
	return r
}

// owners are the active owners of the account.
func (w *crowd) owners() (ids []string) {
	for id, u := range w.users {
		if u.Role == directory.Owner && u.State == directory.Active {
			ids = append(ids, id)
		}
	}
	return ids
}
