package store

import (
	"context"
	"fmt"
	"strings"

	"github.com/usher-id/usher/internal/admin"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/db"
	"github.com/usher-id/usher/internal/text"
)

// ApproveAddress writes down an administrator's word for one mailbox. created is false when it
// was there already.
func (st *DB) ApproveAddress(ctx context.Context, accountID string, a directory.Address) (created bool, err error) {
	err = st.WithTx(ctx, func(tx *db.Tx) error {
		result, err := tx.SQL.ExecContext(ctx, `
			INSERT INTO approved_addresses (account_id, address, domain, created) VALUES ($1, $2, $3, $4)
			ON CONFLICT (account_id, address) DO NOTHING`,
			accountID, a.String(), a.Domain, db.Micros(tx.Now()))
		if err != nil {
			return err
		}
		n, err := result.RowsAffected()
		if created = n > 0; err != nil || !created {
			return err
		}
		if err := letIn(ctx, tx, accountID, a.Domain); err != nil {
			return err
		}
		return logWord(ctx, tx, accountID, directory.LogEntry{
			Operation: "APPROVE " + a.String(), Rule: "D1", Detail: text.Messages{text.New("log.mailbox.approved")},
		})
	})
	if err != nil {
		return false, fmt.Errorf("approve an address: %w", db.Reason(ctx, err))
	}
	return created, nil
}

// RevokeAddress takes an administrator's word for a mailbox back; NotFound when there is none.
func (st *DB) RevokeAddress(ctx context.Context, accountID string, a directory.Address) error {
	return db.Reason(ctx, st.WithTx(ctx, func(tx *db.Tx) error {
		result, err := tx.SQL.ExecContext(ctx, `DELETE FROM approved_addresses WHERE account_id = $1 AND address = $2`,
			accountID, a.String())
		if err != nil {
			return err
		}
		if n, err := result.RowsAffected(); err != nil || n == 0 {
			if err == nil {
				err = directory.Refuse(directory.NotFound, "address.notApproved", "address", a.String())
			}
			return err
		}
		return logWord(ctx, tx, accountID, directory.LogEntry{
			Operation: "REVOKE " + a.String(), Rule: "D1", Detail: text.Messages{text.New("log.mailbox.revoked")},
		})
	}))
}

// ApprovedAddresses are the mailboxes for which an account's administrators vouch, in their order.
func (st *DB) ApprovedAddresses(ctx context.Context, accountID string) ([]admin.ApprovedAddress, error) {
	var rows []struct {
		Address string
		Created int64
	}
	err := st.ReadPool.SelectContext(ctx, &rows, `SELECT address, created FROM approved_addresses WHERE account_id = $1
		ORDER BY address`, accountID)
	if err != nil {
		return nil, fmt.Errorf("list approved addresses: %w", db.Reason(ctx, err))
	}
	all := make([]admin.ApprovedAddress, 0, len(rows))
	for _, r := range rows {
		if a, ok := directory.ParseAddress(r.Address); ok {
			all = append(all, admin.ApprovedAddress{Address: a, Created: db.FromMicros(r.Created)})
		}
	}
	return all, nil
}

// HeldDomainsBelow are the domains below the given one for which records wait, in the order of
// their names.
func (st *DB) HeldDomainsBelow(ctx context.Context, accountID, domain string) ([]string, error) {
	var names []string
	pattern := "%." + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(domain)
	err := st.ReadPool.SelectContext(ctx, &names, `
		SELECT DISTINCT held_domain FROM records WHERE account_id = $1 AND held_domain IS NOT NULL
			AND held_domain LIKE $2 ESCAPE '\' ORDER BY held_domain`,
		accountID, pattern)
	if err != nil {
		return nil, fmt.Errorf("list domains that are waited for: %w", db.Reason(ctx, err))
	}
	return names, nil
}
