package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/usher-id/usher/internal/admin"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/jobs"
	"github.com/usher-id/usher/internal/store/db"
)

// CountPeople implements admin.LicenseStore: members are counted, people are known by what is counted with each change.
func (st *DB) CountPeople(ctx context.Context, accountID, groupID string) (n int, err error) {
	if groupID != "" {
		err = st.ReadPool.GetContext(ctx, &n, `SELECT count(*) FROM members WHERE account_id = $1 AND group_id = $2
			AND NOT waiting`,
			accountID, groupID)
	} else {
		err = st.ReadPool.GetContext(ctx, &n, `SELECT COALESCE(sum(n), 0) FROM counts WHERE account_id = $1 AND source_id = $1
			AND type = 'User'`,
			accountID)
	}
	if err != nil {
		return 0, fmt.Errorf("count people: %w", db.Reason(ctx, err))
	}
	return n, nil
}

// GroupPeople implements admin.LicenseStore. Members are of their group's source.
func (st *DB) GroupPeople(
	ctx context.Context, accountID, groupID, after string, limit int,
) (list []admin.GroupPerson, err error) {
	var source string
	err = st.ReadPool.GetContext(ctx, &source, `
		SELECT s.id FROM sources s CROSS JOIN records r
		 WHERE s.account_id = $1 AND r.account_id = $1 AND r.source_id = s.id AND r.type = 'Group' AND r.id = $2`, accountID,
		groupID)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil // it has gone meanwhile
	}
	if err == nil {
		err = st.ReadPool.SelectContext(ctx, &list, `
			SELECT m.member_id AS record, r.user_id FROM members m CROSS JOIN records r
			 WHERE m.account_id = $1 AND m.group_id = $2 AND m.member_id > $3 AND NOT m.waiting
			   AND r.account_id = $1 AND r.source_id = $5 AND r.type = 'User' AND r.id = m.member_id AND r.user_id IS NOT NULL
			 ORDER BY m.member_id LIMIT $4`, accountID, groupID, db.OrNoID(after), limit, source)
	}
	if err != nil {
		return nil, fmt.Errorf("list a group's people: %w", db.Reason(ctx, err))
	}
	return list, nil
}

// NoteJob implements admin.LicenseStore.
func (st *DB) NoteJob(ctx context.Context, j *jobs.Job, payload string) error {
	_, err := st.changeJob(ctx, func(tx *db.Tx) (sql.Result, error) {
		return tx.SQL.ExecContext(ctx, `UPDATE jobs SET payload = $4 WHERE account_id = $1 AND id = $2 AND holder = $3
			AND state = 'running'`,
			j.AccountID, j.ID, j.Holder, payload)
	})
	return db.Reason(ctx, err)
}

// Resettling implements admin.LicenseStore: by the indexes of the jobs that wait or run. Jobs for days to come are
// not meant.
func (st *DB) Resettling(ctx context.Context, accountID string) (is bool, err error) {
	err = st.ReadPool.GetContext(ctx, &is, `
		SELECT EXISTS (SELECT 1 FROM jobs WHERE account_id = $1 AND kind IN ($2, $3) AND state = 'running')
		    OR EXISTS (SELECT 1 FROM jobs WHERE account_id = $1 AND kind IN ($2, $3) AND state = 'waiting' AND due <= $4)`,
		accountID, directory.JobRelicense, directory.JobPromote, db.Micros(st.Clock()))
	if err != nil {
		return false, fmt.Errorf("look for jobs of licenses: %w", db.Reason(ctx, err))
	}
	return is, nil
}
