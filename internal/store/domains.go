package store

import (
	"context"
	"fmt"
	"time"

	"github.com/usher-id/usher/internal/directory"
)

// Domain is an e-mail domain that an account may speak for.
type Domain struct {
	Name    string // A-label form, lower case
	Level   directory.Level
	Created time.Time
}

// ApproveDomain writes down an administrator's word for a domain (rule D1), which is in A-label
// form. A domain that the account has already stays as it is, a verified one too: created is false.
func (db *DB) ApproveDomain(ctx context.Context, accountID, domain string) (created bool, err error) {
	err = db.WithTx(ctx, func(tx *Tx) error {
		result, err := tx.tx.ExecContext(ctx, `
			INSERT INTO domains (account_id, domain, level, created) VALUES ($1, $2, $3, $4)
			ON CONFLICT (account_id, domain) DO NOTHING`,
			accountID, domain, directory.Approved, micros(tx.Now()))
		if err != nil {
			return err
		}
		n, err := result.RowsAffected()
		created = n > 0
		return err
	})
	return created, ctxError(ctx, err)
}

// Domains are an account's domains in the order of their names.
func (db *DB) Domains(ctx context.Context, accountID string) ([]Domain, error) {
	var rows []struct {
		Domain  string
		Level   string
		Created int64
	}
	err := db.read.SelectContext(ctx, &rows, `SELECT domain, level, created FROM domains WHERE account_id = $1 ORDER BY domain`, accountID)
	if err != nil {
		return nil, fmt.Errorf("list domains: %w", ctxError(ctx, err))
	}
	all := make([]Domain, len(rows))
	for i, r := range rows {
		all[i] = Domain{Name: r.Domain, Level: directory.Level(r.Level), Created: fromMicros(r.Created)}
	}
	return all, nil
}
