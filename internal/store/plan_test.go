package store_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/jmoiron/sqlx"

	"github.com/usher-id/usher/internal/directory"
)

const someID = "018f0000-0000-7000-8000-000000000001"

// The look-ups that identity providers send are answered from the index made for them, on a
// fresh store, on one that has grown since it was last analysed, and on an analysed one.
func TestLookUpsUseTheirIndex(t *testing.T) {
	eachShelf(t, func(t *testing.T, s *shelf) {
		t.Run("fresh", s.checkPlans)
		s.fill(t, 20_000)
		t.Run("filled", s.checkPlans)
		s.exec(t, `ANALYZE`)
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
	{"User", `id eq "` + someID + `"`, `(id = $`, `(account_id=? AND source_id=? AND type=? AND id=?`},
	{"User", `id eq "` + someID + `" and userName eq "x"`, `(id = $`, `AND id=?`},
	{"User", `emails.value eq "person7@example.com"`, `identifiers_pkey`, `(account_id=? AND kind=? AND value=?`},
	{"User", `emails eq "person7@example.com"`, `identifiers_pkey`, `(account_id=? AND kind=? AND value=?`},
	{"User", `emails[type eq "work" and value eq "person7@example.com"]`, `identifiers_pkey`, `(account_id=? AND kind=? AND value=?`},
	{"User", `displayName eq "Person 7"`, `records_display_name`, `records_display_name (account_id=? AND source_id=? AND type=? AND display_name=?`},
	{"Group", `displayName eq "Sales"`, `records_display_name`, `records_display_name (account_id=? AND source_id=? AND type=? AND display_name=?`},
	{"Group", `members.value eq "` + someID + `"`, `members_member`, `members_member (account_id=? AND member_id=?`},
	{"Group", `members[value eq "` + someID + `"]`, `members_member`, `members_member (account_id=? AND member_id=?`},
	{"Group", `id eq "` + someID + `" and members eq "` + someID + `"`, `(id = $|(member_id = $`, `AND id=?|AND member_id=?`},
}

func (s *shelf) checkPlans(t *testing.T) {
	check := func(what, text string, args []any, want string) (plan string) {
		t.Helper()
		plan = s.plan(t, text, args)
		for line := range strings.Lines(plan) {
			line = strings.TrimSpace(line)
			scan := strings.Contains(line, "Seq Scan") || strings.HasPrefix(line, "SCAN ")
			if scan && (strings.Contains(line, "records") || strings.Contains(line, "members") || strings.Contains(line, "identifiers")) ||
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
		for _, want := range []directory.Want{{}, {Groups: true}} {
			q := query(userType)
			if l.typ == "Group" {
				q = query(groupType)
			}
			q.Filter, q.Want = parse(t, l.filter), want
			for _, variant := range []struct {
				name string
				with func(*directory.Query)
			}{
				{"first page", func(*directory.Query) {}},
				{"second page", func(q *directory.Query) { q.Start = 101 }},
				{"sorted", func(q *directory.Query) { q.SortBy = path("meta.created") }},
				{"cursor", func(q *directory.Query) { q.Cursor, q.After = true, `{"i":"`+someID+`"}` }},
			} {
				q := *q
				variant.with(&q)
				page, total, err := s.db.SearchQueries(s.account, s.source.ID, &q)
				if err != nil {
					t.Fatal(err)
				}
				name := map[string]string{"postgres": l.postgres, "sqlite": l.sqlite}[s.db.Name()]
				check(l.filter+", "+variant.name, page.Text, page.Args, name)
				check(l.filter+", total", total.Text, total.Args, name)
			}
		}
	}
	members := map[string]string{"postgres": "members_pkey", "sqlite": "(account_id=? AND group_id=?"}[s.db.Name()]
	// A page goes on where the one before has ended; it doesn't read that one again.
	next := map[string]string{"postgres": "members_pkey|Index Cond: ((account_id = $1) AND (group_id <= g.id) AND (ROW(group_id, member_id) > ROW(g.id,", "sqlite": "(account_id=? AND group_id=? AND member_id>?)"}[s.db.Name()]
	list := map[string]string{"postgres": "{" + someID + "}", "sqlite": `["` + someID + `"]`}[s.db.Name()]
	for _, plan := range []string{
		check("a group with its members", s.db.MembersQuery(s.account, s.source.ID), []any{s.account, s.source.ID, "Group", someID}, members),
		check("the members of a page", s.db.RosterQuery(s.account, s.source.ID), []any{s.account, list, someID, 5000}, next),
	} {
		if strings.Contains(plan, "Sort") || strings.Contains(plan, "TEMP B-TREE") {
			t.Errorf("the members of a group are gathered to be sorted\n%s", plan)
		}
	}

	q := query(userType, groupType)
	q.Filter = parse(t, `groups[display co "x"] or members.display co "x" or members[type eq "User" and display pr]`)
	for _, x := range s.db.SieveQueries(t, s.account, s.source.ID, q) {
		names := x.Indexes
		if s.db.Name() == "sqlite" {
			names = autoindexes.Replace(names)
		}
		check("a filter that a sieve decides", x.Text, x.Args, names)
	}

	q = query(userType)
	q.Filter = parse(t, `nickName co "x"`)
	page, total, err := s.db.SearchQueries(s.account, s.source.ID, q)
	if err != nil {
		t.Fatal(err)
	}
	own := map[string]string{"postgres": "(account_id = $1) AND (source_id = $2) AND (type = $", "sqlite": "(account_id=? AND source_id=? AND type=?"}[s.db.Name()]
	check("any other filter", page.Text, page.Args, own)
	check("any other filter, total", total.Text, total.Args, own)
}

// plan is how the database answers a query, whatever the parameters.
func (s *shelf) plan(t *testing.T, text string, args []any) string {
	t.Helper()
	explain := "EXPLAIN"
	if s.db.Name() == "sqlite" {
		explain = "EXPLAIN QUERY PLAN"
	}
	return s.explain(t, explain, text, args)
}

// explain gives the lines of an explanation, as a command asks for it.
func (s *shelf) explain(t *testing.T, explain, text string, args []any) string {
	t.Helper()
	conn, err := s.db.ReadPool().Connx(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	var rows *sqlx.Rows
	if s.db.Name() == "sqlite" {
		rows, err = conn.QueryxContext(t.Context(), explain+" "+text, args...)
	} else {
		if _, err := conn.ExecContext(t.Context(), `SET plan_cache_mode = force_generic_plan; DEALLOCATE ALL; PREPARE it AS `+text); err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		defer conn.ExecContext(t.Context(), `DEALLOCATE ALL; RESET plan_cache_mode`)
		values := make([]string, len(args))
		for i, a := range args {
			values[i] = "'" + strings.ReplaceAll(fmt.Sprint(a), "'", "''") + "'"
		}
		rows, err = conn.QueryxContext(t.Context(), explain+" EXECUTE it("+strings.Join(values, ", ")+")")
	}
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	defer rows.Close()
	var plan strings.Builder
	for rows.Next() {
		columns, err := rows.SliceScan()
		if err != nil {
			t.Fatal(err)
		}
		line := columns[len(columns)-1]
		if b, ok := line.([]byte); ok {
			line = string(b)
		}
		fmt.Fprintln(&plan, line)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return plan.String()
}

// populate makes n people.
func (s *shelf) populate(t testing.TB, n int) {
	t.Helper()
	numbers, id := s.numbers()
	s.exec(t, `INSERT INTO records (account_id, source_id, type, id, user_name, external_id, display_name, active, state, rule, case_id, body, search, version, created, modified)
		SELECT $1, $2, 'User', `+id+`, 'person' || i || '@example.com', '00u' || i, 'person ' || i, true, 'active', 'D7', `+id+`,
			'"userName":"person' || i || '@example.com","active":true',
			CAST('{"userName":"person' || i || '@example.com","displayName":"person ' || i || '","active":true,"emails":[{"value":"person' || i || '@example.com","type":"work"}]}' AS `+s.json()+`), 1, 1, 1
		FROM `+numbers, s.account, s.source.ID, n)
	s.recount(t)
}

// numbers is a FROM item, the numbers i from 1 to the third parameter, and the id that i makes.
func (s *shelf) numbers() (from, id string) {
	if s.db.Name() == "postgres" {
		return `generate_series(1, CAST($3 AS bigint)) AS i`, `CAST(lpad(to_hex(i), 8, '0') || '-0000-7000-8000-000000000001' AS uuid)`
	}
	return `(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $3) SELECT i FROM n)`, `printf('%08x-0000-7000-8000-000000000001', i)`
}

// fill makes n people and a group for every hundred of them.
func (s *shelf) fill(t testing.TB, n int) {
	t.Helper()
	s.populate(t, n)
	numbers, id := s.numbers()
	s.exec(t, `INSERT INTO identifiers (account_id, kind, value, record_id, owner) SELECT account_id, 'email', user_name, id, true FROM records WHERE type = 'User'`)
	s.exec(t, `INSERT INTO records (account_id, source_id, type, id, display_name, active, state, rule, case_id, body, search, version, created, modified)
		SELECT $1, $2, 'Group', `+strings.ReplaceAll(id, "8000", "9000")+`, 'group ' || i, true, 'active', 'I1', `+id+`, '"displayName":"Group"', CAST('{"displayName":"group"}' AS `+s.json()+`), 1, 1, 1
		FROM `+numbers, s.account, s.source.ID, n/100)
	s.exec(t, `INSERT INTO members (account_id, group_id, member_id, type, waiting)
		SELECT g.account_id, g.id, u.id, 'User', false FROM records g CROSS JOIN records u
		WHERE g.type = 'Group' AND u.type = 'User' AND substr(CAST(g.id AS text), 7, 2) = substr(CAST(u.id AS text), 7, 2) AND g.display_name < 'group 3'`)
	s.recount(t)
}

// recount makes counts right after records were inserted by SQL.
func (s *shelf) recount(t testing.TB) {
	t.Helper()
	s.exec(t, `DELETE FROM counts`)
	s.exec(t, `INSERT INTO counts (account_id, source_id, type, n) SELECT account_id, source_id, type, count(*) FROM records GROUP BY account_id, source_id, type`)
}

func (s *shelf) json() string {
	if s.db.Name() == "postgres" {
		return "jsonb"
	}
	return "text"
}
