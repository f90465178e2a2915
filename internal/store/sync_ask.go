package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/usher-id/usher/connectors/syncrun"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/db"
)

// AskRun asks for a run of a service, and keeps the job that carries it out. Where one of its mode waits already, that is it.
func (st *DB) AskRun(ctx context.Context, r *syncrun.Run, job directory.Job) (*syncrun.Run, error) {
	var run *syncrun.Run
	err := st.WithTx(ctx, func(tx *db.Tx) error {
		// The run that waits is held until the job is kept, or somebody could take it up between.
		var row runRow
		if err := tx.SQL.GetContext(ctx, &row, `
			INSERT INTO sync_runs (account_id, id, source_id, mode, state, phase, total, was_read, created, linked, updated, unchanged, held,
			       review, waiting, failed, missing, removed, parked, actor, channel, cancel, turn, asked)
			VALUES ($1, $2, $3, $4, 'waiting', 'read', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, $5, $6, $7, 0, $8)
			    ON CONFLICT (account_id, source_id, mode) WHERE state = 'waiting' DO UPDATE SET mode = excluded.mode
			RETURNING `+runColumns,
			r.AccountID, uuid.Must(uuid.NewV7()).String(), r.SourceID, string(r.Mode), r.Actor, r.Channel, false,
			db.Micros(tx.Now())); err != nil {
			return err
		}
		run = row.run()
		if _, err := tx.SQL.ExecContext(ctx, `UPDATE services SET due = NULL WHERE account_id = $1 AND source_id = $2`, r.AccountID,
			r.SourceID); err != nil {
			return err
		}
		return writeJobs(ctx, tx, r.AccountID, []directory.Job{job})
	})
	if err != nil {
		return nil, fmt.Errorf("ask for a sync run: %w", db.Reason(ctx, err))
	}
	return run, nil
}

// CancelRuns asks the runs of a service to end: those that wait do at once.
func (st *DB) CancelRuns(ctx context.Context, accountID, sourceID string) (n int, err error) {
	err = st.WithTx(ctx, func(tx *db.Tx) error {
		done, err := tx.SQL.ExecContext(ctx, `UPDATE sync_runs SET cancel = $3,
			ended = CASE WHEN state = 'waiting' THEN $4 ELSE ended END,
			state = CASE WHEN state = 'waiting' THEN 'cancelled' ELSE state END
			WHERE account_id = $1 AND source_id = $2 AND state IN ('waiting', 'running')`, accountID, sourceID, true, db.Micros(tx.Now()))
		if err != nil {
			return err
		}
		changed, err := done.RowsAffected()
		if n = int(changed); err != nil {
			return err
		}
		// What has waited was to be the next one: another takes its place (rule S7).
		_, err = tx.SQL.ExecContext(ctx, `UPDATE services SET due = $3 WHERE account_id = $1 AND source_id = $2 AND due IS NULL
			AND broken = $4 AND (waived = $5 OR seen = scope) AND NOT EXISTS (SELECT 1 FROM sync_runs r WHERE r.account_id = $1
			AND r.source_id = $2 AND r.state = 'running')`, accountID, sourceID, db.Micros(tx.Now().Add(syncrun.RetryAfter)), false, true)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("cancel sync runs: %w", db.Reason(ctx, err))
	}
	return n, nil
}

// SyncRun finds a run of the account; nil when there is none.
func (st *DB) SyncRun(ctx context.Context, accountID, id string) (*syncrun.Run, error) {
	var row runRow
	err := st.ReadPool.GetContext(ctx, &row, `SELECT `+runColumns+` FROM sync_runs WHERE account_id = $1 AND id = $2`, accountID,
		db.OrNoID(db.UUIDOrNone(id)))
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read a sync run: %w", db.Reason(ctx, err))
	}
	return row.run(), nil
}

// SyncRuns are the latest runs of a service, the last one first.
func (st *DB) SyncRuns(ctx context.Context, accountID, sourceID string, limit int) ([]syncrun.Run, error) {
	var rows []runRow
	err := st.ReadPool.SelectContext(ctx, &rows, `SELECT `+runColumns+` FROM sync_runs WHERE account_id = $1 AND source_id = $2
		ORDER BY id DESC LIMIT $3`, accountID, sourceID, limit)
	if err != nil {
		return nil, fmt.Errorf("list sync runs: %w", db.Reason(ctx, err))
	}
	list := make([]syncrun.Run, len(rows))
	for i := range rows {
		list[i] = *rows[i].run()
	}
	return list, nil
}

// ItemsIn are a service's items in a state, those of the lowest numbers first.
func (st *DB) ItemsIn(
	ctx context.Context, accountID, sourceID string, state syncrun.ItemState, limit int,
) ([]syncrun.Item, error) {
	var rows []itemRow
	err := st.ReadPool.SelectContext(ctx, &rows, `SELECT `+itemColumns+` FROM sync_items WHERE account_id = $1 AND source_id = $2
		AND state = $3 ORDER BY type DESC, n LIMIT $4`, accountID, sourceID, string(state), limit)
	if err != nil {
		return nil, fmt.Errorf("list items of a service: %w", db.Reason(ctx, err))
	}
	return itemsOf(rows), nil
}

// CountIn is how many of a service's items are in each state but the settled one.
func (st *DB) CountIn(ctx context.Context, accountID, sourceID string) (map[syncrun.ItemState]int, error) {
	var rows []struct {
		State string
		N     int
	}
	err := st.ReadPool.SelectContext(ctx, &rows, `SELECT state, count(*) AS n FROM sync_items WHERE account_id = $1 AND source_id = $2
		AND state IS NOT NULL GROUP BY state`, accountID, sourceID)
	if err != nil {
		return nil, fmt.Errorf("count items of a service: %w", db.Reason(ctx, err))
	}
	counts := map[syncrun.ItemState]int{}
	for _, r := range rows {
		counts[syncrun.ItemState(r.State)] = r.N
	}
	return counts, nil
}

// DecideParked allows or rejects what is parked of a service: the items that are named by number, or all for nil.
func (st *DB) DecideParked(
	ctx context.Context, accountID, sourceID string, numbers []int64, to syncrun.ItemState, entry directory.LogEntry,
) (n int, err error) {
	err = st.WithTx(ctx, func(tx *db.Tx) error {
		query, args := `UPDATE sync_items SET state = $3, body = CASE WHEN $3 = 'rejected' THEN NULL ELSE body END
			WHERE account_id = $1 AND source_id = $2 AND state = 'parked'`, []any{accountID, sourceID, string(to)}
		if numbers != nil {
			t := db.NewTable(db.Int("n"))
			for _, number := range numbers {
				t.Add(number)
			}
			query += ` AND n IN (SELECT n FROM ` + st.Dialect.Rows("w", t.Cols, 4) + `)`
			args = append(args, st.Dialect.Bind(t)...)
		}
		done, err := tx.SQL.ExecContext(ctx, query, args...)
		if err != nil {
			return err
		}
		changed, err := done.RowsAffected()
		if n = int(changed); err != nil || n == 0 {
			return err
		}
		entry.SourceID = sourceID
		return logAct(ctx, tx, accountID, entry, nil)
	})
	if err != nil {
		return 0, fmt.Errorf("decide what is parked: %w", db.Reason(ctx, err))
	}
	return n, nil
}

// DueServices are services that are due to be read, at most limit, over all accounts.
func (st *DB) DueServices(ctx context.Context, now time.Time, limit int) ([]syncrun.Service, error) {
	var rows []serviceRow
	err := st.ReadPool.SelectContext(ctx, &rows, `SELECT `+serviceColumns+fromServices+`
		WHERE due IS NOT NULL AND due <= $1 AND state = 'active' ORDER BY due LIMIT $2`, db.Micros(now), limit)
	if err != nil {
		return nil, fmt.Errorf("list services that are due: %w", db.Reason(ctx, err))
	}
	list := make([]syncrun.Service, len(rows))
	for i := range rows {
		list[i] = *rows[i].service()
	}
	return list, nil
}
