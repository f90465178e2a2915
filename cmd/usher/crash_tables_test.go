package main

import (
	"database/sql"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/usher-id/usher/internal/store/storetest"
)

// crashTables is the database behind the server's back.
type crashTables struct {
	db       *sql.DB
	postgres bool
}

func openCrashTables(t *testing.T, url string) *crashTables {
	t.Helper()
	driver, source, postgres := "sqlite", "file:"+strings.TrimPrefix(url, "sqlite:")+"?_pragma=busy_timeout(10000)", false
	if strings.HasPrefix(url, "postgres") {
		driver, source, postgres = "postgres", url, true
	}
	db, err := sql.Open(driver, source)
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { db.Close() })
	return &crashTables{db, postgres}
}

// quiet returns once the sessions of a killed server are gone. PostgreSQL goes on with the
// statement that such a session was at, so that until then a commit may still land.
func (d *crashTables) quiet(t *testing.T) {
	t.Helper()
	if !d.postgres {
		return
	}
	storetest.Await(t, "the sessions of a killed server to end", func() bool {
		var sessions int
		err := d.db.QueryRow(`
			SELECT count(*) FROM pg_stat_activity
			 WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()`).Scan(&sessions)
		if err != nil {
			t.Fatal(err)
		}
		return sessions == 0
	})
}

// column is the texts that a query of one column gives, sorted.
func (d *crashTables) column(t *testing.T, query string) []string {
	t.Helper()
	rows, err := d.db.Query(query)
	if err != nil {
		t.Fatalf("%v in %s", err, query)
	}
	defer rows.Close()
	list := []string{}
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			t.Fatal(err)
		}
		list = append(list, s)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	slices.Sort(list)
	return list
}

// crashInvariants find rows that a change which landed only half would leave (rule I2). None may
// find any.
var crashInvariants = []struct{ what, query string }{
	{"a person's record without its user", `
		SELECT CAST(r.id AS text) FROM records r LEFT JOIN users u ON u.account_id = r.account_id AND u.id = r.user_id
		 WHERE r.type = 'User' AND r.state NOT IN ('pendingDomain', 'pendingMerge') AND u.id IS NULL`},
	{"a golden record in another state than its user", `
		SELECT CAST(r.id AS text) FROM records r JOIN users u ON u.account_id = r.account_id AND u.id = r.user_id WHERE r.golden AND r.state <> u.state`},
	{"a user without a golden record, or with several", `
		SELECT CAST(u.id AS text) FROM users u LEFT JOIN records r ON r.account_id = u.account_id AND r.user_id = u.id AND r.golden
		 WHERE u.state NOT IN ('deleted', 'merged') GROUP BY u.id HAVING count(r.id) <> 1`},
	{"a person without a first record, or with several", `
		SELECT CAST(user_id AS text) FROM records WHERE user_id IS NOT NULL AND source_id <> account_id
		 GROUP BY user_id HAVING sum(CASE WHEN parent_id IS NULL THEN 1 ELSE 0 END) <> 1`},
	{"a link that leads to another person", `
		SELECT CAST(r.id AS text) FROM records r LEFT JOIN records p ON p.account_id = r.account_id AND p.id = r.parent_id AND p.source_id <> p.account_id
		 WHERE r.parent_id IS NOT NULL AND (p.id IS NULL OR p.user_id <> r.user_id)`},
	{"a record that says that it is inactive and is decided to be active", `
		SELECT CAST(id AS text) FROM records WHERE type = 'User' AND NOT active AND state = 'active'`},
	{"a record in review without a case", `
		SELECT CAST(r.id AS text) FROM records r WHERE r.state = 'pendingMerge' AND NOT EXISTS (
		       SELECT 1 FROM reviews v WHERE v.account_id = r.account_id AND v.record_id = r.id)`},
	{"a user without a record, or a deleted one with a record", `
		SELECT CAST(u.id AS text) FROM users u LEFT JOIN records r ON r.account_id = u.account_id AND r.user_id = u.id
		 WHERE (r.id IS NULL) <> (u.state IN ('deleted', 'merged'))`},
	{"a verdict without the log entry of its case", `
		SELECT CAST(r.id AS text) FROM records r LEFT JOIN log l ON l.account_id = r.account_id AND l.id = r.case_id
		 WHERE l.id IS NULL OR r.user_id IS NULL AND (l.record_id <> r.id OR l.code <> r.state)`},
	{"a count of records that is wrong", `
		SELECT type FROM (SELECT account_id, source_id, type, n FROM counts
		                  UNION ALL SELECT account_id, source_id, type, -1 FROM records WHERE source_id <> account_id
		                  UNION ALL SELECT account_id, account_id, type, -1 FROM records WHERE golden OR type = 'Group') c
		 GROUP BY account_id, source_id, type HAVING sum(n) <> 0`},
	{"an identifier without its record", `
		SELECT i.value FROM identifiers i LEFT JOIN records r ON r.account_id = i.account_id AND r.id = i.record_id AND r.source_id = i.source_id
		 WHERE r.id IS NULL OR r.user_id <> i.user_id`},
	{"an identifier that nobody owns", `
		SELECT value FROM identifiers GROUP BY account_id, value HAVING sum(CASE WHEN owner THEN 1 ELSE 0 END) <> 1`},
	{"a membership without its group", `
		SELECT CAST(m.group_id AS text) FROM members m
		  LEFT JOIN records g ON g.account_id = m.account_id AND g.id = m.group_id AND g.type = 'Group' WHERE g.id IS NULL`},
	{"a membership without its member", `
		SELECT CAST(m.member_id AS text) FROM members m
		  LEFT JOIN records r ON r.account_id = m.account_id AND r.id = m.member_id AND r.type = m.type WHERE r.id IS NULL AND NOT m.waiting`},
	{"a tombstone beside its record", `
		SELECT CAST(t.record_id AS text) FROM tombstones t JOIN records r ON r.account_id = t.account_id AND r.id = t.record_id`},
	{"somebody who came back as another person", `
		SELECT CAST(t.record_id AS text) FROM tombstones t JOIN records r ON r.account_id = t.account_id AND r.id = t.successor
		 WHERE t.user_id <> r.user_id`},
	{"a deletion without its tombstone, or a tombstone without its deletion", `
		SELECT CAST(l.record_id AS text) FROM log l LEFT JOIN tombstones t ON t.account_id = l.account_id AND t.record_id = l.record_id
		 WHERE l.outcome = 'deleted' AND t.record_id IS NULL
		 UNION ALL
		SELECT CAST(t.record_id AS text) FROM tombstones t LEFT JOIN log l ON l.account_id = t.account_id AND l.record_id = t.record_id AND l.outcome = 'deleted'
		 WHERE l.id IS NULL`},
}

// whole looks for halves.
func (d *crashTables) whole(t *testing.T) {
	t.Helper()
	for _, inv := range crashInvariants {
		if found := d.column(t, inv.query); len(found) > 0 {
			t.Errorf("%s: %v", inv.what, found)
		}
	}
}

// match compares the tables with what the journals say has landed.
func (d *crashTables) match(t *testing.T, groups []string, journals []*crashJournal) {
	t.Helper()
	logged := map[string]int{}
	for _, group := range groups {
		logged[group] = 1 // its creation
	}
	records, identifiers, graves, members := slices.Clone(groups), []string{}, []string{}, []string{}
	for _, j := range journals {
		for id, n := range j.logged {
			logged[id] += n
		}
		for _, p := range j.People {
			records = append(records, p.ID)
			identifiers = append(identifiers, p.ID+" "+p.UserName, p.ID+" "+p.Alias)
		}
		for _, p := range j.graves {
			graves = append(graves, p.ID)
		}
		for pair := range j.Members {
			members = append(members, pair.Group+" "+j.People[pair.UserName].ID)
		}
	}
	entries := []string{}
	for id, n := range maps.All(logged) {
		entries = append(entries, slices.Repeat([]string{id}, n)...)
	}
	for _, c := range []struct {
		table string
		want  []string
		query string
	}{
		{"records", records, `SELECT CAST(id AS text) FROM records`},
		{"identifiers", identifiers, `SELECT CAST(record_id AS text) || ' ' || value FROM identifiers`},
		{"tombstones", graves, `SELECT CAST(record_id AS text) FROM tombstones`},
		{"members", members, `SELECT CAST(group_id AS text) || ' ' || CAST(member_id AS text) FROM members`},
		{"log", entries, `SELECT CAST(record_id AS text) FROM log WHERE outcome IN ('created', 'changed', 'updated', 'suspended', 'unchanged', 'deleted', 'held') AND record_id IS NOT NULL`},
	} {
		slices.Sort(c.want)
		if diff := cmp.Diff(c.want, d.column(t, c.query)); diff != "" {
			t.Errorf("table %s is not what was answered (-answered +kept):\n%s", c.table, diff)
		}
	}
}
