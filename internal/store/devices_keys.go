package store

import (
	"context"
	"fmt"

	"github.com/usher-id/usher/internal/admin"
	"github.com/usher-id/usher/internal/devices"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/db"
)

var _ admin.LicenseKeys = (*DB)(nil)

// LicenseKeys implements admin.LicenseKeys.
func (st *DB) LicenseKeys(ctx context.Context, accountID string) (g devices.Generation, err error) {
	if err = st.ReadPool.GetContext(ctx, &g, `SELECT license_keys + 1 FROM accounts WHERE id = $1`,
		accountID); err != nil {
		return 0, fmt.Errorf("read the generation of license keys: %w", db.Reason(ctx, err))
	}
	return g, nil
}

// ChangeLicenseKey implements admin.LicenseKeys.
func (st *DB) ChangeLicenseKey(ctx context.Context, accountID string) (g devices.Generation, err error) {
	err = st.WithTx(ctx, func(tx *db.Tx) error {
		if err := tx.SQL.GetContext(ctx, &g, `
			UPDATE accounts SET license_keys = license_keys + 1 WHERE id = $1 RETURNING license_keys + 1`,
			accountID); err != nil {
			return err
		}
		return logAct(ctx, tx, accountID, directory.LogEntry{Operation: "LICENSE KEY", Rule: "L8", Status: 200},
			differences([]string{"licenseKey"}, []any{int(g) - 1}, []any{int(g)}))
	})
	if err != nil {
		return 0, fmt.Errorf("change the key of license files: %w", db.Reason(ctx, err))
	}
	return g, nil
}
