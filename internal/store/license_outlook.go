package store

import (
	"context"
	"fmt"
	"time"

	"github.com/usher-id/usher/internal/store/db"
	"github.com/usher-id/usher/licensing"
)

// PoolOutlook implements admin.LicenseStore: one statement, so that its numbers are of one moment, and one row a
// day, whatever the number of licenses.
func (st *DB) PoolOutlook(
	ctx context.Context, accountID string, p *licensing.Pool, midnights []time.Time,
) (*licensing.Outlook, error) {
	days := outlookDays(midnights)
	var rows []struct{ Day, Ending, Held, Waiting, Used int }
	args := append([]any{accountID, p.ID}, st.Dialect.Bind(days)...)
	if err := st.ReadPool.SelectContext(ctx, &rows, st.poolOutlookQuery(p.PerDevice()), args...); err != nil {
		return nil, fmt.Errorf("look ahead at a pool: %w", db.Reason(ctx, err))
	}
	o := &licensing.Outlook{Ending: make([]int, days.N)}
	for _, r := range rows {
		o.Ending[r.Day], o.Held, o.Waiting, o.Used = r.Ending, r.Held, r.Waiting, r.Used-r.Held
	}
	return o, nil
}

// outlookDays are rows of a day, its beginning and its end; what is overdue counts as the first.
func outlookDays(midnights []time.Time) *db.Table {
	days := db.NewTable(db.Int("day"), db.Int("since"), db.Int("til"))
	for i, end := range midnights[1:] {
		since := int64(0)
		if i > 0 {
			since = db.Micros(midnights[i])
		}
		days.Add(int64(i), since, db.Micros(end))
	}
	return days
}

// poolOutlookQuery counts seats: one a license, or one a device.
func (st *DB) poolOutlookQuery(perDevice bool) string {
	takes, wants := `count(*)`, `count(*)`
	if perDevice {
		takes = `COALESCE(sum(l.devices), 0)`
		wants = `COALESCE(sum(CASE WHEN l.asks > 0 THEN l.asks ELSE l.devices END - CASE WHEN l.pool_id = l.wants
			THEN l.devices ELSE 0 END), 0)`
	}
	return `
		SELECT n.day, p.used,
		       (SELECT ` + takes + ` FROM licenses l
		         WHERE l.account_id = $1 AND l.pool_id = $2 AND l.until >= n.since AND l.until < n.til) AS ending,
		       (SELECT ` + takes + ` FROM licenses l
		         WHERE l.account_id = $1 AND l.pool_id = $2 AND l.until IS NOT NULL AND l.state = 'held') AS held,
		       (SELECT ` + wants + ` FROM licenses l WHERE l.account_id = $1 AND l.wants = $2) AS waiting
		  FROM ` + st.Dialect.Rows("n", outlookDays(make([]time.Time, 1)).Cols, 3) + ` CROSS JOIN pools p
		 WHERE p.account_id = $1 AND p.id = $2`
}

// LicensesOfUsers implements admin.LicenseStore.
func (st *DB) LicensesOfUsers(
	ctx context.Context, accountID string, users []string,
) (map[string][]licensing.License, error) {
	t := db.NewTable(db.UUID("user_id"))
	for _, id := range users {
		t.Add(id)
	}
	var rows []licenseRow
	err := st.ReadPool.SelectContext(ctx, &rows, `
		SELECT `+licenseColumns+` FROM `+st.Dialect.Rows("n", t.Cols, 2)+` CROSS JOIN licenses l
		 WHERE l.account_id = $1 AND l.user_id = n.user_id AND l.state <> 'merged'`,
		append([]any{accountID}, st.Dialect.Bind(t)...)...)
	if err != nil {
		return nil, fmt.Errorf("read people's licenses: %w", db.Reason(ctx, err))
	}
	list := map[string][]licensing.License{}
	for i := range rows {
		x := rows[i].license()
		list[x.UserID] = append(list[x.UserID], x)
	}
	return list, nil
}
