package store

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/google/uuid"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/jobs"
	"github.com/usher-id/usher/internal/store/db"
	"github.com/usher-id/usher/internal/store/intake"
)

// Jobs lists jobs of an account, or of nobody (jobs.Nobody), in the order of their ids: those after the
// given id, in a state and of a kind, where these are not "", at most limit.
func (st *DB) Jobs(
	ctx context.Context, accountID string, state jobs.State, kind, after string, limit int,
) ([]jobs.Job, error) {
	var rows []jobRow
	err := st.ReadPool.SelectContext(ctx, &rows, `
		SELECT `+jobColumns+` FROM jobs
		 WHERE account_id = $1 AND id > $2 AND ($3 = '' OR state = $3) AND ($4 = '' OR kind = $4) ORDER BY id LIMIT $5`,
		accountID, db.OrNoID(after), string(state), kind, limit)
	if err != nil {
		return nil, fmt.Errorf("list jobs: %w", db.Reason(ctx, err))
	}
	return jobsOf(rows), nil
}

// Job finds a job of an account by its id; NotFound when there is none.
func (st *DB) Job(ctx context.Context, accountID, id string) (*jobs.Job, error) {
	id, err := db.Whole(ctx, st.ReadPool, accountID, id, "jobs")
	if err != nil {
		return nil, err
	}
	var rows []jobRow
	err = st.ReadPool.SelectContext(ctx, &rows, `
		SELECT `+jobColumns+` FROM jobs WHERE account_id = $1 AND id = $2`, accountID, db.OrNoID(db.UUIDOrNone(id)))
	if err != nil {
		return nil, fmt.Errorf("find a job: %w", db.Reason(ctx, err))
	}
	if len(rows) == 0 {
		return nil, noJob(id)
	}
	return &jobsOf(rows)[0], nil
}

func noJob(id string) error {
	return directory.Refuse(directory.NotFound, "job.absent", "job", id)
}

// RetryJob has a job that failed tried again at once, with all its attempts, and says so in the log by
// the given entry. The error is Conflict when the job is in another state, or another of its key waits.
func (st *DB) RetryJob(ctx context.Context, accountID, id string, e directory.LogEntry) error {
	return st.administerJob(ctx, accountID, id, e, func(tx *db.Tx, j *jobs.Job) error {
		if j.State != jobs.Failed {
			return directory.Refuse(directory.Conflict, "job.notFailed", "job", id, "state", string(j.State))
		}
		var other bool
		if err := tx.SQL.GetContext(ctx, &other, `
			SELECT EXISTS (SELECT 1 FROM jobs WHERE account_id = $1 AND kind = $2 AND key = $3 AND state = 'waiting')`,
			accountID, j.Kind, j.Key); err != nil {
			return err
		}
		if other {
			return directory.Refuse(directory.Conflict, "job.anotherWaits", "kind", j.Kind, "about", j.Key)
		}
		_, err := tx.SQL.ExecContext(ctx, `
			UPDATE jobs SET state = 'waiting', due = $3, attempts = 0, finished = NULL WHERE account_id = $1
				AND id = $2`,
			accountID, id, db.Micros(tx.Now()))
		tx.Announce()
		return err
	})
}

// CancelJob takes away a job that waits or has failed, and says so in the log by the given entry. The
// error is Conflict when the job is in another state.
func (st *DB) CancelJob(ctx context.Context, accountID, id string, e directory.LogEntry) error {
	return st.administerJob(ctx, accountID, id, e, func(tx *db.Tx, j *jobs.Job) error {
		if j.State != jobs.Waiting && j.State != jobs.Failed {
			return directory.Refuse(directory.Conflict, "job.notCancelled", "job", id, "state", string(j.State))
		}
		_, err := tx.SQL.ExecContext(ctx, `DELETE FROM jobs WHERE account_id = $1 AND id = $2`, accountID, id)
		return err
	})
}

// administerJob changes a job that nobody takes or settles meanwhile.
func (st *DB) administerJob(
	ctx context.Context, accountID, id string, e directory.LogEntry, change func(*db.Tx, *jobs.Job) error,
) error {
	err := st.WithTx(ctx, func(tx *db.Tx) error {
		query := `SELECT ` + jobColumns + ` FROM jobs WHERE account_id = $1 AND id = $2`
		if st.Name() == "postgres" {
			query += ` FOR UPDATE` // on SQLite the transaction is the only one that writes
		}
		var row jobRow
		err := tx.SQL.GetContext(ctx, &row, query, accountID, db.OrNoID(db.UUIDOrNone(id)))
		if err == sql.ErrNoRows {
			return noJob(id)
		}
		if err != nil {
			return err
		}
		if err := change(tx, &jobsOf([]jobRow{row})[0]); err != nil {
			return err
		}
		e.ID, e.At, e.Outcome = uuid.Must(uuid.NewV7()).String(), tx.Now(), directory.Changed
		return intake.In(tx).Write(ctx, accountID, &directory.Changes{Log: []directory.LogEntry{e}})
	})
	return db.Reason(ctx, err)
}
