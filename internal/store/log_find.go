package store

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/db"
)

var _ directory.LogReader = (*DB)(nil)

// FindLog implements directory.LogReader. Whatever is asked for has an index in the order of ids, which is that of
// time.
func (st *DB) FindLog(ctx context.Context, accountID string, q directory.LogQuery) ([]directory.LogEntry, error) {
	args := []any{accountID}
	add := func(v any) string {
		args = append(args, v)
		return fmt.Sprintf("$%d", len(args))
	}
	where := "l.account_id = $1"
	if !q.Since.IsZero() {
		where += " AND l.id >= " + add(directory.FirstID(q.Since))
	}
	if !q.Until.IsZero() {
		where += " AND l.id < " + add(directory.FirstID(q.Until))
	}
	if q.Before != "" {
		where += " AND l.id < " + add(q.Before)
	}
	if q.SourceID != "" {
		where += " AND l.source_id = " + add(q.SourceID)
	}
	if q.Actor != "" {
		where += " AND l.actor IS NOT NULL AND l.actor = " + add(q.Actor)
	}
	switch {
	case q.Outcome != "":
		where += " AND l.outcome = " + add(string(q.Outcome))
		if indexedOutcomes[q.Outcome] { // the index on those wants a constant
			where += " AND l.outcome IN ('held', 'inReview', 'refused', 'failed', 'deleted')"
		}
	case q.Changes:
		where += " AND l.outcome NOT IN ('read', 'unchanged', 'refused', 'failed', 'dryRun')"
	case !q.Reads:
		where += " AND l.outcome <> 'read'"
	}
	limit := fmt.Sprintf(" ORDER BY l.id DESC LIMIT %d", max(q.Limit, 0))
	query := `SELECT ` + logColumns + ` FROM log l WHERE ` + where + limit
	if q.Records != nil {
		query = st.aboutRecords(q.Records, where, limit, &args)
	}
	entries, err := st.logEntries(ctx, query, args...)
	slices.Reverse(entries)
	return entries, err
}

var indexedOutcomes = map[directory.Outcome]bool{
	directory.Held: true, directory.InReview: true, directory.Declined: true, directory.Failed: true,
	directory.Removed: true,
}

// aboutRecords reads the newest entries of each record by the index on these, and of all of them the newest.
func (st *DB) aboutRecords(records []string, where, limit string, args *[]any) string {
	parts := make([]string, len(records))
	for i, id := range records {
		*args = append(*args, id)
		parts[i] = fmt.Sprintf(`SELECT * FROM (SELECT %s FROM log l WHERE l.record_id IS NOT NULL AND l.record_id = $%d
			AND %s%s) r%d`,
			logColumns, len(*args), where, limit, i)
	}
	return `SELECT * FROM (` + strings.Join(parts, " UNION ALL ") + `) l` + limit
}

// RecordsOf implements directory.LogReader.
func (st *DB) RecordsOf(ctx context.Context, account *directory.Account, ref string) ([]string, error) {
	id, err := st.Whose(ctx, account.ID, ref)
	if directory.KindOf(err) == directory.NotFound {
		lost, failed := st.Lost(ctx, account, ref)
		if failed != nil || len(lost) > 0 {
			return unique(lost), failed
		}
	}
	if err != nil {
		return nil, err
	}
	var ids []string
	err = st.ReadPool.SelectContext(ctx, &ids, `
		SELECT CAST(r.id AS text) AS record_id FROM records r
		 WHERE r.account_id = $1 AND r.user_id IS NOT NULL AND r.user_id = $2 AND r.source_id <> $1
		UNION ALL
		SELECT CAST(r.id AS text) FROM sources s CROSS JOIN records r
		 WHERE s.account_id = $1 AND s.id <> $1 AND r.account_id = $1 AND r.source_id = s.id AND r.type = 'User'
		   AND r.id = $2 AND r.user_id IS NULL
		UNION ALL
		SELECT CAST(l.record_id AS text) FROM (SELECT record_id FROM (`+lostByID+`) t ORDER BY deleted DESC
			LIMIT 20) l`,
		account.ID, id, id)
	if err != nil {
		return nil, fmt.Errorf("find somebody's records: %w", db.Reason(ctx, err))
	}
	return unique(ids), nil
}

func unique(ids []string) []string {
	slices.Sort(ids)
	return slices.Compact(ids)
}

// lostByID are the tombstones of users and records whose ids are from $2 to $3.
const lostByID = `SELECT t.record_id, t.deleted FROM tombstones t
		 WHERE t.account_id = $1 AND t.user_id IS NOT NULL AND t.user_id >= $2 AND t.user_id <= $3
		UNION ALL
		SELECT t.record_id, t.deleted FROM sources s CROSS JOIN tombstones t
		 WHERE s.account_id = $1 AND t.account_id = $1 AND t.source_id = s.id AND t.record_id >= $2
		 	AND t.record_id <= $3`

// Lost implements directory.LogReader.
func (st *DB) Lost(ctx context.Context, account *directory.Account, ref string) ([]string, error) {
	query := lostByID
	first, last, is := directory.Beginning(ref)
	if !is {
		first, last = ref, ref
	}
	args := []any{account.ID, first, last}
	if !is && !directory.IsID(ref) {
		address := ref
		if a, ok := directory.ParseAddress(ref); ok {
			address = a.String()
		}
		query = `SELECT t.record_id, t.deleted FROM tombstones t
		 WHERE t.account_id = $1 AND t.address_hash IS NOT NULL AND t.successor IS NULL AND t.address_hash = $2
		UNION ALL
		SELECT t.record_id, t.deleted FROM sources s CROSS JOIN tombstones t
		 WHERE s.account_id = $1 AND t.account_id = $1 AND t.source_id = s.id AND t.type = 'User'
		 	AND t.external_hash IS NOT NULL AND t.external_hash = $3`
		args = []any{account.ID, directory.KeyedHash(account.Secret, address), directory.KeyedHash(account.Secret, ref)}
	}
	var ids []string
	err := st.ReadPool.SelectContext(ctx, &ids, `SELECT record_id FROM (`+query+`) t ORDER BY deleted DESC LIMIT 20`,
		args...)
	if err != nil {
		return nil, fmt.Errorf("look for somebody who is gone: %w", db.Reason(ctx, err))
	}
	return ids, nil
}

// WholeCase implements directory.LogReader.
func (st *DB) WholeCase(ctx context.Context, accountID, ref string) (string, error) {
	return db.Whole(ctx, st.ReadPool, db.OrNoID(accountID), ref, "log", "traffic", "reviews")
}
