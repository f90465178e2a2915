package query_test

import (
	"strings"
	"testing"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/storetest/fixture"
)

// The look-ups that identity providers send are answered from the index made for them, on a
// fresh store, on one that has grown since it was last analysed, and on an analysed one.
func TestLookUpsUseTheirIndex(t *testing.T) {
	eachShelf(t, func(t *testing.T, s *shelf) {
		t.Run("fresh", s.checkPlans)
		s.Fill(t, s.many())
		t.Run("filled", s.checkPlans)
		if testing.Short() {
			return // SQLite's plans change little with what ANALYZE knows
		}
		s.Exec(t, `ANALYZE`)
		t.Run("analysed", s.checkPlans)
	})
}

// lookUps are filters and what the plan of each must mention, parted by |, on PostgreSQL and on SQLite.
var lookUps = []struct {
	typ, filter, postgres, sqlite string
}{
	{"User", `userName eq "person7@example.com"`, `records_user_name`, `records_user_name (account_id=? AND source_id=? AND type=? AND user_name=?`},
	{"User", `userName eq "x" and active eq true`, `records_user_name`, `records_user_name`},
	{"User", `active eq true and (displayName pr and externalId eq "x")`, `records_external_id`, `records_external_id`},
	{"User", `externalId eq "00u7"`, `records_external_id`, `records_external_id (account_id=? AND source_id=? AND type=? AND external_id=?`},
	{"User", `id eq "` + fixture.SomeID + `"`, `(id = $`, `(account_id=? AND source_id=? AND type=? AND id=?`},
	{"User", `id eq "` + fixture.SomeID + `" and userName eq "x"`, `(id = $`, `AND id=?`},
	{"User", `emails.value eq "person7@example.com"`, `identifiers_pkey`, `(account_id=? AND kind=? AND value=?`},
	{"User", `emails eq "person7@example.com"`, `identifiers_pkey`, `(account_id=? AND kind=? AND value=?`},
	{"User", `emails[type eq "work" and value eq "person7@example.com"]`, `identifiers_pkey`, `(account_id=? AND kind=? AND value=?`},
	{"User", `displayName eq "Person 7"`, `records_display_name`, `records_display_name (account_id=? AND source_id=? AND type=? AND display_name=?`},
	{"Group", `displayName eq "Sales"`, `records_display_name`, `records_display_name (account_id=? AND source_id=? AND type=? AND display_name=?`},
	{"Group", `members.value eq "` + fixture.SomeID + `"`, `members_member`, `members_member (account_id=? AND member_id=?`},
	{"Group", `members[value eq "` + fixture.SomeID + `"]`, `members_member`, `members_member (account_id=? AND member_id=?`},
	{"Group", `id eq "` + fixture.SomeID + `" and members eq "` + fixture.SomeID + `"`, `(id = $|(member_id = $`, `AND id=?|AND member_id=?`},
}

func (s *shelf) checkPlans(t *testing.T) {
	check := func(what, text string, args []any, want string) (plan string) {
		t.Helper()
		plan = s.Plan(t, text, args)
		for line := range strings.Lines(plan) {
			line = strings.TrimSpace(line)
			scan := strings.Contains(line, "Seq Scan") || strings.HasPrefix(line, "SCAN ")
			if scan && (strings.Contains(line, "records") || strings.Contains(line, "members") || strings.Contains(line, "identifiers") || strings.Contains(line, "licenses")) ||
				line == "SCAN r" || line == "SCAN m" || line == "SCAN c" {
				t.Errorf("%s: a whole table is read\n%s", what, plan)
			}
		}
		for part := range strings.SplitSeq(want, "|") {
			if !strings.Contains(plan, part) {
				t.Errorf("%s: the plan doesn't mention %s\n%s\n%s", what, part, text, plan)
			}
		}
		return plan
	}
	for _, l := range lookUps {
		for _, want := range []directory.Want{{}, {Groups: true, Licenses: true}} {
			q := fixture.Query(fixture.UserType)
			if l.typ == "Group" {
				q = fixture.Query(fixture.GroupType)
			}
			q.Filter, q.Want = fixture.Parse(t, l.filter), want
			for _, variant := range []struct {
				name string
				with func(*directory.Query)
			}{
				{"first page", func(*directory.Query) {}},
				{"second page", func(q *directory.Query) { q.Start = 101 }},
				{"sorted", func(q *directory.Query) { q.SortBy = path("meta.created") }},
				{"cursor", func(q *directory.Query) { q.Cursor, q.After = true, `{"i":"`+fixture.SomeID+`"}` }},
			} {
				q := *q
				variant.with(&q)
				page, total, err := s.DB.SearchQueries(s.Account, s.Source.ID, &q)
				if err != nil {
					t.Fatal(err)
				}
				name := map[string]string{"postgres": l.postgres, "sqlite": l.sqlite}[s.DB.Name()]
				check(l.filter+", "+variant.name, page.Text, page.Args, name)
				check(l.filter+", total", total.Text, total.Args, name)
			}
		}
	}
	members := map[string]string{"postgres": "members_pkey", "sqlite": "(account_id=? AND group_id=?"}[s.DB.Name()]
	// A page goes on where the one before has ended; it doesn't read that one again.
	next := map[string]string{"postgres": "members_pkey|Index Cond: ((account_id = $1) AND (group_id <= g.id) AND (ROW(group_id, member_id) > ROW(g.id,", "sqlite": "(account_id=? AND group_id=? AND member_id>?)"}[s.DB.Name()]
	list := map[string]string{"postgres": "{" + fixture.SomeID + "}", "sqlite": `["` + fixture.SomeID + `"]`}[s.DB.Name()]
	for _, plan := range []string{
		check("a group with its members", s.DB.MembersQuery(s.Account, s.Source.ID), []any{s.Account, s.Source.ID, "Group", fixture.SomeID}, members),
		check("the members of a page", s.DB.RosterQuery(s.Account, s.Source.ID), []any{s.Account, list, fixture.SomeID, 5000}, next),
	} {
		if strings.Contains(plan, "Sort") || strings.Contains(plan, "TEMP B-TREE") {
			t.Errorf("the members of a group are gathered to be sorted\n%s", plan)
		}
	}

	check("a user with licenses", s.DB.UserQuery(s.Account, s.Source.ID), []any{s.Account, s.Source.ID, "User", fixture.SomeID},
		"licenses_user|licenses_queue")

	q := fixture.Query(fixture.UserType, fixture.GroupType)
	q.Filter = fixture.Parse(t, `groups[display co "x"] or members.display co "x" or members[type eq "User" and display pr]`)
	for _, x := range s.DB.SieveQueries(t, s.Account, s.Source.ID, q) {
		names := x.Indexes
		if s.DB.Name() == "sqlite" {
			names = autoindexes.Replace(names)
		}
		check("a filter that a sieve decides", x.Text, x.Args, names)
	}

	q = fixture.Query(fixture.UserType)
	q.Filter = fixture.Parse(t, `nickName co "x"`)
	page, total, err := s.DB.SearchQueries(s.Account, s.Source.ID, q)
	if err != nil {
		t.Fatal(err)
	}
	own := map[string]string{"postgres": "(account_id = $1) AND (source_id = $2) AND (type = $", "sqlite": "(account_id=? AND source_id=? AND type=?"}[s.DB.Name()]
	check("any other filter", page.Text, page.Args, own)
	check("any other filter, total", total.Text, total.Args, own)
}
