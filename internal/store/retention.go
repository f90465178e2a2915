package store

import (
	"context"
	"fmt"
	"time"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/db"
)

var _ directory.Kept = (*DB)(nil)

// Retentions implements directory.Kept.
func (st *DB) Retentions(ctx context.Context, after string, limit int) ([]directory.Retention, error) {
	var rows []struct {
		ID          string
		LogDays     int `db:"log_days"`
		TrafficDays int `db:"traffic_days"`
	}
	err := st.ReadPool.SelectContext(ctx, &rows, `
		SELECT id, log_days, traffic_days FROM accounts WHERE id > $1 ORDER BY id LIMIT $2`, db.OrNoID(after), limit)
	if err != nil {
		return nil, fmt.Errorf("read how long accounts keep their log: %w", db.Reason(ctx, err))
	}
	list := make([]directory.Retention, len(rows))
	for i, r := range rows {
		list[i] = directory.Retention{AccountID: r.ID, LogDays: r.LogDays, TrafficDays: r.TrafficDays}
	}
	return list, nil
}

// ForgetLog implements directory.Kept. The ids of entries are in the order of time, so that the primary key finds the
// oldest.
func (st *DB) ForgetLog(ctx context.Context, accountID string, before time.Time, limit int) (int, error) {
	n, err := st.forget(ctx, `
		DELETE FROM log WHERE account_id = $1 AND id IN (
		       SELECT id FROM log WHERE account_id = $1 AND id < $2 ORDER BY id LIMIT $3)`, db.OrNoID(accountID),
		directory.FirstID(before), limit)
	if err != nil {
		return 0, fmt.Errorf("forget old entries of the log: %w", err)
	}
	return n, nil
}

// ForgetTraffic implements directory.Kept.
func (st *DB) ForgetTraffic(ctx context.Context, accountID string, before time.Time, limit int) (int, error) {
	n, err := st.forget(ctx, `
		DELETE FROM traffic WHERE account_id = $1 AND id IN (
		       SELECT id FROM traffic WHERE account_id = $1 AND last < $2 ORDER BY last LIMIT $3)`,
		db.OrNoID(accountID), db.Micros(before), limit)
	if err != nil {
		return 0, fmt.Errorf("forget old traffic: %w", err)
	}
	return n, nil
}

// ForgetImports implements directory.Kept. The ids of imports are in the order of time. An import goes with its last line.
func (st *DB) ForgetImports(ctx context.Context, accountID string, before time.Time, limit int) (int, error) {
	n, err := st.forget(ctx, `
		DELETE FROM import_rows WHERE account_id = $1 AND (import_id, line, part) IN (
		       SELECT import_id, line, part FROM import_rows WHERE account_id = $1 AND import_id < $2
		        ORDER BY import_id, line, part LIMIT $3)`, db.OrNoID(accountID), directory.FirstID(before), limit)
	if err == nil && n < limit {
		_, err = st.forget(ctx, `
			DELETE FROM imports WHERE account_id = $1 AND id < $2 AND NOT EXISTS (
			       SELECT 1 FROM import_rows r WHERE r.account_id = $1 AND r.import_id = imports.id)`,
			db.OrNoID(accountID), directory.FirstID(before))
	}
	if err != nil {
		return 0, fmt.Errorf("forget old imports: %w", err)
	}
	return n, nil
}

// forget deletes rows in a transaction of its own, and says how many.
func (st *DB) forget(ctx context.Context, query string, args ...any) (n int, err error) {
	err = st.WithTx(ctx, func(tx *db.Tx) error {
		done, err := tx.SQL.ExecContext(ctx, query, args...)
		if err != nil {
			return err
		}
		rows, err := done.RowsAffected()
		n = int(rows)
		return err
	})
	return n, db.Reason(ctx, err)
}
