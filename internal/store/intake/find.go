package intake

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/db"
	"github.com/usher-id/usher/internal/store/query"
	"github.com/usher-id/usher/internal/store/records"
)

var _ directory.Finder = (*Store)(nil)

// Find implements directory.Finder. It takes three round trips: which people, the users, and the records of all.
func (st *Store) Find(ctx context.Context, accountID string, f directory.Finding) ([]*directory.Profile, error) {
	var ids []string // of users, and of records that are nobody's
	var err error
	switch {
	case len(f.Words) > 0:
		ids, err = st.findWords(ctx, accountID, f)
	case f.SourceID != "":
		ids, err = st.findInSource(ctx, accountID, f)
	default:
		ids, err = st.findAll(ctx, accountID, f)
	}
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	return st.Among(ctx, accountID, ids)
}

// findAll goes through users and through those who wait, side by side, each by an index in the order of ids.
func (st *Store) findAll(ctx context.Context, accountID string, f directory.Finding) ([]string, error) {
	users, nobodies := "u.state NOT IN ('deleted', 'merged')", "TRUE"
	args := []any{accountID, db.OrNoID(f.After), f.Limit}
	if f.State != "" {
		args = append(args, string(f.State))
		users, nobodies = "u.state = $4", "r.state = $4"
		if f.State != directory.Active { // so that the index on those fits
			users += " AND u.state NOT IN ('active', 'deleted', 'merged')"
		}
	}
	var ids []string
	err := st.ReadPool.SelectContext(ctx, &ids, `
		SELECT id FROM (
			SELECT * FROM (SELECT CAST(u.id AS text) AS id FROM users u WHERE u.account_id = $1 AND u.id > $2 AND `+
		users+` ORDER BY u.id LIMIT $3) a
			UNION ALL
			SELECT * FROM (SELECT CAST(r.id AS text) AS id FROM records r WHERE r.account_id = $1 AND r.id > $2
				AND r.type = 'User' AND r.user_id IS NULL
				AND r.source_id <> r.account_id AND `+nobodies+` ORDER BY r.id LIMIT $3) b
		) p ORDER BY id LIMIT $3`, args...)
	if err != nil {
		return nil, fmt.Errorf("find people: %w", db.Reason(ctx, err))
	}
	return ids, nil
}

// findInSource goes through the records of a source. A person of several of them stands where the first one does.
func (st *Store) findInSource(ctx context.Context, accountID string, f directory.Finding) ([]string, error) {
	after, err := st.firstIn(ctx, accountID, f.SourceID, f.After)
	if err != nil {
		return nil, err
	}
	args := []any{accountID, f.SourceID, after, f.Limit}
	state := "TRUE"
	if f.State != "" {
		args = append(args, string(f.State))
		state = "COALESCE((SELECT u.state FROM users u WHERE u.account_id = $1 AND u.id = r.user_id), r.state) = $5"
	}
	var ids []string
	err = st.ReadPool.SelectContext(ctx, &ids, `
		SELECT CAST(COALESCE(r.user_id, r.id) AS text) FROM records r
		 WHERE r.account_id = $1 AND r.source_id = $2 AND r.type = 'User'
		   AND r.id > $3
		   AND NOT EXISTS (SELECT 1 FROM records o WHERE o.account_id = $1 AND o.user_id = r.user_id
		   	AND o.source_id = $2 AND o.id < r.id LIMIT 1 OFFSET 0)
		   AND `+state+`
		 ORDER BY r.id LIMIT $4`, args...)
	if err != nil {
		return nil, fmt.Errorf("find people of a source: %w", db.Reason(ctx, err))
	}
	return ids, nil
}

// firstIn is a person's first record in a source; of somebody without any, and of nobody, the id itself.
func (st *Store) firstIn(ctx context.Context, accountID, sourceID, id string) (string, error) {
	if id == "" {
		return db.NoID, nil
	}
	var first []string
	err := st.ReadPool.SelectContext(ctx, &first, `
		SELECT id FROM records WHERE account_id = $1 AND user_id = $2 AND source_id = $3 ORDER BY id LIMIT 1`,
		accountID, id, sourceID)
	if err != nil {
		return "", fmt.Errorf("find a person's record: %w", db.Reason(ctx, err))
	}
	if len(first) == 0 {
		return id, nil
	}
	return first[0], nil
}

// findWords finds by the beginnings of words. Each word is looked for in three indexes; whoever all words find is the
// answer. A word that finds too many is refused, since nothing short of reading all would know the next page.
func (st *Store) findWords(ctx context.Context, accountID string, f directory.Finding) ([]string, error) {
	args := []any{accountID, directory.MostFinds + 1}
	var parts []string
	for n, w := range f.Words {
		parts = append(parts, wordSearch(n, w, &args))
	}
	query := `SELECT k.n, CAST(COALESCE(r.user_id, r.id) AS text) FROM (` + strings.Join(parts, " UNION ALL ") + `) k
		JOIN records r ON r.account_id = $1 AND r.source_id = k.source_id AND r.type = 'User' AND r.id = k.record_id
		LEFT JOIN users u ON u.account_id = $1 AND u.id = r.user_id WHERE r.source_id <> r.account_id`
	if f.State != "" {
		args = append(args, string(f.State))
		query += fmt.Sprintf(" AND COALESCE(u.state, r.state) = $%d", len(args))
	}
	if f.SourceID != "" {
		args = append(args, f.SourceID)
		query += fmt.Sprintf(` AND (r.source_id = $%d OR EXISTS (SELECT 1 FROM records o
			WHERE o.account_id = $1 AND o.user_id = r.user_id AND o.source_id = $%d))`, len(args), len(args))
	}
	rows, err := st.ReadPool.QueryxContext(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("find people by words: %w", db.Reason(ctx, err))
	}
	defer rows.Close()
	found := make([]map[string]bool, len(f.Words))
	seen := make([]int, len(f.Words))
	for i := range found {
		found[i] = map[string]bool{}
	}
	for rows.Next() {
		var n int
		var id sql.NullString
		if err := rows.Scan(&n, &id); err != nil {
			return nil, err
		}
		seen[n]++
		found[n][id.String] = true
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("find people by words: %w", db.Reason(ctx, err))
	}
	for n, w := range f.Words {
		if seen[n] > directory.MostFinds {
			return nil, directory.Refuse(directory.Invalid, "find.tooWide", "word", w, "limit", directory.MostFinds)
		}
	}
	return together(found, f), nil
}

// together are those whom all words have found, a page of them.
func together(found []map[string]bool, f directory.Finding) []string {
	var ids []string
	for id := range found[0] {
		if id > f.After && !slices.ContainsFunc(found[1:], func(other map[string]bool) bool { return !other[id] }) {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids[:min(len(ids), f.Limit)]
}

// wordSearch finds the records that one word begins something of: an address, a word of a name, a userName.
func wordSearch(n int, word string, args *[]any) string {
	add := func(v string) (from, to string) {
		*args = append(*args, v, v+"\U0010FFFF")
		return fmt.Sprintf("$%d", len(*args)-1), fmt.Sprintf("$%d", len(*args))
	}
	names := ""
	if folded := directory.FoldedWords(word); len(folded) > 0 {
		from, to := add(folded[0])
		names = ` UNION ALL SELECT * FROM (SELECT source_id, record_id FROM name_words
			WHERE account_id = $1 AND word >= ` + from + ` AND word < ` + to + ` ORDER BY word, record_id LIMIT $2) b`
	}
	from, to := add(directory.LoginKey(word))
	return fmt.Sprintf(`SELECT %d AS n, source_id, record_id FROM (
		SELECT * FROM (SELECT source_id, record_id FROM identifiers
			WHERE account_id = $1 AND kind = 'email' AND value >= %s AND value < %s ORDER BY value LIMIT $2) a%s
		UNION ALL SELECT * FROM (SELECT r.source_id, r.id AS record_id FROM sources s CROSS JOIN records r
			WHERE s.account_id = $1 AND r.account_id = $1 AND r.source_id = s.id AND r.type = 'User'
			  AND r.user_name >= %s AND r.user_name < %s LIMIT $2) c
		) w%d`, n, from, to, names, from, to, n)
}

// Cursor implements directory.Finder.
func (st *Store) Cursor(ctx context.Context, accountID string, f directory.Finding) (string, error) {
	if f.After == "" {
		return "", nil
	}
	after := f.After
	if f.SourceID != "" {
		var err error
		if after, err = st.firstIn(ctx, accountID, f.SourceID, after); err != nil {
			return "", err
		}
	}
	return query.CursorAfter(after), nil
}

// Among implements directory.Finder.
func (st *Store) Among(ctx context.Context, accountID string, ids []string) ([]*directory.Profile, error) {
	t := db.NewTable(db.UUID("id"))
	for _, id := range ids {
		t.Add(id)
	}
	among := `id IN (SELECT id FROM ` + st.Dialect.Rows("k", t.Cols, 2) + `)`
	users, err := st.profiles(ctx, accountID, "u."+among, st.Dialect.Bind(t)...)
	if err != nil {
		return nil, err
	}
	byID := make(map[string]*directory.Profile, len(ids))
	for _, p := range users {
		byID[p.ID] = p
	}
	if len(users) < len(ids) {
		records, err := st.utterances(ctx, `r.account_id = $1 AND r.type = 'User' AND r.user_id IS NULL
			AND r.source_id <> r.account_id AND r.`+among,
			append([]any{accountID}, st.Dialect.Bind(t)...)...)
		if err != nil {
			return nil, err
		}
		for _, r := range records {
			byID[r.ID] = &directory.Profile{UserName: r.UserName, Body: r.Body, Records: []*directory.Utterance{r}}
		}
	}
	list := make([]*directory.Profile, 0, len(ids))
	for _, id := range ids {
		if p := byID[id]; p != nil { // who went in between is left out
			list = append(list, p)
		}
	}
	return list, nil
}

// WholeGroup implements directory.Finder.
func (st *Store) WholeGroup(ctx context.Context, accountID, ref string) (string, error) {
	return db.Whole(ctx, st.ReadPool, accountID, ref, "groups")
}

// Census implements directory.Finder. Those who are active are the many: they are what is left of those who are shown,
// who are counted already.
func (st *Store) Census(ctx context.Context, accountID string) (*directory.Census, error) {
	rows, err := st.ReadPool.QueryxContext(ctx, `
		SELECT 1, state, count(*) FROM users WHERE account_id = $1 AND state NOT IN ('active', 'deleted', 'merged')
			GROUP BY state
		UNION ALL
		SELECT 2, state, count(*) FROM records WHERE account_id = $1 AND type = 'User' AND user_id IS NULL
			AND source_id <> account_id GROUP BY state
		UNION ALL
		SELECT 3, held_domain, count(*) FROM records WHERE account_id = $1 AND held_domain IS NOT NULL
			AND held_domain <> '`+records.Reviewed+`' GROUP BY held_domain
		UNION ALL
		SELECT 3, '', count(*) FROM records WHERE account_id = $1 AND type = 'User' AND user_id IS NULL
			AND source_id <> account_id AND state = 'pendingDomain' AND held_domain IS NULL HAVING count(*) > 0
		UNION ALL
		SELECT 4, '', count(*) FROM reviews WHERE account_id = $1 AND status = 'open'
		UNION ALL
		SELECT 5, '', coalesce(sum(n), 0) FROM counts WHERE account_id = $1 AND source_id = $1 AND type = 'User'`,
		accountID)
	if err != nil {
		return nil, fmt.Errorf("count people: %w", db.Reason(ctx, err))
	}
	defer rows.Close()
	c := &directory.Census{States: map[directory.Code]int{}}
	for rows.Next() {
		var what, n int
		var name string
		if err := rows.Scan(&what, &name, &n); err != nil {
			return nil, err
		}
		switch what {
		case 1:
			c.States[directory.Code(name)] += n
			if name != string(directory.PendingMerge) { // of whom nothing is shown
				c.States[directory.Active] -= n
			}
		case 2:
			c.States[directory.Code(name)] += n
		case 3:
			c.Waiting = append(c.Waiting, directory.DomainWait{Domain: name, People: n})
		case 4:
			c.Cases = n
		case 5:
			c.States[directory.Active] += n
		}
	}
	for code, n := range c.States {
		if n == 0 {
			delete(c.States, code)
		}
	}
	slices.SortFunc(c.Waiting, func(a, b directory.DomainWait) int { return strings.Compare(a.Domain, b.Domain) })
	return c, rows.Err()
}
