package store

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/usher-id/usher/internal/directory"
)

var _ directory.Store = (*DB)(nil)
var _ directory.Tx = (*Tx)(nil)

// Transact implements directory.Store.
func (db *DB) Transact(ctx context.Context, accountID string, dry bool, fn func(directory.Tx) error) error {
	run := func(tx *Tx) error { return fn(tx) }
	if db.Name() == "sqlite" {
		return db.WithTx(ctx, run) // SQLite has one writer, whatever the account
	}
	return retry(ctx, func() error { return db.withLane(ctx, accountID, dry, run) })
}

// tombstoneLife is how long a deleted person is known again by the externalId (rule M7).
const tombstoneLife = 180 * 24 * time.Hour

// lookup is one kind of question: an inline table of keys, and for each key the rows of a table
// that an index finds by it.
type lookup struct {
	cols    []column
	table   string // with its alias r
	where   string // joins r with the keys, k
	a, b    string // the answer's two texts; b may be ""
	count   bool   // the answer is a count, for every key
	sources bool   // the answers are the sources of the account for which there is any row
	exists  bool   // the answer is a text, for the keys for which there is any row
	order   string // with others: the column that says which come first
	few     bool   // the first rows, as many as are of interest, joined by line ends
	others  bool   // a few rows of each source of the account but the key's, joined by line ends
}

// query asks for what the lookup finds for each key of rows: (number of the lookup, number of
// the key, a, b).
func (l *lookup) query(d dialect, number int, rows string) string {
	head := fmt.Sprintf("SELECT %d, k.i, ", number)
	switch {
	case l.count:
		return head + "(SELECT " + l.a + " FROM " + l.table + " WHERE " + l.where + "), CAST(NULL AS text) FROM " + rows
	case l.sources:
		return head + "CAST(s.id AS text), CAST(NULL AS text) FROM " + rows + " CROSS JOIN sources s WHERE s.account_id = $1 AND EXISTS (SELECT 1 FROM " + l.table + " WHERE " + l.where + " AND r.source_id = s.id)"
	case l.exists:
		return head + "'yes', CAST(NULL AS text) FROM " + rows + " WHERE EXISTS (SELECT 1 FROM " + l.table + " WHERE " + l.where + ")"
	case l.few:
		return head + "CAST(NULL AS text), " + d.lines("SELECT "+l.a+" AS line FROM "+l.table+" WHERE "+l.where) + " FROM " + rows
	case l.others:
		return head + "CAST(NULL AS text), " + d.lines("SELECT "+l.a+" AS line FROM "+l.table+" WHERE "+l.where+" AND r.source_id = s.id ORDER BY r."+l.order+" LIMIT 8") +
			" FROM " + rows + " CROSS JOIN sources s WHERE s.account_id = $1 AND s.id <> k.source_id"
	}
	b := l.b
	if b == "" {
		b = "CAST(NULL AS text)"
	}
	return head + d.each(rows, l.table, l.where, l.a, b)
}

// The lookups that need no lock. Their numbers are what the combined query names them by.
const (
	askUserNames = iota
	askExternalIDs
	askUniques
	askTombstones
	askUsers
	askGroups
	askGone
	askPairs
	askCounts
	askRosters
	askDomains
	askMailboxDomains
	askMailboxes
	askGroupsOf
	askPolicy
	askOwners
	askHolders
	askAlikes
	askLikenesses
	askRecycled
	askApart
	askRoleOwners
	lookupKinds
)

var nameCols = []column{{"source_id", uuidCol}, {"type", textCol}, {"value", textCol}}
var personCols = []column{{"source_id", uuidCol}, {"id", uuidCol}}

var lookups = [lookupKinds]lookup{
	askUserNames: {
		cols: nameCols, table: "records r", a: "CAST(r.id AS text)",
		where: "r.account_id = $1 AND r.source_id = k.source_id AND r.type = k.type AND r.user_name = k.value",
	},
	askExternalIDs: {
		cols: nameCols, table: "records r", a: "CAST(r.id AS text)",
		where: "r.account_id = $1 AND r.source_id = k.source_id AND r.type = k.type AND r.external_id = k.value",
	},
	askUniques: {
		cols: nameCols, table: "uniques r", a: "CAST(r.record_id AS text)",
		where: "r.account_id = $1 AND r.source_id = k.source_id AND r.type = k.type AND r.value = k.value",
	},
	askTombstones: {
		cols: append(nameCols[:3:3], column{"since", intCol}), table: "tombstones r", a: "CAST(r.record_id AS text)", b: "CAST(r.deleted AS text) || ' ' || COALESCE(CAST(r.user_id AS text), '') || ' ' || COALESCE(CAST(r.home_id AS text), '')",
		where: "r.account_id = $1 AND r.source_id = k.source_id AND r.type = k.type AND r.external_hash = k.value AND r.deleted > k.since AND r.successor IS NULL",
	},
	askUsers: {
		cols: personCols, table: "records r", a: "'User'", b: "CAST(r.id AS text)",
		where: "r.account_id = $1 AND r.source_id = k.source_id AND r.type = 'User' AND r.id = k.id",
	},
	askGroups: {
		cols: personCols, table: "records r", a: "'Group'", b: "CAST(r.id AS text)",
		where: "r.account_id = $1 AND r.source_id = k.source_id AND r.type = 'Group' AND r.id = k.id",
	},
	askGone: {
		cols: personCols, table: "tombstones r", a: "r.type", b: "CAST(r.successor AS text)",
		where: "r.account_id = $1 AND r.source_id = k.source_id AND r.record_id = k.id",
	},
	askPairs: {
		cols: []column{{"group_id", uuidCol}, {"member_id", uuidCol}}, table: "members r", a: "CAST(r.member_id AS text)", b: memberText,
		where: "r.account_id = $1 AND r.group_id = k.group_id AND r.member_id = k.member_id",
	},
	askCounts: {
		cols: []column{{"group_id", uuidCol}}, table: "members r", a: "CAST(count(*) AS text)",
		where: "r.account_id = $1 AND r.group_id = k.group_id", count: true,
	},
	askRosters: {
		cols: []column{{"group_id", uuidCol}}, table: "members r", a: "CAST(r.member_id AS text)", b: memberText,
		where: "r.account_id = $1 AND r.group_id = k.group_id",
	},
	askDomains: {
		// A domain is covered by its own row, or by one above it with its subdomains (rule D5).
		cols: []column{{"domain", textCol}, {"own", boolCol}}, table: "domains r", a: "r.level", b: "r.domain",
		where: "r.account_id = $1 AND r.domain = k.domain AND (k.own OR r.subdomains) AND (r.level <> 'none' OR r.state IN ('stale', 'revoked'))",
	},
	askMailboxDomains: {
		cols: []column{{"domain", textCol}}, table: "approved_addresses r", exists: true,
		where: "r.account_id = $1 AND r.domain = k.domain",
	},
	askMailboxes: {
		cols: []column{{"address", textCol}}, table: "approved_addresses r", exists: true,
		where: "r.account_id = $1 AND r.address = k.address",
	},
	askGroupsOf: {
		cols: []column{{"member_id", uuidCol}}, table: "members r", a: "CAST(r.group_id AS text)", b: "CASE WHEN r.waiting THEN 'waiting' END",
		where: "r.account_id = $1 AND r.member_id = k.member_id",
	},
	askPolicy: {
		table: "sources r", a: "CAST(r.id AS text)", b: "r.kind || ' ' || CAST(r.rank AS text) || ' ' || r.settings",
		where: "r.account_id = $1",
	},
	askOwners: {
		cols: []column{{"kind", textCol}, {"value", textCol}}, table: "identifiers r", a: identifierText,
		where: "r.account_id = $1 AND r.kind = k.kind AND r.value = k.value AND r.owner",
	},
	askHolders: {
		cols: []column{{"kind", textCol}, {"value", textCol}}, table: "identifiers r", a: identifierText, few: true,
		where: "r.account_id = $1 AND r.kind = k.kind AND r.value = k.value ORDER BY r.owner DESC, r.user_id IS NULL, r.record_id LIMIT " + strconv.Itoa(directory.MostHolders),
	},
	askAlikes: {
		cols: []column{{"source_id", uuidCol}, {"alike", textCol}}, table: "identifiers r", a: identifierText, others: true, order: "record_id",
		where: "r.account_id = $1 AND r.alike = k.alike AND r.user_id IS NOT NULL",
	},
	askLikenesses: {
		cols: []column{{"source_id", uuidCol}, {"likeness", textCol}}, table: "records r", others: true, order: "id",
		a:     "CAST(r.source_id AS text) || ' ' || CAST(r.id AS text) || ' ' || CAST(r.user_id AS text)",
		where: "r.account_id = $1 AND r.likeness = k.likeness AND r.user_id IS NOT NULL",
	},
	askRecycled: {
		cols: []column{{"hash", textCol}, {"since", intCol}}, table: "tombstones r", sources: true,
		where: "r.account_id = $1 AND r.address_hash = k.hash AND r.deleted > k.since AND r.successor IS NULL",
	},
	askApart: {
		cols: []column{{"record_id", uuidCol}}, table: "apart r", a: "CAST(r.other_id AS text)",
		where: "r.account_id = $1 AND r.record_id = k.record_id",
	},
	askRoleOwners: {
		table: "users r", a: "CAST(r.id AS text)",
		where: "r.account_id = $1 AND r.role = 'owner' AND r.state = 'active'",
	},
}

// identifierText is a row of identifiers as one text.
const identifierText = "CAST(r.record_id AS text) || ' ' || COALESCE(CAST(r.source_id AS text), '') || ' ' || COALESCE(CAST(r.user_id AS text), '') || ' ' || CASE WHEN r.owner THEN 'o' ELSE '-' END || ' ' || r.value"

func parseIdentifier(kind, text string) directory.Identifier {
	parts := strings.SplitN(text, " ", 5)
	return directory.Identifier{Kind: kind, RecordID: parts[0], SourceID: parts[1], UserID: parts[2], Owner: parts[3] == "o", Value: parts[4]}
}

// memberText is a member's row as one text: whether it waits, its type, its display.
const memberText = "CASE WHEN r.waiting THEN 'w' ELSE '-' END || r.type || ' ' || COALESCE(r.display, '')"

func parseMember(id, text string) directory.Member {
	typeName, display, _ := strings.Cut(text[1:], " ")
	return directory.Member{ID: id, Type: typeName, Display: display, Waiting: text[0] == 'w'}
}

// Find implements directory.Tx. It costs one round trip for the records that are asked for
// and one for everything else.
func (tx *Tx) Find(ctx context.Context, accountID string, q *directory.Questions, into *directory.Facts) error {
	if len(q.Records)+len(q.Users) > 0 {
		if err := tx.findRecords(ctx, accountID, q, into); err != nil {
			return fmt.Errorf("find records: %w", err)
		}
	}
	if len(q.Managers) > 0 {
		if err := tx.findManagers(ctx, accountID, q.Managers, into.Managers); err != nil {
			return fmt.Errorf("find managers: %w", err)
		}
	}
	if err := tx.findFacts(ctx, accountID, q, into); err != nil {
		return fmt.Errorf("find facts: %w", err)
	}
	return nil
}

// questions are the keys of one lookup in their order, and what to do with an answer to one.
type questions struct {
	keys   *table
	answer func(i int, a, b string)
}

func (tx *Tx) findFacts(ctx context.Context, accountID string, q *directory.Questions, into *directory.Facts) error {
	asked := tx.questions(q, into)
	var parts []string
	args := []any{accountID}
	for kind := range asked {
		keys := asked[kind].keys
		if keys.n == 0 {
			continue
		}
		l := &lookups[kind]
		cols := append([]column{{"i", intCol}}, l.cols...)
		rows := tx.db.dialect.rows("k", cols, len(args)+1)
		parts = append(parts, l.query(tx.db.dialect, kind, rows))
		args = append(args, tx.db.dialect.bind(keys)...)
	}
	if len(parts) == 0 {
		return nil
	}
	stmt, err := tx.prepared(ctx, strings.Join(parts, " UNION ALL "))
	if err != nil {
		return err
	}
	rows, err := stmt.QueryContext(ctx, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var kind, i int
		var a, b *string
		if err := rows.Scan(&kind, &i, &a, &b); err != nil {
			return err
		}
		asked[kind].answer(i, deref(a), deref(b))
	}
	return rows.Err()
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// questions turns the questions into keys, and notes for each that it has been asked: what
// finds no row has the zero value as its answer.
func (tx *Tx) questions(q *directory.Questions, f *directory.Facts) *[lookupKinds]questions {
	var all [lookupKinds]questions
	for kind := range all {
		all[kind].keys = newTable(append([]column{{"i", intCol}}, lookups[kind].cols...)...)
	}
	names := func(kind int, keys []directory.NameKey, facts map[directory.NameKey]string) {
		for i, k := range keys {
			facts[k] = ""
			all[kind].keys.add(int64(i), k.SourceID, k.Type, k.Value)
		}
		all[kind].answer = func(i int, id, _ string) { facts[keys[i]] = id }
	}
	names(askUserNames, q.UserNames, f.UserNames)
	names(askExternalIDs, q.ExternalIDs, f.ExternalIDs)
	names(askUniques, q.Uniques, f.Uniques)

	since := micros(tx.now.Add(-tombstoneLife))
	for i, k := range q.Tombstones {
		f.Tombstones[k] = nil
		all[askTombstones].keys.add(int64(i), k.SourceID, k.Type, k.Value, since)
	}
	all[askTombstones].answer = func(i int, id, rest string) {
		k := q.Tombstones[i]
		parts := strings.Split(rest, " ")
		at, _ := strconv.ParseInt(parts[0], 10, 64)
		f.Tombstones[k] = append(f.Tombstones[k], directory.Tombstone{
			RecordKey: directory.RecordKey{SourceID: k.SourceID, Type: k.Type, ID: id}, UserID: parts[1], HomeID: parts[2], Deleted: fromMicros(at),
		})
	}

	for i, k := range q.People {
		f.People[k] = directory.Person{}
		all[askUsers].keys.add(int64(i), k.SourceID, k.ID)
		all[askGroups].keys.add(int64(i), k.SourceID, k.ID)
		all[askGone].keys.add(int64(i), k.SourceID, k.ID)
	}
	person := func(i int, typeName, id string) {
		f.People[q.People[i]] = directory.Person{Type: typeName, ID: id}
	}
	all[askUsers].answer, all[askGroups].answer = person, person
	all[askGone].answer = func(i int, typeName, successor string) {
		if successor == "" {
			person(i, directory.Gone, q.People[i].ID)
		} else {
			person(i, typeName, successor)
		}
	}

	for i, k := range q.Pairs {
		f.Pairs[k] = directory.Member{}
		all[askPairs].keys.add(int64(i), k.GroupID, k.MemberID)
	}
	all[askPairs].answer = func(i int, id, text string) { f.Pairs[q.Pairs[i]] = parseMember(id, text) }

	for i, id := range q.Counts {
		f.Counts[id] = 0
		all[askCounts].keys.add(int64(i), id)
	}
	all[askCounts].answer = func(i int, n, _ string) { f.Counts[q.Counts[i]], _ = strconv.Atoi(n) }

	for i, id := range q.Rosters {
		f.Rosters[id] = nil
		all[askRosters].keys.add(int64(i), id)
	}
	all[askRosters].answer = func(i int, id, text string) {
		f.Rosters[q.Rosters[i]] = append(f.Rosters[q.Rosters[i]], parseMember(id, text))
	}

	for i, d := range q.Domains {
		f.Domains[d] = directory.Domain{}
		all[askMailboxDomains].keys.add(int64(i), d)
		for name, own := d, true; strings.Contains(name, "."); own = false {
			all[askDomains].keys.add(int64(i), name, own)
			_, name, _ = strings.Cut(name, ".")
		}
	}
	covers := map[string]string{} // the closest row found so far
	all[askDomains].answer = func(i int, level, name string) {
		if domain := q.Domains[i]; len(name) > len(covers[domain]) {
			covers[domain] = name
			d := f.Domains[domain]
			d.Level = directory.Level(level)
			if level == noLevel {
				d.Level = directory.Unapproved
			}
			f.Domains[domain] = d
		}
	}
	all[askMailboxDomains].answer = func(i int, _, _ string) {
		d := f.Domains[q.Domains[i]]
		d.Mailboxes = true
		f.Domains[q.Domains[i]] = d
	}
	for i, a := range q.Mailboxes {
		f.Mailboxes[a] = false
		all[askMailboxes].keys.add(int64(i), a)
	}
	all[askMailboxes].answer = func(i int, _, _ string) { f.Mailboxes[q.Mailboxes[i]] = true }

	for i, id := range q.GroupsOf {
		f.GroupsOf[id] = nil
		all[askGroupsOf].keys.add(int64(i), id)
	}
	all[askGroupsOf].answer = func(i int, group, waiting string) {
		id := q.GroupsOf[i]
		f.GroupsOf[id] = append(f.GroupsOf[id], directory.GroupOf{GroupID: group, Waiting: waiting != ""})
	}
	tx.aboutPeople(q, f, &all)
	return &all
}

// noLevel is the level of domains that the account has, and may not speak for.
const noLevel = "none"
