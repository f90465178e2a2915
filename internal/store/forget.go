package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/db"
)

var _ directory.Hashes = (*DB)(nil)

// ForgetHashes implements directory.Hashes. That there was somebody with the id stays: groups may still
// name it (rule P5).
func (st *DB) ForgetHashes(ctx context.Context, before time.Time, limit int) (int, error) {
	forgotten := 0
	err := st.WithTx(ctx, func(tx *db.Tx) error {
		var gone []struct {
			AccountID string         `db:"account_id"`
			SourceID  string         `db:"source_id"`
			RecordID  string         `db:"record_id"`
			UserID    sql.NullString `db:"user_id"`
		}
		err := tx.SQL.SelectContext(ctx, &gone, `
			SELECT account_id, source_id, record_id, user_id FROM tombstones
			 WHERE deleted < $1 AND (external_hash IS NOT NULL OR address_hash IS NOT NULL OR traits IS NOT NULL)
			 LIMIT $2`, db.Micros(before), limit)
		if err != nil {
			return err
		}
		for _, g := range gone {
			args := []any{g.AccountID, g.SourceID, g.RecordID}
			_, err := tx.SQL.ExecContext(ctx, `
				UPDATE tombstones SET external_hash = NULL, address_hash = NULL, traits = NULL
				 WHERE account_id = $1 AND source_id = $2 AND record_id = $3`, args...)
			if err == nil {
				_, err = tx.SQL.ExecContext(ctx, `
					DELETE FROM traces WHERE account_id = $1 AND source_id = $2 AND record_id = $3`, args...)
			}
			if err == nil && g.UserID.Valid { // by what else it was known, if an authority ended it
				_, err = tx.SQL.ExecContext(ctx, `
					DELETE FROM traces WHERE account_id = $1 AND source_id = $1 AND record_id = $2`, g.AccountID,
					g.UserID.String)
			}
			if err != nil {
				return err
			}
		}
		forgotten = len(gone)
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("forget hashes of deleted people: %w", db.Reason(ctx, err))
	}
	return forgotten, nil
}
