package store

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/usher-id/usher/internal/admin"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/db"
)

// KnownPeople implements admin.ImportStore: a question for the records, one for their groups, and one for their licenses.
func (st *DB) KnownPeople(
	ctx context.Context, accountID, sourceID string, keys []admin.PersonKey, want admin.KnownWants,
) ([][]admin.KnownPerson, error) {
	found, err := st.knownRecords(ctx, accountID, sourceID, keys)
	if err == nil && want.Groups {
		err = st.knownGroups(ctx, accountID, sourceID, found)
	}
	if err == nil && want.PoolID != "" {
		err = st.knownLicenses(ctx, accountID, want.PoolID, found)
	}
	if err != nil {
		return nil, fmt.Errorf("find whom a file is about: %w", db.Reason(ctx, err))
	}
	return found, nil
}

// knownRecordsQuery asks by external id and by userName, each by its index.
func (st *DB) knownRecordsQuery(byExternal, byName, byAddress *db.Table) (query string, args []any) {
	values := []string{"CAST(r.id AS text)", "CAST(r.user_id AS text)", "r.external_id", "r.body", "r.state"}
	const where = `r.account_id = $1 AND r.source_id = $2 AND r.type = 'User' AND `
	rows := func(t *db.Table) string {
		text := st.Dialect.Rows("k", t.Cols, len(args)+3)
		args = append(args, st.Dialect.Bind(t)...)
		return text
	}
	query = `SELECT k.i, 1 AS external, ` + st.Dialect.Each(rows(byExternal), "records r", where+"r.external_id = k.value", values...) +
		` UNION ALL SELECT k.i, 0 AS external, ` + st.Dialect.Each(rows(byName), "records r", where+"r.user_name = k.value", values...)
	if byAddress.N > 0 {
		query += ` UNION ALL SELECT k.i, 0 AS external, ` + st.Dialect.Each(rows(byAddress), "identifiers a CROSS JOIN records r",
			`a.account_id = $1 AND a.kind = 'email' AND a.value = k.value AND a.source_id = $2 AND `+where+`r.id = a.record_id`, values...)
	}
	return query, args
}

func (st *DB) knownRecords(
	ctx context.Context, accountID, sourceID string, keys []admin.PersonKey,
) ([][]admin.KnownPerson, error) {
	external, names, addresses := keyTable(), keyTable(), keyTable()
	for i, k := range keys {
		if k.ExternalID != "" {
			external.Add(int64(i), db.Storable(k.ExternalID))
		}
		if k.UserName != "" {
			names.Add(int64(i), db.Storable(directory.LoginKey(k.UserName)))
		}
		if k.Address != "" {
			addresses.Add(int64(i), db.Storable(directory.EmailKey(k.Address)))
		}
	}
	query, args := st.knownRecordsQuery(external, names, addresses)
	rows, err := st.ReadPool.QueryContext(ctx, query, append([]any{accountID, sourceID}, args...)...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	found := make([][]admin.KnownPerson, len(keys))
	for rows.Next() {
		var i, byExternal int
		var p admin.KnownPerson
		var userID, externalID sql.NullString
		var body, code string
		if err := rows.Scan(&i, &byExternal, &p.ID, &userID, &externalID, &body, &code); err != nil {
			return nil, err
		}
		p.UserID, p.ExternalID, p.ByExternalID = userID.String, externalID.String, byExternal == 1
		p.Body, p.Code = []byte(body), directory.Code(code)
		found[i] = append(found[i], p)
	}
	return found, rows.Err()
}

func keyTable() *db.Table { return db.NewTable(db.Int("i"), db.Text("value")) }

// knownGroups finds the groups of the source that people are in.
func (st *DB) knownGroups(ctx context.Context, accountID, sourceID string, found [][]admin.KnownPerson) error {
	t := db.NewTable(db.UUID("id"))
	people := map[string][]*admin.KnownPerson{}
	for i := range found {
		for j := range found[i] {
			p := &found[i][j]
			if people[p.ID] = append(people[p.ID], p); len(people[p.ID]) == 1 {
				t.Add(p.ID)
			}
		}
	}
	if t.N == 0 {
		return nil
	}
	var rows []struct {
		Member  string `db:"c0"`
		GroupID string `db:"c1"`
	}
	err := st.ReadPool.SelectContext(ctx, &rows, `SELECT c0, c1 FROM (SELECT `+st.Dialect.Each(
		st.Dialect.Rows("k", t.Cols, 3), "members m", `m.account_id = $1 AND m.member_id = k.id AND NOT m.waiting
		   AND (SELECT g.id FROM records g WHERE g.account_id = $1 AND g.source_id = $2 AND g.type = 'Group' AND g.id = m.group_id
		        LIMIT 1 OFFSET 0) IS NOT NULL`, // group by group, however few groups the planner takes the source for
		"CAST(m.member_id AS text)", "CAST(m.group_id AS text)")+
		`) found ORDER BY c0, c1`, append([]any{accountID, sourceID}, st.Dialect.Bind(t)...)...)
	for _, r := range rows {
		for _, p := range people[r.Member] {
			p.Groups = append(p.Groups, r.GroupID)
		}
	}
	return err
}

// knownLicenses finds the licenses of a pool that people have or wait for.
func (st *DB) knownLicenses(ctx context.Context, accountID, poolID string, found [][]admin.KnownPerson) error {
	t := db.NewTable(db.UUID("id"))
	people := map[string][]*admin.KnownPerson{}
	for i := range found {
		for j := range found[i] {
			p := &found[i][j]
			id := p.UserID
			if id == "" { // what is given to somebody who waits is kept under the record's id
				id = p.ID
			}
			if people[id] = append(people[id], p); len(people[id]) == 1 {
				t.Add(id)
			}
		}
	}
	if t.N == 0 {
		return nil
	}
	var rows []struct {
		UserID  string `db:"c0"`
		Devices int    `db:"c1"`
		Mailed  int    `db:"c2"`
	}
	err := st.ReadPool.SelectContext(ctx, &rows, `SELECT c0, c1, c2 FROM (SELECT `+st.Dialect.Each(
		st.Dialect.Rows("k", t.Cols, 3), "licenses l",
		`l.account_id = $1 AND l.user_id = k.id AND l.direct AND (l.pool_id = $2 OR l.wants = $2) AND l.state <> 'merged'`,
		"CAST(l.user_id AS text)", "CASE WHEN l.asks > 0 THEN l.asks ELSE l.devices END",
		`CASE WHEN l.mail OR EXISTS (SELECT 1 FROM license_mails x WHERE x.account_id = $1 AND x.license_id = l.id) OR EXISTS (
			SELECT 1 FROM jobs j WHERE j.account_id = $1 AND j.kind = '`+directory.JobLicenseMail+`' AND j.key = CAST(l.id AS text)
			   AND j.state = 'waiting') THEN 1 ELSE 0 END`)+`) found`,
		append([]any{accountID, poolID}, st.Dialect.Bind(t)...)...)
	for _, r := range rows {
		for _, p := range people[r.UserID] {
			p.Devices, p.Mailed = r.Devices, r.Mailed == 1
		}
	}
	return err
}

// SourceGroups implements admin.ImportStore.
func (st *DB) SourceGroups(ctx context.Context, accountID, sourceID string) (map[string]string, error) {
	var rows []struct{ ID, Body string }
	err := st.ReadPool.SelectContext(ctx, &rows, `
		SELECT id, display_name AS body FROM records WHERE account_id = $1 AND source_id = $2 AND type = 'Group'
		   AND display_name IS NOT NULL ORDER BY id DESC`, accountID, sourceID)
	if err != nil {
		return nil, fmt.Errorf("read a source's groups: %w", db.Reason(ctx, err))
	}
	names := map[string]string{}
	for _, r := range rows {
		names[r.ID] = r.Body
	}
	return names, nil
}

// RecordBodies implements admin.ImportStore.
func (st *DB) RecordBodies(
	ctx context.Context, accountID, sourceID, resourceType string, ids []string,
) (map[string]admin.RecordBody, error) {
	t := db.NewTable(db.UUID("id"))
	for _, id := range ids {
		t.Add(id)
	}
	if t.N == 0 {
		return nil, nil
	}
	var rows []struct {
		ID      string `db:"c0"`
		Body    string `db:"c1"`
		Version int64  `db:"c2"`
		Members int    `db:"c3"`
	}
	err := st.ReadPool.SelectContext(ctx, &rows, `SELECT c0, c1, c2, c3 FROM (SELECT `+st.Dialect.Each(
		st.Dialect.Rows("k", t.Cols, 4), "records r",
		`r.account_id = $1 AND r.source_id = $2 AND r.type = $3 AND r.id = k.id`, "CAST(r.id AS text)", "r.body", "r.version",
		`CASE WHEN EXISTS (SELECT 1 FROM members m WHERE m.account_id = $1 AND m.group_id = r.id) THEN 1 ELSE 0 END`)+`) found`,
		append([]any{accountID, sourceID, resourceType}, st.Dialect.Bind(t)...)...)
	if err != nil {
		return nil, fmt.Errorf("read records: %w", db.Reason(ctx, err))
	}
	found := make(map[string]admin.RecordBody, len(rows))
	for _, r := range rows {
		found[r.ID] = admin.RecordBody{Body: []byte(r.Body), Version: r.Version, Members: r.Members == 1}
	}
	return found, nil
}
