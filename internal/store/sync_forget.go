package store

import (
	"context"
	"fmt"
	"time"

	"github.com/usher-id/usher/connectors/syncrun"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/db"
	"github.com/usher-id/usher/internal/text"
)

// keptRuns is how many runs of a service stay, however old they are.
const keptRuns = 50

// deletedSources are the states of sources that were deleted.
const deletedSources = `('leaving', 'left', 'gone')`

// endRuns ends the runs of a source that is deleted: whoever carries one out finds it lost.
func endRuns(ctx context.Context, tx *db.Tx, accountID, sourceID, name string) error {
	why := text.Messages{text.New("sync.disabled", "service", name)}
	_, err := tx.SQL.ExecContext(ctx, `UPDATE sync_runs SET state = $3, problem = $4, ended = $5
		WHERE account_id = $1 AND source_id = $2 AND state IN ('waiting', 'running')`, accountID, sourceID, string(syncrun.Cancelled),
		db.Storable(why.Keep()), db.Micros(tx.Now()))
	if err == nil {
		_, err = tx.SQL.ExecContext(ctx, `UPDATE services SET due = NULL, mark = NULL WHERE account_id = $1 AND source_id = $2`, accountID, sourceID)
	}
	return err
}

// ForgetRuns implements directory.Kept. The ids of runs are in the order of time.
func (st *DB) ForgetRuns(ctx context.Context, accountID string, before time.Time, limit int) (int, error) {
	n, err := st.forget(ctx, `
		DELETE FROM sync_runs WHERE account_id = $1 AND id IN (
		       SELECT r.id FROM sync_runs r WHERE r.account_id = $1 AND r.id < $2 AND r.ended IS NOT NULL
		          AND (r.id < (SELECT k.id FROM sync_runs k WHERE k.account_id = $1 AND k.source_id = r.source_id
		                        ORDER BY k.id DESC LIMIT 1 OFFSET $3)
		            OR EXISTS (SELECT 1 FROM sources s WHERE s.account_id = $1 AND s.id = r.source_id AND s.state IN `+deletedSources+`))
		        ORDER BY r.id LIMIT $4)`, db.OrNoID(accountID), directory.FirstID(before), keptRuns-1, limit)
	if err != nil {
		return 0, fmt.Errorf("forget old sync runs: %w", err)
	}
	return n, nil
}

// ForgetSnapshots implements directory.Kept. A service goes with its last entry and its last run.
func (st *DB) ForgetSnapshots(ctx context.Context, accountID string, limit int) (int, error) {
	of := ` FROM sources s JOIN `
	on := ` x ON x.account_id = $1 AND x.source_id = s.id WHERE s.account_id = $1 AND s.state IN ` + deletedSources
	forgotten := 0
	for _, query := range []string{
		`DELETE FROM sync_items WHERE account_id = $1 AND (source_id, n) IN (SELECT x.source_id, x.n` + of + `sync_items` + on + ` LIMIT $2)`,
		`DELETE FROM sync_seen WHERE account_id = $1 AND (source_id, chunk) IN (SELECT x.source_id, x.chunk` + of + `sync_seen` + on + ` LIMIT $2)`,
		`DELETE FROM services WHERE account_id = $1 AND source_id IN (SELECT x.source_id` + of + `services` + on + `
		    AND NOT EXISTS (SELECT 1 FROM sync_runs r WHERE r.account_id = $1 AND r.source_id = s.id) LIMIT $2)`,
	} {
		n, err := st.forget(ctx, query, db.OrNoID(accountID), limit)
		if err != nil {
			return 0, fmt.Errorf("forget what was read of services: %w", err)
		}
		if forgotten += n; n == limit {
			break
		}
	}
	return forgotten, nil
}
