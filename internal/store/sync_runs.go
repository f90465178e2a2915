package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/usher-id/usher/connectors/syncrun"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/db"
	"github.com/usher-id/usher/internal/store/intake"
	"github.com/usher-id/usher/internal/text"
)

var _ syncrun.Store = (*DB)(nil)

const runColumns = `account_id, id, source_id, mode, state, phase, COALESCE(position, '') AS position, total, was_read, created, linked,
	updated, unchanged, held, review, waiting, failed, missing, removed, parked, COALESCE(seats, '') AS seats,
	COALESCE(problem, '') AS problem, COALESCE(mark, '') AS mark, COALESCE(lacks, '') AS lacks, COALESCE(actor, '') AS actor,
	COALESCE(channel, '') AS channel, cancel, turn, asked, started, ended`

type runRow struct {
	AccountID string `db:"account_id"`
	ID        string
	SourceID  string `db:"source_id"`
	Mode      string
	State     string
	Phase     string
	Position  string
	Total     int
	WasRead   int `db:"was_read"`
	Created   int
	Linked    int
	Updated   int
	Unchanged int
	Held      int
	Review    int
	Waiting   int
	Failed    int
	Missing   int
	Removed   int
	Parked    int
	Seats     string
	Problem   string
	Mark      string
	Lacks     string
	Actor     string
	Channel   string
	Cancel    bool
	Turn      int64
	Asked     int64
	Started   sql.NullInt64
	Ended     sql.NullInt64
}

func (r *runRow) run() *syncrun.Run {
	return &syncrun.Run{
		AccountID: r.AccountID, ID: r.ID, SourceID: r.SourceID, Mode: syncrun.Mode(r.Mode), State: syncrun.State(r.State),
		Phase: syncrun.Phase(r.Phase), Position: r.Position, Total: r.Total, Read: r.WasRead, Counts: r.counts(), Seats: r.Seats,
		Problem: text.Kept(r.Problem), Mark: r.Mark, Lacks: r.Lacks, Actor: r.Actor, Channel: r.Channel, Cancel: r.Cancel, Turn: r.Turn,
		Asked: db.FromMicros(r.Asked), Started: db.FromNullMicros(r.Started), Ended: db.FromNullMicros(r.Ended),
	}
}

func (r *runRow) counts() syncrun.Counts {
	return syncrun.Counts{
		Created: r.Created, Linked: r.Linked, Updated: r.Updated, Unchanged: r.Unchanged, Held: r.Held, Review: r.Review,
		Waiting: r.Waiting, Failed: r.Failed, Missing: r.Missing, Removed: r.Removed, Parked: r.Parked,
	}
}

// TakeRun implements syncrun.Store.
func (st *DB) TakeRun(ctx context.Context, accountID, sourceID string) (s *syncrun.Service, run *syncrun.Run, err error) {
	again := false
	err = st.WithTx(ctx, func(tx *db.Tx) error {
		s, run, again = nil, nil, false
		var row runRow
		err := tx.SQL.GetContext(ctx, &row, `SELECT `+runColumns+` FROM sync_runs WHERE account_id = $1 AND source_id = $2
			AND state = 'running'`, accountID, sourceID)
		if errors.Is(err, sql.ErrNoRows) {
			err = tx.SQL.GetContext(ctx, &row, `SELECT `+runColumns+` FROM sync_runs WHERE account_id = $1 AND source_id = $2
				AND state = 'waiting' ORDER BY id LIMIT 1`, accountID, sourceID)
		}
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		// Whoever takes it up at the same time, or has ended it meanwhile, is waited for.
		err = tx.SQL.GetContext(ctx, &row, `UPDATE sync_runs SET state = 'running', turn = turn + 1, started = COALESCE(started, $3)
			WHERE account_id = $1 AND id = $2 AND state IN ('waiting', 'running') RETURNING `+runColumns, accountID, row.ID, db.Micros(tx.Now()))
		if errors.Is(err, sql.ErrNoRows) {
			again = true
			return nil
		}
		if err != nil {
			return err
		}
		run = row.run()
		s, err = st.service(ctx, tx.SQL, accountID, sourceID)
		return err
	})
	if err != nil {
		return nil, nil, fmt.Errorf("take up a sync run: %w", db.Reason(ctx, err))
	}
	if again {
		return st.TakeRun(ctx, accountID, sourceID)
	}
	return s, run, nil
}

// SaveStep implements syncrun.Store.
func (st *DB) SaveStep(ctx context.Context, r *syncrun.Run, s *syncrun.Step) (cancel bool, err error) {
	err = st.WithTx(ctx, func(tx *db.Tx) error {
		a := s.Add
		var row runRow
		err := tx.SQL.GetContext(ctx, &row, `
			UPDATE sync_runs SET phase = $4, position = $5, total = $6, was_read = $7, problem = $8, mark = $9, lacks = $10, seats = $11,
			       created = created + $12, linked = linked + $13, updated = updated + $14, unchanged = unchanged + $15, held = held + $16,
			       review = review + $17, waiting = waiting + $18, failed = failed + $19, missing = missing + $20,
			       removed = removed + $21, parked = parked + $22
			 WHERE account_id = $1 AND id = $2 AND turn = $3 AND state = 'running' RETURNING `+runColumns,
			r.AccountID, r.ID, r.Turn, string(r.Phase), db.Storable(r.Position), r.Total, r.Read, db.Storable(r.Problem.Keep()),
			db.Storable(r.Mark), r.Lacks, r.Seats, a.Created, a.Linked, a.Updated, a.Unchanged, a.Held, a.Review, a.Waiting, a.Failed,
			a.Missing, a.Removed, a.Parked)
		if errors.Is(err, sql.ErrNoRows) {
			return syncrun.ErrLost
		}
		if err != nil {
			return err
		}
		r.Counts, cancel = row.counts(), row.Cancel
		var served bool
		if err := tx.SQL.GetContext(ctx, &served, `SELECT state = 'active' FROM sources WHERE account_id = $1 AND id = $2`, r.AccountID,
			r.SourceID); err != nil {
			return err
		}
		if !served {
			return syncrun.ErrUnserved
		}
		return st.keepStep(ctx, tx, r, s)
	})
	if err == nil {
		st.WroteItems(len(s.Insert))
	}
	if err != nil && !errors.Is(err, syncrun.ErrLost) && !errors.Is(err, syncrun.ErrUnserved) {
		err = fmt.Errorf("keep a step of a sync run: %w", db.Reason(ctx, err))
	}
	return cancel, err
}

// EndRun implements syncrun.Store. What a run has found out about a service whose settings somebody has changed meanwhile does not hold.
func (st *DB) EndRun(
	ctx context.Context, r *syncrun.Run, s *syncrun.Service, next time.Duration, entry *directory.LogEntry,
) error {
	err := st.WithTx(ctx, func(tx *db.Tx) error {
		done, err := tx.SQL.ExecContext(ctx, `UPDATE sync_runs SET state = $4, problem = $5, ended = $6, seats = $7
			WHERE account_id = $1 AND id = $2 AND turn = $3 AND state = 'running'`,
			r.AccountID, r.ID, r.Turn, string(r.State), db.Storable(r.Problem.Keep()), db.Micros(tx.Now()), r.Seats)
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil || n == 0 {
			return errors.Join(err, syncrun.ErrLost)
		}
		due := sql.NullInt64{Int64: db.Micros(tx.Now().Add(next)), Valid: next > 0}
		done, err = tx.SQL.ExecContext(ctx, `UPDATE services SET scope = $3, seen = $4, mark = $5, broken = $6, last_full = $7
			WHERE account_id = $1 AND source_id = $2 AND changed = $8`, r.AccountID, r.SourceID, s.Scope, s.Seen, db.Storable(s.Mark), s.Broken,
			db.MicrosOrZero(s.LastFull), s.Changed)
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil {
			return err
		} else if n == 0 {
			return st.logRun(ctx, tx, r, entry) // it was set meanwhile, and is due by that
		}
		if _, err := tx.SQL.ExecContext(ctx, `UPDATE services SET problem = $3, due = $4 WHERE account_id = $1 AND source_id = $2`,
			r.AccountID, r.SourceID, db.Storable(s.Problem), due); err != nil {
			return err
		}
		return st.logRun(ctx, tx, r, entry)
	})
	if err != nil && !errors.Is(err, syncrun.ErrLost) {
		err = fmt.Errorf("end a sync run: %w", db.Reason(ctx, err))
	}
	return err
}

// logRun keeps the entry of a run that has ended; nil for none.
func (st *DB) logRun(ctx context.Context, tx *db.Tx, r *syncrun.Run, entry *directory.LogEntry) error {
	if entry == nil {
		return nil
	}
	entry.At = tx.Now()
	return intake.In(tx).Write(ctx, r.AccountID, &directory.Changes{Log: []directory.LogEntry{*entry}})
}
