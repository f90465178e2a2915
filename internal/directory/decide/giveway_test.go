package decide

import (
	"testing"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/scim/schema"
)

// Rule M2e: authority over one domain is no way to the addresses of another. a1 is authoritative for
// verified.example alone, u1 is trusted for nothing.
func TestAuthorityTakesOnlyItsOwn(t *testing.T) {
	create := func(n int, source directory.Source, addresses ...string) step {
		var emails []any
		for _, a := range addresses[1:] {
			emails = append(emails, schema.Object{"value": a, "type": "work"})
		}
		o := schema.Object{"userName": addresses[0]}
		if len(emails) > 0 {
			o["emails"] = emails
		}
		return step{Type: fakeType(directory.TypeUser), Action: directory.Create, Source: source, ID: fakeID(n), Attributes: o}
	}
	source := func(id string) directory.Source { return crowdRows().sources[id] }
	owner := func(rows fakeRows, address string) string {
		for _, i := range rows.holders(directory.AddressKey{Kind: directory.ByEmail, Value: address}) {
			if i.Owner {
				return i.UserID
			}
		}
		return ""
	}
	for name, first := range map[string][]step{
		"the holder has both":       {create(1, source("u1"), "v@two.example", "v@verified.example")},
		"two holders, one of each":  {create(1, source("u1"), "v@two.example"), create(3, source("u1"), "v@verified.example")},
		"the holder has the other":  {create(1, source("u1"), "v@two.example")},
		"as second addresses alone": {create(1, source("u1"), "w@approved.example", "v@two.example", "v@verified.example")},
	} {
		t.Run(name, func(t *testing.T) {
			rows := crowdRows()
			changes := append(first, create(2, source("a1"), "v@verified.example", "v@two.example"))
			if _, err := rows.apply(modelAccount, changes, modelCases(len(changes)), 1, 1, 1); err != nil {
				t.Fatal(err)
			}
			mine := rows.records[directory.RecordKey{SourceID: "a1", Type: directory.TypeUser, ID: fakeID(2)}]
			if mine.UserID != fakeID(2) || !mine.Counts() || rows.users[fakeID(2)].State != directory.Active {
				t.Errorf("the authority's person is not let in: %+v", mine.Verdict)
			}
			if got := owner(rows, "v@verified.example"); got != fakeID(2) {
				t.Errorf("the authority's address is %q's", got)
			}
			if got := owner(rows, "v@two.example"); got != fakeID(1) {
				t.Errorf("the address of another domain is %q's", got)
			}
			if rows.users[fakeID(1)].State != directory.Active {
				t.Errorf("who has an address of another domain is %s", rows.users[fakeID(1)].State)
			}
			if review := rows.reviews[[2]string{fakeID(2), fakeID(1)}]; !review.Waits || review.Status != directory.StatusOpen {
				t.Errorf("nobody is asked about the other address: %+v", rows.reviews)
			}
			// What the authority says later counts, without that address.
			later := step{
				Type: fakeType(directory.TypeUser), Action: directory.Edit, Source: source("a1"), ID: fakeID(2), Edit: crowdSet("title", "Chief"),
			}
			if _, err := rows.apply(modelAccount, []step{later}, []string{fakeID(1_000_100)}); err != nil {
				t.Fatal(err)
			}
			r := rows.records[directory.RecordKey{SourceID: "a1", Type: directory.TypeUser, ID: fakeID(2)}]
			k := kept(r)
			if err := k.Decode(fakeType(directory.TypeUser)); err != nil {
				t.Fatal(err)
			}
			if k.Contribution()["title"] != "Chief" || owner(rows, "v@two.example") != fakeID(1) {
				t.Errorf("later the contribution is %v, and the address %q's", k.Contribution(), owner(rows, "v@two.example"))
			}
			if wrong := append(rows.broken(), rows.strained()...); len(wrong) > 0 {
				t.Error(wrong)
			}
		})
	}
}

// Rule M6: whom an authority has suspended and deleted has no active twin at any of the addresses, be it
// the login or another.
func TestEndedByAnyAddress(t *testing.T) {
	source := func(id string) directory.Source { return crowdRows().sources[id] }
	person := func(n int, s, login string, more ...any) step {
		return step{Type: fakeType(directory.TypeUser), Action: directory.Create, Source: source(s), ID: fakeID(n),
			Attributes: schema.Object{"userName": login, "emails": append([]any{schema.Object{"value": login, "primary": true}}, more...)}}
	}
	about := func(n int, action directory.Action) step {
		return step{Type: fakeType(directory.TypeUser), Action: action, Source: source("a1"), ID: fakeID(n), Edit: crowdSet("active", false)}
	}
	for _, address := range []string{"v@verified.example", "v2@verified.example"} {
		for _, sizes := range [][]int{{1, 1, 1, 1}, {4}} {
			rows := crowdRows()
			changes := []step{
				person(1, "a1", "v@verified.example", schema.Object{"value": "v2@verified.example"}), about(1, directory.Edit), about(1, directory.Delete),
				person(2, "u1", address),
			}
			if _, err := rows.apply(modelAccount, changes, modelCases(len(changes)), sizes...); err != nil {
				t.Fatal(err)
			}
			if r := rows.records[directory.RecordKey{SourceID: "u1", Type: directory.TypeUser, ID: fakeID(2)}]; r.Verdict.Code != directory.PendingMerge {
				t.Errorf("%s, %v: %+v", address, sizes, r.Verdict)
			}
		}
	}
}

// Rule M8: that somebody is made a person who was deleted can be taken back.
func TestLinkToSomebodyDeleted(t *testing.T) {
	rows := crowdRows()
	about := func(n int, source string, action directory.Action) step {
		return step{
			Type: fakeType(directory.TypeUser), Action: action, Source: rows.sources[source], ID: fakeID(n), Into: fakeID(1),
			Edit: crowdSet("active", false), AcceptRisk: true,
		}
	}
	create := func(n int, source, userName string) step {
		c := about(n, source, directory.Create)
		c.Attributes = schema.Object{"userName": userName}
		return c
	}
	done := 0
	apply := func(changes ...step) {
		t.Helper()
		done += len(changes)
		results, err := rows.apply(modelAccount, changes, modelCases(done)[done-len(changes):], 1, 1, 1, 1)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range results {
			if r.Err != nil {
				t.Fatal(r.Err)
			}
		}
	}
	apply(create(1, "a1", "v@verified.example"), about(1, "a1", directory.Edit), about(1, "a1", directory.Delete), create(2, "t1", "k@two.example"))
	before := rows.users[fakeID(2)]
	apply(about(2, "t1", directory.Link))
	if u := rows.users[fakeID(1)]; u.State != directory.Suspended || rows.users[fakeID(2)].State != directory.Absorbed {
		t.Errorf("linked, the users are %+v and %+v", u, rows.users[fakeID(2)])
	}
	undo := about(2, "t1", directory.Unmerge)
	undo.AcceptRisk = false
	results, err := rows.apply(modelAccount, []step{undo}, []string{fakeID(1_000_200)})
	if err != nil || results[0].Err == nil {
		t.Errorf("an active twin of whom the authority has ended: %v, %v", err, results[0].Err)
	}
	apply(about(2, "t1", directory.Unmerge))
	after := rows.users[fakeID(2)]
	after.Modified = before.Modified
	if after != before || rows.users[fakeID(1)].State != directory.Deleted || rows.users[fakeID(1)].SuspendedBy == "" {
		t.Errorf("taken back, the users are %+v and %+v", after, rows.users[fakeID(1)])
	}
	if wrong := append(rows.broken(), rows.strained()...); len(wrong) > 0 {
		t.Error(wrong)
	}
}

// Rule M6: where the authority knows two people with one address, and a third has it as well, its word
// about the address would miss the third: somebody is asked who that is.
func TestAuthoritysTwinMissesNobody(t *testing.T) {
	with := func(c step, mail string) step {
		c.Attributes["emails"] = []any{schema.Object{"value": mail, "type": "home"}}
		return c
	}
	for _, active := range []bool{true, false} {
		rows := crowdRows()
		last := apartCreate(0, 5, "ann@verified.example")
		last.Attributes["active"] = active
		steps := []step{
			with(apartCreate(3, 1, "ann@verified.example"), "team@verified.example"),
			with(apartCreate(2, 2, "bob@verified.example"), "team@verified.example"), // by which it is one with 1
			apartCreate(2, 3, "ann@verified.example"),
			apartCreate(0, 4, "bob@verified.example"),
			last,
		}
		results, err := rows.apply(modelAccount, steps, modelCases(len(steps)), 1, 1, 1, 1, 1)
		if err != nil {
			t.Fatal(err)
		}
		if got := results[4].Outcome; got != directory.InReview {
			t.Errorf("active %v: the authority's person is %s, but somebody else has the address", active, got)
		}
		if r := rows.reviews[[2]string{fakeID(5), fakeID(3)}]; !r.Waits || r.Status != directory.StatusOpen {
			t.Errorf("active %v: nobody is asked about the third", active)
		}
	}
}
