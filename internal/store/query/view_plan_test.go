package query_test

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/storetest/fixture"
)

// The look-ups that applications send to the directory view are answered from indexes, on a fresh
// store, on one that has grown since it was last analysed, and on an analysed one.
func TestViewLookUpsUseTheirIndexes(t *testing.T) {
	eachShelf(t, func(t *testing.T, s *shelf) {
		t.Run("fresh", s.view().checkViewPlans)
		s.fillView(t, s.many())
		t.Run("filled", s.view().checkViewPlans)
		t.Run("filled lists", s.view().checkViewLists)
		if testing.Short() {
			return // SQLite's plans change little with what ANALYZE knows
		}
		s.Exec(t, `ANALYZE`)
		t.Run("analysed", s.view().checkViewPlans)
		t.Run("analysed lists", s.view().checkViewLists)
	})
}

// viewLookUps are filters, and which indexes the plan of each must name.
var viewLookUps = []struct{ typ, filter, indexes string }{
	{"User", `userName eq "person7@example.com"`, `records_user_name|records_golden_name`},
	{"User", `active eq true and (displayName pr and externalId eq "x")`, `records_external_id|records_golden_external`},
	{"User", `id eq "` + fixture.SomeID + `"`, `records_user`},
	{"User", `emails.value eq "person7@example.com"`, `identifiers_pkey|records_user`},
	{"User", `emails[type eq "work" and value eq "person7@example.com"]`, `identifiers_pkey|records_user`},
	{"User", `displayName eq "Person 7"`, `records_display_name`},
	{"Group", `displayName eq "Sales"`, `records_display_name`},
	{"Group", `id eq "` + fixture.SomeID + `"`, `records_groups`},
	{"Group", `externalId eq "x"`, `records_external_id`},
	{"Group", `members.value eq "` + fixture.SomeID + `"`, `records_user|members_member`},
	{"Group", `members[value eq "` + fixture.SomeID + `"]`, `records_user|members_member`},
}

func (s *shelf) checkViewPlans(t *testing.T) {
	for _, l := range viewLookUps {
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
				s.checkViewPlan(t, l.filter+", "+variant.name, page.Text, page.Args, l.indexes)
				s.checkViewPlan(t, l.filter+", total", total.Text, total.Args, l.indexes)
			}
		}
	}
	list := map[string]string{"postgres": "{" + fixture.SomeID + "}", "sqlite": `["` + fixture.SomeID + `"]`}[s.DB.Name()]
	for _, plan := range []string{
		s.checkViewPlan(t, "a group with its members", s.DB.MembersQuery(s.Account, s.Account), []any{s.Account, fixture.SomeID}, "members_pkey|records_pkey|records_user"),
		s.checkViewPlan(t, "the members of a page", s.DB.RosterQuery(s.Account, s.Account), []any{s.Account, list, fixture.SomeID, 5000}, "members_pkey|records_pkey|records_user"),
	} {
		if gathered.MatchString(plan) {
			t.Errorf("the members of a group are gathered to be sorted\n%s", plan)
		}
	}
	s.checkViewPlan(t, "a user with licenses", s.DB.UserQuery(s.Account, s.Account), []any{s.Account, fixture.SomeID},
		"licenses_user|licenses_queue|records_user")
	for _, filter := range []string{
		`displayName co "x" or groups.value eq "` + fixture.SomeID + `" or members.value sw "0"`,
		`groups[display co "x"] or members.display co "x" or members[type eq "User" and display pr]`,
	} {
		q := fixture.Query(fixture.UserType, fixture.GroupType)
		q.Filter, q.Want.Groups = fixture.Parse(t, filter), true
		for _, x := range s.DB.SieveQueries(t, s.Account, s.Account, q) {
			s.checkViewPlan(t, "any other filter", x.Text, x.Args, x.Indexes)
		}
	}
}

// gathered are plans that sort members before the first can be handed on. A sort of the one group
// or user that a key names is none.
var gathered = regexp.MustCompile(`(?s)Sort Key: x\.|TEMP B-TREE FOR ORDER BY`)

// autoindexes are the names on SQLite of indexes that PostgreSQL names after their table.
var autoindexes = strings.NewReplacer("records_pkey", "sqlite_autoindex_records_1", "members_pkey", "sqlite_autoindex_members_1", "identifiers_pkey", "sqlite_autoindex_identifiers_1")

// wholeTable are lines of plans that read all of a table or of an index. Aliases of subqueries
// aren't among those of SQLite.
var wholeTable = regexp.MustCompile(`(?m)Seq Scan on (records|members|identifiers|licenses)|^\s*SCAN (records|members|identifiers|c|m|m1|n|o|p|x)\b.*$`)

func (s *shelf) checkViewPlan(t *testing.T, what, text string, args []any, indexes string) (plan string) {
	t.Helper()
	plan = s.Plan(t, text, args)
	if line := wholeTable.FindString(plan); line != "" {
		t.Errorf("%s: a whole table is read: %s\n%s\n%s", what, line, plan, text)
	}
	if s.DB.Name() == "sqlite" {
		indexes = autoindexes.Replace(indexes)
	}
	for index := range strings.SplitSeq(indexes, "|") {
		if !regexp.MustCompile(index + `\b`).MatchString(plan) {
			t.Errorf("%s: the plan doesn't mention %s\n%s\n%s", what, index, plan, text)
		}
	}
	return plan
}

// checkViewLists makes sure that a page near an end of a list reads about as many rows as it has,
// in the order of the index, and that its total is known.
func (s *shelf) checkViewLists(t *testing.T) {
	for _, c := range []struct {
		what string
		page func(*directory.Query)
		rows int
	}{
		{"the first page", func(*directory.Query) {}, 100},
		{"the last page", func(q *directory.Query) { q.Start = 19_901 }, 100},
		{"the second page", func(q *directory.Query) { q.Start = 101 }, 201},
		{"the first page by cursor", func(q *directory.Query) { q.Cursor = true }, 101},
		{"a page by cursor", func(q *directory.Query) { q.Cursor, q.After = true, fmt.Sprintf(`{"i":%q}`, memberID(10_000)) }, 101},
	} {
		q := fixture.Query(fixture.UserType)
		c.page(q)
		page, _, err := s.DB.SearchQueries(s.Account, s.Source.ID, q)
		if err != nil {
			t.Fatal(err)
		}
		plan := s.checkViewPlan(t, c.what, page.Text, page.Args, "records_user|counts")
		if s.DB.Name() == "sqlite" {
			if strings.Count(plan, "TEMP B-TREE FOR ORDER BY") > 1 { // that of the page itself
				t.Errorf("%s is sorted\n%s", c.what, plan)
			}
			continue
		}
		plan = s.Explain(t, "EXPLAIN (ANALYZE, TIMING OFF)", page.Text, page.Args)
		read := 0
		for _, m := range listed.FindAllStringSubmatch(plan, -1) {
			n, _ := strconv.Atoi(m[1])
			loops, _ := strconv.Atoi(m[2])
			removed, _ := strconv.Atoi(m[3])
			read += (n + removed) * loops
		}
		// Of every tenth user there are two records beside the golden one.
		if want := c.rows * 12 / 10; read < c.rows || read > want+3 {
			t.Errorf("%s reads %d rows, want %d\n%s", c.what, read, want, plan)
		}
	}
}

var listed = regexp.MustCompile(`Scan(?: Backward)? using records_user on records c[^\n]*\(actual rows=(\d+) loops=(\d+)\)(?:\n\s+(?:Index Cond|Filter)[^\n]*)*(?:\n\s+Rows Removed by Filter: (\d+))?`)

// fillView makes n people and groups for them. Every tenth has a record in another source, too.
func (s *shelf) fillView(t *testing.T, n int) {
	t.Helper()
	s.Fill(t, n)
	s.Exec(t, `ANALYZE`) // while nobody has a golden record yet: the planner is to do well on what is outdated
	entra := s.elsewhere(t, "")
	s.Exec(t, `UPDATE identifiers SET user_id = record_id WHERE account_id = $1`, s.Account)
	s.Exec(t, `UPDATE records SET user_id = id, golden = (external_id NOT LIKE '%7') WHERE account_id = $1 AND type = 'User'`, s.Account)
	another := map[string]string{"postgres": `CAST(replace(CAST(id AS text), '-8000-', '-a000-') AS uuid)`, "sqlite": `replace(id, '-8000-', '-a000-')`}[s.DB.Name()]
	insert := `INSERT INTO records (account_id, source_id, type, id, user_id, user_name, external_id, golden_name, golden_external, display_name, golden, active, state, rule, case_id, body, search, version, created, modified)
		SELECT account_id, $2, type, `
	rest := `, display_name, {golden}, active, state, rule, case_id, body, search, version, created, modified FROM records WHERE account_id = $1 AND source_id = $3 AND type = 'User' AND NOT golden`
	s.Exec(t, insert+another+`, user_id, user_name, external_id, NULL, NULL`+strings.Replace(rest, "{golden}", "false", 1), s.Account, entra.Source.ID, s.Source.ID)
	s.Exec(t, insert+`user_id, user_id, NULL, NULL, user_name, external_id`+strings.Replace(rest, "{golden}", "true", 1), s.Account, s.Account, s.Source.ID)
	s.Recount(t)
	s.Exec(t, `DELETE FROM counts WHERE source_id = account_id`)
	s.Exec(t, `INSERT INTO counts (account_id, source_id, type, n) SELECT account_id, account_id, type, count(*) FROM records WHERE golden OR type = 'Group' GROUP BY account_id, type`)
}
