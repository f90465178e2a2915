package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/usher-id/usher/internal/directory"
)

// part is one statement that changes rows, with its parameters. Its text depends on how many
// parameters stand before its own.
type part struct {
	text func(before int) string
	args []any
}

// Write implements directory.Tx. It costs one round trip on PostgreSQL, however many rows
// change; two, when the batch both frees and takes what must be unique.
func (tx *Tx) Write(ctx context.Context, accountID string, c *directory.Changes) error {
	w := writer{d: tx.db.dialect, account: accountID, now: tx.now}
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

	first, second := w.parts[:frees], w.parts[frees:]
	if len(c.Insert)+len(c.Update)+len(c.Identifiers)+len(c.Uniques)+len(c.Join)+len(c.Reviews)+len(c.NeverLinks) == 0 {
		first, second = nil, w.parts
	}
	statements := slices.Concat(tx.db.dialect.together(first), tx.db.dialect.together(second))
	if err := tx.write(ctx, statements); err != nil {
		return fmt.Errorf("write: %w", err)
	}
	tx.db.wrote(c)
	if tx.jobs = tx.jobs || len(c.Jobs) > 0; tx.jobs && tx.lane != nil && !tx.dry {
		tx.db.wake() // a lane has committed by now
	}
	return nil
}

// write carries out the statements, on a lane as a transaction of their own.
func (tx *Tx) write(ctx context.Context, statements []part) error {
	if len(statements) == 0 {
		return nil
	}
	if tx.lane != nil {
		return tx.lane.write(ctx, tx, statements)
	}
	return tx.all(ctx, statements)
}

func (tx *Tx) all(ctx context.Context, statements []part) error {
	for _, p := range statements {
		if err := tx.exec(ctx, p); err != nil {
			return err
		}
	}
	return nil
}

func (tx *Tx) exec(ctx context.Context, p part) error {
	stmt, err := tx.prepared(ctx, p.text(0))
	if err != nil {
		return err
	}
	_, err = stmt.ExecContext(ctx, p.args...)
	return err
}

// writer collects the statements of one batch.
type writer struct {
	d       dialect
	account string
	now     time.Time
	parts   []part
}

// add appends a statement over an inline table. {rows} in the text stands for the table, named
// n, {account} for the account's parameter.
func (w *writer) add(t *table, text string) {
	if t.n == 0 {
		return
	}
	w.parts = append(w.parts, part{
		text: func(before int) string {
			return strings.NewReplacer(
				"{account}", fmt.Sprintf("$%d", before+1),
				"{rows}", w.d.rows("n", t.cols, before+2),
			).Replace(text)
		},
		args: append([]any{w.account}, w.d.bind(t)...),
	})
}

// Of a merged row the names are in columns of their own: those of records are unique in a source.
var recordCols = []column{
	{"source_id", uuidCol}, {"type", textCol}, {"id", uuidCol}, {"user_id", uuidCol},
	{"user_name", textCol}, {"external_id", textCol}, {"display_name", textCol},
	{"active", boolCol}, {"state", textCol}, {"rule", textCol}, {"case_id", uuidCol}, {"held_domain", textCol},
	{"body", textCol}, {"search", jsonCol}, {"version", intCol}, {"created", intCol}, {"modified", intCol},
	{"parent_id", uuidCol}, {"home_id", uuidCol}, {"admitted", textCol}, {"confirmed", textCol}, {"sources", textCol}, {"match_key", textCol},
	{"golden", boolCol}, {"golden_name", textCol}, {"golden_external", textCol}, {"provenance", textCol}, {"standing", textCol},
}

func (w *writer) recordTable(records []*directory.Record) *table {
	t := newTable(recordCols...)
	for _, r := range records {
		userName, externalID, nameMatchKey, goldenName, goldenExternal := r.UserNameKey(), r.ExternalID(), "", "", ""
		if r.SourceID == w.account {
			userName, externalID, goldenName, goldenExternal = "", "", userName, externalID
		} else {
			nameMatchKey = r.NameMatchKey()
		}
		t.add(r.SourceID, r.Type, r.ID, r.UserID, userName, externalID, r.DisplayNameKey(),
			r.Active(), string(r.Verdict.Code), r.Verdict.Rule, r.Verdict.Case, heldDomain(r),
			string(r.Body), string(r.Search), r.Version, micros(r.Created), micros(r.Modified),
			r.ParentID, r.HomeID, string(r.Admitted), r.Confirmed, jsonText(r.Sources), nameMatchKey,
			r.Golden, goldenName, goldenExternal, packProvenance(r.Provenance), r.Standing)
	}
	return t
}

// jsonText is a list as it is kept; "" for an empty one.
func jsonText[T any](list []T) string {
	if len(list) == 0 {
		return ""
	}
	text, err := json.Marshal(list)
	if err != nil {
		panic("store: lists of strings are always JSON: " + err.Error())
	}
	return string(text)
}

func (w *writer) insertRecords(records []*directory.Record) {
	w.add(w.recordTable(records), `
INSERT INTO records (account_id, source_id, type, id, user_id, user_name, external_id, display_name,
                     active, state, rule, case_id, held_domain, body, search, version, created, modified,
                     parent_id, home_id, admitted, confirmed, sources, match_key, golden, golden_name, golden_external, provenance, standing)
SELECT {account}, source_id, type, id, user_id, user_name, external_id, display_name,
       active, state, rule, case_id, held_domain, body, search, version, created, modified,
       parent_id, home_id, admitted, confirmed, sources, match_key, golden, golden_name, golden_external, provenance, standing
  FROM {rows} WHERE true`)
}

func (w *writer) updateRecords(records []*directory.Record) {
	w.add(w.recordTable(records), `
UPDATE records SET user_id = n.user_id, user_name = n.user_name, external_id = n.external_id, display_name = n.display_name,
       active = n.active, state = n.state, rule = n.rule, case_id = n.case_id, held_domain = n.held_domain,
       body = n.body, search = n.search, version = n.version, modified = n.modified,
       parent_id = n.parent_id, home_id = n.home_id, admitted = n.admitted, confirmed = n.confirmed, sources = n.sources, match_key = n.match_key,
       golden = n.golden, golden_name = n.golden_name, golden_external = n.golden_external, provenance = n.provenance, standing = n.standing
  FROM {rows}
 WHERE records.account_id = {account} AND records.source_id = n.source_id AND records.type = n.type AND records.id = n.id`)
}

// judgeRecords writes what became of records of people who changed through another record.
func (w *writer) judgeRecords(records []*directory.Record) {
	t := newTable(column{"source_id", uuidCol}, column{"type", textCol}, column{"id", uuidCol}, column{"user_id", uuidCol}, column{"state", textCol}, column{"rule", textCol},
		column{"case_id", uuidCol}, column{"held_domain", textCol}, column{"standing", textCol}, column{"parent_id", uuidCol}, column{"home_id", uuidCol}, column{"sources", textCol}, column{"golden", boolCol}, column{"version", intCol}, column{"modified", intCol})
	for _, r := range records {
		t.add(r.SourceID, r.Type, r.ID, r.UserID, string(r.Verdict.Code), r.Verdict.Rule, r.Verdict.Case, heldDomain(r), r.Standing, r.ParentID, r.HomeID, jsonText(r.Sources), r.Golden, r.Version, micros(r.Modified))
	}
	w.add(t, `
UPDATE records SET user_id = n.user_id, state = n.state, rule = n.rule, case_id = n.case_id, held_domain = n.held_domain, standing = n.standing, parent_id = n.parent_id, home_id = n.home_id,
       sources = n.sources, golden = n.golden, version = n.version, modified = n.modified
  FROM {rows}
 WHERE records.account_id = {account} AND records.source_id = n.source_id AND records.type = n.type AND records.id = n.id`)
}

func (w *writer) touchRecords(records []*directory.Record) {
	t := newTable(column{"source_id", uuidCol}, column{"type", textCol}, column{"id", uuidCol}, column{"version", intCol}, column{"modified", intCol})
	for _, r := range records {
		t.add(r.SourceID, r.Type, r.ID, r.Version, micros(r.Modified))
	}
	w.add(t, `
UPDATE records SET version = n.version, modified = n.modified
  FROM {rows}
 WHERE records.account_id = {account} AND records.source_id = n.source_id AND records.type = n.type AND records.id = n.id`)
}

// freeNames takes names away from records that get other ones, so that others may have them:
// unique indexes are checked row by row.
func (w *writer) freeNames(keys []directory.RecordKey) {
	w.add(keyTable(keys), `
UPDATE records SET user_name = NULL
 WHERE account_id = {account} AND (source_id, type, id) IN (SELECT source_id, type, id FROM {rows})`)
}

func keyTable(keys []directory.RecordKey) *table {
	t := newTable(column{"source_id", uuidCol}, column{"type", textCol}, column{"id", uuidCol})
	for _, k := range keys {
		t.add(k.SourceID, k.Type, k.ID)
	}
	return t
}

func (w *writer) deleteRecords(keys []directory.RecordKey) {
	w.add(keyTable(keys), `
DELETE FROM records WHERE account_id = {account} AND (source_id, type, id) IN (SELECT source_id, type, id FROM {rows})`)
}

func (w *writer) users(users []directory.User) {
	t := newTable(column{"id", uuidCol}, column{"state", textCol}, column{"login", textCol}, column{"created", intCol}, column{"modified", intCol},
		column{"role", textCol}, column{"suspended_by", uuidCol}, column{"flags", textCol}, column{"merged_into", uuidCol})
	for _, u := range users {
		t.add(u.ID, string(u.State), u.Login, micros(u.Created), micros(u.Modified), string(u.Role), u.SuspendedBy, u.Flags, u.Into)
	}
	w.add(t, `
INSERT INTO users (account_id, id, state, login, created, modified, role, suspended_by, flags, merged_into)
SELECT {account}, id, state, login, created, modified, role, suspended_by, flags, merged_into FROM {rows} WHERE true
    ON CONFLICT (account_id, id) DO UPDATE SET state = excluded.state, login = excluded.login, modified = excluded.modified,
       role = excluded.role, suspended_by = excluded.suspended_by, flags = excluded.flags, merged_into = excluded.merged_into`)
}

func (w *writer) identifiers(list []directory.Identifier) {
	t := newTable(column{"kind", textCol}, column{"value", textCol}, column{"source_id", uuidCol}, column{"record_id", uuidCol}, column{"user_id", uuidCol},
		column{"owner", boolCol}, column{"match_key", textCol})
	for _, i := range list {
		t.add(i.Kind, i.Value, i.SourceID, i.RecordID, i.UserID, i.Owner, i.MatchKey)
	}
	w.add(t, `
INSERT INTO identifiers (account_id, kind, value, source_id, record_id, user_id, owner, match_key)
SELECT {account}, kind, value, source_id, record_id, user_id, owner, match_key FROM {rows} WHERE true
    ON CONFLICT (account_id, kind, value, record_id) DO UPDATE SET user_id = excluded.user_id, owner = excluded.owner, match_key = excluded.match_key`)
}

func uniqueTable(list []directory.Unique) *table {
	t := newTable(column{"source_id", uuidCol}, column{"type", textCol}, column{"value", textCol}, column{"record_id", uuidCol})
	for _, u := range list {
		t.add(u.SourceID, u.Type, u.Value, u.RecordID)
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
DELETE FROM uniques WHERE account_id = {account} AND (source_id, type, value) IN (SELECT source_id, type, value FROM {rows})`)
}

func (w *writer) forget(list []directory.Identifier) {
	t := newTable(column{"kind", textCol}, column{"value", textCol}, column{"record_id", uuidCol})
	for _, i := range list {
		t.add(i.Kind, i.Value, i.RecordID)
	}
	w.add(t, `
DELETE FROM identifiers WHERE account_id = {account} AND (kind, value, record_id) IN (SELECT kind, value, record_id FROM {rows})`)
}

func (w *writer) join(list []directory.Joining) {
	t := newTable(column{"group_id", uuidCol}, column{"member_id", uuidCol}, column{"type", textCol}, column{"display", textCol}, column{"waiting", boolCol})
	for _, j := range list {
		t.add(j.GroupID, j.ID, j.Type, j.Display, j.Waiting)
	}
	w.add(t, `
INSERT INTO members (account_id, group_id, member_id, type, display, waiting)
SELECT {account}, group_id, member_id, type, display, waiting FROM {rows} WHERE true
    ON CONFLICT (account_id, group_id, member_id) DO UPDATE SET type = excluded.type, display = excluded.display, waiting = excluded.waiting`)
}

func (w *writer) leave(pairs []directory.Pair) {
	t := newTable(column{"group_id", uuidCol}, column{"member_id", uuidCol})
	for _, p := range pairs {
		t.add(p.GroupID, p.MemberID)
	}
	w.add(t, `
DELETE FROM members WHERE account_id = {account} AND (group_id, member_id) IN (SELECT group_id, member_id FROM {rows})`)
}

func (w *writer) clear(groups []string) {
	t := newTable(column{"group_id", uuidCol})
	for _, id := range groups {
		t.add(id)
	}
	w.add(t, `
DELETE FROM members WHERE account_id = {account} AND group_id IN (SELECT group_id FROM {rows})`)
}

func (w *writer) bury(graves []directory.Tombstone) {
	t := newTable(column{"source_id", uuidCol}, column{"record_id", uuidCol}, column{"type", textCol},
		column{"external_hash", textCol}, column{"address_hash", textCol}, column{"user_id", uuidCol}, column{"home_id", uuidCol}, column{"successor", uuidCol}, column{"deleted", intCol}, column{"traits", textCol})
	for _, g := range graves {
		t.add(g.SourceID, g.ID, g.Type, g.ExternalHash, g.AddressHash, g.UserID, g.HomeID, g.Successor, micros(g.Deleted), strings.Join(g.Traits, " "))
	}
	w.add(t, `
INSERT INTO tombstones (account_id, source_id, record_id, type, external_hash, address_hash, user_id, home_id, successor, deleted, traits)
SELECT {account}, source_id, record_id, type, external_hash, address_hash, user_id, home_id, successor, deleted, traits FROM {rows} WHERE true`)
}

func (w *writer) returned(list []directory.Return) {
	t := newTable(column{"source_id", uuidCol}, column{"old_id", uuidCol}, column{"new_id", uuidCol})
	for _, r := range list {
		t.add(r.SourceID, r.OldID, r.NewID)
	}
	w.add(t, `
UPDATE tombstones SET successor = n.new_id FROM {rows}
 WHERE tombstones.account_id = {account} AND tombstones.source_id = n.source_id
   AND (tombstones.record_id = n.old_id OR tombstones.successor = n.old_id)`)
}

func (w *writer) log(entries []directory.LogEntry) {
	t := newTable(column{"id", uuidCol}, column{"at", intCol}, column{"source_id", uuidCol}, column{"channel", textCol}, column{"operation", textCol},
		column{"type", textCol}, column{"record_id", uuidCol}, column{"user_id", uuidCol}, column{"status", intCol}, column{"outcome", textCol},
		column{"code", textCol}, column{"rule", textCol}, column{"detail", textCol}, column{"asked", textCol}, column{"changes", textCol}, column{"request_id", textCol},
		column{"actor", textCol}, column{"subject", textCol})
	for _, e := range entries {
		t.add(e.ID, micros(e.At), e.SourceID, e.Channel, e.Operation, e.Type, e.RecordID, e.UserID, int64(e.Status), string(e.Outcome),
			string(e.Code), e.Rule, storable(e.Detail.Keep()), string(e.Asked), string(e.Changes), e.RequestID, e.Actor, e.Subject)
	}
	w.add(t, `
INSERT INTO log (account_id, id, at, source_id, channel, operation, type, record_id, user_id, status, outcome, code, rule, detail, asked, changes, request_id, actor, subject)
SELECT {account}, id, at, source_id, channel, operation, type, record_id, user_id, status, outcome, code, rule, detail, asked, changes, request_id, actor, subject
  FROM {rows} WHERE true
    ON CONFLICT (account_id, id) DO NOTHING`) // an entry whose commit was uncertain is written again
}
