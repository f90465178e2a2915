package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/db"
	"github.com/usher-id/usher/internal/store/intake"
)

var _ directory.People = (*DB)(nil)

// Cases implements directory.People.
func (st *DB) Cases(ctx context.Context, accountID, after string, all bool, limit int) ([]*directory.Case, error) {
	where := `id > $2 AND status = 'open'`
	if all {
		where = `id > $2`
	}
	return st.cases(ctx, accountID, where+` ORDER BY id LIMIT $3`, db.OrNoID(after), limit)
}

// Case implements directory.People.
func (st *DB) Case(ctx context.Context, accountID, id string) (*directory.Case, error) {
	id, err := db.Whole(ctx, st.ReadPool, accountID, id, "reviews")
	if err != nil {
		return nil, err
	}
	if directory.IsID(id) {
		list, err := st.cases(ctx, accountID, `id = $2`, id)
		if err != nil || len(list) == 1 {
			if err != nil {
				return nil, err
			}
			return list[0], nil
		}
	}
	return nil, directory.Refuse(directory.NotFound, "review.none", "case", id)
}

// CasesOf implements directory.People. It is written so that no index fits which has all cases of the
// account in the order of their ids, or all that are open.
func (st *DB) CasesOf(ctx context.Context, accountID, recordID string) ([]*directory.Case, error) {
	return st.cases(ctx, accountID, `record_id = $2 AND COALESCE(status, '') = 'open' ORDER BY created, id`, recordID)
}

// cases reads reviews, and what both sides of each are now.
func (st *DB) cases(ctx context.Context, accountID, where string, args ...any) ([]*directory.Case, error) {
	var rows []struct {
		ID       string
		SourceID string `db:"source_id"`
		RecordID string `db:"record_id"`
		UserID   string `db:"user_id"`
		Reason   string
		Waits    bool
		Flags    sql.NullString
		Status   string
		Created  int64
		Decided  sql.NullInt64
	}
	err := st.ReadPool.SelectContext(ctx, &rows, `
		SELECT id, source_id, record_id, user_id, reason, waits, flags, status, created, decided FROM reviews
			WHERE account_id = $1 AND `+where,
		append([]any{accountID}, args...)...)
	if err != nil {
		return nil, fmt.Errorf("read the review queue: %w", db.Reason(ctx, err))
	}
	list := make([]*directory.Case, len(rows))
	ids := db.NewTable(db.UUID("source_id"), db.UUID("id"))
	users := db.NewTable(db.UUID("id"))
	for i, r := range rows {
		list[i] = &directory.Case{
			Review: directory.Review{
				ID: r.ID, SourceID: r.SourceID, RecordID: r.RecordID, UserID: r.UserID,
				Reason: directory.Reason(r.Reason), Waits: r.Waits,
				Flags: strings.Fields(r.Flags.String), Status: r.Status, Created: db.FromMicros(r.Created),
			},
			Decided: db.FromNullMicros(r.Decided),
		}
		ids.Add(r.SourceID, r.RecordID)
		users.Add(r.UserID)
	}
	if len(list) == 0 {
		return list, nil
	}
	d := st.Dialect
	args = append([]any{accountID}, d.Bind(ids)...)
	keys := d.Rows("k", users.Cols, len(args)+1)
	args = append(args, d.Bind(users)...)
	found, err := st.ReadPool.QueryxContext(ctx, `
		SELECT `+intake.Uttered.SQL+` FROM `+d.Rows("k", ids.Cols, 2)+` CROSS JOIN records r
		 WHERE r.account_id = $1 AND r.source_id = k.source_id AND r.type = 'User' AND r.id = k.id
		 UNION
		SELECT `+intake.Uttered.SQL+` FROM `+keys+` CROSS JOIN `+d.UsersRecords("k.id"), args...)
	if err != nil {
		return nil, fmt.Errorf("read the records in review: %w", db.Reason(ctx, err))
	}
	records := map[string]*directory.Utterance{}
	people := map[string][]*directory.Utterance{}
	err = intake.EachUtterance(found, func(u *directory.Utterance, _ bool, _ string) error {
		if u.SourceID != accountID && records[u.ID] == nil {
			records[u.ID] = u
			people[u.UserID] = append(people[u.UserID], u)
		}
		return nil
	})
	for _, c := range list {
		c.Record, c.Candidate = records[c.RecordID], people[c.UserID]
	}
	return list, err
}
