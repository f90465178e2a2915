package intake

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/db"
)

// Write implements directory.Tx. It costs one round trip on PostgreSQL, however many rows
// change; two, when the batch both frees and takes what must be unique.
func (tx Tx) Write(ctx context.Context, accountID string, c *directory.Changes) error {
	w := writer{d: tx.DB.Dialect, account: accountID, now: tx.Now()}
	w.deleteRecords(c.Delete)
	if len(c.Insert)+len(c.Update) > 1 {
		w.freeNames(c.Renamed)
	}
	w.forget(c.Forget)
	w.loseWords(c.LostWords)
	w.free(c.Free)
	w.leave(c.Leave)
	w.clear(c.Clear)
	w.returned(c.Returns)
	w.closeReviews(c.Closed)
	w.rejoin(c.Rejoin)
	w.releaseLicenses(c.Licensing)
	frees := len(w.parts)
	w.insertRecords(c.Insert)
	w.count(c)
	w.updateRecords(c.Update)
	w.judgeRecords(c.Judge)
	w.touchRecords(c.Touch)
	w.users(c.Users)
	w.identifiers(c.Identifiers)
	w.uniques(c.Uniques)
	w.nameWords(c.NameWords)
	w.join(c.Join)
	w.bury(c.Tombstones)
	w.neverLinks(c.NeverLinks)
	w.traces(c.Traces)
	w.reviews(c.Reviews)
	w.log(c.Log)
	w.jobs(c.Jobs)
	w.imported(c.Imported)
	w.licenses(c.Licensing)
	w.licensed(c.Licensed)
	w.arranged(c)
	w.synced(c.Synced)

	first, second := w.parts[:frees], w.parts[frees:]
	if len(c.Insert)+len(c.Update)+len(c.Identifiers)+len(c.Uniques)+len(c.Join)+len(c.Reviews)+
		len(c.NeverLinks) == 0 && !bothDevices(c.Licensing) {
		first, second = nil, w.parts
	}
	statements := slices.Concat(tx.DB.Dialect.Together(first), tx.DB.Dialect.Together(second))
	if err := tx.Run(ctx, statements); err != nil {
		return fmt.Errorf("write: %w", err)
	}
	tx.DB.Wrote(c)
	if len(c.Jobs) > 0 {
		tx.Announce()
	}
	return nil
}

// writer collects the statements of one batch.
type writer struct {
	d       db.Dialect
	account string
	now     time.Time
	parts   []db.Part
}

// add appends a statement over an inline table. {rows} in the text stands for the table, named
// n, {account} for the account's parameter.
func (w *writer) add(t *db.Table, text string) {
	if t.N == 0 {
		return
	}
	w.parts = append(w.parts, db.Part{
		Text: func(before int) string {
			return strings.NewReplacer(
				"{account}", fmt.Sprintf("$%d", before+1),
				"{rows}", w.d.Rows("n", t.Cols, before+2),
			).Replace(text)
		},
		Args: append([]any{w.account}, w.d.Bind(t)...),
	})
}

func (w *writer) users(users []directory.User) {
	t := db.NewTable(db.UUID("id"), db.Text("state"), db.Text("login"), db.Int("created"), db.Int("modified"),
		db.Text("role"), db.UUID("suspended_by"), db.Text("flags"), db.UUID("merged_into"), db.Bool("stopped"),
		db.Text("edits"))
	for _, u := range users {
		t.Add(u.ID, string(u.Shown()), u.Login, db.Micros(u.Created), db.Micros(u.Modified), string(u.Role),
			u.SuspendedBy, u.Flags, u.Into,
			u.Stopped, u.Edits)
	}
	w.add(t, `
INSERT INTO users (account_id, id, state, login, created, modified, role, suspended_by, flags, merged_into, stopped,
       edits)
SELECT {account}, id, state, login, created, modified, role, suspended_by, flags, merged_into, stopped, edits
       FROM {rows} WHERE true
    ON CONFLICT (account_id, id) DO UPDATE SET state = excluded.state, login = excluded.login,
    modified = excluded.modified,
       role = excluded.role, suspended_by = excluded.suspended_by, flags = excluded.flags,
       merged_into = excluded.merged_into,
       stopped = excluded.stopped, edits = excluded.edits`)
}

func (w *writer) identifiers(list []directory.Identifier) {
	t := db.NewTable(db.Text("kind"), db.Text("value"), db.UUID("source_id"), db.UUID("record_id"), db.UUID("user_id"),
		db.Bool("owner"), db.Text("match_key"))
	for _, i := range list {
		t.Add(i.Kind, i.Value, i.SourceID, i.RecordID, i.UserID, i.Owner, i.MatchKey)
	}
	w.add(t, `
INSERT INTO identifiers (account_id, kind, value, source_id, record_id, user_id, owner, match_key)
SELECT {account}, kind, value, source_id, record_id, user_id, owner, match_key FROM {rows} WHERE true
    ON CONFLICT (account_id, kind, value, record_id) DO UPDATE SET user_id = excluded.user_id, owner = excluded.owner,
    match_key = excluded.match_key`)
}

func uniqueTable(list []directory.Unique) *db.Table {
	t := db.NewTable(db.UUID("source_id"), db.Text("type"), db.Text("value"), db.UUID("record_id"))
	for _, u := range list {
		t.Add(u.SourceID, u.Type, u.Value, u.RecordID)
	}
	return t
}

func (w *writer) uniques(list []directory.Unique) {
	w.add(uniqueTable(list), `
INSERT INTO uniques (account_id, source_id, type, value, record_id)
SELECT {account}, source_id, type, value, record_id FROM {rows} WHERE true`)
}

func (w *writer) free(list []directory.Unique) {
	w.add(uniqueTable(list), `
DELETE FROM uniques WHERE account_id = {account} AND (source_id, type, value) IN (SELECT source_id, type, value
       FROM {rows})`)
}

func (w *writer) forget(list []directory.Identifier) {
	t := db.NewTable(db.Text("kind"), db.Text("value"), db.UUID("record_id"))
	for _, i := range list {
		t.Add(i.Kind, i.Value, i.RecordID)
	}
	w.add(t, `
DELETE FROM identifiers WHERE account_id = {account} AND (kind, value, record_id) IN (SELECT kind, value, record_id
       FROM {rows})`)
}

func (w *writer) join(list []directory.Joining) {
	t := db.NewTable(db.UUID("group_id"), db.UUID("member_id"), db.Text("type"), db.Text("display"), db.Bool("waiting"))
	for _, j := range list {
		t.Add(j.GroupID, j.ID, j.Type, j.Display, j.Waiting)
	}
	w.add(t, `
INSERT INTO members (account_id, group_id, member_id, type, display, waiting)
SELECT {account}, group_id, member_id, type, display, waiting FROM {rows} WHERE true
    ON CONFLICT (account_id, group_id, member_id) DO UPDATE SET type = excluded.type, display = excluded.display,
    waiting = excluded.waiting`)
}

func (w *writer) leave(pairs []directory.Pair) {
	t := db.NewTable(db.UUID("group_id"), db.UUID("member_id"))
	for _, p := range pairs {
		t.Add(p.GroupID, p.MemberID)
	}
	w.add(t, `
DELETE FROM members WHERE account_id = {account} AND (group_id, member_id) IN (SELECT group_id, member_id FROM {rows})`)
}

func (w *writer) clear(groups []string) {
	t := db.NewTable(db.UUID("group_id"))
	for _, id := range groups {
		t.Add(id)
	}
	w.add(t, `
DELETE FROM members WHERE account_id = {account} AND group_id IN (SELECT group_id FROM {rows})`)
}

func (w *writer) bury(graves []directory.Tombstone) {
	t := db.NewTable(db.UUID("source_id"), db.UUID("record_id"), db.Text("type"),
		db.Text("external_hash"), db.Text("address_hash"), db.UUID("user_id"), db.UUID("home_id"), db.UUID("successor"),
		db.Int("deleted"), db.Text("traits"))
	for _, g := range graves {
		t.Add(g.SourceID, g.ID, g.Type, g.ExternalHash, g.AddressHash, g.UserID, g.HomeID, g.Successor,
			db.Micros(g.Deleted), strings.Join(g.Traits, " "))
	}
	w.add(t, `
INSERT INTO tombstones (account_id, source_id, record_id, type, external_hash, address_hash, user_id, home_id,
       successor, deleted, traits)
SELECT {account}, source_id, record_id, type, external_hash, address_hash, user_id, home_id, successor, deleted, traits
       FROM {rows} WHERE true`)
}

func (w *writer) returned(list []directory.Return) {
	t := db.NewTable(db.UUID("source_id"), db.UUID("old_id"), db.UUID("new_id"))
	for _, r := range list {
		t.Add(r.SourceID, r.OldID, r.NewID)
	}
	// Two statements, and the rows by their key: SQLite finds none to be updated by an index of what is updated. No row is
	// of both: who comes back has no successor yet.
	w.add(t, `
UPDATE tombstones SET successor = (
       SELECT n.new_id FROM {rows} WHERE n.source_id = tombstones.source_id AND n.old_id = tombstones.successor LIMIT 1)
 WHERE account_id = {account} AND (source_id, record_id) IN (SELECT `+w.d.Each("{rows}", "tombstones t",
		`t.account_id = {account} AND t.source_id = n.source_id AND t.successor = n.old_id`, "t.source_id", "t.record_id")+`)`)
	w.add(t, `
UPDATE tombstones SET successor = n.new_id FROM {rows}
 WHERE tombstones.account_id = {account} AND tombstones.source_id = n.source_id AND tombstones.record_id = n.old_id`)
}

func (w *writer) log(entries []directory.LogEntry) {
	t := db.NewTable(db.UUID("id"), db.Int("at"), db.UUID("source_id"), db.Text("channel"), db.Text("operation"),
		db.Text("type"), db.UUID("record_id"), db.UUID("user_id"), db.Int("status"), db.Text("outcome"),
		db.Text("code"), db.Text("rule"), db.Text("detail"), db.Text("asked"), db.Text("changes"),
		db.Text("request_id"),
		db.Text("actor"), db.Text("subject"))
	for _, e := range entries {
		t.Add(e.ID, db.Micros(e.At), e.SourceID, e.Channel, e.Operation, e.Type, e.RecordID, e.UserID, int64(e.Status),
			string(e.Outcome),
			string(e.Code), e.Rule, db.Storable(e.Detail.Keep()), string(e.Asked), string(e.Changes), e.RequestID,
			e.Actor, e.Subject)
	}
	w.add(t, `
INSERT INTO log (account_id, id, at, source_id, channel, operation, type, record_id, user_id, status, outcome, code,
       rule, detail, asked, changes, request_id, actor, subject)
SELECT {account}, id, at, source_id, channel, operation, type, record_id, user_id, status, outcome, code, rule, detail,
       asked, changes, request_id, actor, subject
  FROM {rows} WHERE true
    ON CONFLICT (account_id, id) DO NOTHING`) // an entry whose commit was uncertain is written again
}
