package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/usher-id/usher/internal/admin"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/db"
	"github.com/usher-id/usher/internal/store/intake"
)

var _ admin.ImportStore = (*DB)(nil)

const importColumns = `account_id, id, source_id, file, header, digest, options, actor, state, total, done, created, ended, lease, owner`

type importRow struct {
	AccountID string `db:"account_id"`
	ID        string
	SourceID  string `db:"source_id"`
	File      string
	Header    string
	Digest    string
	Options   string
	Actor     string
	State     string
	Total     int
	Done      int
	Created   int64
	Ended     sql.NullInt64
	Lease     sql.NullInt64
	Owner     sql.NullString
}

func importsOf(rows []importRow) []admin.ImportRecord {
	list := make([]admin.ImportRecord, len(rows))
	for i, r := range rows {
		list[i] = admin.ImportRecord{
			ID: r.ID, AccountID: r.AccountID, SourceID: r.SourceID, File: r.File, Header: r.Header, Digest: r.Digest, Options: r.Options,
			Actor: r.Actor, State: admin.ImportState(r.State), Total: r.Total, Done: r.Done, Began: db.FromMicros(r.Created),
			Ended: db.FromNullMicros(r.Ended), Lease: db.FromNullMicros(r.Lease), Owner: r.Owner.String,
		}
	}
	return list
}

// OpenImport implements admin.ImportStore. Of a source one import has a lease, by a unique index.
func (st *DB) OpenImport(ctx context.Context, i *admin.ImportRecord, lease time.Time) error {
	err := st.WithTx(ctx, func(tx *db.Tx) error {
		if err := lapse(ctx, tx, i.AccountID, i.SourceID); err != nil {
			return err
		}
		i.Began = tx.Now()
		_, err := tx.SQL.ExecContext(ctx, `
			INSERT INTO imports (account_id, id, source_id, file, header, digest, options, actor, state, total, done, created,
			                     lease, owner)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, $11, $12, $13)`,
			i.AccountID, i.ID, i.SourceID, db.Storable(i.File), db.Storable(i.Header), i.Digest, i.Options, i.Actor, string(i.State), i.Total,
			db.Micros(i.Began), db.Micros(lease), i.Owner)
		if db.UniqueViolation(err) {
			return directory.Refuse(directory.Busy, "import.busy")
		}
		return err
	})
	return db.Reason(ctx, err)
}

// lapse ends the lease of a source's import that is over.
func lapse(ctx context.Context, tx *db.Tx, accountID, sourceID string) error {
	_, err := tx.SQL.ExecContext(ctx, `
		UPDATE imports SET lease = NULL, owner = NULL WHERE account_id = $1 AND source_id = $2 AND lease IS NOT NULL
			AND lease <= $3`, accountID, sourceID, db.Micros(tx.Now()))
	return err
}

// TakeImport implements admin.ImportStore.
func (st *DB) TakeImport(
	ctx context.Context, i *admin.ImportRecord, owner string, state admin.ImportState, _, lease time.Time,
) (taken bool, err error) {
	err = st.WithTx(ctx, func(tx *db.Tx) error {
		if err := lapse(ctx, tx, i.AccountID, i.SourceID); err != nil {
			return err
		}
		done, err := tx.SQL.ExecContext(ctx, `
			UPDATE imports SET lease = $3, owner = $4, state = $5 WHERE account_id = $1 AND id = $2 AND lease IS NULL`,
			i.AccountID, i.ID, db.Micros(lease), owner, string(state))
		if db.UniqueViolation(err) {
			return nil
		}
		if err != nil {
			return err
		}
		n, err := done.RowsAffected()
		taken = n > 0
		return err
	})
	if taken && err == nil {
		i.Owner, i.State = owner, state
	}
	return taken && err == nil, db.Reason(ctx, err)
}

// AdvanceImport implements admin.ImportStore.
func (st *DB) AdvanceImport(
	ctx context.Context, i *admin.ImportRecord, rows []directory.ImportedRow, lease time.Time,
) (held bool, err error) {
	err = st.WithTx(ctx, func(tx *db.Tx) error {
		done, err := tx.SQL.ExecContext(ctx, `
			UPDATE imports SET done = $4, lease = $5 WHERE account_id = $1 AND id = $2 AND owner = $3`,
			i.AccountID, i.ID, i.Owner, i.Done, db.Micros(lease))
		if err != nil {
			return err
		}
		n, err := done.RowsAffected()
		if held = n > 0; err != nil || !held || len(rows) == 0 {
			return err
		}
		return intake.In(tx).Write(ctx, i.AccountID, &directory.Changes{Imported: rows})
	})
	return held && err == nil, db.Reason(ctx, err)
}

// EndImport implements admin.ImportStore.
func (st *DB) EndImport(
	ctx context.Context, i *admin.ImportRecord, state admin.ImportState, entry directory.LogEntry,
) error {
	var now time.Time
	err := st.WithTx(ctx, func(tx *db.Tx) error {
		now = tx.Now()
		_, err := tx.SQL.ExecContext(ctx, `
			UPDATE imports SET state = $4, done = $5, ended = $6, lease = NULL, owner = NULL
			 WHERE account_id = $1 AND id = $2 AND owner = $3`,
			i.AccountID, i.ID, i.Owner, string(state), i.Done, db.Micros(now))
		if err != nil {
			return err
		}
		entry.SourceID = i.SourceID
		return logAct(ctx, tx, i.AccountID, entry, nil)
	})
	if err == nil {
		i.State, i.Owner, i.Lease, i.Ended = state, "", time.Time{}, now
	}
	return db.Reason(ctx, err)
}

// Imports implements admin.ImportStore.
func (st *DB) Imports(ctx context.Context, accountID string, limit int) ([]admin.ImportRecord, error) {
	return st.readImports(ctx, `WHERE account_id = $1 ORDER BY id DESC LIMIT $2`, accountID, limit)
}

// Import implements admin.ImportStore.
func (st *DB) Import(ctx context.Context, accountID, id string) (*admin.ImportRecord, error) {
	whole, err := db.Whole(ctx, st.ReadPool, accountID, id, "imports")
	if err != nil {
		return nil, err
	}
	list, err := st.readImports(ctx, `WHERE account_id = $1 AND id = $2`, accountID, db.OrNoID(db.UUIDOrNone(whole)))
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, directory.Refuse(directory.NotFound, "import.none", "import", id)
	}
	return &list[0], nil
}

// ImportsOf implements admin.ImportStore.
func (st *DB) ImportsOf(ctx context.Context, accountID, sourceID, digest string) ([]admin.ImportRecord, error) {
	return st.readImports(ctx, `WHERE account_id = $1 AND source_id = $2 AND digest = $3 ORDER BY id DESC`, accountID,
		sourceID, digest)
}

// LaterImport implements admin.ImportStore.
func (st *DB) LaterImport(ctx context.Context, i *admin.ImportRecord) (*admin.ImportRecord, error) {
	list, err := st.readImports(ctx, `WHERE account_id = $1 AND source_id = $2 AND id > $3 AND state <> 'undone' ORDER BY id DESC LIMIT 1`,
		i.AccountID, i.SourceID, i.ID)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return &list[0], nil
}

func (st *DB) readImports(ctx context.Context, where string, args ...any) ([]admin.ImportRecord, error) {
	var rows []importRow
	err := st.ReadPool.SelectContext(ctx, &rows, `SELECT `+importColumns+` FROM imports `+where, args...)
	if err != nil {
		return nil, fmt.Errorf("read imports: %w", db.Reason(ctx, err))
	}
	return importsOf(rows), nil
}
