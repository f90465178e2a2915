package store

import (
	"context"
	"fmt"

	"github.com/usher-id/usher/internal/directory"
)

var _ directory.Waiting = (*DB)(nil)

// HeldBy implements directory.Waiting.
func (db *DB) HeldBy(ctx context.Context, accountID, domain, after string, limit int) ([]directory.RecordKey, error) {
	keys, err := db.recordKeys(ctx, `
		SELECT source_id, type, id FROM records
		 WHERE account_id = $1 AND held_domain = $2 AND id > $3 AND state = 'pendingDomain'
		 ORDER BY id LIMIT $4`, accountID, domain, orNoID(after), limit)
	if err != nil {
		return nil, fmt.Errorf("list held records: %w", err)
	}
	return keys, nil
}

// InReview implements directory.Waiting.
func (db *DB) InReview(ctx context.Context, accountID, after string, limit int) ([]directory.RecordKey, error) {
	keys, err := db.recordKeys(ctx, `
		SELECT source_id, type, id FROM records
		 WHERE account_id = $1 AND id > $2 AND type = 'User' AND user_id IS NULL AND held_domain IS NULL AND state = 'pendingMerge'
		UNION ALL
		SELECT source_id, type, id FROM records
		 WHERE account_id = $1 AND id > $2 AND held_domain = '`+reviewed+`'
		 ORDER BY id LIMIT $3`, accountID, orNoID(after), limit)
	if err != nil {
		return nil, fmt.Errorf("list records in review: %w", err)
	}
	return keys, nil
}

// Unowned implements directory.Waiting. It looks through the account's addresses.
func (db *DB) Unowned(ctx context.Context, accountID, domain, after string, limit int) ([]directory.RecordKey, error) {
	keys, err := db.recordKeys(ctx, `
		SELECT DISTINCT i.source_id, 'User' AS type, i.record_id AS id FROM identifiers i
		 WHERE i.account_id = $1 AND i.kind = 'email' AND i.value LIKE '%@' || $2 AND i.record_id > $3 AND i.user_id IS NOT NULL
		   AND NOT EXISTS (SELECT 1 FROM identifiers o WHERE o.account_id = i.account_id AND o.kind = i.kind AND o.value = i.value AND o.owner)
		 ORDER BY i.record_id LIMIT $4`, accountID, domain, orNoID(after), limit)
	if err != nil {
		return nil, fmt.Errorf("list addresses that nobody owns: %w", err)
	}
	return keys, nil
}

// UserRecords are a source's people in the order of their arrival, those after the given id, at
// most limit.
func (db *DB) UserRecords(ctx context.Context, accountID, sourceID, after string, limit int) ([]directory.RecordKey, error) {
	keys, err := db.recordKeys(ctx, `
		SELECT source_id, type, id FROM records
		 WHERE account_id = $1 AND source_id = $2 AND type = 'User' AND id > $3
		 ORDER BY id LIMIT $4`, accountID, sourceID, orNoID(after), limit)
	if err != nil {
		return nil, fmt.Errorf("list a source's records: %w", err)
	}
	return keys, nil
}

func (db *DB) recordKeys(ctx context.Context, query string, args ...any) ([]directory.RecordKey, error) {
	var rows []struct {
		SourceID string `db:"source_id"`
		Type     string
		ID       string
	}
	if err := db.read.SelectContext(ctx, &rows, query, args...); err != nil {
		return nil, ctxError(ctx, err)
	}
	keys := make([]directory.RecordKey, len(rows))
	for i, r := range rows {
		keys[i] = directory.RecordKey{SourceID: r.SourceID, Type: r.Type, ID: r.ID}
	}
	return keys, nil
}

// ReviewedInVain implements directory.Waiting.
func (db *DB) ReviewedInVain(ctx context.Context, limit int) ([]directory.Account, error) {
	var rows []accountRow
	err := db.read.SelectContext(ctx, &rows, `
		SELECT a.id, a.name, a.secret, a.created FROM accounts a WHERE EXISTS (
		       SELECT 1 FROM records r WHERE r.account_id = a.id AND r.type = 'User' AND r.user_id IS NULL AND r.held_domain IS NULL AND r.state = 'pendingMerge' AND NOT EXISTS (
		              SELECT 1 FROM reviews v WHERE v.account_id = r.account_id AND v.record_id = r.id AND v.status = 'open' AND v.waits))
		    OR EXISTS (
		       SELECT 1 FROM records r WHERE r.account_id = a.id AND r.held_domain = '`+reviewed+`' AND NOT EXISTS (
		              SELECT 1 FROM reviews v WHERE v.account_id = r.account_id AND v.record_id = r.id AND v.status = 'open' AND v.waits))
		 LIMIT $1`, limit)
	if err != nil {
		return nil, fmt.Errorf("list records whose review is over: %w", ctxError(ctx, err))
	}
	accounts := make([]directory.Account, len(rows))
	for i, r := range rows {
		accounts[i] = r.account()
	}
	return accounts, nil
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
		SELECT DISTINCT a.id, a.name, a.secret, a.created, h.domain FROM (
		       SELECT d.account_id, r.held_domain AS domain FROM domains d CROSS JOIN records r
		        WHERE r.account_id = d.account_id AND r.held_domain = d.domain AND d.level <> 'none'
		        UNION ALL
		       SELECT d.account_id, r.held_domain AS domain FROM domains d CROSS JOIN records r
		        WHERE r.account_id = d.account_id AND r.held_domain IS NOT NULL AND r.held_domain LIKE '%.' || d.domain
		          AND d.level <> 'none' AND d.subdomains
		          AND NOT EXISTS (SELECT 1 FROM domains o WHERE o.account_id = d.account_id AND o.state IN ('stale', 'revoked')
		                      AND (o.domain = r.held_domain OR o.subdomains AND length(o.domain) > length(d.domain) AND r.held_domain LIKE '%.' || o.domain))
		        UNION ALL
		       SELECT p.account_id, p.domain FROM approved_addresses p CROSS JOIN identifiers i CROSS JOIN records r
		        WHERE i.account_id = p.account_id AND i.kind = 'email' AND i.value = p.address AND i.user_id IS NULL
		          AND r.account_id = i.account_id AND r.source_id = i.source_id AND r.type = 'User' AND r.id = i.record_id AND r.held_domain = p.domain
		          AND r.user_name = p.address -- with a mere second address it would be judged in vain, again and again
		       ) h JOIN accounts a ON a.id = h.account_id
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
