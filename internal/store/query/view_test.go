package query_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/storetest/fixture"
	"github.com/usher-id/usher/scim/schema"
)

// couple is a user with records in two sources, and who else there is.
type couple struct {
	entra          *shelf
	user           string    // with a record in each source
	records        [2]string // the first of which has the user's id
	single, lonely string    // a user with one record, whose id is another
	held           string    // a record of nobody
}

func (s *shelf) couple(t *testing.T) couple {
	t.Helper()
	c := couple{entra: s.elsewhere(t, "")}
	c.records = [2]string{s.Put(t, fixture.UserType, fixture.User(1)), c.entra.Put(t, fixture.UserType, fixture.User(1))}
	c.user = c.records[0]
	merged := fixture.User(1)
	merged["userName"], merged["externalId"], merged["displayName"] = "Merged@Example.com", "both", "Merged Person"
	s.merge(t, c.user, merged, map[string][]string{s.Source.ID: c.records[:1], c.entra.Source.ID: c.records[1:]})
	c.lonely = uuid.Must(uuid.NewV7()).String()
	c.single = c.entra.Put(t, fixture.UserType, fixture.User(2))
	c.entra.golden(t, c.single, c.lonely)
	c.held = s.Put(t, fixture.UserType, fixture.User(3))
	return c
}

// Rule M1: readers see each user once, with what all records say and where that comes from.
func TestViewOfUsers(t *testing.T) {
	eachShelf(t, func(t *testing.T, s *shelf) {
		c := s.couple(t)
		sales, ops := s.crew(t, schema.Object{"displayName": "Sales"}), c.entra.crew(t, schema.Object{"displayName": "Ops"})
		for group, member := range map[string]string{sales: c.records[0], ops: c.records[1]} {
			s.Join(t, group, directory.Member{ID: member, Type: "User"})
		}
		s.Join(t, ops, directory.Member{ID: c.single, Type: "User", Waiting: true})

		v := s.view().record(t, "User", c.user, directory.Want{Groups: true})
		if v == nil {
			t.Fatal("the merged user is not found")
		}
		if v.ID != c.user || v.UserID != c.user || v.SourceID != s.Account || v.Version != v.Modified.UnixMicro() {
			t.Errorf("merged: %+v", v)
		}
		if want := []directory.GroupRef{{ID: sales, Display: "Sales"}, {ID: ops, Display: "Ops"}}; !slices.Equal(v.Groups, want) {
			t.Errorf("merged: groups %v, want %v", v.Groups, want)
		}
		if want := []string{s.Source.ID, c.entra.Source.ID}; !slices.Equal(v.Sources, want) || len(v.Provenance) == 0 {
			t.Errorf("merged: sources %v, provenance %v", v.Sources, v.Provenance)
		}
		if want := []directory.RecordKey{s.key("User", c.records[0]), c.entra.key("User", c.records[1])}; !slices.Equal(v.Records, want) {
			t.Errorf("merged: records %v, want %v", v.Records, want)
		}

		v = s.view().record(t, "User", c.lonely, directory.Want{Groups: true})
		if v == nil || v.ID != c.lonely || v.SourceID != c.entra.Source.ID || v.Groups != nil || v.Sources != nil || v.Provenance != nil {
			t.Fatalf("single: %+v", v)
		}
		if want := []directory.RecordKey{c.entra.key("User", c.single)}; !slices.Equal(v.Records, want) {
			t.Errorf("single: records %v, want %v", v.Records, want)
		}
		for what, id := range map[string]string{"a record": c.records[1], "the record of a single user": c.single, "somebody who is held": c.held, "a group": sales, "no id": "x'"} {
			if v := s.view().record(t, "User", id, directory.Want{}); v != nil {
				t.Errorf("%s is shown as user %+v", what, v)
			}
		}
		if v := s.view().record(t, "Gadget", c.user, directory.Want{}); v != nil {
			t.Errorf("a resource of another type: %+v", v)
		}
		q := fixture.Query(fixture.UserType)
		if found := s.view().Search(t, q); found.Total != 2 || !slices.Equal(fixture.IDs(found.Records), []string{c.user, c.lonely}) {
			t.Errorf("the view lists %v of %d", fixture.IDs(found.Records), found.Total)
		}

		// Rule P1: a connection sees its own word, and who else knows the person.
		v = c.entra.record(t, "User", c.records[1], directory.Want{Groups: true})
		if v == nil || len(v.Groups) != 1 || !slices.Equal(v.Sources, []string{s.Source.ID, c.entra.Source.ID}) || v.Records != nil || v.Provenance != nil {
			t.Errorf("the record: %+v", v)
		}
	})
}

// The values by which applications look for somebody lead to the user, whichever record has them.
func TestViewFinds(t *testing.T) {
	const own = "urn:ietf:params:scim:schemas:extension:usher:2.0:User:"
	eachShelf(t, func(t *testing.T, s *shelf) {
		c := s.couple(t)
		group := s.crew(t, schema.Object{"displayName": "Sales", "externalId": "s"})
		inner := s.crew(t, schema.Object{"displayName": "Inner"})
		for _, m := range []directory.Member{{ID: c.records[0], Type: "User"}, {ID: c.held, Type: "User"}, {ID: inner, Type: "Group"}} {
			s.Join(t, group, m)
		}
		both, one, none := []string{c.user, c.lonely}, []string{c.user}, []string{}
		for text, want := range map[string][]string{
			`userName eq "merged@example.com"`:                   one,
			`userName eq "person1@example.com"`:                  none, // what a record says alone
			`userName eq "PERSON2@example.com"`:                  {c.lonely},
			`userName eq "person3@example.com"`:                  none,
			`externalId eq "both"`:                               one,
			`externalId eq "00u1"`:                               none,
			`externalId eq "00u2"`:                               {c.lonely},
			`displayName eq "merged person"`:                     one,
			`displayName eq "Person 2"`:                          {c.lonely},
			`emails.value eq "person1@example.com"`:              one,
			`emails[value eq "PERSON2@example.com"]`:             {c.lonely},
			`emails.value eq "person3@example.com"`:              none,
			`id eq "` + c.user + `"`:                             one,
			`id eq "` + c.records[1] + `"`:                       none,
			`id eq "` + c.lonely + `" and userName sw "person"`:  {c.lonely},
			`groups.value eq "` + group + `"`:                    one,
			`groups.display eq "sales"`:                          one,
			`not (groups pr)`:                                    {c.lonely},
			`userName pr`:                                        both,
			`meta.resourceType eq "User"`:                        both,
			own + `sources eq "okta"`:                            one,
			own + `sources eq "ENTRA"`:                           both,
			own + `sources pr and name.familyName eq "family 1"`: one,
			own + `state eq "active"`:                            both,
		} {
			q := fixture.Query(fixture.UserType)
			q.Filter = fixture.Parse(t, text)
			if found := s.view().Search(t, q); !slices.Equal(fixture.IDs(found.Records), want) || found.Total != len(want) {
				t.Errorf("%s finds %v of %d, want %v", text, fixture.IDs(found.Records), found.Total, want)
			}
		}
		for text, want := range map[string][]string{
			`displayName eq "SALES"`:                    {group},
			`externalId eq "s"`:                         {group},
			`id eq "` + inner + `"`:                     {inner},
			`members.value eq "` + c.user + `"`:         {group},
			`members[value eq "` + inner + `"]`:         {group},
			`members eq "` + c.held + `"`:               none,
			`members.value eq "` + c.records[1] + `"`:   none,
			`members.value eq "no id"`:                  none,
			`members pr`:                                {group},
			`members[type eq "Group" and value sw "0"]`: {group},
		} {
			q := fixture.Query(fixture.GroupType)
			q.Filter = fixture.Parse(t, text)
			if found := s.view().Search(t, q); !slices.Equal(fixture.IDs(found.Records), want) || found.Total != len(want) {
				t.Errorf("%s finds %v of %d, want %v", text, fixture.IDs(found.Records), found.Total, want)
			}
		}
		for _, attribute := range []string{"provenance pr", "provenance.source eq \"okta\"", "records.value eq \"x\""} {
			q := fixture.Query(fixture.UserType)
			q.Filter = fixture.Parse(t, own+attribute)
			wantRefused(t, attribute, s.view(), q, "invalidFilter")
		}
	})
}

// Nothing of one account is in the view of another (rule P1).
func TestViewOfAnotherAccount(t *testing.T) {
	eachShelf(t, func(t *testing.T, s *shelf) {
		c := s.couple(t)
		group := s.crew(t, schema.Object{"displayName": "Sales"})
		s.Join(t, group, directory.Member{ID: c.records[0], Type: "User"})
		other := s.elsewhere(t, "umbrella")
		own := other.hire(t, fixture.User(9))
		// A membership across accounts can't be written; if it could, it would show nobody.
		theirs := other.crew(t, schema.Object{"displayName": "Sales"})
		for _, m := range []string{own, c.records[0]} {
			other.Join(t, theirs, directory.Member{ID: m, Type: "User"})
		}
		for typ, id := range map[string]string{"User": c.user, "Group": group} {
			if v := other.view().record(t, typ, id, directory.Want{Groups: true, Members: true}); v != nil {
				t.Errorf("another account's %s is shown: %+v", typ, v)
			}
		}
		for _, text := range []string{
			``, `userName eq "merged@example.com"`, `externalId eq "both"`, `emails.value eq "person1@example.com"`, `id eq "` + c.user + `"`,
			`displayName eq "Merged Person"`, `groups.value eq "` + group + `"`, `members.value eq "` + c.user + `"`, `id pr`, `groups pr or members pr`,
		} {
			for _, sortBy := range []string{"", "displayName"} {
				q := fixture.Query(fixture.UserType, fixture.GroupType)
				q.Want = directory.Want{Groups: true, Members: true}
				if text != "" {
					q.Filter = fixture.Parse(t, text)
				}
				if sortBy != "" {
					q.SortBy = path(sortBy)
				}
				found := other.view().Search(t, q)
				for _, v := range found.Records {
					if v.ID != own && v.ID != theirs {
						t.Errorf("%q finds another account's %s", text, v.ID)
					}
					if v.ID == theirs {
						if got := members(t, v); !slices.Equal(got, []string{own}) {
							t.Errorf("the group shows %v", got)
						}
					}
				}
				if (text == "" || text == "id pr") && found.Total != 2 {
					t.Errorf("%q: %d in all, want 2", text, found.Total)
				}
			}
		}
	})
}

func members(t *testing.T, v *directory.View) []string {
	t.Helper()
	list := []string{}
	for m, err := range v.Members {
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, m.ID)
	}
	return list
}

// Each user is on one page, whatever the order and the size of the pages.
func TestViewPagesVisitEachUserOnce(t *testing.T) {
	eachShelf(t, func(t *testing.T, s *shelf) {
		c := s.couple(t)
		want := []string{c.user, c.lonely}
		for i := range 9 {
			switch i % 3 {
			case 0:
				want = append(want, s.crew(t, schema.Object{"displayName": fmt.Sprint("Person ", i)}))
			case 1:
				want = append(want, s.hire(t, fixture.User(10+i)))
			default:
				o := fixture.User(10 + i)
				delete(o, "displayName")
				want = append(want, c.entra.hire(t, o))
			}
		}
		slices.Sort(want)
		v := s.view()
		for _, sortBy := range []string{"", "id", "userName", "displayName", "emails", "meta.created", "meta.lastModified", "meta.version", "meta.resourceType", "urn:ietf:params:scim:schemas:extension:usher:2.0:User:state"} {
			for _, descending := range []bool{false, true} {
				q := fixture.Query(fixture.UserType, fixture.GroupType)
				if sortBy != "" {
					q.SortBy, q.Descending = path(sortBy), descending
				}
				whole := fixture.IDs(v.Search(t, q).Records)
				if sortBy == "" && !slices.Equal(whole, want) {
					t.Fatalf("the view lists %v, want %v", whole, want)
				}
				for size := 1; size <= len(want)+1; size++ {
					if testing.Short() && size%5 != 0 {
						continue
					}
					q.Count = size
					if got := v.byIndex(t, *q); !slices.Equal(got, whole) {
						t.Errorf("sortBy %q, pages of %d by index: %v, want %v", sortBy, size, got, whole)
					}
					if got := v.byCursor(t, *q, len(want)); !slices.Equal(got, whole) {
						t.Errorf("sortBy %q, pages of %d by cursor: %v, want %v", sortBy, size, got, whole)
					}
				}
				slices.Sort(whole)
				if !slices.Equal(whole, want) {
					t.Errorf("sortBy %q: %v, want %v", sortBy, whole, want)
				}
			}
		}
	})
}

// Rule P5: a group shows users, each once, however many members it has and wherever pages end.
func TestViewOfLargeGroups(t *testing.T) {
	eachShelf(t, func(t *testing.T, s *shelf) {
		most := sizes[len(sizes)-1] + 2
		s.Populate(t, most)
		s.Exec(t, `UPDATE records SET user_id = id, golden = true WHERE account_id = $1 AND type = 'User' AND id <> $2`, s.Account, memberID(5))
		s.Exec(t, `UPDATE records SET user_id = $2, golden = false WHERE account_id = $1 AND type = 'User' AND id = $3`, s.Account, memberID(2), memberID(3))
		q := fixture.Query(fixture.GroupType)
		q.SortBy, q.Want = path("displayName"), directory.Want{Members: true}
		want := make([][]string, 0, len(sizes))
		for _, n := range sizes {
			shown := []string{}
			i := 1
			for ; len(shown) < n; i++ {
				if i != 3 && i != 5 { // who is the user of number 2, too; and nobody
					shown = append(shown, memberID(i))
				}
			}
			group := s.crowd(t, i-1)
			want = append(want, shown)
			if diff := cmp.Diff(shown, members(t, s.view().record(t, "Group", group, q.Want))); diff != "" {
				t.Errorf("%d members (-want +got):\n%.500s", n, diff)
			}
		}
		for i, v := range s.view().Search(t, q).Records {
			if diff := cmp.Diff(want[i], members(t, v)); diff != "" {
				t.Errorf("group %d of a page (-want +got):\n%.500s", i, diff)
			}
		}
	})
}
