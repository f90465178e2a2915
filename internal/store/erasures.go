package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/erasure"
	"github.com/usher-id/usher/internal/store/db"
	"github.com/usher-id/usher/internal/store/intake"
)

var _ erasure.Keep = (*DB)(nil)

// BeginErasure implements erasure.Keep.
func (st *DB) BeginErasure(ctx context.Context, accountID string, e *erasure.Erasure, job directory.Job) error {
	state, err := json.Marshal(e)
	if err != nil {
		return err
	}
	err = st.WithTx(ctx, func(tx *db.Tx) error {
		_, err := tx.SQL.ExecContext(ctx, `INSERT INTO erasures (account_id, id, state, begun) VALUES ($1, $2, $3, $4)`,
			accountID, e.ID, string(state), db.Micros(tx.Now()))
		if err != nil {
			return err
		}
		return intake.In(tx).Write(ctx, accountID, &directory.Changes{Jobs: []directory.Job{job}})
	})
	if err != nil {
		return fmt.Errorf("begin an erasure: %w", db.Reason(ctx, err))
	}
	return nil
}

// Erasure implements erasure.Keep.
func (st *DB) Erasure(ctx context.Context, accountID, id string) (*erasure.Erasure, error) {
	var state string
	err := st.ReadPool.GetContext(ctx, &state, `SELECT state FROM erasures WHERE account_id = $1 AND id = $2`,
		accountID, db.OrNoID(id))
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	e := erasure.Erasure{ID: id}
	if err == nil {
		err = json.Unmarshal([]byte(state), &e)
	}
	if err != nil {
		return nil, fmt.Errorf("find an erasure: %w", db.Reason(ctx, err))
	}
	return &e, nil
}

// KeepErasure implements erasure.Keep.
func (st *DB) KeepErasure(ctx context.Context, accountID string, e *erasure.Erasure) error {
	state, err := json.Marshal(e)
	if err != nil {
		return err
	}
	return st.erasing(ctx, func(tx *db.Tx) error {
		_, err := tx.SQL.ExecContext(ctx, `UPDATE erasures SET state = $3 WHERE account_id = $1 AND id = $2`, accountID,
			e.ID, string(state))
		return err
	})
}

// EndErasure implements erasure.Keep.
func (st *DB) EndErasure(ctx context.Context, accountID, id string, receipt *directory.LogEntry) error {
	return st.erasing(ctx, func(tx *db.Tx) error {
		done, err := tx.SQL.ExecContext(ctx, `DELETE FROM erasures WHERE account_id = $1 AND id = $2`, accountID, id)
		if err != nil || receipt == nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil || n == 0 {
			return err // another node was faster
		}
		return intake.In(tx).Write(ctx, accountID, &directory.Changes{Log: []directory.LogEntry{*receipt}})
	})
}

// LogAfter implements erasure.Keep.
func (st *DB) LogAfter(ctx context.Context, accountID, id string, limit int) ([]directory.LogEntry, error) {
	return st.logEntries(ctx, `SELECT `+logColumns+` FROM log l WHERE account_id = $1 AND id > $2 ORDER BY id LIMIT $3`,
		accountID, db.OrNoID(id), limit)
}

// RewriteLog implements erasure.Keep.
func (st *DB) RewriteLog(ctx context.Context, accountID string, changed []directory.LogEntry, gone []string) error {
	if len(changed)+len(gone) == 0 {
		return nil
	}
	return st.erasing(ctx, func(tx *db.Tx) error {
		if len(gone) > 0 {
			t := idTable(gone)
			if _, err := tx.SQL.ExecContext(ctx, `
				DELETE FROM log WHERE account_id = $1 AND id IN (SELECT id FROM `+st.Dialect.Rows("r", t.Cols, 2)+`)`,
				append([]any{accountID}, st.Dialect.Bind(t)...)...); err != nil {
				return err
			}
		}
		for _, e := range changed {
			if _, err := tx.SQL.ExecContext(ctx, `
				UPDATE log SET subject = $3, operation = $4, asked = $5, changes = $6, detail = $7 WHERE account_id = $1
					AND id = $2`,
				accountID, e.ID, orNull(e.Subject), e.Operation, orNull(string(e.Asked)), orNull(string(e.Changes)),
				orNull(e.Detail.Keep()),
			); err != nil {
				return err
			}
		}
		return nil
	})
}

func (st *DB) erasing(ctx context.Context, fn func(tx *db.Tx) error) error {
	if err := st.WithTx(ctx, fn); err != nil {
		return fmt.Errorf("erase: %w", db.Reason(ctx, err))
	}
	return nil
}

func idTable(ids []string) *db.Table {
	t := db.NewTable(db.UUID("id"))
	for _, id := range ids {
		t.Add(id)
	}
	return t
}

func orNull(s string) sql.NullString { return sql.NullString{String: s, Valid: s != ""} }
