package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/usher-id/usher/internal/admin"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/db"
	"github.com/usher-id/usher/internal/store/intake"
)

var _ admin.WarningStore = (*DB)(nil)

// expiringTokens selects tokens that can be used, of accounts that stay.
const expiringTokens = `
		SELECT t.account_id, t.id, t.source_id, s.name, t.created, t.expires, t.warned FROM tokens t
		  JOIN accounts a ON a.id = t.account_id AND a.ending IS NULL
		  JOIN sources s ON s.account_id = t.account_id AND s.id = t.source_id
		 WHERE t.revoked IS NULL AND (t.warned IS NULL OR t.warned > 0)`

type expiringRow struct {
	AccountID string `db:"account_id"`
	ID        string
	SourceID  string `db:"source_id"`
	Name      string
	Created   int64
	Expires   int64
	Warned    sql.NullInt64
}

func (r expiringRow) token() admin.ExpiringToken {
	t := admin.ExpiringToken{
		LiveToken: admin.LiveToken{ID: r.ID, SourceID: r.SourceID, Source: r.Name, Expires: db.FromMicros(r.Expires)},
		AccountID: r.AccountID, Created: db.FromMicros(r.Created), Warned: admin.NeverWarned,
	}
	if r.Warned.Valid {
		t.Warned = int(r.Warned.Int64)
	}
	return t
}

// ExpiringTokens implements admin.WarningStore.
func (st *DB) ExpiringTokens(
	ctx context.Context, from, until time.Time, after *admin.ExpiringToken, limit int,
) ([]admin.ExpiringToken, error) {
	begin, id := db.Micros(from), "ffffffff-ffff-ffff-ffff-ffffffffffff"
	if after != nil {
		begin, id = db.Micros(after.Expires), after.ID
	}
	var rows []expiringRow
	err := st.ReadPool.SelectContext(ctx, &rows, expiringTokens+`
		   AND (t.expires, t.id) > ($1, $2) AND t.expires <= $3 ORDER BY t.expires, t.id LIMIT $4`, begin, id,
		db.Micros(until), limit)
	if err != nil {
		return nil, fmt.Errorf("list tokens that end soon: %w", db.Reason(ctx, err))
	}
	list := make([]admin.ExpiringToken, len(rows))
	for i, r := range rows {
		list[i] = r.token()
	}
	return list, nil
}

// ExpiringToken implements admin.WarningStore.
func (st *DB) ExpiringToken(ctx context.Context, accountID, id string) (*admin.ExpiringToken, error) {
	var rows []expiringRow
	err := st.ReadPool.SelectContext(ctx, &rows, expiringTokens+` AND t.account_id = $1 AND t.id = $2`, accountID, id)
	if err != nil || len(rows) == 0 {
		return nil, db.Reason(ctx, err)
	}
	t := rows[0].token()
	return &t, nil
}

// WarnToken implements admin.WarningStore. Of several nodes that warn at once, one changes the row.
func (st *DB) WarnToken(
	ctx context.Context, t *admin.ExpiringToken, days int, e directory.LogEntry, list []directory.Job,
) (first bool, err error) {
	err = st.WithTx(ctx, func(tx *db.Tx) error {
		done, err := tx.SQL.ExecContext(ctx, `
			UPDATE tokens SET warned = $3 WHERE account_id = $1 AND id = $2 AND revoked IS NULL
				AND (warned IS NULL OR warned > $3)`,
			t.AccountID, t.ID, days)
		if err != nil {
			return err
		}
		n, err := done.RowsAffected()
		if first = n > 0; err != nil || !first {
			return err
		}
		e.At = tx.Now()
		return intake.In(tx).Write(ctx, t.AccountID, &directory.Changes{Log: []directory.LogEntry{e}, Jobs: list})
	})
	return first, db.Reason(ctx, err)
}
