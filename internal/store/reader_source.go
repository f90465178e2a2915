package store

import (
	"context"
	"fmt"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/db"
)

// readerName is how the pseudo-source of an account's readers is called where a source is shown.
const readerName = "(directory)"

// ReaderSource is what the account's reader tokens belong to, in the place of a source. It has the
// account's id, under which searches show the directory view; nobody's records are its own. It is
// made when it is asked for the first time.
func (st *DB) ReaderSource(ctx context.Context, accountID string) (*directory.Source, error) {
	var row sourceRow
	err := st.WithTx(ctx, func(tx *db.Tx) error {
		_, err := tx.SQL.ExecContext(ctx, `
			INSERT INTO sources (account_id, id, name, kind, rank, domain_policy, strict, created)
				VALUES ($1, $2, $3, $4, 0, $5, false, $6)
			ON CONFLICT (account_id, id) DO NOTHING`,
			accountID, accountID, readerName, directory.KindReader, directory.Hold, db.Micros(tx.Now()))
		if db.UniqueViolation(err) {
			return directory.Refuse(directory.Conflict, "source.readerName", "name", readerName)
		}
		if err != nil {
			return err
		}
		return tx.SQL.GetContext(ctx, &row, `SELECT `+sourceColumns+` FROM sources WHERE account_id = $1 AND id = $1`,
			accountID)
	})
	if err != nil {
		return nil, fmt.Errorf("find the source of readers: %w", db.Reason(ctx, err))
	}
	s := row.source()
	return &s, nil
}
