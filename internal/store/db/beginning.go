package db

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/jmoiron/sqlx"

	"github.com/usher-id/usher/internal/directory"
)

// mostAlike is how many of the ids are named that begin alike.
const mostAlike = 5

// Whole is the id of an account's row in one of the tables that begins with what was given; what was given, where none
// does or where it is no beginning. The error is Conflict when several do. Beside tables, "groups" are
// those of the records, which are otherwise people.
func Whole(ctx context.Context, q sqlx.QueryerContext, accountID, ref string, tables ...string) (string, error) {
	first, last, is := directory.Beginning(ref)
	if !is {
		return ref, nil
	}
	parts := make([]string, len(tables))
	for i, table := range tables {
		from := table + ` t WHERE t.account_id = $1`
		if table == "groups" { // are records, too, with an index of their own
			from = `records t WHERE t.account_id = $1 AND t.type = 'Group'`
		}
		if table == "records" { // whose ids have an index within a source
			from = `sources s CROSS JOIN records t WHERE s.account_id = $1 AND t.account_id = $1 AND t.source_id = s.id
				AND t.type = 'User'`
		}
		parts[i] = fmt.Sprintf(`SELECT CAST(t.id AS text) AS id FROM %s AND t.id >= $2 AND t.id <= $3`, from)
	}
	var ids []string
	err := sqlx.SelectContext(ctx, q, &ids, `SELECT DISTINCT id FROM (`+strings.Join(parts, " UNION ALL ")+`) w
		ORDER BY id LIMIT $4`,
		accountID, first, last, mostAlike)
	if err != nil {
		return "", fmt.Errorf("look for an id: %w", Reason(ctx, err))
	}
	switch ids = slices.Compact(ids); len(ids) {
	case 0:
		return ref, nil
	case 1:
		return ids[0], nil
	}
	return "", directory.Refuse(directory.Conflict, "id.several", "ref", ref, "ids", ids)
}
