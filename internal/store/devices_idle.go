package store

import (
	"context"
	"fmt"
	"time"

	"github.com/usher-id/usher/internal/devices"
	"github.com/usher-id/usher/internal/store/db"
)

// IdleLicenses implements devices.Store. Whether a pool counts from first use stands in its settings, whose JSON
// has the member without a blank where it is true. Somebody who has got the seat and has not activated yet keeps it.
func (st *DB) IdleLicenses(ctx context.Context, now time.Time, after devices.Key, limit int) ([]devices.Key, error) {
	var rows []struct {
		AccountID string `db:"account_id"`
		ID        string
	}
	if err := st.ReadPool.SelectContext(ctx, &rows, `
		SELECT l.account_id, l.id FROM pools p
		  JOIN licenses l ON l.account_id = p.account_id AND l.pool_id = p.id AND l.state = 'active'
		 WHERE p.settings LIKE '%"firstUse":true%' AND (l.account_id > $1 OR l.account_id = $1 AND l.id > $2)
		   AND EXISTS (SELECT 1 FROM devices d WHERE d.account_id = l.account_id AND d.license_id = l.id
		   	AND d.released >= coalesce(l.granted, 0))
		   AND NOT EXISTS (SELECT 1 FROM devices d WHERE d.account_id = l.account_id AND d.license_id = l.id
		           AND (d.state = 'active' OR d.file_until > $3))
		 ORDER BY l.account_id, l.id LIMIT $4`, db.OrNoID(after.AccountID), db.OrNoID(after.LicenseID), db.Micros(now),
		limit); err != nil {
		return nil, fmt.Errorf("look for licenses without devices: %w", db.Reason(ctx, err))
	}
	list := make([]devices.Key, len(rows))
	for i, r := range rows {
		list[i] = devices.Key{AccountID: r.AccountID, LicenseID: r.ID}
	}
	return list, nil
}
