package store

import (
	"context"
	"fmt"

	"github.com/usher-id/usher/internal/admin"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/jobs"
	"github.com/usher-id/usher/internal/store/db"
	"github.com/usher-id/usher/internal/store/intake"
)

var _ admin.RemoverStore = (*DB)(nil)

// accountTables are those that hold what accounts have, in an order in which no row loses one that it names. Those
// whose rows SQLite knows by their key alone have it beside.
var accountTables = []struct{ name, key string }{
	{"sync_seen", ""}, {"sync_items", ""}, {"sync_runs", ""}, {"services", ""},
	{"license_mails", ""}, {"devices", ""}, {"licenses", ""}, {"license_rules", ""}, {"pools", ""},
	{"tokens", ""}, {"confirmations", ""}, {"reviews", ""}, {"never_links", ""}, {"traces", ""}, {"members", ""},
	{"name_words", "word, record_id"}, {"uniques", ""}, {"identifiers", ""}, {"records", ""}, {"users", ""},
	{"counts", ""},
	{"import_rows", ""}, {"imports", ""},
	{"tombstones", ""}, {"aside", ""}, {"traffic", ""}, {"erasures", ""}, {"approved_addresses", ""}, {"domains", ""},
	{"definitions", ""}, {"log", ""}, {"service_secrets", ""}, {"sources", ""}, {"jobs", ""},
}

// accountSlice is how many rows one transaction removes.
const accountSlice = 1000

// EndAccount implements admin.RemoverStore.
func (st *DB) EndAccount(ctx context.Context, accountID string, job directory.Job) error {
	return db.Reason(ctx, st.WithTx(ctx, func(tx *db.Tx) error {
		now := db.Micros(tx.Now())
		done, err := tx.SQL.ExecContext(ctx, `UPDATE accounts SET ending = coalesce(ending, $2) WHERE id = $1`,
			accountID, now)
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil || n == 0 {
			if err == nil {
				err = directory.Refuse(directory.NotFound, "account.gone")
			}
			return err
		}
		_, err = tx.SQL.ExecContext(ctx, `UPDATE tokens SET revoked = $2 WHERE account_id = $1 AND revoked IS NULL`,
			accountID, now)
		if err != nil {
			return err
		}
		return writeJobs(ctx, tx, accountID, []directory.Job{job})
	}))
}

// ForgetAccount implements admin.RemoverStore. A slice is of one table, in one transaction, and stages are tables.
func (st *DB) ForgetAccount(ctx context.Context, accountID, kind string, stage int) (next int, more bool, err error) {
	if stage >= len(accountTables) {
		return stage, false, nil
	}
	t := accountTables[stage]
	where := `account_id = $1`
	args := []any{accountID}
	if t.name == "jobs" {
		where += ` AND kind <> $2`
		args = append(args, kind)
	}
	query := fmt.Sprintf(`DELETE FROM %s WHERE account_id = $1 AND rowid IN (SELECT rowid FROM %s WHERE %s LIMIT %d)`,
		t.name, t.name, where, accountSlice)
	switch {
	case st.Name() == "postgres":
		query = fmt.Sprintf(`DELETE FROM %s WHERE ctid = ANY(ARRAY(SELECT ctid FROM %s WHERE %s LIMIT %d))`,
			t.name, t.name, where, accountSlice)
	case t.key != "":
		query = fmt.Sprintf(`DELETE FROM %s WHERE account_id = $1 AND (%s) IN (SELECT %s FROM %s WHERE %s LIMIT %d)`,
			t.name, t.key, t.key, t.name, where, accountSlice)
	}
	n, err := st.forget(ctx, query, args...)
	if err != nil {
		return stage, false, fmt.Errorf("delete what an account has in %s: %w", t.name, err)
	}
	if n < accountSlice {
		stage++
	}
	return stage, stage < len(accountTables), nil
}

// DropAccount implements admin.RemoverStore.
func (st *DB) DropAccount(ctx context.Context, accountID string, e directory.LogEntry, receipt directory.Job) error {
	return db.Reason(ctx, st.WithTx(ctx, func(tx *db.Tx) error {
		if _, err := tx.SQL.ExecContext(ctx, `DELETE FROM jobs WHERE account_id = $1`, accountID); err != nil {
			return err
		}
		done, err := tx.SQL.ExecContext(ctx, `DELETE FROM accounts WHERE id = $1`, accountID)
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil || n == 0 {
			return err
		}
		e.At = tx.Now()
		return intake.In(tx).Write(ctx, jobs.Nobody, &directory.Changes{Log: []directory.LogEntry{e},
			Jobs: []directory.Job{receipt}})
	}))
}
