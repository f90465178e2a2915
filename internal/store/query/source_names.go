package query

import (
	"context"
	"fmt"

	"github.com/usher-id/usher/internal/store/db"
)

// SourceNames are the names of an account's sources by id, that of its readers included.
func (rd *Reader) SourceNames(ctx context.Context, accountID string) (map[string]string, error) {
	var rows []struct{ ID, Name string }
	stmt, err := rd.Stmt(ctx, rd.ReadPool, `SELECT id, name FROM sources WHERE account_id = $1`)
	if err != nil {
		return nil, db.Reason(ctx, err)
	}
	if err := stmt.SelectContext(ctx, &rows, accountID); err != nil {
		return nil, fmt.Errorf("read names of sources: %w", db.Reason(ctx, err))
	}
	names := make(map[string]string, len(rows))
	for _, r := range rows {
		names[r.ID] = r.Name
	}
	return names, nil
}
