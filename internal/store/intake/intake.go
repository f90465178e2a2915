package intake

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/db"
)

var _ directory.Store = (*Store)(nil)
var _ directory.Tx = Tx{}

// Store is what the intake reads and writes.
type Store struct{ *db.DB }

// Tx is a transaction of the intake.
type Tx struct{ *db.Tx }

// In is a transaction as one of the intake.
func In(tx *db.Tx) Tx { return Tx{Tx: tx} }

// Transact implements directory.Store.
func (st *Store) Transact(ctx context.Context, accountID string, dry bool, fn func(directory.Tx) error) error {
	return st.Serially(ctx, accountID, dry, func(tx *db.Tx) error { return fn(In(tx)) })
}

// Find implements directory.Tx. It costs one round trip.
func (tx Tx) Find(ctx context.Context, accountID string, q *directory.Questions, into *directory.Facts) error {
	if err := tx.findFacts(ctx, accountID, q, into); err != nil {
		return fmt.Errorf("find facts: %w", err)
	}
	return nil
}

// questions are the keys of one lookup in their order, and what to do with an answer to one.
type questions struct {
	keys   *db.Table
	answer func(i int, a, b string)
}

// asking is a query that answers many questions: each row is a person, or answers another one.
type asking struct {
	d     db.Dialect
	parts []string
	args  []any
}

func (a *asking) add(part string) { a.parts = append(a.parts, part) }

// rows binds the keys of a part, and gives them as a table named k.
func (a *asking) rows(keys *db.Table) string {
	rows := a.d.Rows("k", keys.Cols, len(a.args)+1)
	a.args = append(a.args, a.d.Bind(keys)...)
	return rows
}

func (tx Tx) findFacts(ctx context.Context, accountID string, q *directory.Questions, into *directory.Facts) error {
	to := &asking{d: tx.DB.Dialect, args: []any{accountID}}
	tx.askPeople(q, into, to) // they come first, for it is they who say what type a column is of
	people := to.parts
	to.parts = nil
	asked := tx.questions(q, into)
	for kind := range asked {
		if keys := asked[kind].keys; keys.N > 0 {
			to.add(lookups[kind].query(to.d, kind, to.rows(keys)))
		}
	}
	var someone person
	var columns []any
	query := strings.Join(to.parts, " UNION ALL ")
	if len(people) > 0 {
		columns = someone.columns()
		if query != "" {
			people = append(people, "SELECT "+noPerson+"answers.* FROM ("+query+") answers")
		}
		query = strings.Join(people, " UNION ALL ")
	}
	if query == "" {
		return nil
	}
	stmt, err := tx.Prepared(ctx, query)
	if err != nil {
		return err
	}
	rows, err := stmt.QueryContext(ctx, to.args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	var kind, i *int
	var a, b *string
	columns = append(columns, &kind, &i, &a, &b)
	for rows.Next() {
		if err := rows.Scan(columns...); err != nil {
			return err
		}
		if kind != nil {
			asked[*kind].answer(*i, deref(a), deref(b))
		} else if err := someone.take(accountID, into); err != nil {
			return err
		}
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
func (tx Tx) questions(q *directory.Questions, f *directory.Facts) *[lookupKinds]questions {
	var all [lookupKinds]questions
	for kind := range all {
		all[kind].keys = db.NewTable(append([]db.Column{db.Int("i")}, lookups[kind].cols...)...)
	}
	names := func(kind int, keys []directory.NameKey, facts map[directory.NameKey]string) {
		for i, k := range keys {
			facts[k] = ""
			all[kind].keys.Add(int64(i), k.SourceID, k.Type, k.Value)
		}
		all[kind].answer = func(i int, id, _ string) { facts[keys[i]] = id }
	}
	names(askUserNames, q.UserNames, f.UserNames)
	for i, k := range q.ExternalIDs {
		f.ExternalIDs[k] = nil
		all[askExternalIDs].keys.Add(int64(i), k.SourceID, k.Type, k.Value)
	}
	all[askExternalIDs].answer = func(i int, _, lines string) {
		for id := range linesOf(lines) {
			f.ExternalIDs[q.ExternalIDs[i]] = append(f.ExternalIDs[q.ExternalIDs[i]], id)
		}
	}
	names(askUniques, q.Uniques, f.Uniques)

	since := db.Micros(tx.Now().Add(-directory.TombstoneLife))
	for i, k := range q.Tombstones {
		f.Tombstones[k] = nil
		all[askTombstones].keys.Add(int64(i), k.SourceID, k.Type, k.Value, since)
	}
	all[askTombstones].answer = func(i int, id, rest string) {
		k := q.Tombstones[i]
		parts := strings.Split(rest, " ")
		at, _ := strconv.ParseInt(parts[0], 10, 64)
		f.Tombstones[k] = append(f.Tombstones[k], directory.Tombstone{
			RecordKey: directory.RecordKey{SourceID: k.SourceID, Type: k.Type, ID: id}, UserID: parts[1], HomeID: parts[2], Deleted: db.FromMicros(at),
			AddressHash: parts[3], Traits: slices.DeleteFunc(parts[4:], func(s string) bool { return s == "" }),
		})
	}

	for i, k := range q.NamedMembers {
		f.NamedMembers[k] = directory.ResolvedMember{}
		all[askUsers].keys.Add(int64(i), k.SourceID, k.ID)
		all[askGroups].keys.Add(int64(i), k.SourceID, k.ID)
		all[askGone].keys.Add(int64(i), k.SourceID, k.ID)
	}
	person := func(i int, typeName, id string) {
		f.NamedMembers[q.NamedMembers[i]] = directory.ResolvedMember{Type: typeName, ID: id}
	}
	all[askUsers].answer, all[askGroups].answer = person, person
	all[askGone].answer = func(i int, typeName, successor string) {
		if successor == "" {
			person(i, directory.Gone, q.NamedMembers[i].ID)
		} else {
			person(i, typeName, successor)
		}
	}

	for i, k := range q.Pairs {
		f.Pairs[k] = directory.Member{}
		all[askPairs].keys.Add(int64(i), k.GroupID, k.MemberID)
	}
	all[askPairs].answer = func(i int, id, text string) { f.Pairs[q.Pairs[i]] = parseMember(id, text) }

	for i, id := range q.Counts {
		f.Counts[id] = 0
		all[askCounts].keys.Add(int64(i), id)
	}
	all[askCounts].answer = func(i int, n, _ string) { f.Counts[q.Counts[i]], _ = strconv.Atoi(n) }

	for i, id := range q.Rosters {
		f.Rosters[id] = nil
		all[askRosters].keys.Add(int64(i), id)
	}
	all[askRosters].answer = func(i int, id, text string) {
		f.Rosters[q.Rosters[i]] = append(f.Rosters[q.Rosters[i]], parseMember(id, text))
	}

	for i, d := range q.Domains {
		f.Domains[d] = directory.Domain{}
		all[askMailboxDomains].keys.Add(int64(i), d)
		for name, own := d, true; strings.Contains(name, "."); own = false {
			all[askDomains].keys.Add(int64(i), name, own)
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
		all[askMailboxes].keys.Add(int64(i), a)
	}
	all[askMailboxes].answer = func(i int, _, _ string) { f.Mailboxes[q.Mailboxes[i]] = true }

	for i, id := range q.GroupsOf {
		f.GroupsOf[id] = nil
		all[askGroupsOf].keys.Add(int64(i), id)
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
