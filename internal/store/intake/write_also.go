package intake

import (
	"context"
	"fmt"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/db"
)

// WriteAlso carries out a statement over an inline table together with what is changed elsewhere: {rows} in its
// text stands for the table, named n, {account} for the account's parameter. It reads no table that the change writes.
func (tx Tx) WriteAlso(
	ctx context.Context, accountID string, rows *db.Table, statement string, log []directory.LogEntry,
) error {
	w := writer{d: tx.DB.Dialect, account: accountID, now: tx.Now()}
	w.add(rows, statement)
	w.log(log)
	if err := tx.Run(ctx, tx.DB.Dialect.Together(w.parts)); err != nil {
		return fmt.Errorf("write: %w", err)
	}
	return nil
}
