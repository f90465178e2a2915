package store

import (
	"context"
	"fmt"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/db"
	"github.com/usher-id/usher/internal/store/records"
)

var _ directory.Waiting = (*DB)(nil)

// ReviewedInVain implements directory.Waiting.
func (st *DB) ReviewedInVain(ctx context.Context, limit int) ([]directory.Account, error) {
	var rows []accountRow
	err := st.ReadPool.SelectContext(ctx, &rows, `
		SELECT `+accountColumns+` FROM accounts a WHERE a.ending IS NULL AND (EXISTS (
		       SELECT 1 FROM records r WHERE r.account_id = a.id AND r.type = 'User' AND r.user_id IS NULL
		       	AND r.held_domain IS NULL AND r.state = 'pendingMerge' AND NOT EXISTS (
		              SELECT 1 FROM reviews v WHERE v.account_id = r.account_id AND v.record_id = r.id
		              	AND v.status = 'open' AND v.waits))
		    OR EXISTS (
		       SELECT 1 FROM records r WHERE r.account_id = a.id AND r.held_domain = '`+records.Reviewed+
		`' AND NOT EXISTS (
		              SELECT 1 FROM reviews v WHERE v.account_id = r.account_id AND v.record_id = r.id
		              	AND v.status = 'open' AND v.waits)))
		 LIMIT $1`, limit)
	if err != nil {
		return nil, fmt.Errorf("list records whose review is over: %w", db.Reason(ctx, err))
	}
	accounts := make([]directory.Account, len(rows))
	for i, r := range rows {
		accounts[i] = r.account()
	}
	return accounts, nil
}

// HeldInVain implements directory.Waiting.
func (st *DB) HeldInVain(ctx context.Context, limit int) ([]directory.Release, error) {
	var rows []struct {
		ID      string
		Name    string
		Secret  []byte
		Created int64
		Domain  string
	}
	err := st.ReadPool.SelectContext(ctx, &rows, `
		SELECT DISTINCT a.id, a.name, a.secret, a.created, h.domain FROM (
		       SELECT d.account_id, r.held_domain AS domain FROM domains d CROSS JOIN records r
		        WHERE r.account_id = d.account_id AND r.held_domain = d.domain AND d.level <> 'none'
		        UNION ALL
		       SELECT d.account_id, r.held_domain AS domain FROM domains d CROSS JOIN records r
		        WHERE r.account_id = d.account_id AND r.held_domain IS NOT NULL AND r.held_domain LIKE '%.' || d.domain
		          AND d.level <> 'none' AND d.subdomains
		          AND NOT EXISTS (SELECT 1 FROM domains o WHERE o.account_id = d.account_id
		          	AND o.state IN ('stale', 'revoked')
		                      AND (o.domain = r.held_domain OR o.subdomains AND length(o.domain) > length(d.domain)
		                      	AND r.held_domain LIKE '%.' || o.domain))
		        UNION ALL
		       SELECT p.account_id, p.domain FROM approved_addresses p CROSS JOIN identifiers i CROSS JOIN records r
		        WHERE i.account_id = p.account_id AND i.kind = 'email' AND i.value = p.address AND i.user_id IS NULL
		          AND r.account_id = i.account_id AND r.source_id = i.source_id AND r.type = 'User'
		          	AND r.id = i.record_id AND r.held_domain = p.domain
		          AND r.user_name = p.address -- with a mere second address it would be judged in vain, again and again
		       ) h JOIN accounts a ON a.id = h.account_id
		 LIMIT $1`, limit)
	if err != nil {
		return nil, fmt.Errorf("list domains that are waited for: %w", db.Reason(ctx, err))
	}
	releases := make([]directory.Release, len(rows))
	for i, r := range rows {
		releases[i] = directory.Release{
			Account: directory.Account{ID: r.ID, Name: r.Name, Secret: r.Secret, Created: db.FromMicros(r.Created)},
			Domain:  r.Domain,
		}
	}
	return releases, nil
}
