package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/text"
)

const logColumns = `l.id, l.at, l.source_id, l.channel, l.operation, l.type, l.record_id, l.user_id, l.status, l.outcome,
	l.code, l.rule, l.detail, l.asked, l.changes, l.request_id, l.actor, l.subject`

// AppendLog adds entries to an account's provisioning log, all or none, in one statement: those
// of reads and of requests that never reached the intake, which writes its own. An entry without
// ID or time is given one.
func (db *DB) AppendLog(ctx context.Context, accountID string, entries []directory.LogEntry) error {
	if len(entries) == 0 {
		return nil
	}
	return ctxError(ctx, db.WithTx(ctx, func(tx *Tx) error {
		rows := slices.Clone(entries)
		for i := range rows {
			e := &rows[i]
			if e.At.IsZero() {
				e.At = tx.Now()
			}
			if e.ID == "" {
				id, err := uuid.NewV7()
				if err != nil {
					return err
				}
				e.ID = id.String()
			}
			e.RecordID = uuidOrNone(e.RecordID)
			e.Operation, e.Type, e.RequestID = storable(e.Operation), storable(e.Type), storable(e.RequestID)
			e.Actor, e.Subject = storable(e.Actor), storable(e.Subject)
			e.Asked, e.Changes = []byte(storable(string(e.Asked))), []byte(storable(string(e.Changes)))
		}
		return tx.Write(ctx, accountID, &directory.Changes{Log: rows})
	}))
}

// storable is text without what PostgreSQL can't keep: NUL, and bytes that are no UTF-8. A log
// of refused requests sees both.
func storable(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "\uFFFD")
}

// uuidOrNone is the id as databases keep it; "" for what a client made up.
func uuidOrNone(id string) string {
	parsed, err := uuid.Parse(id)
	if err != nil {
		return ""
	}
	return parsed.String()
}

// Log returns the newest entries of an account's provisioning log, at most limit, the oldest of
// them first. A sourceID other than "" leaves out the other sources' entries.
func (db *DB) Log(ctx context.Context, accountID, sourceID string, limit int) ([]directory.LogEntry, error) {
	query, args := `SELECT `+logColumns+` FROM log l WHERE account_id = $1`, []any{accountID}
	if sourceID != "" {
		query, args = query+` AND source_id = $2`, append(args, sourceID)
	}
	entries, err := db.logEntries(ctx, fmt.Sprintf(`%s ORDER BY id DESC LIMIT %d`, query, max(limit, 0)), args...)
	slices.Reverse(entries)
	return entries, err
}

// LogIDs are the ids of the entries since a moment, oldest first. Entries become visible in
// about the order of their ids, but not exactly: transactions that overlap end as they like. A
// follower therefore looks back over what it has seen, at the ids alone, which cost little.
func (db *DB) LogIDs(ctx context.Context, accountID, sourceID string, since time.Time) ([]string, error) {
	query, args := `SELECT id FROM log WHERE account_id = $1 AND id >= $2`, []any{accountID, firstID(since)}
	if sourceID != "" {
		query, args = query+` AND source_id = $3`, append(args, sourceID)
	}
	var ids []string
	if err := db.read.SelectContext(ctx, &ids, query+` ORDER BY id`, args...); err != nil {
		return nil, fmt.Errorf("read the log: %w", ctxError(ctx, err))
	}
	return ids, nil
}

// LogEntries are the entries that have the ids, oldest first.
func (db *DB) LogEntries(ctx context.Context, accountID string, ids []string) ([]directory.LogEntry, error) {
	t := newTable(column{"id", uuidCol})
	for _, id := range ids {
		t.add(id)
	}
	query := `SELECT ` + logColumns + ` FROM ` + db.dialect.rows("r", t.cols, 2) + ` JOIN log l ON l.account_id = $1 AND l.id = r.id ORDER BY l.id`
	return db.logEntries(ctx, query, append([]any{accountID}, db.dialect.bind(t)...)...)
}

func (db *DB) logEntries(ctx context.Context, query string, args ...any) ([]directory.LogEntry, error) {
	var rows []logRow
	if err := db.read.SelectContext(ctx, &rows, query, args...); err != nil {
		return nil, fmt.Errorf("read the log: %w", ctxError(ctx, err))
	}
	entries := make([]directory.LogEntry, len(rows))
	for i, r := range rows {
		entries[i] = r.entry()
	}
	return entries, nil
}

// firstID is the smallest UUIDv7 of a moment (RFC 9562 section 5.7).
func firstID(t time.Time) string {
	var id uuid.UUID
	ms := uint64(max(t.UnixMilli(), 0))
	for i := range 6 {
		id[i] = byte(ms >> (8 * (5 - i)))
	}
	id[6], id[8] = 0x70, 0x80
	return id.String()
}

type logRow struct {
	ID        string
	At        int64
	SourceID  sql.NullString `db:"source_id"`
	Channel   string
	Operation string
	Type      sql.NullString
	RecordID  sql.NullString `db:"record_id"`
	UserID    sql.NullString `db:"user_id"`
	Status    int
	Outcome   string
	Code      sql.NullString
	Rule      sql.NullString
	Detail    sql.NullString
	Asked     sql.NullString
	Changes   sql.NullString
	RequestID sql.NullString `db:"request_id"`
	Actor     sql.NullString
	Subject   sql.NullString
}

func (r logRow) entry() directory.LogEntry {
	return directory.LogEntry{
		ID: r.ID, At: fromMicros(r.At), SourceID: r.SourceID.String, Channel: r.Channel, Operation: r.Operation, Type: r.Type.String,
		RecordID: r.RecordID.String, UserID: r.UserID.String, Status: r.Status, Outcome: directory.Outcome(r.Outcome),
		Code: directory.Code(r.Code.String), Rule: r.Rule.String, Detail: text.Kept(r.Detail.String),
		Asked: []byte(r.Asked.String), Changes: []byte(r.Changes.String), RequestID: r.RequestID.String, Actor: r.Actor.String, Subject: r.Subject.String,
	}
}
