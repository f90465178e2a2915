package store

import (
	"context"
	"fmt"
	"time"

	"github.com/usher-id/usher/internal/devices"
	"github.com/usher-id/usher/internal/store/db"
)

// DeviceLicense implements devices.Store.
func (st *DB) DeviceLicense(ctx context.Context, accountID, deviceID string) (string, error) {
	var found []string
	id := db.UUIDOrNone(deviceID)
	if id == "" {
		return "", nil
	}
	err := st.ReadPool.SelectContext(ctx, &found, `SELECT license_id FROM devices WHERE account_id = $1 AND id = $2`,
		accountID, id)
	if err != nil {
		return "", fmt.Errorf("find a device: %w", db.Reason(ctx, err))
	}
	if len(found) == 0 {
		return "", nil
	}
	return found[0], nil
}

// ListDevices implements devices.Store.
func (st *DB) ListDevices(ctx context.Context, accountID, after string, limit int) ([]devices.Listed, error) {
	var rows []deviceRow
	err := st.ReadPool.SelectContext(ctx, &rows, `
		SELECT `+deviceColumns+`, u.login, l.product FROM devices d
		  LEFT JOIN licenses l ON l.account_id = $1 AND l.id = d.license_id
		  LEFT JOIN users u ON u.account_id = $1 AND u.id = coalesce(l.user_id, d.user_id)
		 WHERE d.account_id = $1 AND d.id > $2 ORDER BY d.id LIMIT $3`, accountID, db.OrNoID(after), limit)
	if err != nil {
		return nil, fmt.Errorf("list devices: %w", db.Reason(ctx, err))
	}
	list := make([]devices.Listed, len(rows))
	for i := range rows {
		list[i] = devices.Listed{Device: rows[i].device(), Login: rows[i].Login.String, Product: rows[i].Product.String}
	}
	return list, nil
}

// SilentDevices implements devices.Store. Whether a pool's clients send heartbeats stands in its settings, whose
// JSON has the member without a blank where it is true.
func (st *DB) SilentDevices(
	ctx context.Context, before, now time.Time, after devices.Silence, limit int,
) ([]devices.Silence, error) {
	var rows []silentRow
	seen := int64(-1)
	if !after.Seen.IsZero() {
		seen = db.Micros(after.Seen)
	}
	err := st.ReadPool.SelectContext(ctx, &rows, `
		SELECT d.account_id, d.id, d.license_id, d.seen FROM devices d
		  JOIN licenses l ON l.account_id = d.account_id AND l.id = d.license_id
		  LEFT JOIN pools p ON p.account_id = d.account_id AND p.id = coalesce(l.pool_id, l.wants)
		 WHERE d.state = 'active' AND d.seen <= $1 AND (d.file_until IS NULL OR d.file_until <= $2)
		   AND (p.settings IS NULL OR p.settings NOT LIKE '%"silent":true%')
		   AND (d.seen > $3 OR d.seen = $3 AND d.id > $4)
		 ORDER BY d.seen, d.id LIMIT $5`, db.Micros(before), db.Micros(now), seen, db.OrNoID(after.DeviceID), limit)
	if err != nil {
		return nil, fmt.Errorf("look for silent devices: %w", db.Reason(ctx, err))
	}
	list := make([]devices.Silence, len(rows))
	for i := range rows {
		list[i] = rows[i].silence()
	}
	return list, nil
}

// ForgetDevices implements devices.Store.
func (st *DB) ForgetDevices(ctx context.Context, before, now time.Time, limit int) (forgotten int, err error) {
	err = st.WithTx(ctx, func(tx *db.Tx) error {
		result, err := tx.SQL.ExecContext(ctx, `
			DELETE FROM devices WHERE (account_id, id) IN (
				SELECT account_id, id FROM devices
				 WHERE state = 'released' AND released < $1 AND (file_until IS NULL OR file_until < $2) LIMIT $3)`,
			db.Micros(before), db.Micros(now), limit)
		if err != nil {
			return err
		}
		n, err := result.RowsAffected()
		forgotten = int(n)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("forget devices: %w", db.Reason(ctx, err))
	}
	return forgotten, nil
}
