package store

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/usher-id/usher/internal/admin"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/db"
	"github.com/usher-id/usher/internal/store/intake"
	"github.com/usher-id/usher/licensing"
)

var _ admin.SeatStore = (*DB)(nil)

// AccountsWithPools implements admin.SeatStore.
func (st *DB) AccountsWithPools(ctx context.Context, after string, limit int) (ids []string, err error) {
	err = st.ReadPool.SelectContext(ctx, &ids, `
		SELECT a.id FROM accounts a WHERE a.id > $1 AND a.ending IS NULL AND EXISTS (SELECT 1 FROM pools p
			WHERE p.account_id = a.id)
		 ORDER BY a.id LIMIT $2`, db.OrNoID(after), limit)
	if err != nil {
		return nil, fmt.Errorf("list accounts with pools: %w", db.Reason(ctx, err))
	}
	return ids, nil
}

// WatchedPools implements admin.SeatStore.
func (st *DB) WatchedPools(ctx context.Context, accountID string) ([]admin.WatchedPool, error) {
	var rows []struct {
		ID, Name, Settings, Alerts string
		Used, Waiting              int
	}
	err := st.ReadPool.SelectContext(ctx, &rows, `
		SELECT id, name, settings, used, waiting, COALESCE(alerts, '') AS alerts FROM pools WHERE account_id = $1
			ORDER BY name_key`, accountID)
	if err != nil {
		return nil, fmt.Errorf("read pools: %w", db.Reason(ctx, err))
	}
	list := make([]admin.WatchedPool, len(rows))
	for i, r := range rows {
		list[i] = admin.WatchedPool{
			Pool: licensing.Pool{ID: r.ID, Name: r.Name, Settings: licensing.KeptSettings(r.Settings), Used: r.Used,
				Waiting: r.Waiting},
			Told: toldOf(r.Alerts),
		}
	}
	return list, nil
}

// alertsOf is what was told of a pool as it is kept; "" for nothing.
func alertsOf(told map[int]time.Time) string {
	if len(told) == 0 {
		return ""
	}
	kept := map[int]int64{}
	for threshold, below := range told {
		kept[threshold] = db.MicrosOrZero(below)
	}
	text, err := json.Marshal(kept)
	if err != nil {
		panic("store: numbers are always JSON: " + err.Error())
	}
	return string(text)
}

// toldOf reads what alertsOf wrote.
func toldOf(alerts string) map[int]time.Time {
	kept, told := map[int]int64{}, map[int]time.Time{}
	if alerts != "" && json.Unmarshal([]byte(alerts), &kept) != nil {
		panic("store: alerts of a pool are no JSON: " + alerts)
	}
	for threshold, below := range kept {
		if told[threshold] = (time.Time{}); below != 0 {
			told[threshold] = db.FromMicros(below)
		}
	}
	return told
}

// errFaster says that another node was faster.
var errFaster = errors.New("another node has told of the pool")

// AlertSeats implements admin.SeatStore. Of several nodes that look at once, one changes the rows.
func (st *DB) AlertSeats(
	ctx context.Context, accountID string, before, after []admin.WatchedPool, entries []directory.LogEntry,
	list []directory.Job,
) (first bool, err error) {
	err = st.WithTx(ctx, func(tx *db.Tx) error {
		first = false
		for i, p := range after {
			done, err := tx.SQL.ExecContext(ctx, `UPDATE pools SET alerts = $3 WHERE account_id = $1 AND id = $2
				AND COALESCE(alerts, '') = $4`,
				accountID, p.ID, alertsOf(p.Told), alertsOf(before[i].Told))
			if err != nil {
				return err
			}
			if n, err := done.RowsAffected(); err != nil || n == 0 {
				return cmp.Or(err, errFaster)
			}
		}
		for i := range entries {
			entries[i].At = tx.Now()
		}
		first = true
		return intake.In(tx).Write(ctx, accountID, &directory.Changes{Log: entries, Jobs: list})
	})
	if errors.Is(err, errFaster) {
		return false, nil
	}
	return first && err == nil, db.Reason(ctx, err)
}
