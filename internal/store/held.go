package store

import (
	"context"
	"fmt"

	"github.com/usher-id/usher/internal/directory"
)

var _ directory.Waiting = (*DB)(nil)

// HeldBy implements directory.Waiting.
func (db *DB) HeldBy(ctx context.Context, accountID, domain, after string, limit int) ([]directory.RecordKey, error) {
	if after == "" {
		after = "00000000-0000-0000-0000-000000000000"
	}
	var rows []struct {
		SourceID string `db:"source_id"`
		Type     string
		ID       string
	}
	err := db.read.SelectContext(ctx, &rows, `
		SELECT source_id, type, id FROM records
		 WHERE account_id = $1 AND held_domain = $2 AND id > $3 AND state = 'pendingDomain'
		 ORDER BY id LIMIT $4`, accountID, domain, after, limit)
	if err != nil {
		return nil, fmt.Errorf("list held records: %w", ctxError(ctx, err))
	}
	keys := make([]directory.RecordKey, len(rows))
	for i, r := range rows {
		keys[i] = directory.RecordKey{SourceID: r.SourceID, Type: r.Type, ID: r.ID}
	}
	return keys, nil
}

// HeldInVain implements directory.Waiting.
func (db *DB) HeldInVain(ctx context.Context, limit int) ([]directory.Release, error) {
	var rows []struct {
		ID      string
		Name    string
		Secret  []byte
		Created int64
		Domain  string
	}
	err := db.read.SelectContext(ctx, &rows, `
		SELECT DISTINCT a.id, a.name, a.secret, a.created, d.domain
		  FROM domains d
		  JOIN records r ON r.account_id = d.account_id AND r.held_domain = d.domain
		  JOIN accounts a ON a.id = d.account_id
		 LIMIT $1`, limit)
	if err != nil {
		return nil, fmt.Errorf("list domains that are waited for: %w", ctxError(ctx, err))
	}
	releases := make([]directory.Release, len(rows))
	for i, r := range rows {
		releases[i] = directory.Release{
			Account: directory.Account{ID: r.ID, Name: r.Name, Secret: r.Secret, Created: fromMicros(r.Created)},
			Domain:  r.Domain,
		}
	}
	return releases, nil
}
