package store_test

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
	"github.com/usher-id/usher/scim/schema"
)

// company is an account whose people come from several sources: two that are authoritative for
// its verified domain and know their people by number, and one that nobody trusts.
type company struct {
	*shelf
	url                string
	acct               directory.Account
	okta, entra, plain directory.Source
	in                 *directory.Intake
}

func newCompany(t testing.TB, kind, url string) *company {
	t.Helper()
	s := newShelf(t, kind, url)
	verify(t, s.db, s.account, "example.com")
	acct, err := s.db.Account(t.Context(), "acme")
	if err != nil {
		t.Fatal(err)
	}
	c := &company{shelf: s, url: url, acct: *acct, okta: s.source, in: newIntake(s.db)}
	for name, source := range map[string]*directory.Source{"entra": &c.entra, "plain": &c.plain} {
		made, err := s.db.CreateSource(t.Context(), directory.Source{AccountID: s.account, Name: name, Kind: "scim", Rank: 200, Policy: directory.Hold})
		if err != nil {
			t.Fatal(err)
		}
		*source = *made
	}
	for _, source := range []*directory.Source{&c.okta, &c.entra} {
		source.Settings = directory.Settings{AuthoritativeFor: []string{"example.com"}, Key: enterprise + ":employeeNumber"}
		if err := s.db.ChangeSource(t.Context(), *source); err != nil {
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
		Source: source, Action: directory.Create, Type: userType, ID: uuid.Must(uuid.NewV7()).String(), Attributes: o,
		Request: directory.Request{Channel: "scim", Operation: "POST /Users", Success: 201},
	}
}

// decision is an administrator's change of a record.
func decision(source directory.Source, action directory.Action, id string) directory.Change {
	return directory.Change{Source: source, Action: action, Type: userType, ID: id, Request: directory.Request{Channel: "cli", Operation: "TEST"}}
}

// one applies one change, which has to succeed, with a state.
func (c *company) one(t testing.TB, want directory.Code, change directory.Change) *directory.Record {
	t.Helper()
	r := mustApply(t, c.in, c.acct, change)[0].Record
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
		return []any{enterprise, schema.Object{"employeeNumber": n + name, "department": "Sales"}}
	}
	named := []any{"displayName", "Ann Lee " + name, enterprise, schema.Object{"department": "Sales " + name}}

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
		c.one(t, "", decision(source(c, r), directory.Reconsider, r.ID))
	}
	change := decision(c.plain, directory.Link, waits.ID)
	change.Into = ann.ID
	c.one(t, directory.Active, change)
	c.one(t, directory.Active, decision(c.plain, directory.Unmerge, waits.ID))
	c.one(t, directory.Active, change)
	change = decision(c.plain, directory.KeepApart, alike.ID)
	change.Into = bob.ID
	c.one(t, directory.Active, change)
	change = decision(c.plain, directory.NeverLink, like.ID)
	change.Into = ann.ID
	c.one(t, directory.Active, change)
	change = decision(c.plain, directory.Confirm, like.ID)
	change.Address = at("someone")
	c.one(t, directory.Active, change)
	for _, role := range []directory.Role{"owner", directory.NoRole} {
		if role == directory.NoRole { // somebody else is by then
			change = decision(c.okta, directory.SetRole, bob.ID)
			change.Role = "owner"
			c.one(t, "", change)
		}
		change = decision(c.okta, directory.SetRole, ann.ID)
		change.Role = role
		c.one(t, "", change)
	}
	c.one(t, "", rename(c.plain, alike.ID, at("bob"))) // shares the address
	c.one(t, "", rename(c.plain, alike.ID, at("free")))
	boss := somebody(c.okta, at("boss"))
	c.one(t, directory.Active, boss)
	c.one(t, directory.Active, somebody(c.okta, at("under"), enterprise, schema.Object{"manager": schema.Object{"value": boss.ID}}))
	team := mustApply(t, c.in, c.acct, group(c.okta, "team "+name, ann.ID))[0].Record
	mustApply(t, c.in, c.acct, addMember(c.okta, team.ID, bob.ID))
	c.one(t, "", deactivate(c.okta, ann.ID))
	c.one(t, "", deactivate(c.okta, ann.ID))
	mustApply(t, c.in, c.acct, remove(c.okta, ann.ID))
	mustApply(t, c.in, c.acct, remove(c.plain, like.ID))
	again := somebody(c.plain, at("someone"))
	again.Attributes["externalId"] = "another " + name
	c.one(t, directory.Active, again)
	c.one(t, "", somebody(c.okta, at("ann"))) // comes back
	mustApply(t, c.in, c.acct, somebody(c.okta, at("new1")), somebody(c.okta, at("new2")), somebody(c.entra, at("new1")), remove(c.entra, two.ID))
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
	must(c.db.Profiles(ctx, c.account, "", 100))
	for _, ref := range []string{someID, "nobody@example.com", "somebody"} {
		must(c.db.Profile(ctx, c.account, ref))
	}
	people, err := c.db.Profiles(ctx, c.account, "", 1)
	if err != nil || len(people) != 1 {
		t.Fatal(people, err)
	}
	must(c.db.Profile(ctx, c.account, people[0].ID))
	must(c.db.Profile(ctx, c.account, people[0].Records[0].ID))
	must(c.db.Profile(ctx, c.account, people[0].Login))
	must(c.db.Levels(ctx, c.account, people[0]))
	must(c.db.RecordByUserName(ctx, c.account, c.plain.ID, "nobody"))
	cases, err := c.db.Cases(ctx, c.account, "", true, 100)
	if err != nil || len(cases) == 0 {
		t.Fatal(cases, err)
	}
	must(c.db.Cases(ctx, c.account, "", false, 100))
	must(c.db.Case(ctx, c.account, cases[0].ID))
	must(c.db.CasesOf(ctx, c.account, cases[0].RecordID))
	must(c.db.HeldBy(ctx, c.account, "elsewhere.example", "", 100))
	must(c.db.HeldInVain(ctx, 64))
	must(c.db.InReview(ctx, c.account, "", 100))
	must(c.db.ReviewedInVain(ctx, 64))
	must(c.db.UserRecords(ctx, c.account, c.plain.ID, "", 100))
	for _, f := range []directory.Finding{
		{}, {State: directory.Active}, {State: directory.Suspended}, {State: directory.PendingDomain, After: someID}, {SourceID: c.plain.ID},
		{SourceID: c.plain.ID, State: directory.Active, After: someID}, {Words: []string{"ann"}},
		{Words: []string{"ann", "lee@"}, SourceID: c.plain.ID, State: directory.Active},
	} {
		f.Limit = 100
		must(c.db.Find(ctx, c.account, f))
	}
	for _, q := range []directory.LogQuery{
		{}, {Records: []string{someID, people[0].ID}}, {Actor: "ann"}, {Outcome: directory.Held}, {Changes: true, Since: noon, Until: noon.Add(time.Hour)},
	} {
		q.Limit = 100
		must(c.db.FindLog(ctx, c.account, q))
	}
	for _, ref := range []string{someID, "nobody@example.com"} {
		must(c.db.Lost(ctx, &c.acct, ref))
	}
	must(c.db.SourcePulses(ctx, c.account))
	must(c.db.HeldAddresses(ctx, c.account, []string{"elsewhere.example"}, 5))
}

// Whatever the intake asks and writes about who is whom, and whatever commands read about it, goes
// through an index that leaves the rows in question, on a fresh store, on one that has grown since
// it was last analysed, and on an analysed one.
func TestPeopleUseTheirIndexes(t *testing.T) {
	eachCompany(t, func(t *testing.T, c *company) {
		c.live(t, "one")
		c.live(t, "two") // what is kept prepared is known by now
		c.live(t, "three")
		reads := c.db.Overheard(c.url, func() { c.look(t) })
		intake := c.db.IntakeStatements()
		check := func(t *testing.T) {
			// Of empty tables PostgreSQL thinks that any index will do; it is told otherwise in time
			// (TestPeopleCostTheSameInACrowd).
			weak := c.db.Name() == "sqlite" || !strings.HasSuffix(t.Name(), "/fresh")
			for _, text := range intake {
				c.checkPeoplePlan(t, c.db.WritePool(), text, weak)
			}
			for _, text := range reads {
				c.checkPeoplePlan(t, c.db.ReadPool(), text, weak)
			}
		}
		t.Logf("%d statements of the intake, %d of commands", len(intake), len(reads))
		url := map[string]func(testing.TB) string{"sqlite": storetest.SQLiteURL, "postgres": storetest.PostgresURL}[c.db.Name()](t)
		c = newCompany(t, c.db.Name(), url)
		t.Run("fresh", check)
		c.crowd(t, 1, 50)
		if c.db.Name() == "postgres" { // SQLite never has any
			if err := c.db.RefreshStatistics(); err != nil {
				t.Fatal(err)
			}
		}
		c.crowd(t, 51, 5_000)
		t.Run("filled", check)
		c.exec(t, `ANALYZE`)
		t.Run("analysed", check)
	})
}

// peopleTables grow with the number of people.
const peopleTables = `(records|users|identifiers|members|tombstones|reviews|never_links|log|uniques|r|f|u|m|i|v)`

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
	// An account has few sources, and those who wait are few and have an index of their own.
	fewRows = regexp.MustCompile(`(?m)^SEARCH r .*USING (INDEX sqlite_autoindex_sources_|INDEX records_review).*\n`)
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
	bad := map[string]*regexp.Regexp{"a whole table is read": peopleScan[c.db.Name()]}
	if weak {
		bad["an index leaves everybody"] = peopleWeak[c.db.Name()]
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
	if c.db.Name() == "postgres" {
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
	numbers, id := c.numbers()
	numbers += fmt.Sprintf(` WHERE i >= %d`, first)
	c.exec(t, `INSERT INTO records (account_id, source_id, type, id, user_id, user_name, external_id, match_key, golden, active, state, rule, case_id, body, search, version, created, modified)
		SELECT $1, $2, 'User', `+id+`, `+id+`, 'person' || i || '@example.com', '00u' || i, 'name ' || i, true, true, 'active', 'D1', `+id+`,
			'"userName":"person' || i || '@example.com","active":true', CAST('{"userName":"person' || i || '@example.com"}' AS `+c.json()+`), 1, 1, 1
		FROM `+numbers, c.account, c.okta.ID, last)
	c.exec(t, `INSERT INTO records (account_id, source_id, type, id, display_name, active, state, rule, case_id, body, search, version, created, modified)
		SELECT $1, $2, 'Group', `+strings.ReplaceAll(id, "8000", "9000")+`, 'group ' || i, true, 'active', 'I1', `+id+`, '"displayName":"Group"', CAST('{}' AS `+c.json()+`), 1, 1, 1
		FROM `+numbers+` AND i % 10 = 0`, c.account, c.okta.ID, last)
	them := fmt.Sprintf(` FROM records WHERE account_id = $1 AND external_id LIKE '00u%%' AND CAST(id AS text) >= '%08x'`, first)
	c.exec(t, `INSERT INTO identifiers (account_id, kind, value, record_id, source_id, user_id, owner, match_key)
		SELECT account_id, 'email', user_name, id, source_id, user_id, true, 'match_key ' || user_name`+them, c.account)
	c.exec(t, `INSERT INTO users (account_id, id, state, login, created, modified) SELECT account_id, id, 'active', user_name, 1, 1`+them, c.account)
	c.exec(t, `INSERT INTO tombstones (account_id, source_id, record_id, type, external_hash, address_hash, user_id, deleted)
		SELECT account_id, source_id, id, type, external_id, user_name, id, 1`+them, c.account)
	c.exec(t, `INSERT INTO reviews (account_id, id, source_id, record_id, user_id, reason, waits, status, created) SELECT account_id, id, source_id, id, id, 'notVerified', true, 'open', 1`+them, c.account)
	c.exec(t, `INSERT INTO never_links (account_id, record_id, other_id, created) SELECT account_id, id, id, 1`+them, c.account)
	c.exec(t, `INSERT INTO members (account_id, group_id, member_id, type, waiting) SELECT account_id, id, id, 'User', false`+them, c.account)
	c.exec(t, `INSERT INTO uniques (account_id, source_id, type, value, record_id) SELECT account_id, source_id, type, user_name, id`+them, c.account)
	c.exec(t, `INSERT INTO approved_addresses (account_id, address, domain, created) SELECT account_id, user_name, 'example.com', 1`+them, c.account)
}
