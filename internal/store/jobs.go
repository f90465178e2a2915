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
)

var _ jobs.Queue = (*DB)(nil)

const jobColumns = `account_id, id, kind, key, payload, state, due, attempts, holder, last_error, created, finished`

// jobs keeps jobs, of a kind and key the last. One that waits already stays, with what the new one
// says and the earlier time.
func (w *writer) jobs(list []directory.Job) {
	if len(list) == 0 {
		return
	}
	t := newTable(column{"id", uuidCol}, column{"kind", textCol}, column{"key", textCol}, column{"payload", textCol},
		column{"due", intCol}, column{"created", intCol})
	last := map[[2]string]int{}
	for i, j := range list {
		last[[2]string{j.Kind, j.Key}] = i
	}
	for i, j := range list {
		if last[[2]string{j.Kind, j.Key}] == i {
			t.add(j.ID, j.Kind, j.Key, j.Payload, micros(w.now.Add(j.Wait)), micros(w.now))
		}
	}
	w.add(t, `
INSERT INTO jobs (account_id, id, kind, key, payload, state, due, attempts, created)
SELECT {account}, id, kind, key, payload, 'waiting', due, 0, created FROM {rows} WHERE true
    ON CONFLICT (account_id, kind, key) WHERE state = 'waiting' DO UPDATE SET payload = excluded.payload,
       due = CASE WHEN jobs.due < excluded.due THEN jobs.due ELSE excluded.due END`)
}

// EnqueueJobs keeps jobs without another change.
func (db *DB) EnqueueJobs(ctx context.Context, accountID string, list ...directory.Job) error {
	return ctxError(ctx, db.WithTx(ctx, func(tx *Tx) error {
		return tx.Write(ctx, accountID, &directory.Changes{Jobs: list})
	}))
}

// Enqueued implements jobs.Queue.
func (db *DB) Enqueued() <-chan struct{} { return db.enqueued }

func (db *DB) wake() {
	select {
	case db.enqueued <- struct{}{}:
	default:
	}
}

// dueJobsQuery looks once into the index jobs_due for each kind.
func (db *DB) dueJobsQuery() string {
	return `SELECT n.kind FROM ` + db.dialect.rows("n", []column{{"kind", textCol}}, 2) + `
		 WHERE (SELECT 1 FROM jobs j WHERE j.kind = n.kind AND j.due <= $1 LIMIT 1) = 1`
}

// DueJobs implements jobs.Queue.
func (db *DB) DueJobs(ctx context.Context, kinds []string) ([]string, error) {
	t := newTable(column{"kind", textCol})
	for _, k := range kinds {
		t.add(k)
	}
	stmt, err := db.stmt(ctx, db.read, db.dueJobsQuery())
	if err != nil {
		return nil, ctxError(ctx, err)
	}
	var due []string
	if err := stmt.SelectContext(ctx, &due, append([]any{micros(db.now())}, db.dialect.bind(t)...)...); err != nil {
		return nil, fmt.Errorf("look for jobs: %w", ctxError(ctx, err))
	}
	return due, nil
}

// takeJobsQuery takes what is due. On PostgreSQL nobody waits for a row that another node takes at the
// same time; where two take different jobs of one key, the index jobs_running lets one of them through
// and the other look again.
func (db *DB) takeJobsQuery() string {
	lock := ""
	if db.Name() == "postgres" {
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
func (db *DB) TakeJobs(ctx context.Context, kind, holder string, lease time.Duration, limit int) ([]jobs.Job, error) {
	var rows []jobRow
	err := db.WithTx(ctx, func(tx *Tx) error {
		rows = nil
		return tx.tx.SelectContext(ctx, &rows, db.takeJobsQuery(),
			kind, micros(tx.Now()), holder, micros(tx.Now().Add(lease)), limit)
	})
	if err != nil {
		return nil, fmt.Errorf("take jobs: %w", ctxError(ctx, err))
	}
	return jobsOf(rows), nil
}

// TakeJob implements jobs.Queue.
func (db *DB) TakeJob(
	ctx context.Context, accountID, kind, key, holder string, lease time.Duration,
) (*jobs.Job, error) {
	var rows []jobRow
	err := db.WithTx(ctx, func(tx *Tx) error {
		rows = nil
		return tx.tx.SelectContext(ctx, &rows, `
			UPDATE jobs SET state = 'running', attempts = attempts + 1, holder = $4, due = $5
			 WHERE account_id = $1 AND kind = $2 AND key = $3 AND state = 'waiting'
			   AND NOT EXISTS (SELECT 1 FROM jobs r
			       WHERE r.account_id = $1 AND r.kind = $2 AND r.key = $3 AND r.state = 'running')
			RETURNING `+jobColumns, accountID, kind, key, holder, micros(tx.Now().Add(lease)))
	})
	if err != nil {
		return nil, fmt.Errorf("take a job: %w", ctxError(ctx, err))
	}
	if len(rows) == 0 {
		return nil, nil
	}
	return &jobsOf(rows)[0], nil
}

// ExtendJob implements jobs.Queue.
func (db *DB) ExtendJob(ctx context.Context, j *jobs.Job, lease time.Duration) (held bool, err error) {
	return db.changeJob(ctx, func(tx *Tx) (sql.Result, error) {
		return tx.tx.ExecContext(ctx, `
			UPDATE jobs SET due = $4 WHERE account_id = $1 AND id = $2 AND holder = $3 AND state = 'running'`,
			j.AccountID, j.ID, j.Holder, micros(tx.Now().Add(lease)))
	})
}

// SettleJob implements jobs.Queue.
func (db *DB) SettleJob(ctx context.Context, j *jobs.Job, o jobs.Outcome) (held bool, err error) {
	return db.changeJob(ctx, func(tx *Tx) (sql.Result, error) {
		finished := micros(tx.Now())
		due := sql.NullInt64{Int64: micros(tx.Now().Add(o.Wait)), Valid: o.State == jobs.Waiting}
		if o.State == jobs.Waiting {
			var other bool
			err := tx.tx.GetContext(ctx, &other, `
				SELECT EXISTS (SELECT 1 FROM jobs WHERE account_id = $1 AND kind = $2 AND key = $3 AND state = 'waiting')`,
				j.AccountID, j.Kind, j.Key)
			if err != nil {
				return nil, err
			}
			if other {
				o.State, due = jobs.Done, sql.NullInt64{}
			}
		}
		message := sql.NullString{String: bounded(storable(o.Error)), Valid: o.Error != ""}
		return tx.tx.ExecContext(ctx, `
			UPDATE jobs SET state = $4, due = $5, attempts = $6, last_error = $7, finished = $8, holder = NULL
			 WHERE account_id = $1 AND id = $2 AND holder = $3 AND state = 'running'`,
			j.AccountID, j.ID, j.Holder, string(o.State), due, o.Attempts, message, finished)
	})
}

func (db *DB) changeJob(ctx context.Context, change func(*Tx) (sql.Result, error)) (changed bool, err error) {
	err = db.WithTx(ctx, func(tx *Tx) error {
		result, err := change(tx)
		if err != nil {
			return err
		}
		n, err := result.RowsAffected()
		changed = n > 0
		return err
	})
	if err != nil {
		return false, fmt.Errorf("change a job: %w", ctxError(ctx, err))
	}
	return changed, nil
}

// maxJobError bounds, in bytes, what is kept of why a job failed.
const maxJobError = 2000

func bounded(s string) string {
	if len(s) <= maxJobError {
		return s
	}
	cut := maxJobError
	for !utf8.RuneStart(s[cut]) {
		cut--
	}
	return s[:cut] + "…"
}

// ScheduleJobs implements jobs.Queue. A recurring job has an id of its own, so that there is one,
// whatever its state.
func (db *DB) ScheduleJobs(ctx context.Context, kinds []string) error {
	return ctxError(ctx, db.WithTx(ctx, func(tx *Tx) error {
		for _, kind := range kinds {
			id := uuid.NewSHA1(uuid.Nil, []byte(kind)).String()
			if _, err := tx.tx.ExecContext(ctx, `
				INSERT INTO jobs (account_id, id, kind, key, payload, state, due, created)
				VALUES ($1, $2, $3, $3, '{}', 'waiting', $4, $4)
				ON CONFLICT DO NOTHING`, jobs.Nobody, id, kind, micros(tx.Now())); err != nil {
				return err
			}
		}
		return nil
	}))
}

// ForgetJobs implements jobs.Queue.
func (db *DB) ForgetJobs(
	ctx context.Context, state jobs.State, age time.Duration, limit int,
) (forgotten int, err error) {
	err = db.WithTx(ctx, func(tx *Tx) error {
		result, err := tx.tx.ExecContext(ctx, `
			DELETE FROM jobs WHERE (account_id, id) IN (
			       SELECT account_id, id FROM jobs WHERE state = $1 AND finished < $2 AND due IS NULL
			        ORDER BY finished LIMIT $3)`,
			string(state), micros(tx.Now().Add(-age)), limit)
		if err != nil {
			return err
		}
		n, err := result.RowsAffected()
		forgotten = int(n)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("forget jobs: %w", ctxError(ctx, err))
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
			Due: fromNullMicros(r.Due), Attempts: r.Attempts, Holder: r.Holder.String, LastError: r.LastError.String,
			Created: fromMicros(r.Created), Finished: fromNullMicros(r.Finished),
		}
	}
	return list
}
