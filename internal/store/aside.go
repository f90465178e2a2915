package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/db"
)

var (
	_ directory.AsideReader = (*DB)(nil)
	_ directory.AsideKept   = (*DB)(nil)
)

// KeepAside counts what was left aside, in one statement; then of each source that is named there only the newest
// directory.AsideNames are left.
func (st *DB) KeepAside(ctx context.Context, names []directory.Aside) error {
	if len(names) == 0 {
		return nil
	}
	// so that no two nodes wait for each other
	names = slices.SortedFunc(slices.Values(names), func(a, b directory.Aside) int {
		return cmp.Or(cmp.Compare(a.AccountID, b.AccountID), cmp.Compare(a.SourceID, b.SourceID),
			cmp.Compare(a.Name, b.Name))
	})
	t := db.NewTable(db.UUID("account_id"), db.UUID("source_id"), db.Text("name"), db.Int("count"), db.Int("first"),
		db.Int("last"))
	type source struct{ account, id string }
	var sources []source
	for _, n := range names {
		t.Add(n.AccountID, n.SourceID, db.Storable(n.Name), n.Count, db.Micros(n.First), db.Micros(n.Last))
		if s := (source{n.AccountID, n.SourceID}); !slices.Contains(sources, s) {
			sources = append(sources, s)
		}
	}
	return db.Reason(ctx, st.WithTx(ctx, func(tx *db.Tx) error {
		_, err := tx.SQL.ExecContext(ctx, `
			INSERT INTO aside (account_id, source_id, name, count, first, last)
			SELECT account_id, source_id, name, count, first, last FROM `+st.Dialect.Rows("r", t.Cols, 1)+` WHERE true
			ON CONFLICT (account_id, source_id, name) DO UPDATE SET
			       count = aside.count + excluded.count,
			       first = CASE WHEN excluded.first < aside.first THEN excluded.first ELSE aside.first END,
			       last  = CASE WHEN excluded.last < aside.last THEN aside.last ELSE excluded.last END`,
			st.Dialect.Bind(t)...)
		for _, s := range sources {
			if err != nil {
				break
			}
			_, err = tx.SQL.ExecContext(ctx, `
				DELETE FROM aside WHERE account_id = $1 AND source_id = $2 AND name IN (
				       SELECT name FROM aside WHERE account_id = $1 AND source_id = $2 ORDER BY last DESC, name
				       	LIMIT 1000000 OFFSET $3)`,
				s.account, s.id, directory.AsideNames)
		}
		return err
	}))
}

// Aside implements directory.AsideReader.
func (st *DB) Aside(ctx context.Context, accountID, sourceID string) ([]directory.Aside, error) {
	var rows []struct {
		Name               string
		Count, First, Last int64
	}
	err := st.ReadPool.SelectContext(ctx, &rows, `
		SELECT name, count, first, last FROM aside WHERE account_id = $1 AND source_id = $2 ORDER BY count DESC, name`,
		accountID, sourceID)
	if err != nil {
		return nil, fmt.Errorf("read what was left aside: %w", db.Reason(ctx, err))
	}
	list := make([]directory.Aside, len(rows))
	for i, r := range rows {
		list[i] = directory.Aside{
			AccountID: accountID, SourceID: sourceID, Name: r.Name, Count: r.Count, First: db.FromMicros(r.First),
			Last: db.FromMicros(r.Last),
		}
	}
	return list, nil
}

// ForgetAside implements directory.AsideKept. One that comes again meanwhile stays.
func (st *DB) ForgetAside(ctx context.Context, before time.Time, limit int) (int, error) {
	n, err := st.forget(ctx, `
		DELETE FROM aside WHERE last < $1 AND (account_id, source_id, name) IN (
		       SELECT account_id, source_id, name FROM aside WHERE last < $1 ORDER BY last LIMIT $2)`,
		db.Micros(before), limit)
	if err != nil {
		return 0, fmt.Errorf("forget what was left aside: %w", err)
	}
	return n, nil
}

// PeopleByState implements admin.SourceInsight.
func (st *DB) PeopleByState(ctx context.Context, accountID, sourceID string) (map[directory.Code]int, error) {
	var rows []struct {
		State string
		N     int
	}
	err := st.ReadPool.SelectContext(ctx, &rows, `
		SELECT state, count(*) AS n FROM records WHERE account_id = $1 AND source_id = $2 AND type = 'User'
			GROUP BY state`, accountID, sourceID)
	if err != nil {
		return nil, fmt.Errorf("count people of a source: %w", db.Reason(ctx, err))
	}
	states := make(map[directory.Code]int, len(rows))
	for _, r := range rows {
		states[directory.Code(r.State)] = r.N
	}
	return states, nil
}
