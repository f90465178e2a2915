package store

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/usher-id/usher/internal/licensemail"
	"github.com/usher-id/usher/internal/store/db"
	"github.com/usher-id/usher/licensing"
)

// licensesWithPools selects licenses of accounts, with the pool whose seat each has or waits for.
const licensesWithPools = `
		SELECT ` + licenseColumns + `,
		       p.id AS pool, p.name AS pool_name, p.settings AS pool_settings
		  FROM licenses l LEFT JOIN pools p ON p.account_id = l.account_id AND p.id = COALESCE(l.pool_id, l.wants)
		 WHERE l.account_id = $1`

// License implements licensemail.Store.
func (st *DB) License(ctx context.Context, accountID, id string) (*licensemail.License, error) {
	list, err := st.licenses(ctx, ` AND l.id = $2`, accountID, db.OrNoID(id))
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return &list[0], nil
}

// LicensesOf are the licenses of a person, in the order of their products, those that merges set aside left out.
func (st *DB) LicensesOf(ctx context.Context, accountID, userID string) ([]licensemail.License, error) {
	return st.licenses(ctx, ` AND l.user_id = $2 AND l.state <> 'merged' ORDER BY l.product, l.id`, accountID,
		db.OrNoID(userID))
}

func (st *DB) licenses(ctx context.Context, where string, args ...any) ([]licensemail.License, error) {
	var rows []pooledLicenseRow
	if err := st.ReadPool.SelectContext(ctx, &rows, licensesWithPools+where, args...); err != nil {
		return nil, fmt.Errorf("read licenses: %w", db.Reason(ctx, err))
	}
	list := make([]licensemail.License, len(rows))
	for i, r := range rows {
		list[i] = licensemail.License{License: r.license()}
		if r.Pool.Valid {
			list[i].Pool = licensing.Pool{ID: r.Pool.String, Name: r.PoolName.String,
				Settings: licensing.KeptSettings(r.PoolSettings.String)}
		}
	}
	return list, nil
}

type pooledLicenseRow struct {
	licenseRow
	Pool         sql.NullString
	PoolName     sql.NullString `db:"pool_name"`
	PoolSettings sql.NullString `db:"pool_settings"`
}
