package store

import (
	"context"
	"fmt"
	"time"

	"github.com/usher-id/usher/internal/admin"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/db"
	"github.com/usher-id/usher/internal/store/intake"
	"github.com/usher-id/usher/licensing"
)

var _ admin.LicenseStore = (*DB)(nil)

// Licensing implements admin.LicenseStore: two questions in one.
func (st *DB) Licensing(ctx context.Context, accountID string) (*licensing.Facts, error) {
	facts := directory.NewFacts()
	err := st.WithTx(ctx, func(tx *db.Tx) error {
		return intake.In(tx).Find(ctx, accountID, &directory.Questions{Licensing: true}, facts)
	})
	if err != nil {
		return nil, db.Reason(ctx, err)
	}
	return facts.Licensing, nil
}

// GroupsNamed implements admin.LicenseStore.
func (st *DB) GroupsNamed(ctx context.Context, accountID, sourceID, name string) (ids []string, err error) {
	err = st.ReadPool.SelectContext(ctx, &ids, `
		SELECT id FROM records WHERE account_id = $1 AND source_id = $2 AND type = 'Group' AND display_name = $3 ORDER BY id
			LIMIT 8`,
		accountID, sourceID, directory.NameKeyOf(name))
	if err != nil {
		return nil, fmt.Errorf("find a group: %w", db.Reason(ctx, err))
	}
	return ids, nil
}

// HasGroup implements admin.LicenseStore.
func (st *DB) HasGroup(ctx context.Context, accountID, id string) (bool, error) {
	if !directory.IsID(id) {
		return false, nil
	}
	var n int
	err := st.ReadPool.GetContext(ctx, &n, `
		SELECT count(*) FROM sources s CROSS JOIN records r
		 WHERE s.account_id = $1 AND r.account_id = $1 AND r.source_id = s.id AND r.type = 'Group' AND r.id = $2`, accountID,
		id)
	if err != nil {
		return false, fmt.Errorf("find a group: %w", db.Reason(ctx, err))
	}
	return n > 0, nil
}

// GroupsOf implements admin.LicenseStore.
func (st *DB) GroupsOf(ctx context.Context, accountID, recordID string) (ids []string, err error) {
	err = st.ReadPool.SelectContext(ctx, &ids, `
		SELECT group_id FROM members WHERE account_id = $1 AND member_id = $2 AND NOT waiting`, accountID, recordID)
	if err != nil {
		return nil, fmt.Errorf("find somebody's groups: %w", db.Reason(ctx, err))
	}
	return ids, nil
}

// PoolEnding implements admin.LicenseStore.
func (st *DB) PoolEnding(ctx context.Context, accountID, poolID string) (grace, held int, err error) {
	var row struct{ Grace, Held int }
	err = st.ReadPool.GetContext(ctx, &row, `
		SELECT count(CASE state WHEN 'grace' THEN 1 END) AS grace, count(CASE state WHEN 'held' THEN 1 END) AS held
		  FROM licenses WHERE account_id = $1 AND pool_id = $2 AND state IN ('grace', 'held')`, accountID, poolID)
	if err != nil {
		return 0, 0, fmt.Errorf("count licenses that end: %w", db.Reason(ctx, err))
	}
	return row.Grace, row.Held, nil
}

const listedLicense = `
	SELECT ` + licenseColumns + `, COALESCE(u.login, (SELECT x.user_name FROM records x
	         WHERE x.account_id = $1 AND x.id = l.user_id AND x.type = 'User' AND x.user_id IS NULL
	         	AND x.held_domain IS NULL), '') AS login,
	       (SELECT count(*) FROM devices d
	         WHERE d.account_id = $1 AND d.license_id = l.id AND d.state = 'active') AS active_devices
	  FROM licenses l LEFT JOIN users u ON u.account_id = $1 AND u.id = l.user_id
	 WHERE l.account_id = $1 AND `

type listedRow struct {
	licenseRow
	Login         string
	ActiveDevices int `db:"active_devices"`
}

// Licenses implements admin.LicenseStore. Those with a seat go by an index in the order of ids, those who wait in
// that of the waiting list.
func (st *DB) Licenses(ctx context.Context, accountID string, q admin.LicenseQuery) ([]admin.Listed, error) {
	var rows []listedRow
	var err error
	switch {
	case q.UserID != "":
		err = st.ReadPool.SelectContext(ctx, &rows, listedLicense+`l.user_id = $2 ORDER BY l.product, l.id`, accountID,
			q.UserID)
	case q.Waiting:
		after := q.After
		args := []any{accountID, q.PoolID, q.Limit}
		where := `l.wants = $2`
		if after != nil {
			args = append(args, after.License.Priority, db.Micros(after.License.Requested), after.License.ID)
			where += ` AND (l.priority < $4 OR l.priority = $4 AND (l.requested > $5 OR l.requested = $5 AND l.id > $6))`
		}
		err = st.ReadPool.SelectContext(ctx, &rows, listedLicense+where+` ORDER BY l.priority DESC, l.requested, l.id
			LIMIT $3`, args...)
	default:
		after := db.NoID
		if q.After != nil {
			after = q.After.License.ID
		}
		err = st.ReadPool.SelectContext(ctx, &rows, listedLicense+`l.pool_id = $2 AND l.id > $4 ORDER BY l.id LIMIT $3`,
			accountID, q.PoolID, q.Limit, after)
	}
	if err != nil {
		return nil, fmt.Errorf("list licenses: %w", db.Reason(ctx, err))
	}
	list := make([]admin.Listed, len(rows))
	for i, r := range rows {
		list[i] = admin.Listed{License: r.license(), Login: r.Login, Active: r.ActiveDevices}
	}
	return list, nil
}

// DueLicenses implements admin.LicenseStore: one licence's user each, those whose time was over first.
func (st *DB) DueLicenses(ctx context.Context, now time.Time, after admin.Due, limit int) ([]admin.Due, error) {
	var rows []struct {
		ID        string
		Until     int64
		AccountID string `db:"account_id"`
		UserID    string `db:"user_id"`
	}
	err := st.ReadPool.SelectContext(ctx, &rows, `
		SELECT id, until, account_id, user_id FROM licenses
		 WHERE until IS NOT NULL AND until <= $1 AND until >= $2 AND (until > $2 OR id > $3)
		 ORDER BY until, id LIMIT $4`, db.Micros(now), db.MicrosOrZero(after.Until), db.OrNoID(after.LicenseID), limit)
	if err != nil {
		return nil, fmt.Errorf("look for licenses that end: %w", db.Reason(ctx, err))
	}
	list := make([]admin.Due, len(rows))
	for i, r := range rows {
		list[i] = admin.Due{
			AccountID: r.AccountID, UserID: r.UserID, LicenseID: r.ID, Until: db.FromMicros(r.Until),
		}
	}
	return list, nil
}
