package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/jmoiron/sqlx"

	"github.com/usher-id/usher/internal/admin"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/db"
	"github.com/usher-id/usher/internal/store/intake"
)

var _ admin.LeaverStore = (*DB)(nil)

// SourceByID implements admin.LeaverStore.
func (st *DB) SourceByID(ctx context.Context, accountID, id string) (*directory.Source, error) {
	var row sourceRow
	err := st.ReadPool.GetContext(ctx, &row, `SELECT `+sourceColumns+` FROM sources WHERE account_id = $1 AND id = $2`,
		accountID, id)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read source: %w", db.Reason(ctx, err))
	}
	s := row.source()
	return &s, nil
}

// SourceCensus implements admin.LeaverStore.
func (st *DB) SourceCensus(ctx context.Context, accountID, sourceID string) (map[string]int, error) {
	has, err := census(ctx, st.ReadPool, accountID, sourceID)
	if err != nil {
		return nil, fmt.Errorf("count a source's records: %w", db.Reason(ctx, err))
	}
	return has, nil
}

// census counts a source's records by type, none of types that it has none of.
func census(ctx context.Context, from sqlx.QueryerContext, accountID, sourceID string) (map[string]int, error) {
	var rows []struct {
		Type string
		N    int
	}
	err := sqlx.SelectContext(ctx, from, &rows, `
		SELECT type, n FROM counts WHERE account_id = $1 AND source_id = $2 AND n > 0`, accountID, sourceID)
	if err != nil {
		return nil, err
	}
	has := map[string]int{}
	for _, r := range rows {
		has[r.Type] = r.N
	}
	return has, nil
}

// SourceRecords implements admin.LeaverStore.
func (st *DB) SourceRecords(
	ctx context.Context, accountID, sourceID, resourceType string, active bool, after string, limit int,
) ([]directory.RecordKey, error) {
	query := `SELECT id FROM records WHERE account_id = $1 AND source_id = $2 AND type = $3 AND id > $4`
	if active {
		query += ` AND active`
	}
	var ids []string
	err := st.ReadPool.SelectContext(ctx, &ids, query+` ORDER BY id LIMIT $5`,
		accountID, sourceID, resourceType, db.OrNoID(after), limit)
	if err != nil {
		return nil, fmt.Errorf("list a source's records: %w", db.Reason(ctx, err))
	}
	keys := make([]directory.RecordKey, len(ids))
	for i, id := range ids {
		keys[i] = directory.RecordKey{SourceID: sourceID, Type: resourceType, ID: id}
	}
	return keys, nil
}

// MoveSource implements admin.LeaverStore. It has its turn among the batches of the intake: those before it are
// counted, and those after it see the new state. A move to the state that it has leaves no entry. The error is
// NotFound when there is no such source, and Conflict when its state is not one that the move begins with, or it
// has records and was to be gone.
func (st *DB) MoveSource(
	ctx context.Context, s *directory.Source, m admin.SourceMove,
) (moved *directory.Source, err error) {
	err = st.WithTx(ctx, func(tx *db.Tx) error {
		query := `SELECT ` + sourceColumns + ` FROM sources WHERE account_id = $1 AND id = $2`
		if st.Name() == "postgres" {
			if _, err := tx.SQL.ExecContext(ctx, `SELECT pg_advisory_xact_lock($1)`,
				db.LockKey(s.AccountID)); err != nil {
				return err
			}
			query += ` FOR UPDATE`
		}
		var row sourceRow
		err := tx.SQL.GetContext(ctx, &row, query, s.AccountID, s.ID)
		if errors.Is(err, sql.ErrNoRows) {
			return directory.Refuse(directory.NotFound, "source.none", "name", s.Name)
		}
		if err != nil {
			return err
		}
		is := row.source()
		if moved = &is; !slices.Contains(m.From, is.State) {
			return directory.Refuse(directory.Conflict, "source.deleted", "source", is.Name)
		}
		if m.To == directory.SourceGone {
			has, err := census(ctx, tx.SQL, is.AccountID, is.ID)
			if err != nil {
				return err
			}
			if len(has) > 0 {
				return admin.ChoosePeople(&is, has)
			}
		}
		was := is.State
		is.State = m.To
		if m.Retire {
			if is.Name, err = freeName(ctx, tx, &is); err != nil {
				return err
			}
		}
		if m.To == directory.SourceGone {
			is.Settings.AuthoritativeFor, is.Settings.TrustedFor = nil, nil
		}
		if _, err := tx.SQL.ExecContext(ctx, `
			UPDATE sources SET state = $3, name = $4, settings = $5 WHERE account_id = $1 AND id = $2`,
			is.AccountID, is.ID, string(is.State), is.Name, settingsText(is.Settings)); err != nil {
			return err
		}
		if m.Revoke {
			if _, err := tx.SQL.ExecContext(ctx, `
				UPDATE tokens SET revoked = $3 WHERE account_id = $1 AND source_id = $2 AND revoked IS NULL`,
				is.AccountID, is.ID, db.Micros(tx.Now())); err != nil {
				return err
			}
		}
		if deleted(is.State) { // who reads a service no more needs no secret of it
			if err := deleteSecrets(ctx, tx, is.AccountID, is.ID); err != nil {
				return err
			}
			if err := endRuns(ctx, tx, is.AccountID, is.ID, s.Name); err != nil {
				return err
			}
		}
		if err := writeJobs(ctx, tx, is.AccountID, m.Jobs); err != nil || was == is.State {
			return err
		}
		m.Entry.SourceID = is.ID
		return logAct(ctx, tx, is.AccountID, m.Entry, differences([]string{"state"}, []any{was}, []any{is.State}))
	})
	if err != nil {
		return nil, db.Reason(ctx, err)
	}
	return moved, nil
}

// retired is what freeName adds to a name.
var retired = regexp.MustCompile(` \(\d{4}-\d\d-\d\d( #\d+)?\)$`)

// freeName is what a source that was deleted is called, so that another can have its name: with the day, and a number
// where that is taken.
func freeName(ctx context.Context, tx *db.Tx, s *directory.Source) (string, error) {
	was := retired.ReplaceAllString(s.Name, "")
	for n := 1; ; n++ {
		end := " (" + tx.Now().Format("2006-01-02")
		if n > 1 {
			end += fmt.Sprintf(" #%d", n)
		}
		end += ")"
		name := strings.TrimSpace(strings.ToValidUTF8(was[:min(len(was), maxName-len(end))], "")) + end
		taken, err := sameName(ctx, tx, name, `SELECT name FROM sources WHERE account_id = $1 AND id <> $2`,
			s.AccountID, s.ID)
		if err != nil || taken == "" {
			return name, err
		}
	}
}

// writeJobs keeps jobs with what a transaction changes.
func writeJobs(ctx context.Context, tx *db.Tx, accountID string, list []directory.Job) error {
	if len(list) == 0 {
		return nil
	}
	return intake.In(tx).Write(ctx, accountID, &directory.Changes{Jobs: list})
}
