package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/db"
	"github.com/usher-id/usher/internal/store/intake"
	"github.com/usher-id/usher/internal/text"
)

const logColumns = `l.id, l.at, l.source_id, l.channel, l.operation, l.type, l.record_id, l.user_id, l.status,
	l.outcome,
	l.code, l.rule, l.detail, l.asked, l.changes, l.request_id, l.actor, l.subject`

// AppendLog adds entries to an account's provisioning log, all or none, in one statement: those
// of reads and of requests that never reached the intake, which writes its own. An entry without
// ID or time is given one.
func (st *DB) AppendLog(ctx context.Context, accountID string, entries []directory.LogEntry) error {
	if len(entries) == 0 {
		return nil
	}
	return db.Reason(ctx, st.WithTx(ctx, func(tx *db.Tx) error {
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
			e.RecordID = db.UUIDOrNone(e.RecordID)
			e.Operation, e.Type, e.RequestID = db.Storable(e.Operation), db.Storable(e.Type), db.Storable(e.RequestID)
			e.Actor, e.Subject = db.Storable(e.Actor), db.Storable(e.Subject)
			e.Asked, e.Changes = []byte(db.Storable(string(e.Asked))), []byte(db.Storable(string(e.Changes)))
		}
		return intake.In(tx).Write(ctx, accountID, &directory.Changes{Log: rows})
	}))
}

// Log returns the newest entries of an account's provisioning log, at most limit, the oldest of
// them first. A sourceID other than "" leaves out the other sources' entries.
func (st *DB) Log(ctx context.Context, accountID, sourceID string, limit int) ([]directory.LogEntry, error) {
	query, args := `SELECT `+logColumns+` FROM log l WHERE account_id = $1`, []any{accountID}
	if sourceID != "" {
		query, args = query+` AND source_id = $2`, append(args, sourceID)
	}
	entries, err := st.logEntries(ctx, fmt.Sprintf(`%s ORDER BY id DESC LIMIT %d`, query, max(limit, 0)), args...)
	slices.Reverse(entries)
	return entries, err
}

// LogIDs are the ids of the entries since a moment, oldest first. Entries become visible in
// about the order of their ids, but not exactly: transactions that overlap end as they like. A
// follower therefore looks back over what it has seen, at the ids alone, which cost little.
func (st *DB) LogIDs(ctx context.Context, accountID, sourceID string, since time.Time) ([]string, error) {
	query, args := `SELECT id FROM log WHERE account_id = $1 AND id >= $2`, []any{accountID, directory.FirstID(since)}
	if sourceID != "" {
		query, args = query+` AND source_id = $3`, append(args, sourceID)
	}
	var ids []string
	if err := st.ReadPool.SelectContext(ctx, &ids, query+` ORDER BY id`, args...); err != nil {
		return nil, fmt.Errorf("read the log: %w", db.Reason(ctx, err))
	}
	return ids, nil
}

// LogEntries are the entries that have the ids, oldest first.
func (st *DB) LogEntries(ctx context.Context, accountID string, ids []string) ([]directory.LogEntry, error) {
	t := db.NewTable(db.UUID("id"))
	for _, id := range ids {
		t.Add(id)
	}
	query := `SELECT ` + logColumns + ` FROM ` + st.Dialect.Rows("r", t.Cols, 2) + ` JOIN log l ON l.account_id = $1
		AND l.id = r.id ORDER BY l.id`
	return st.logEntries(ctx, query, append([]any{accountID}, st.Dialect.Bind(t)...)...)
}

func (st *DB) logEntries(ctx context.Context, query string, args ...any) ([]directory.LogEntry, error) {
	var rows []logRow
	if err := st.ReadPool.SelectContext(ctx, &rows, query, args...); err != nil {
		return nil, fmt.Errorf("read the log: %w", db.Reason(ctx, err))
	}
	entries := make([]directory.LogEntry, len(rows))
	for i, r := range rows {
		entries[i] = r.entry()
	}
	return entries, nil
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
		ID: r.ID, At: db.FromMicros(r.At), SourceID: r.SourceID.String, Channel: r.Channel, Operation: r.Operation,
		Type:     r.Type.String,
		RecordID: r.RecordID.String, UserID: r.UserID.String, Status: r.Status, Outcome: directory.Outcome(r.Outcome),
		Code: directory.Code(r.Code.String), Rule: r.Rule.String, Detail: text.Kept(r.Detail.String),
		Asked: []byte(r.Asked.String), Changes: []byte(r.Changes.String), RequestID: r.RequestID.String,
		Actor: r.Actor.String, Subject: r.Subject.String,
	}
}
