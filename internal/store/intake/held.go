package intake

import (
	"context"
	"fmt"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/db"
	"github.com/usher-id/usher/internal/store/records"
)

// HeldBy implements directory.Waiting.
func (st *Store) HeldBy(
	ctx context.Context, accountID, domain, after string, limit int,
) ([]directory.RecordKey, error) {
	keys, err := st.recordKeys(ctx, `
		SELECT source_id, type, id FROM records
		 WHERE account_id = $1 AND held_domain = $2 AND id > $3 AND state = 'pendingDomain'
		 ORDER BY id LIMIT $4`, accountID, domain, db.OrNoID(after), limit)
	if err != nil {
		return nil, fmt.Errorf("list held records: %w", err)
	}
	return keys, nil
}

// InReview implements directory.Waiting.
func (st *Store) InReview(ctx context.Context, accountID, after string, limit int) ([]directory.RecordKey, error) {
	keys, err := st.recordKeys(ctx, `
		SELECT source_id, type, id FROM records
		 WHERE account_id = $1 AND id > $2 AND type = 'User' AND user_id IS NULL AND held_domain IS NULL
		 	AND state = 'pendingMerge'
		UNION ALL
		SELECT source_id, type, id FROM records
		 WHERE account_id = $1 AND id > $2 AND held_domain = '`+records.Reviewed+`'
		 ORDER BY id LIMIT $3`, accountID, db.OrNoID(after), limit)
	if err != nil {
		return nil, fmt.Errorf("list records in review: %w", err)
	}
	return keys, nil
}

// Unowned implements directory.Waiting. It looks through the account's addresses, and for the owner of each by
// index: LIMIT and OFFSET keep PostgreSQL from joining them, which of tables that have grown since they were last
// analysed it does by comparing each with all.
func (st *Store) Unowned(
	ctx context.Context, accountID, domain, after string, limit int,
) ([]directory.RecordKey, error) {
	keys, err := st.recordKeys(ctx, `
		SELECT DISTINCT i.source_id, 'User' AS type, i.record_id AS id FROM identifiers i
		 WHERE i.account_id = $1 AND i.kind = 'email' AND i.value LIKE '%@' || $2 AND i.record_id > $3
		 	AND i.user_id IS NOT NULL
		   AND NOT EXISTS (SELECT 1 FROM identifiers o WHERE o.account_id = i.account_id AND o.kind = i.kind
		   	AND o.value = i.value AND o.owner LIMIT 1 OFFSET 0)
		 ORDER BY i.record_id LIMIT $4`, accountID, domain, db.OrNoID(after), limit)
	if err != nil {
		return nil, fmt.Errorf("list addresses that nobody owns: %w", err)
	}
	return keys, nil
}

// UserRecords are a source's people in the order of their arrival, those after the given id, at
// most limit.
func (st *Store) UserRecords(
	ctx context.Context, accountID, sourceID, after string, limit int,
) ([]directory.RecordKey, error) {
	keys, err := st.recordKeys(ctx, `
		SELECT source_id, type, id FROM records
		 WHERE account_id = $1 AND source_id = $2 AND type = 'User' AND id > $3
		 ORDER BY id LIMIT $4`, accountID, sourceID, db.OrNoID(after), limit)
	if err != nil {
		return nil, fmt.Errorf("list a source's records: %w", err)
	}
	return keys, nil
}

func (st *Store) recordKeys(ctx context.Context, query string, args ...any) ([]directory.RecordKey, error) {
	var rows []struct {
		SourceID string `db:"source_id"`
		Type     string
		ID       string
	}
	if err := st.ReadPool.SelectContext(ctx, &rows, query, args...); err != nil {
		return nil, db.Reason(ctx, err)
	}
	keys := make([]directory.RecordKey, len(rows))
	for i, r := range rows {
		keys[i] = directory.RecordKey{SourceID: r.SourceID, Type: r.Type, ID: r.ID}
	}
	return keys, nil
}
