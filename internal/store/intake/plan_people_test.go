package intake_test

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/jmoiron/sqlx"

	"github.com/usher-id/usher/internal/store/storetest"
)

// Whatever the intake asks and writes about who is whom, and whatever commands read about it, goes
// through an index that leaves the rows in question, on a fresh store, on one that has grown since
// it was last analysed, and on an analysed one.
func TestPeopleUseTheirIndexes(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: it asks for the plan of every statement, over a crowd")
	}
	eachCompany(t, func(t *testing.T, c *company) {
		c.live(t, "one")
		c.live(t, "two") // what is kept prepared is known by now
		c.live(t, "three")
		reads := overheard(c.DB, c.url, func() { c.look(t) })
		intake := c.DB.KeptTexts()
		check := func(t *testing.T) {
			// Of empty tables PostgreSQL thinks that any index will do; it is told otherwise in time
			// (TestPeopleCostTheSameInACrowd).
			weak := c.DB.Name() == "sqlite" || !strings.HasSuffix(t.Name(), "/fresh")
			for _, text := range intake {
				c.checkPeoplePlan(t, c.DB.WritePool, text, weak)
			}
			for _, text := range reads {
				c.checkPeoplePlan(t, c.DB.ReadPool, text, weak)
			}
		}
		t.Logf("%d statements of the intake, %d of commands", len(intake), len(reads))
		url := map[string]func(testing.TB) string{"sqlite": storetest.SQLiteURL, "postgres": storetest.PostgresURL}[c.DB.Name()](t)
		c = newCompany(t, c.DB.Name(), url)
		t.Run("fresh", check)
		c.crowd(t, 1, 50)
		if c.DB.Name() == "postgres" { // SQLite never has any
			if err := c.DB.RefreshStatistics(); err != nil {
				t.Fatal(err)
			}
		}
		c.crowd(t, 51, 5_000)
		t.Run("filled", check)
		c.Exec(t, `ANALYZE`)
		t.Run("analysed", check)
	})
}

// peopleTables grow with the number of people.
const peopleTables = `(records|users|identifiers|members|tombstones|reviews|never_links|log|uniques|licenses|devices|r|f|u|m|i|v|q)`

var (
	peopleScan = map[string]*regexp.Regexp{
		"postgres": regexp.MustCompile(`(?m)^.*(Seq Scan on ` + peopleTables + `\b).*$`),
		"sqlite":   regexp.MustCompile(`(?m)^SCAN ` + peopleTables + `\b.*$`),
	}
	// An index of which only the account, its source or the type are compared leaves everybody.
	peopleWeak = map[string]*regexp.Regexp{
		"postgres": regexp.MustCompile(`(?m)^.*Index (?:Only )?Scan.* on ` + peopleTables + `\b.*\n\s+Index Cond: (\(account_id = [^ ]*\)|\(?\(account_id = [^ ]*\) AND \((source_id|type) = [^ ]*\)( AND \(type = [^ ]*\))?\)?)$`),
		"sqlite":   regexp.MustCompile(`(?m)^SEARCH ` + peopleTables + ` .*\(account_id=\?( AND source_id=\?)?( AND type=\?)?\).*$`),
	}
	// An account has few sources, pools and license rules, and those who wait are few and have an index of their own.
	fewRows = regexp.MustCompile(`(?m)^SEARCH r .*USING (INDEX sqlite_autoindex_sources_|INDEX pools_|INDEX sqlite_autoindex_pools_|INDEX license_rules_|INDEX sqlite_autoindex_license_rules_|INDEX records_review).*\n`)
	// The newest entries of a log, of which a limit leaves the others.
	newest    = regexp.MustCompile(`(?m)^.*Index (Only )?Scan Backward using log_(pkey|source_trouble) .*\n.*Index Cond.*\n`)
	parameter = regexp.MustCompile(`\$(\d+)`)
)

func (c *company) checkPeoplePlan(t *testing.T, pool *sqlx.DB, text string, weak bool) {
	t.Helper()
	if !regexp.MustCompile(`(?i)\b(SELECT|UPDATE|DELETE)\b`).MatchString(text) {
		return
	}
	plan := newest.ReplaceAllString(fewRows.ReplaceAllString(c.planOf(t, pool, text), ""), "")
	bad := map[string]*regexp.Regexp{"a whole table is read": peopleScan[c.DB.Name()]}
	if weak {
		bad["an index leaves everybody"] = peopleWeak[c.DB.Name()]
	}
	for what, bad := range bad {
		if line := bad.FindString(plan); line != "" {
			t.Errorf("%s:\n%s\n\n%s\n%s", what, line, text, plan)
		}
	}
}

// planOf is how a pool's connections answer a statement whatever its parameters.
func (c *company) planOf(t *testing.T, pool *sqlx.DB, text string) string {
	t.Helper()
	last := 0
	for _, m := range parameter.FindAllStringSubmatch(text, -1) {
		n, _ := strconv.Atoi(m[1])
		last = max(last, n)
	}
	conn, err := pool.Connx(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	query, args := "EXPLAIN QUERY PLAN "+text, make([]any, last)
	if c.DB.Name() == "postgres" {
		if _, err := conn.ExecContext(t.Context(), `SET plan_cache_mode = force_generic_plan; PREPARE it AS `+text); err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		defer conn.ExecContext(t.Context(), `DEALLOCATE it`)
		query, args = "EXPLAIN EXECUTE it", nil
		if last > 0 {
			query += "(NULL" + strings.Repeat(", NULL", last-1) + ")"
		}
	}
	rows, err := conn.QueryxContext(t.Context(), query, args...)
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

// crowd makes people of okta's by their numbers, each with a row in every table that the intake knows.
func (c *company) crowd(t testing.TB, first, last int) {
	t.Helper()
	numbers, id := c.Numbers()
	numbers += fmt.Sprintf(` WHERE i >= %d`, first)
	c.Exec(t, `INSERT INTO records (account_id, source_id, type, id, user_id, user_name, external_id, match_key, golden, active, state, rule, case_id, body, search, version, created, modified)
		SELECT $1, $2, 'User', `+id+`, `+id+`, 'person' || i || '@example.com', '00u' || i, 'name ' || i, true, true, 'active', 'D1', `+id+`,
			'"userName":"person' || i || '@example.com","active":true', CAST('{"userName":"person' || i || '@example.com"}' AS `+c.JSON()+`), 1, 1, 1
		FROM `+numbers, c.Account, c.okta.ID, last)
	c.Exec(t, `INSERT INTO records (account_id, source_id, type, id, display_name, active, state, rule, case_id, body, search, version, created, modified)
		SELECT $1, $2, 'Group', `+strings.ReplaceAll(id, "8000", "9000")+`, 'group ' || i, true, 'active', 'I1', `+id+`, '"displayName":"Group"', CAST('{}' AS `+c.JSON()+`), 1, 1, 1
		FROM `+numbers+` AND i % 10 = 0`, c.Account, c.okta.ID, last)
	them := fmt.Sprintf(` FROM records WHERE account_id = $1 AND external_id LIKE '00u%%' AND CAST(id AS text) >= '%08x'`, first)
	c.Exec(t, `INSERT INTO identifiers (account_id, kind, value, record_id, source_id, user_id, owner, match_key)
		SELECT account_id, 'email', user_name, id, source_id, user_id, true, 'match_key ' || user_name`+them, c.Account)
	c.Exec(t, `INSERT INTO users (account_id, id, state, login, created, modified) SELECT account_id, id, 'active', user_name, 1, 1`+them, c.Account)
	c.Exec(t, `INSERT INTO tombstones (account_id, source_id, record_id, type, external_hash, address_hash, user_id, deleted)
		SELECT account_id, source_id, id, type, external_id, user_name, id, 1`+them, c.Account)
	c.Exec(t, `INSERT INTO reviews (account_id, id, source_id, record_id, user_id, reason, waits, status, created) SELECT account_id, id, source_id, id, id, 'notVerified', true, 'open', 1`+them, c.Account)
	c.Exec(t, `INSERT INTO never_links (account_id, record_id, other_id, created) SELECT account_id, id, id, 1`+them, c.Account)
	c.Exec(t, `INSERT INTO members (account_id, group_id, member_id, type, waiting) SELECT account_id, id, id, 'User', false`+them, c.Account)
	c.Exec(t, `INSERT INTO uniques (account_id, source_id, type, value, record_id) SELECT account_id, source_id, type, user_name, id`+them, c.Account)
	c.Exec(t, `INSERT INTO approved_addresses (account_id, address, domain, created) SELECT account_id, user_name, 'example.com', 1`+them, c.Account)
}
