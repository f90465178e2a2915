package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/jmoiron/sqlx"

	"github.com/usher-id/usher/connectors/syncrun"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/db"
)

const serviceColumns = `sources.id AS id, sources.account_id AS account_id, name, sources.kind AS kind, rank, domain_policy, strict,
	sources.settings AS settings, created, state, services.kind AS connector, services.settings AS reads, scope,
	COALESCE(seen, '') AS seen, waived, COALESCE(mark, '') AS mark, broken, COALESCE(problem, '') AS problem, changed, next_n, last_full, due`

type serviceRow struct {
	sourceRow
	Connector string
	Reads     string
	Scope     string
	Seen      string
	Waived    bool
	Mark      string
	Broken    bool
	Problem   string
	Changed   int64
	NextN     int64 `db:"next_n"`
	LastFull  int64 `db:"last_full"`
	Due       sql.NullInt64
}

func (r *serviceRow) service() *syncrun.Service {
	s := &syncrun.Service{
		Source: r.source(), Kind: r.Connector, Settings: r.Reads, Scope: r.Scope, Seen: r.Seen, Waived: r.Waived, Mark: r.Mark,
		Broken: r.Broken, Problem: r.Problem, NextN: r.NextN, Changed: r.Changed, Next: db.FromNullMicros(r.Due),
	}
	if r.LastFull > 0 {
		s.LastFull = db.FromMicros(r.LastFull)
	}
	return s
}

const fromServices = ` FROM services JOIN sources ON sources.account_id = services.account_id AND sources.id = services.source_id `

// service reads one service.
func (st *DB) service(ctx context.Context, from sqlx.QueryerContext, accountID, sourceID string) (*syncrun.Service, error) {
	var row serviceRow
	err := sqlx.GetContext(ctx, from, &row, `SELECT `+serviceColumns+fromServices+`
		WHERE services.account_id = $1 AND services.source_id = $2`, accountID, db.OrNoID(sourceID))
	if err != nil {
		return nil, err
	}
	return row.service(), nil
}

// Service implements admin.ServiceStore.
func (st *DB) Service(ctx context.Context, accountID, sourceID string) (*syncrun.Service, error) {
	s, err := st.service(ctx, st.ReadPool, accountID, sourceID)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read a service: %w", db.Reason(ctx, err))
	}
	return s, nil
}

// Services implements admin.ServiceStore.
func (st *DB) Services(ctx context.Context, accountID string) ([]syncrun.Service, error) {
	var rows []serviceRow
	err := st.ReadPool.SelectContext(ctx, &rows, `SELECT `+serviceColumns+fromServices+`
		WHERE services.account_id = $1 AND state IN ('active', 'disabled') ORDER BY name`, accountID)
	if err != nil {
		return nil, fmt.Errorf("list services: %w", db.Reason(ctx, err))
	}
	list := make([]syncrun.Service, len(rows))
	for i := range rows {
		list[i] = *rows[i].service()
	}
	return list, nil
}

// ConnectService implements admin.ServiceStore.
func (st *DB) ConnectService(ctx context.Context, s *syncrun.Service, entry directory.LogEntry) error {
	err := st.WithTx(ctx, func(tx *db.Tx) error {
		_, err := tx.SQL.ExecContext(ctx, `
			INSERT INTO services (account_id, source_id, kind, settings, scope, waived, broken, changed, next_n, last_full)
			VALUES ($1, $2, $3, $4, $5, $6, $7, 1, 0, 0)
			    ON CONFLICT (account_id, source_id) DO UPDATE SET settings = excluded.settings, scope = excluded.scope,
			       waived = excluded.waived, broken = excluded.broken, problem = NULL, changed = services.changed + 1,
			       mark = CASE WHEN services.settings = excluded.settings THEN services.mark END,
			       last_full = CASE WHEN services.settings = excluded.settings THEN services.last_full ELSE 0 END,
			       due = CASE WHEN services.seen = excluded.scope OR excluded.waived THEN CAST($8 AS bigint) END`,
			s.Source.AccountID, s.Source.ID, s.Kind, s.Settings, s.Scope, s.Waived, false, db.Micros(tx.Now()))
		if err != nil {
			return err
		}
		entry.SourceID = s.Source.ID
		return logAct(ctx, tx, s.Source.AccountID, entry, nil)
	})
	if err != nil {
		return fmt.Errorf("keep a service: %w", db.Reason(ctx, err))
	}
	return nil
}
