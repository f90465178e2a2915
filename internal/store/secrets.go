package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/sealed"
	"github.com/usher-id/usher/internal/store/db"
)

var _ sealed.Store = (*DB)(nil)

const (
	secretQuery = `
		SELECT sealed, key_id, changed FROM service_secrets WHERE account_id = $1 AND source_id = $2 AND name = $3`
	secretKeysQuery = `SELECT key_id, count(*) AS n FROM service_secrets GROUP BY key_id`
	secretsOfQuery  = `
		SELECT account_id, source_id, name, sealed, key_id, changed FROM service_secrets
		 WHERE key_id = $1 AND (account_id, source_id, name) > ($2, $3, $4)
		 ORDER BY account_id, source_id, name LIMIT $5`
	resealQuery = `
		UPDATE service_secrets SET sealed = $4, key_id = $5
		 WHERE account_id = $1 AND source_id = $2 AND name = $3 AND sealed = $6`
)

// PutSecret implements sealed.Store.
func (st *DB) PutSecret(ctx context.Context, r sealed.Row) error {
	err := st.WithTx(ctx, func(tx *db.Tx) error { return putSecret(ctx, tx, r) })
	if err != nil && directory.KindOf(err) == 0 {
		return fmt.Errorf("keep a secret: %w", db.Reason(ctx, err))
	}
	return err
}

// putSecret keeps a secret with what else a transaction does. A source that is being deleted is waited for, and then
// has none.
func putSecret(ctx context.Context, tx *db.Tx, r sealed.Row) error {
	query := `SELECT name, state FROM sources WHERE account_id = $1 AND id = $2`
	if tx.DB.Name() == "postgres" {
		query += ` FOR SHARE`
	}
	var source struct{ Name, State string }
	err := tx.SQL.GetContext(ctx, &source, query, r.Account, r.Source)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return directory.Refuse(directory.Conflict, "sealed.noSource")
	case err != nil:
		return err
	case deleted(directory.SourceState(source.State)):
		return directory.Refuse(directory.Conflict, "source.deleted", "source", source.Name)
	}
	_, err = tx.SQL.ExecContext(ctx, `
		INSERT INTO service_secrets (account_id, source_id, name, sealed, key_id, changed) VALUES ($1, $2, $3, $4, $5, $6)
		    ON CONFLICT (account_id, source_id, name)
		    DO UPDATE SET sealed = excluded.sealed, key_id = excluded.key_id, changed = excluded.changed`,
		r.Account, r.Source, r.Name, r.Sealed, r.KeyID, db.Micros(tx.Now()))
	return err
}

// deleted reports whether a source was deleted, whatever became of its people.
func deleted(s directory.SourceState) bool {
	return s == directory.SourceLeaving || s == directory.SourceLeft || s == directory.SourceGone
}

// Secret implements sealed.Store.
func (st *DB) Secret(ctx context.Context, at sealed.Place) (*sealed.Row, error) {
	var row secretRow
	err := st.ReadPool.GetContext(ctx, &row, secretQuery, at.Account, at.Source, at.Name)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read a secret: %w", db.Reason(ctx, err))
	}
	row.AccountID, row.SourceID, row.Name = at.Account, at.Source, at.Name
	r := row.row()
	return &r, nil
}

// DeleteSecrets implements sealed.Store.
func (st *DB) DeleteSecrets(ctx context.Context, accountID, sourceID string) error {
	err := st.WithTx(ctx, func(tx *db.Tx) error { return deleteSecrets(ctx, tx, accountID, sourceID) })
	if err != nil {
		return fmt.Errorf("delete secrets: %w", db.Reason(ctx, err))
	}
	return nil
}

func deleteSecrets(ctx context.Context, tx *db.Tx, accountID, sourceID string) error {
	_, err := tx.SQL.ExecContext(ctx, `DELETE FROM service_secrets WHERE account_id = $1 AND source_id = $2`,
		accountID, sourceID)
	return err
}

// SecretKeys implements sealed.Store.
func (st *DB) SecretKeys(ctx context.Context) (map[string]int, error) {
	var rows []struct {
		KeyID string `db:"key_id"`
		N     int
	}
	if err := st.ReadPool.SelectContext(ctx, &rows, secretKeysQuery); err != nil {
		return nil, fmt.Errorf("count secrets: %w", db.Reason(ctx, err))
	}
	kept := make(map[string]int, len(rows))
	for _, r := range rows {
		kept[r.KeyID] = r.N
	}
	return kept, nil
}

// SecretsOf implements sealed.Store.
func (st *DB) SecretsOf(ctx context.Context, keyID string, after sealed.Place, limit int) ([]sealed.Row, error) {
	var rows []secretRow
	err := st.ReadPool.SelectContext(ctx, &rows, secretsOfQuery, keyID, db.OrNoID(after.Account), db.OrNoID(after.Source),
		after.Name, limit)
	if err != nil {
		return nil, fmt.Errorf("list a key's secrets: %w", db.Reason(ctx, err))
	}
	list := make([]sealed.Row, len(rows))
	for i, r := range rows {
		list[i] = r.row()
	}
	return list, nil
}

// ResealSecrets implements sealed.Store. When a secret was changed stays what it was: it is the same secret.
func (st *DB) ResealSecrets(ctx context.Context, list []sealed.Resealed) (written int, err error) {
	err = st.WithTx(ctx, func(tx *db.Tx) error {
		written = 0
		for _, r := range list {
			done, err := tx.SQL.ExecContext(ctx, resealQuery, r.Account, r.Source, r.Name, r.Sealed, r.KeyID, r.Was)
			if err != nil {
				return err
			}
			n, err := done.RowsAffected()
			if err != nil {
				return err
			}
			written += int(n)
		}
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("seal secrets anew: %w", db.Reason(ctx, err))
	}
	return written, nil
}

type secretRow struct {
	AccountID string `db:"account_id"`
	SourceID  string `db:"source_id"`
	Name      string
	Sealed    []byte
	KeyID     string `db:"key_id"`
	Changed   int64
}

func (r secretRow) row() sealed.Row {
	return sealed.Row{
		Place:  sealed.Place{Account: r.AccountID, Source: r.SourceID, Name: r.Name},
		Sealed: r.Sealed, KeyID: r.KeyID, Changed: db.FromMicros(r.Changed),
	}
}
