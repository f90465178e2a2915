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
	cols  []column
	table string // with its alias r
	where string // joins r with the keys, k
	a, b  string // the answer's two texts; b may be ""
	count bool   // the answer is a count, for every key
}

// query asks for what the lookup finds for each key of rows: (number of the lookup, number of
// the key, a, b).
func (l *lookup) query(number int, rows string) string {
	head := fmt.Sprintf("SELECT %d, k.i, ", number)
	if l.count {
		return head + "(SELECT " + l.a + " FROM " + l.table + " WHERE " + l.where + "), CAST(NULL AS text) FROM " + rows
	}
	b := l.b
	if b == "" {
		b = "CAST(NULL AS text)"
	}
	return head + l.a + ", " + b + " FROM " + rows + " CROSS JOIN " + l.table + " WHERE " + l.where
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
	askOwners
	askDomains
	askGroupsOf
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
		cols: append(nameCols[:3:3], column{"since", intCol}), table: "tombstones r", a: "CAST(r.record_id AS text)", b: "CAST(r.deleted AS text) || ' ' || COALESCE(CAST(r.user_id AS text), '')",
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
	askOwners: {
		cols: []column{{"kind", textCol}, {"value", textCol}}, table: "identifiers r", a: "CAST(r.user_id AS text)",
		where: "r.account_id = $1 AND r.kind = k.kind AND r.value = k.value AND r.owner",
	},
	askDomains: {
		cols: []column{{"domain", textCol}}, table: "domains r", a: "r.level",
		where: "r.account_id = $1 AND r.domain = k.domain",
	},
	askGroupsOf: {
		cols: []column{{"member_id", uuidCol}}, table: "members r", a: "CAST(r.group_id AS text)", b: "CASE WHEN r.waiting THEN 'waiting' END",
		where: "r.account_id = $1 AND r.member_id = k.member_id",
	},
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
	if len(q.Records) > 0 {
		if err := tx.findRecords(ctx, accountID, q.Records, into); err != nil {
			return fmt.Errorf("find records: %w", err)
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
		parts = append(parts, l.query(kind, rows))
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
		deleted, user, _ := strings.Cut(rest, " ")
		at, _ := strconv.ParseInt(deleted, 10, 64)
		f.Tombstones[k] = append(f.Tombstones[k], directory.Tombstone{
			RecordKey: directory.RecordKey{SourceID: k.SourceID, Type: k.Type, ID: id}, UserID: user, Deleted: fromMicros(at),
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

	for i, k := range q.Owners {
		f.Owners[k] = ""
		all[askOwners].keys.add(int64(i), k.Kind, k.Value)
	}
	all[askOwners].answer = func(i int, user, _ string) { f.Owners[q.Owners[i]] = user }

	for i, d := range q.Domains {
		f.Domains[d] = directory.Unapproved
		all[askDomains].keys.add(int64(i), d)
	}
	all[askDomains].answer = func(i int, level, _ string) { f.Domains[q.Domains[i]] = directory.Level(level) }

	for i, id := range q.GroupsOf {
		f.GroupsOf[id] = nil
		all[askGroupsOf].keys.add(int64(i), id)
	}
	all[askGroupsOf].answer = func(i int, group, waiting string) {
		id := q.GroupsOf[i]
		f.GroupsOf[id] = append(f.GroupsOf[id], directory.GroupOf{GroupID: group, Waiting: waiting != ""})
	}
	return &all
}

func (tx *Tx) findRecords(ctx context.Context, accountID string, keys []directory.RecordKey, into *directory.Facts) error {
	t := newTable(column{"source_id", uuidCol}, column{"type", textCol}, column{"id", uuidCol})
	for _, k := range keys {
		into.Records[k] = nil
		t.add(k.SourceID, k.Type, k.ID)
	}
	stmt, err := tx.prepared(ctx, "SELECT "+strings.Join(viewColumns(tx.db.syntax(), true), ", ")+" FROM "+tx.db.dialect.rows("k", t.cols, 2)+`
 CROSS JOIN records r WHERE r.account_id = $1 AND r.source_id = k.source_id AND r.type = k.type AND r.id = k.id`)
	if err != nil {
		return err
	}
	rows, err := stmt.QueryxContext(ctx, append([]any{accountID}, tx.db.dialect.bind(t)...)...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var row viewRow
		if err := rows.Scan(row.fields()...); err != nil {
			return err
		}
		v, err := row.view()
		if err != nil {
			return err
		}
		into.Records[v.RecordKey] = &directory.Record{
			RecordKey: v.RecordKey, UserID: v.UserID, Verdict: v.Verdict, Version: v.Version,
			Created: v.Created, Modified: v.Modified, Groups: v.Groups, Body: v.Body,
		}
	}
	return rows.Err()
}
