package intake_test

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/storetest"
	"github.com/usher-id/usher/internal/store/storetest/fixture"
	"github.com/usher-id/usher/scim/schema"
)

// company is an account whose people come from several sources: two that are authoritative for
// its verified domain and know their people by number, and one that nobody trusts.
type company struct {
	*fixture.Shelf
	url                string
	acct               directory.Account
	okta, entra, plain directory.Source
	in                 *directory.Intake
}

func newCompany(t testing.TB, kind, url string) *company {
	t.Helper()
	s := fixture.NewShelf(t, kind, url)
	fixture.Verify(t, s.DB, s.Account, "example.com")
	acct, err := s.DB.Account(t.Context(), "acme")
	if err != nil {
		t.Fatal(err)
	}
	c := &company{Shelf: s, url: url, acct: *acct, okta: s.Source, in: fixture.Intake(s.DB)}
	for name, source := range map[string]*directory.Source{"entra": &c.entra, "plain": &c.plain} {
		made, err := s.DB.CreateSource(t.Context(), directory.Source{AccountID: s.Account, Name: name, Kind: "scim", Rank: 200, Policy: directory.Hold})
		if err != nil {
			t.Fatal(err)
		}
		*source = *made
	}
	for _, source := range []*directory.Source{&c.okta, &c.entra} {
		source.Settings = directory.Settings{AuthoritativeFor: []string{"example.com"}, Key: directory.EnterpriseUser + ":employeeNumber"}
		if err := s.DB.ChangeSource(t.Context(), *source); err != nil {
			t.Fatal(err)
		}
	}
	return c
}

func eachCompany(t *testing.T, fn func(t *testing.T, c *company)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { fn(t, newCompany(t, "sqlite", storetest.SQLiteURL(t))) })
	t.Run("postgres", func(t *testing.T) { fn(t, newCompany(t, "postgres", storetest.PostgresURL(t))) })
}

// somebody is the creation of a person by an address, with more attributes in pairs.
func somebody(source directory.Source, address string, more ...any) directory.Change {
	o := schema.Object{"userName": address, "externalId": "x-" + address, "active": true, "emails": []any{schema.Object{"value": address, "primary": true}}}
	for i := 0; i < len(more); i += 2 {
		o[more[i].(string)] = more[i+1]
	}
	return directory.Change{
		Source: source, Action: directory.Create, Type: fixture.UserType, ID: uuid.Must(uuid.NewV7()).String(), Attributes: o,
		Request: directory.Request{Channel: "scim", Operation: "POST /Users", Success: 201},
	}
}

// decision is what an administrator decides of a record.
func decision(source directory.Source, action directory.Action, id string) directory.Decision {
	return directory.Decision{
		Action: action, Record: directory.RecordKey{SourceID: source.ID, Type: directory.TypeUser, ID: id},
		Type: fixture.UserType, Request: directory.Request{Channel: "cli", Operation: "TEST", Actor: "ada"},
	}
}

// again judges a record of a source again.
func again(source directory.Source, id string) directory.Change {
	return directory.Change{
		Source: source, Action: directory.Reconsider, Type: fixture.UserType, ID: id,
		Request: directory.Request{Channel: "domain", Operation: "TEST"},
	}
}

// one applies one change, which has to succeed, with a state.
func (c *company) one(t testing.TB, want directory.Code, change directory.Change) *directory.Record {
	t.Helper()
	return wanted(t, want, fixture.Apply(t, c.in, c.acct, change)[0].Record)
}

// decide carries out one decision, after which its record has to be there, with a state.
func (c *company) decide(t testing.TB, want directory.Code, d directory.Decision) {
	t.Helper()
	wanted(t, want, fixture.Decide(t, c.in, c.acct, d)[0].Record)
}

func wanted(t testing.TB, want directory.Code, r *directory.Record) *directory.Record {
	t.Helper()
	if want != "" && (r == nil || r.Verdict.Code != want) {
		t.Fatalf("want %s: %+v", want, r)
	}
	return r
}

// live lets everything happen that changes who is whom.
func (c *company) live(t testing.TB, name string) {
	t.Helper()
	at := func(s string) string { return s + name + "@example.com" }
	number := func(n string) []any {
		return []any{directory.EnterpriseUser, schema.Object{"employeeNumber": n + name, "department": "Sales"}}
	}
	named := []any{"displayName", "Ann Lee " + name, directory.EnterpriseUser, schema.Object{"department": "Sales " + name}}

	ann := c.one(t, directory.Active, somebody(c.okta, at("ann"), named...))
	two := c.one(t, directory.Active, somebody(c.entra, at("ann")))
	if two.UserID != ann.ID {
		t.Fatalf("not linked by the address: %+v", two)
	}
	bob := c.one(t, directory.Active, somebody(c.okta, at("bob"), number("7")...))
	if by := c.one(t, directory.Active, somebody(c.entra, at("robert"), number("7")...)); by.UserID != bob.ID {
		t.Fatalf("not linked by the key: %+v", by)
	}
	waits := c.one(t, directory.PendingMerge, somebody(c.plain, at("ann")))
	alike := c.one(t, directory.PendingMerge, somebody(c.plain, at("b.o.b")))
	like := c.one(t, directory.PendingMerge, somebody(c.plain, at("someone"), named...))
	c.one(t, directory.PendingDomain, somebody(c.plain, "held"+name+"@elsewhere.example"))
	for _, r := range []*directory.Record{ann, waits} {
		c.one(t, "", again(source(c, r), r.ID))
	}
	change := decision(c.plain, directory.Link, waits.ID)
	change.Into = ann.ID
	c.decide(t, directory.Active, change)
	c.decide(t, directory.Active, decision(c.plain, directory.Unmerge, waits.ID))
	c.decide(t, directory.Active, change)
	change = decision(c.plain, directory.KeepApart, alike.ID)
	change.Into = bob.ID
	c.decide(t, directory.Active, change)
	change = decision(c.plain, directory.NeverLink, like.ID)
	change.Into = ann.ID
	c.decide(t, directory.Active, change)
	change = decision(c.plain, directory.Confirm, like.ID)
	change.Address = at("someone")
	c.decide(t, directory.Active, change)
	for _, role := range []directory.Role{"owner", directory.NoRole} {
		if role == directory.NoRole { // somebody else is by then
			change = decision(c.okta, directory.SetRole, bob.ID)
			change.Role = "owner"
			c.decide(t, "", change)
		}
		change = decision(c.okta, directory.SetRole, ann.ID)
		change.Role = role
		c.decide(t, "", change)
	}
	c.one(t, "", fixture.Rename(c.plain, alike.ID, at("bob"))) // shares the address
	c.one(t, "", fixture.Rename(c.plain, alike.ID, at("free")))
	boss := somebody(c.okta, at("boss"))
	c.one(t, directory.Active, boss)
	c.one(t, directory.Active, somebody(c.okta, at("under"), directory.EnterpriseUser, schema.Object{"manager": schema.Object{"value": boss.ID}}))
	team := fixture.Apply(t, c.in, c.acct, fixture.Group(c.okta, "team "+name, ann.ID))[0].Record
	fixture.Apply(t, c.in, c.acct, fixture.AddMember(c.okta, team.ID, bob.ID))
	c.one(t, "", fixture.Deactivate(c.okta, ann.ID))
	c.one(t, "", fixture.Deactivate(c.okta, ann.ID))
	fixture.Apply(t, c.in, c.acct, fixture.Remove(c.okta, ann.ID))
	fixture.Apply(t, c.in, c.acct, fixture.Remove(c.plain, like.ID))
	again := somebody(c.plain, at("someone"))
	again.Attributes["externalId"] = "another " + name
	c.one(t, directory.Active, again)
	c.one(t, "", somebody(c.okta, at("ann"))) // comes back
	fixture.Apply(t, c.in, c.acct, somebody(c.okta, at("new1")), somebody(c.okta, at("new2")), somebody(c.entra, at("new1")), fixture.Remove(c.entra, two.ID))
}

func source(c *company, r *directory.Record) directory.Source {
	for _, s := range []directory.Source{c.okta, c.entra} {
		if s.ID == r.SourceID {
			return s
		}
	}
	return c.plain
}

// look reads whatever commands read about who is whom.
func (c *company) look(t testing.TB) {
	ctx := t.Context()
	must := func(_ any, err error) {
		t.Helper()
		if err != nil && directory.KindOf(err) != directory.NotFound {
			t.Error(err)
		}
	}
	must(c.DB.Profiles(ctx, c.Account, "", 100))
	for _, ref := range []string{fixture.SomeID, "nobody@example.com", "somebody"} {
		must(c.DB.Profile(ctx, c.Account, ref))
	}
	people, err := c.DB.Profiles(ctx, c.Account, "", 1)
	if err != nil || len(people) != 1 {
		t.Fatal(people, err)
	}
	must(c.DB.Profile(ctx, c.Account, people[0].ID))
	must(c.DB.Profile(ctx, c.Account, people[0].Records[0].ID))
	must(c.DB.Profile(ctx, c.Account, people[0].Login))
	must(c.DB.Levels(ctx, c.Account, people[0]))
	must(c.DB.RecordByUserName(ctx, c.Account, c.plain.ID, "nobody"))
	cases, err := c.DB.Cases(ctx, c.Account, "", true, 100)
	if err != nil || len(cases) == 0 {
		t.Fatal(cases, err)
	}
	must(c.DB.Cases(ctx, c.Account, "", false, 100))
	must(c.DB.Case(ctx, c.Account, cases[0].ID))
	must(c.DB.CasesOf(ctx, c.Account, cases[0].RecordID))
	must(c.DB.HeldBy(ctx, c.Account, "elsewhere.example", "", 100))
	must(c.DB.HeldInVain(ctx, 64))
	must(c.DB.InReview(ctx, c.Account, "", 100))
	must(c.DB.ReviewedInVain(ctx, 64))
	must(c.DB.UserRecords(ctx, c.Account, c.plain.ID, "", 100))
	for _, f := range []directory.Finding{
		{}, {State: directory.Active}, {State: directory.Suspended}, {State: directory.PendingDomain, After: fixture.SomeID}, {SourceID: c.plain.ID},
		{SourceID: c.plain.ID, State: directory.Active, After: fixture.SomeID}, {Words: []string{"ann"}},
		{Words: []string{"ann", "lee@"}, SourceID: c.plain.ID, State: directory.Active},
	} {
		f.Limit = 100
		must(c.DB.Find(ctx, c.Account, f))
	}
	for _, q := range []directory.LogQuery{
		{}, {Records: []string{fixture.SomeID, people[0].ID}}, {Actor: "ann"}, {Outcome: directory.Held}, {Changes: true, Since: fixture.Start, Until: fixture.Start.Add(time.Hour)},
	} {
		q.Limit = 100
		must(c.DB.FindLog(ctx, c.Account, q))
	}
	for _, ref := range []string{fixture.SomeID, "nobody@example.com"} {
		must(c.DB.Lost(ctx, &c.acct, ref))
	}
	_, _, err = c.DB.SourcePulses(ctx, c.Account, fixture.Start)
	must(nil, err)
	must(c.DB.RecordsOf(ctx, &c.acct, people[0].ID))
	must(c.DB.RecordsOf(ctx, &c.acct, "nobody@example.com"))
	must(c.DB.HeldAddresses(ctx, c.Account, []string{"elsewhere.example"}, 5))
}

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
	if strings.HasPrefix(strings.TrimSpace(text), "UPDATE tombstones") {
		return // who comes back is looked for among the source's deleted people
	}
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
