package store

import (
	"context"
	"fmt"

	"github.com/usher-id/usher/internal/directory"
)

// readerName is how the pseudo-source of an account's readers is called where a source is shown.
const readerName = "(directory)"

// ReaderSource is what the account's reader tokens belong to, in the place of a source. It has the
// account's id, under which searches show the directory view; nobody's records are its own. It is
// made when it is asked for the first time.
func (db *DB) ReaderSource(ctx context.Context, accountID string) (*directory.Source, error) {
	var row sourceRow
	err := db.WithTx(ctx, func(tx *Tx) error {
		_, err := tx.tx.ExecContext(ctx, `
			INSERT INTO sources (account_id, id, name, kind, rank, domain_policy, strict, created) VALUES ($1, $2, $3, $4, 0, $5, false, $6)
			ON CONFLICT (account_id, id) DO NOTHING`,
			accountID, accountID, readerName, directory.KindReader, directory.Hold, micros(tx.Now()))
		if uniqueViolation(err) {
			return directory.Refuse(directory.Conflict, "source.readerName", "name", readerName)
		}
		if err != nil {
			return err
		}
		return tx.tx.GetContext(ctx, &row, `SELECT `+sourceColumns+` FROM sources WHERE account_id = $1 AND id = $1`, accountID)
	})
	if err != nil {
		return nil, fmt.Errorf("find the source of readers: %w", ctxError(ctx, err))
	}
	s := row.source()
	return &s, nil
}

// SourceNames are the names of an account's sources by id, that of its readers included.
func (db *DB) SourceNames(ctx context.Context, accountID string) (map[string]string, error) {
	var rows []struct{ ID, Name string }
	stmt, err := db.stmt(ctx, db.read, `SELECT id, name FROM sources WHERE account_id = $1`)
	if err != nil {
		return nil, ctxError(ctx, err)
	}
	if err := stmt.SelectContext(ctx, &rows, accountID); err != nil {
		return nil, fmt.Errorf("read names of sources: %w", ctxError(ctx, err))
	}
	names := make(map[string]string, len(rows))
	for _, r := range rows {
		names[r.ID] = r.Name
	}
	return names, nil
}
