package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/jobs"
	"github.com/usher-id/usher/internal/store/db"
	"github.com/usher-id/usher/internal/store/intake"
)

var _ jobs.Queue = (*DB)(nil)

const jobColumns = `account_id, id, kind, key, payload, state, due, attempts, holder, last_error, created, finished`

// EnqueueJobs keeps jobs without another change.
func (st *DB) EnqueueJobs(ctx context.Context, accountID string, list ...directory.Job) error {
	return db.Reason(ctx, st.WithTx(ctx, func(tx *db.Tx) error {
		return intake.In(tx).Write(ctx, accountID, &directory.Changes{Jobs: list})
	}))
}

// dueJobsQuery looks once into the index jobs_due for each kind.
func (st *DB) dueJobsQuery() string {
	return `SELECT n.kind FROM ` + st.Dialect.Rows("n", []db.Column{db.Text("kind")}, 2) + `
		 WHERE (SELECT 1 FROM jobs j WHERE j.kind = n.kind AND j.due <= $1 LIMIT 1) = 1`
}

// DueJobs implements jobs.Queue.
func (st *DB) DueJobs(ctx context.Context, kinds []string) ([]string, error) {
	t := db.NewTable(db.Text("kind"))
	for _, k := range kinds {
		t.Add(k)
	}
	stmt, err := st.Stmt(ctx, st.ReadPool, st.dueJobsQuery())
	if err != nil {
		return nil, db.Reason(ctx, err)
	}
	var due []string
	if err := stmt.SelectContext(ctx, &due, append([]any{db.Micros(st.Clock())},
		st.Dialect.Bind(t)...)...); err != nil {
		return nil, fmt.Errorf("look for jobs: %w", db.Reason(ctx, err))
	}
	return due, nil
}

// takeJobsQuery takes what is due. On PostgreSQL nobody waits for a row that another node takes at the
// same time; where two take different jobs of one key, the index jobs_running lets one of them through
// and the other look again.
func (st *DB) takeJobsQuery() string {
	lock := ""
	if st.Name() == "postgres" {
		lock = ` FOR UPDATE OF j SKIP LOCKED`
	}
	return `
		WITH taken AS MATERIALIZED (
		     SELECT j.account_id, j.id FROM jobs j
		      WHERE j.kind = $1 AND j.due <= $2
		        AND (j.state = 'running' OR NOT EXISTS (SELECT 1 FROM jobs r
		             WHERE r.account_id = j.account_id AND r.kind = j.kind AND r.key = j.key AND r.state = 'running'))
		      ORDER BY j.due LIMIT $5` + lock + `)
		UPDATE jobs SET state = 'running', attempts = attempts + 1, holder = $3, due = $4
		 WHERE (account_id, id) IN (SELECT account_id, id FROM taken)
		RETURNING ` + jobColumns
}

// TakeJobs implements jobs.Queue.
func (st *DB) TakeJobs(ctx context.Context, kind, holder string, lease time.Duration, limit int) ([]jobs.Job, error) {
	var rows []jobRow
	err := st.WithTx(ctx, func(tx *db.Tx) error {
		rows = nil
		return tx.SQL.SelectContext(ctx, &rows, st.takeJobsQuery(),
			kind, db.Micros(tx.Now()), holder, db.Micros(tx.Now().Add(lease)), limit)
	})
	if err != nil {
		return nil, fmt.Errorf("take jobs: %w", db.Reason(ctx, err))
	}
	return jobsOf(rows), nil
}

// TakeJob implements jobs.Queue.
func (st *DB) TakeJob(
	ctx context.Context, accountID, kind, key, holder string, lease time.Duration,
) (*jobs.Job, error) {
	var rows []jobRow
	err := st.WithTx(ctx, func(tx *db.Tx) error {
		rows = nil
		return tx.SQL.SelectContext(ctx, &rows, `
			UPDATE jobs SET state = 'running', attempts = attempts + 1, holder = $4, due = $5
			 WHERE account_id = $1 AND (state = 'waiting' OR state = 'running' AND due < $6)
			   AND id = (SELECT j.id FROM jobs j WHERE j.account_id = $1 AND j.kind = $2 AND j.key = $3
			       AND (j.state = 'waiting' OR j.state = 'running' AND j.due < $6) ORDER BY j.state LIMIT 1)
			   AND NOT EXISTS (SELECT 1 FROM jobs r
			       WHERE r.account_id = $1 AND r.kind = $2 AND r.key = $3 AND r.state = 'running' AND r.due >= $6)
			RETURNING `+jobColumns, accountID, kind, key, holder, db.Micros(tx.Now().Add(lease)), db.Micros(tx.Now()))
	})
	if err != nil {
		return nil, fmt.Errorf("take a job: %w", db.Reason(ctx, err))
	}
	if len(rows) == 0 {
		return nil, nil
	}
	return &jobsOf(rows)[0], nil
}

// ExtendJob implements jobs.Queue.
func (st *DB) ExtendJob(ctx context.Context, j *jobs.Job, lease time.Duration) (held bool, err error) {
	return st.changeJob(ctx, func(tx *db.Tx) (sql.Result, error) {
		return tx.SQL.ExecContext(ctx, `
			UPDATE jobs SET due = $4 WHERE account_id = $1 AND id = $2 AND holder = $3 AND state = 'running'`,
			j.AccountID, j.ID, j.Holder, db.Micros(tx.Now().Add(lease)))
	})
}

// SettleJob implements jobs.Queue.
func (st *DB) SettleJob(ctx context.Context, j *jobs.Job, o jobs.Outcome) (held bool, err error) {
	return st.changeJob(ctx, func(tx *db.Tx) (sql.Result, error) {
		finished := db.Micros(tx.Now())
		due := sql.NullInt64{Int64: db.Micros(tx.Now().Add(o.Wait)), Valid: o.State == jobs.Waiting}
		if o.State == jobs.Waiting {
			var other bool
			err := tx.SQL.GetContext(ctx, &other, `
				SELECT EXISTS (SELECT 1 FROM jobs WHERE account_id = $1 AND kind = $2 AND key = $3
					AND state = 'waiting')`,
				j.AccountID, j.Kind, j.Key)
			if err != nil {
				return nil, err
			}
			if other {
				o.State, due = jobs.Done, sql.NullInt64{}
			}
		}
		message := sql.NullString{String: bounded(db.Storable(o.Error)), Valid: o.Error != ""}
		return tx.SQL.ExecContext(ctx, `
			UPDATE jobs SET state = $4, due = $5, attempts = $6, last_error = $7, finished = $8, holder = NULL
			 WHERE account_id = $1 AND id = $2 AND holder = $3 AND state = 'running'`,
			j.AccountID, j.ID, j.Holder, string(o.State), due, o.Attempts, message, finished)
	})
}

func (st *DB) changeJob(ctx context.Context, change func(*db.Tx) (sql.Result, error)) (changed bool, err error) {
	err = st.WithTx(ctx, func(tx *db.Tx) error {
		result, err := change(tx)
		if err != nil {
			return err
		}
		n, err := result.RowsAffected()
		changed = n > 0
		return err
	})
	if err != nil {
		return false, fmt.Errorf("change a job: %w", db.Reason(ctx, err))
	}
	return changed, nil
}

// bounded is the beginning of what is too long to be kept.
func bounded(s string) string {
	if len(s) <= jobs.MaxError {
		return s
	}
	cut := jobs.MaxError
	for !utf8.RuneStart(s[cut]) {
		cut--
	}
	return s[:cut] + "…"
}

// ScheduleJobs implements jobs.Queue. A recurring job has an id of its own, so that there is one,
// whatever its state.
func (st *DB) ScheduleJobs(ctx context.Context, kinds []string) error {
	return db.Reason(ctx, st.WithTx(ctx, func(tx *db.Tx) error {
		for _, kind := range kinds {
			id := uuid.NewSHA1(uuid.Nil, []byte(kind)).String()
			if _, err := tx.SQL.ExecContext(ctx, `
				INSERT INTO jobs (account_id, id, kind, key, payload, state, due, created)
				VALUES ($1, $2, $3, $3, '{}', 'waiting', $4, $4)
				ON CONFLICT DO NOTHING`, jobs.Nobody, id, kind, db.Micros(tx.Now())); err != nil {
				return err
			}
		}
		return nil
	}))
}

// ForgetJobs implements jobs.Queue.
func (st *DB) ForgetJobs(
	ctx context.Context, state jobs.State, age time.Duration, limit int,
) (forgotten int, err error) {
	err = st.WithTx(ctx, func(tx *db.Tx) error {
		result, err := tx.SQL.ExecContext(ctx, `
			DELETE FROM jobs WHERE (account_id, id) IN (
			       SELECT account_id, id FROM jobs WHERE state = $1 AND finished < $2 AND due IS NULL
			        ORDER BY finished LIMIT $3)`,
			string(state), db.Micros(tx.Now().Add(-age)), limit)
		if err != nil {
			return err
		}
		n, err := result.RowsAffected()
		forgotten = int(n)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("forget jobs: %w", db.Reason(ctx, err))
	}
	return forgotten, nil
}

type jobRow struct {
	AccountID string `db:"account_id"`
	ID        string
	Kind, Key string
	Payload   string
	State     string
	Due       sql.NullInt64
	Attempts  int
	Holder    sql.NullString
	LastError sql.NullString `db:"last_error"`
	Created   int64
	Finished  sql.NullInt64
}

func jobsOf(rows []jobRow) []jobs.Job {
	list := make([]jobs.Job, len(rows))
	for i, r := range rows {
		list[i] = jobs.Job{
			AccountID: r.AccountID, ID: r.ID, Kind: r.Kind, Key: r.Key, Payload: r.Payload, State: jobs.State(r.State),
			Due: db.FromNullMicros(r.Due), Attempts: r.Attempts, Holder: r.Holder.String, LastError: r.LastError.String,
			Created: db.FromMicros(r.Created), Finished: db.FromNullMicros(r.Finished),
		}
	}
	return list
}
