package store

import (
	"context"
	"fmt"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/db"
	"github.com/usher-id/usher/internal/store/records"
)

// enforceGroupNames gives each group of a source a unique row of its name, or takes these rows away,
// where the setting is about to change (rule P1). Batches decide by the setting under the account's
// lock, so it is taken first; on SQLite the transaction itself keeps them out. The error is Conflict
// where several groups have one name.
func enforceGroupNames(ctx context.Context, tx *db.Tx, s directory.Source) error {
	if tx.DB.Name() == "postgres" {
		if _, err := tx.SQL.ExecContext(ctx, `SELECT pg_advisory_xact_lock($1)`, db.LockKey(s.AccountID)); err != nil {
			return err
		}
	}
	var settings string
	if err := tx.SQL.GetContext(ctx, &settings, `SELECT settings FROM sources WHERE account_id = $1 AND id = $2`,
		s.AccountID, s.ID); err != nil {
		return err
	}
	switch was := records.ParseSettings(settings); {
	case was.UniqueGroupNames == s.Settings.UniqueGroupNames:
		return nil
	case was.UniqueGroupNames:
		_, err := tx.SQL.ExecContext(ctx, `
			DELETE FROM uniques WHERE account_id = $1 AND source_id = $2 AND type = 'Group' AND value LIKE $3`,
			s.AccountID, s.ID, directory.UniqueGroupName+"%")
		return err
	}
	const groups = ` FROM records WHERE account_id = $1 AND source_id = $2 AND type = 'Group'
		AND display_name IS NOT NULL`
	var twice []string
	if err := tx.SQL.SelectContext(ctx, &twice, `
		SELECT display_name`+groups+` GROUP BY display_name HAVING count(*) > 1 ORDER BY display_name LIMIT 10`,
		s.AccountID, s.ID); err != nil {
		return err
	}
	if len(twice) > 0 {
		for i := range twice {
			twice[i] = fmt.Sprintf("%q", twice[i])
		}
		return directory.Refuse(directory.Conflict, "source.groupNames", "source", s.Name, "names", twice)
	}
	_, err := tx.SQL.ExecContext(ctx, `
		INSERT INTO uniques (account_id, source_id, type, value, record_id)
		SELECT account_id, source_id, type, CAST($3 AS text) || display_name, id`+groups, s.AccountID, s.ID,
		directory.UniqueGroupName)
	return err
}
