package query

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/db"
)

// maxManagers bounds how many managers above a person are looked for. A chain that is longer, or
// goes in a circle, ends there.
const maxManagers = 64

// managerOf is where a record's search document names the manager (RFC 7643 section 4.3). The
// attribute is case-exact, so it stands there as the source wrote it.
var managerOf = place{doc: "search", steps: []string{"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
	"manager", "value"}}

// Managers follows the managers of people as their own source names them, and gives, for every
// start and everybody on the way up, the id of the manager; "" for none, for somebody whom the source
// doesn't have, and for what is no id. A chain is followed over maxManagers people at most; circles
// end. It is one query, however many starts there are.
func (rd *Reader) Managers(
	ctx context.Context, accountID string, starts []directory.MemberKey,
) (map[directory.MemberKey]string, error) {
	into := map[directory.MemberKey]string{}
	t := db.NewTable(startCols...)
	for _, k := range starts {
		into[k] = ""
		if directory.IsID(k.ID) {
			t.Add(k.SourceID, k.ID)
		}
	}
	if t.N == 0 {
		return into, nil
	}
	rows, err := rd.ReadPool.QueryContext(ctx, rd.managersQuery(), append([]any{accountID}, rd.Dialect.Bind(t)...)...)
	if err != nil {
		return nil, fmt.Errorf("find managers: %w", db.Reason(ctx, err))
	}
	defer rows.Close()
	var asked []directory.MemberKey // managers who would have been met, were they there
	for rows.Next() {
		var k directory.MemberKey
		var manager sql.NullString
		var height int
		if err := rows.Scan(&k.SourceID, &k.ID, &manager, &height); err != nil {
			return nil, fmt.Errorf("find managers: %w", db.Reason(ctx, err))
		}
		into[k] = ""
		if directory.IsID(manager.String) {
			into[k] = manager.String
			if height < maxManagers {
				asked = append(asked, directory.MemberKey{SourceID: k.SourceID, ID: manager.String})
			}
		}
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("find managers: %w", db.Reason(ctx, err))
	}
	for _, k := range asked {
		if _, met := into[k]; !met { // the source doesn't have the person
			into[k] = ""
		}
	}
	return into, nil
}

// managersQuery walks up from the keys k. UNION leaves out whom the walk has met at the same
// height, so that people of one team share the way up, and the height ends circles.
func (rd *Reader) managersQuery() string {
	start, next := sqliteManagers()
	if rd.Name() == "postgres" {
		start, next = postgresManagers()
	}
	return `WITH RECURSIVE chain (source_id, id, manager, height) AS (
	SELECT r.source_id, r.id, r.manager, 0 FROM ` + rd.Dialect.Rows("k", startCols, 2) + start + `
	UNION
	SELECT r.source_id, r.id, r.manager, c.height + 1 FROM chain c` + next + `
		WHERE c.height < ` + strconv.Itoa(maxManagers) + `)
SELECT source_id, id, manager, min(height) FROM chain GROUP BY source_id, id, manager`
}

// sqliteManagers relies on CROSS JOIN, which SQLite does in the order as written.
func sqliteManagers() (start, next string) {
	people := ` CROSS JOIN (SELECT account_id, source_id, type, id, ` + sqliteSyntax{}.text(managerOf) + ` AS manager
		FROM records) r
	ON r.account_id = $1 AND r.type = 'User' AND r.source_id = `
	return people + `k.source_id AND r.id = k.id`, people + `c.source_id AND r.id = c.manager`
}

// postgresManagers joins by LATERAL with LIMIT, which can't become a join over all records. What
// isn't written as ids are would not become a uuid.
func postgresManagers() (start, next string) {
	people := ` CROSS JOIN LATERAL (SELECT source_id, id, ` + postgresSyntax{}.text(managerOf) + ` AS manager
		FROM records
	WHERE account_id = $1 AND type = 'User' AND source_id = `
	id := `CASE WHEN c.manager ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN CAST(c.manager AS uuid) END`
	return people + `k.source_id AND id = k.id LIMIT 1) r`, people + `c.source_id AND id = ` + id + ` LIMIT 1) r`
}

var startCols = []db.Column{db.UUID("source_id"), db.UUID("id")}
