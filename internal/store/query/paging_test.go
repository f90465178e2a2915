package query_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/storetest/fixture"
	"github.com/usher-id/usher/scim/filter"
	"github.com/usher-id/usher/scim/schema"
	"github.com/usher-id/usher/scim/schema/schematest"
)

func path(name string) *filter.AttributePath {
	p, err := filter.ParseAttribute(name)
	if err != nil {
		panic(err)
	}
	return &p
}

// Every record is on one page, whatever the order and the size of the pages.
func TestPagesVisitEachRecordOnce(t *testing.T) {
	gadget := schematest.Everything().Type("Gadget")
	types := []*schema.ResourceType{fixture.UserType, fixture.GroupType, gadget}
	eachShelf(t, func(t *testing.T, s *shelf) {
		var all []string
		for i := range 23 {
			switch o := fixture.User(i / 2); i % 4 { // pairs with equal keys
			case 3:
				all = append(all, s.Put(t, fixture.GroupType, schema.Object{"displayName": fmt.Sprint("Person ", i)}))
			case 2:
				all = append(all, s.Put(t, gadget, schema.Object{"label": "x", "count": int64(i / 3), "weight": float64(i) / 7}))
			default:
				o["userName"] = fmt.Sprint("user", 40-i)
				if i%3 == 0 {
					delete(o, "displayName")
					delete(o, "emails")
				}
				delete(o, "externalId")
				all = append(all, s.Put(t, fixture.UserType, o))
			}
		}
		for i, sortBy := range []string{"", "displayName", "userName", "emails", "emails.primary", "active", "name.familyName", "meta.created", "meta.resourceType", "id", "count", "weight", "", "userName", "count"} {
			for _, descending := range []bool{false, true} {
				if descending && sortBy == "" {
					continue
				}
				q := fixture.Query(types...)
				if i >= 12 {
					q.Filter = long(fixture.Parse(t, `id pr`)) // which a sieve decides
				}
				q.Descending = descending
				if sortBy != "" {
					q.SortBy = path(sortBy)
				}
				whole := s.Search(t, q)
				if whole.Total != len(all) || len(whole.Records) != len(all) {
					t.Fatalf("sortBy %q: %d records of %d, want all %d", sortBy, len(whole.Records), whole.Total, len(all))
				}
				if sortBy == "" && !slices.Equal(fixture.IDs(whole.Records), all) {
					t.Error("the order is not that of creation")
				}
				for _, size := range []int{1, 5, 23} {
					if testing.Short() && size != 5 {
						continue
					}
					q.Count = size
					what := fmt.Sprintf("sortBy %q, descending %v, pages of %d", sortBy, descending, size)
					if got := s.byIndex(t, *q); !slices.Equal(got, fixture.IDs(whole.Records)) {
						t.Errorf("%s, by index: %v, want %v", what, got, fixture.IDs(whole.Records))
					}
					if got := s.byCursor(t, *q, len(all)); !slices.Equal(got, fixture.IDs(whole.Records)) {
						t.Errorf("%s, by cursor: %v, want %v", what, got, fixture.IDs(whole.Records))
					}
				}
			}
		}
	})
}

func (s *shelf) byIndex(t *testing.T, q directory.Query) []string {
	t.Helper()
	var all []string
	for q.Start = 1; ; q.Start += q.Count {
		found := s.Search(t, &q)
		if all = append(all, fixture.IDs(found.Records)...); len(found.Records) == 0 {
			if q.Start <= found.Total {
				t.Errorf("page %d is empty, total %d", q.Start, found.Total)
			}
			return all
		}
	}
}

func (s *shelf) byCursor(t *testing.T, q directory.Query, total int) []string {
	t.Helper()
	var all []string
	q.Cursor, q.Start = true, 0
	for {
		found := s.Search(t, &q)
		all = append(all, fixture.IDs(found.Records)...)
		if found.Total != total || len(all) > total {
			t.Errorf("total %d, want %d", found.Total, total)
			return all
		}
		if q.After = found.Next; q.After == "" {
			return all
		}
	}
}

func TestTotal(t *testing.T) {
	eachShelf(t, func(t *testing.T, s *shelf) {
		for i := range 5 {
			s.Put(t, fixture.UserType, fixture.User(i))
		}
		for _, c := range []struct {
			filter             string
			start, count       int
			wantTotal, wantLen int
		}{
			{``, 1, 0, 5, 0}, // only the total
			{``, 1, 5, 5, 5},
			{``, 1, 2, 5, 2},
			{``, 4, 2, 5, 2},
			{``, 5, 2, 5, 1},
			{``, 6, 2, 5, 0},
			{``, 0, 2, 5, 2},
			{`active eq true`, 1, 10, 3, 3},
			{`active eq true`, 1, 0, 3, 0},
			{`active eq true`, 9, 10, 3, 0},
			{`userName eq "person1@example.com"`, 1, 1, 1, 1},
			{`userName eq "person1@example.com"`, 2, 1, 1, 0},
			{`userName eq "nobody"`, 1, 1, 0, 0},
			{`members pr`, 1, 10, 0, 0},
		} {
			q := fixture.Query(fixture.UserType, fixture.GroupType)
			q.Start, q.Count = c.start, c.count
			if c.filter != "" {
				q.Filter = fixture.Parse(t, c.filter)
			}
			if found := s.Search(t, q); found.Total != c.wantTotal || len(found.Records) != c.wantLen {
				t.Errorf("%q from %d, %d: %d of %d, want %d of %d", c.filter, c.start, c.count, len(found.Records), found.Total, c.wantLen, c.wantTotal)
			}
		}
	})
}

// Resources without the key come last, and first in descending order (RFC 7644 section 3.4.2.3).
// Of several values the primary one counts, or else the first.
func TestSort(t *testing.T) {
	eachShelf(t, func(t *testing.T, s *shelf) {
		email := func(v string, primary bool) any { return schema.Object{"value": v, "primary": primary} }
		a := s.Put(t, fixture.UserType, schema.Object{"userName": "a", "displayName": "é", "emails": []any{email("z@x.example", false), email("b@x.example", true)}})
		b := s.Put(t, fixture.UserType, schema.Object{"userName": "B", "displayName": "Z", "emails": []any{schema.Object{"value": "A@x.example"}, email("y@x.example", false)}})
		c := s.Put(t, fixture.UserType, schema.Object{"userName": "c"})
		d := s.Put(t, fixture.UserType, schema.Object{"userName": "_", "displayName": "Z"})
		for _, test := range []struct {
			sortBy     string
			descending bool
			want       []string
		}{
			{"userName", false, []string{d, a, b, c}},
			{"userName", true, []string{c, b, a, d}},
			{"displayName", false, []string{b, d, a, c}},
			{"displayName", true, []string{c, a, b, d}},
			{"emails", false, []string{b, a, c, d}},
			{"emails.value", true, []string{c, d, a, b}},
			{"meta.created", true, []string{d, c, b, a}},
		} {
			q := fixture.Query(fixture.UserType)
			q.SortBy, q.Descending = path(test.sortBy), test.descending
			if got := fixture.IDs(s.Search(t, q).Records); !slices.Equal(got, test.want) {
				t.Errorf("%s, descending %v: %v, want %v", test.sortBy, test.descending, got, test.want)
			}
		}
	})
}

// Rule P1: another source's records, and another account's, are never seen, whatever is asked.
func TestNobodySeesOthers(t *testing.T) {
	eachShelf(t, func(t *testing.T, s *shelf) {
		id := s.Put(t, fixture.UserType, fixture.User(1))
		group := s.Put(t, fixture.GroupType, schema.Object{"displayName": "Sales", "externalId": "g1"})
		s.Join(t, group, directory.Member{ID: id, Type: "User"})
		for name, other := range map[string]*shelf{"source": s.elsewhere(t, ""), "account": s.elsewhere(t, "globex")} {
			for _, text := range []string{
				"", `id eq "` + id + `"`, `userName eq "person1@example.com"`, `externalId eq "00u1"`, `displayName eq "Person 1"`,
				`emails.value eq "person1@example.com"`, `emails[value eq "person1@example.com"]`, `members.value eq "` + id + `"`,
				`id eq "` + group + `" and members eq "` + id + `"`, `groups.value eq "` + group + `"`, `userName ne "x"`, `not (id pr) or id pr`,
				`userName eq "x" or userName pr`, `members pr or groups pr`, `meta.created gt "2000-01-01T00:00:00Z"`,
			} {
				q := fixture.Query(fixture.UserType, fixture.GroupType)
				if text != "" {
					q.Filter = fixture.Parse(t, text)
				}
				for _, variant := range []func(){func() {}, func() { q.Start = 2 }, func() { q.Count = 0 }, func() { q.Cursor = true }, func() { q.SortBy = path("displayName") }} {
					variant()
					if found := other.Search(t, q); found.Total != 0 || len(found.Records) != 0 {
						t.Errorf("another %s finds %d by %q", name, found.Total, text)
					}
				}
			}
			for _, key := range []directory.RecordKey{{Type: "User", ID: id}, {Type: "Group", ID: group}} {
				if v := other.record(t, key.Type, key.ID, directory.Want{Groups: true, Members: true}); v != nil {
					t.Errorf("another %s reads %s %s", name, key.Type, key.ID)
				}
			}
		}
		if v := s.record(t, "User", id, directory.Want{Groups: true}); len(v.Groups) != 1 {
			t.Errorf("its own source sees %v", v)
		}
	})
}

// No chain of terms is too long, nor too deep for SQLite, which counts to 1000.
func TestLongFilters(t *testing.T) {
	eachShelf(t, func(t *testing.T, s *shelf) {
		s.Put(t, fixture.UserType, fixture.User(1))
		for _, c := range []struct{ term, operator string }{
			{`id pr`, "and"}, {`id eq "x"`, "or"}, {`emails pr`, "and"}, {`emails[type pr]`, "or"}, {`members pr`, "or"},
		} {
			text := strings.TrimSuffix(strings.Repeat(c.term+" "+c.operator+" ", filter.MaxLength/(len(c.term)+len(c.operator)+2)), " "+c.operator+" ")
			q := fixture.Query(fixture.UserType, fixture.GroupType)
			q.Filter = fixture.Parse(t, text)
			want := 1
			if c.term == `id eq "x"` || c.term == `members pr` {
				want = 0
			}
			if found := s.Search(t, q); found.Total != want {
				t.Errorf("%d times %s: %d found, want %d", strings.Count(text, c.term), c.term, found.Total, want)
			}
		}
		deep := strings.Repeat("not (", filter.MaxDepth) + `userName eq "x"` + strings.Repeat(")", filter.MaxDepth)
		q := fixture.Query(fixture.UserType)
		if q.Filter = fixture.Parse(t, deep); s.Search(t, q).Total != 0 {
			t.Error("an even number of nots changes the meaning")
		}
	})
}
