package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/usher-id/usher/connectors/syncrun"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/db"
	"github.com/usher-id/usher/internal/text"
)

const (
	itemColumns = `n, type, native_id, record_id, made, COALESCE(name, '') AS name, COALESCE(hash, '') AS hash, COALESCE(facts, '') AS facts,
	COALESCE(new_hash, '') AS new_hash, COALESCE(new_facts, '') AS new_facts, COALESCE(removal, '') AS removal, COALESCE(state, '') AS state,
	COALESCE(reason, '') AS reason, case_id, missing_in, at`
	itemBody = itemColumns + `, COALESCE(body, '') AS body`
)

type itemRow struct {
	N         int64
	Type      string
	NativeID  string `db:"native_id"`
	RecordID  string `db:"record_id"`
	Made      int
	Name      string
	Hash      string
	Facts     string
	NewHash   string `db:"new_hash"`
	NewFacts  string `db:"new_facts"`
	Removal   string
	State     string
	Reason    string
	Case      sql.NullString `db:"case_id"`
	MissingIn sql.NullString `db:"missing_in"`
	At        int64
	Body      string
}

func (r *itemRow) item() syncrun.Item {
	return syncrun.Item{
		N: r.N, Type: r.Type, NativeID: r.NativeID, RecordID: r.RecordID, Made: r.Made == 1, Name: r.Name, Hash: r.Hash, Facts: r.Facts,
		Body: r.Body, NewHash: r.NewHash, NewFacts: r.NewFacts, Removal: r.Removal, State: syncrun.ItemState(r.State),
		Reason: text.Kept(r.Reason), Case: r.Case.String, MissingIn: r.MissingIn.String, At: db.FromMicros(r.At),
	}
}

func itemsOf(rows []itemRow) []syncrun.Item {
	list := make([]syncrun.Item, len(rows))
	for i := range rows {
		list[i] = rows[i].item()
	}
	return list
}

// KnownItems implements syncrun.Store.
func (st *DB) KnownItems(
	ctx context.Context, r *syncrun.Run, entryType string, nativeIDs []string,
) (map[string]syncrun.Item, error) {
	t := db.NewTable(db.Text("wanted"))
	for _, id := range nativeIDs {
		t.Add(db.Storable(id))
	}
	var rows []itemRow
	err := st.ReadPool.SelectContext(ctx, &rows, st.knownItemsQuery(t),
		append([]any{r.AccountID, r.SourceID, entryType}, st.Dialect.Bind(t)...)...)
	if err != nil {
		return nil, fmt.Errorf("find items of a service: %w", db.Reason(ctx, err))
	}
	known := make(map[string]syncrun.Item, len(rows))
	for i := range rows {
		known[rows[i].NativeID] = rows[i].item()
	}
	return known, nil
}

// knownItemsQuery looks items up one by one, by an index, whatever the database takes the table's size for: the snapshot of a service
// grows from nothing to a million rows before anybody has counted it.
func (st *DB) knownItemsQuery(wanted *db.Table) string {
	from, where := st.Dialect.Rows("w", wanted.Cols, 4), `account_id = $1 AND source_id = $2 AND type = $3 AND native_id = wanted`
	if st.Name() == "postgres" {
		return `SELECT i.* FROM ` + from + ` CROSS JOIN LATERAL (SELECT ` + itemColumns + ` FROM sync_items WHERE ` + where + ` OFFSET 0) i`
	}
	return `SELECT ` + itemColumns + ` FROM ` + from + ` CROSS JOIN sync_items WHERE ` + where
}

// ItemOfRecord implements syncrun.Store.
func (st *DB) ItemOfRecord(ctx context.Context, r *syncrun.Run, recordID string) (*syncrun.Item, error) {
	var row itemRow
	err := st.ReadPool.GetContext(ctx, &row, `SELECT `+itemColumns+` FROM sync_items WHERE account_id = $1 AND record_id = $2
		AND source_id = $3 LIMIT 1`, r.AccountID, db.OrNoID(recordID), r.SourceID)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("find the item of a record: %w", db.Reason(ctx, err))
	}
	item := row.item()
	return &item, nil
}

// NextItems implements syncrun.Store.
func (st *DB) NextItems(
	ctx context.Context, r *syncrun.Run, state syncrun.ItemState, entryType string, after int64, limit int, bodies bool,
) ([]syncrun.Item, error) {
	columns := itemColumns
	if bodies {
		columns = itemBody
	}
	var rows []itemRow
	err := st.ReadPool.SelectContext(ctx, &rows, `SELECT `+columns+` FROM sync_items WHERE account_id = $1 AND source_id = $2
		AND state = $3 AND type = $4 AND n > $5 ORDER BY n LIMIT $6`, r.AccountID, r.SourceID, string(state), entryType, after, limit)
	if err != nil {
		return nil, fmt.Errorf("list items of a service: %w", db.Reason(ctx, err))
	}
	return itemsOf(rows), nil
}

// ItemsFrom implements syncrun.Store.
func (st *DB) ItemsFrom(ctx context.Context, r *syncrun.Run, from int64, limit int) ([]syncrun.Item, error) {
	var rows []itemRow
	err := st.ReadPool.SelectContext(ctx, &rows, `SELECT `+itemColumns+` FROM sync_items WHERE account_id = $1 AND source_id = $2
		AND n >= $3 ORDER BY n LIMIT $4`, r.AccountID, r.SourceID, from, limit)
	if err != nil {
		return nil, fmt.Errorf("go through the items of a service: %w", db.Reason(ctx, err))
	}
	return itemsOf(rows), nil
}

// InForce implements syncrun.Store. The facts of somebody active begin so.
func (st *DB) InForce(ctx context.Context, r *syncrun.Run) (map[string]int, error) {
	var rows []struct {
		Type string
		N    int
	}
	err := st.ReadPool.SelectContext(ctx, &rows, `SELECT type, count(*) AS n FROM sync_items WHERE account_id = $1 AND source_id = $2
		AND hash IS NOT NULL AND hash <> 'removed' AND (type <> 'User' OR facts LIKE 'a%') GROUP BY type`, r.AccountID, r.SourceID)
	if err != nil {
		return nil, fmt.Errorf("count the items of a service: %w", db.Reason(ctx, err))
	}
	counts := map[string]int{}
	for _, row := range rows {
		counts[row.Type] = row.N
	}
	return counts, nil
}

// Chunks implements syncrun.Store.
func (st *DB) Chunks(ctx context.Context, r *syncrun.Run) ([]syncrun.Chunk, error) {
	var rows []struct {
		Chunk int64
		Bits  string
	}
	err := st.ReadPool.SelectContext(ctx, &rows, `SELECT chunk, bits FROM sync_seen WHERE account_id = $1 AND source_id = $2
		AND run_id = $3`, r.AccountID, r.SourceID, r.ID)
	if err != nil {
		return nil, fmt.Errorf("read what a sync run has seen: %w", db.Reason(ctx, err))
	}
	list := make([]syncrun.Chunk, len(rows))
	for i, row := range rows {
		list[i] = syncrun.Chunk{Number: row.Chunk, Bits: row.Bits}
	}
	return list, nil
}

// RecordNamed implements syncrun.Store.
func (st *DB) RecordNamed(ctx context.Context, r *syncrun.Run, userName string) (string, error) {
	u, err := st.RecordByUserName(ctx, r.AccountID, r.SourceID, userName)
	switch {
	case directory.KindOf(err) == directory.NotFound:
		return "", nil
	case err != nil:
		return "", err
	}
	return u.ID, nil
}

// PoolSeats implements syncrun.Store.
func (st *DB) PoolSeats(ctx context.Context, accountID string) ([]syncrun.Seats, error) {
	offers, _, err := st.Offering(ctx, accountID)
	if err != nil {
		return nil, err
	}
	list := make([]syncrun.Seats, len(offers))
	for i := range offers {
		list[i] = syncrun.Seats{ID: offers[i].ID, Pool: offers[i].Name, Free: offers[i].Free()}
	}
	return list, nil
}

// GroupMembers implements syncrun.Store.
func (st *DB) GroupMembers(ctx context.Context, accountID, groupID string) (ids []string, err error) {
	err = st.ReadPool.SelectContext(ctx, &ids, `SELECT member_id FROM members WHERE account_id = $1 AND group_id = $2`, accountID,
		groupID)
	if err != nil {
		return nil, fmt.Errorf("list a group's members: %w", db.Reason(ctx, err))
	}
	return ids, nil
}

// keepStep writes what a step changes of the snapshot.
func (st *DB) keepStep(ctx context.Context, tx *db.Tx, r *syncrun.Run, s *syncrun.Step) error {
	run := func(t *db.Table, text string, more ...any) error {
		if t.N == 0 {
			return nil
		}
		args := append(append([]any{r.AccountID, r.SourceID}, more...), st.Dialect.Bind(t)...)
		_, err := tx.SQL.ExecContext(ctx, fmt.Sprintf(text, st.Dialect.Rows("n", t.Cols, 3+len(more))), args...)
		return err
	}
	drop := db.NewTable(db.Int("n"))
	for _, item := range s.Drop {
		drop.Add(item.N)
	}
	chunks := db.NewTable(db.Int("chunk"), db.Text("bits"))
	for _, c := range s.Chunks {
		chunks.Add(c.Number, c.Bits)
	}
	err := errors.Join(
		run(drop, `DELETE FROM sync_items WHERE account_id = $1 AND source_id = $2 AND n IN (SELECT n FROM %s)`),
		run(itemTable(s.Insert), `
			INSERT INTO sync_items (account_id, source_id, n, type, native_id, record_id, made, name, hash, facts, body, new_hash,
			       new_facts, removal, state, reason, case_id, missing_in, at)
			SELECT $1, $2, n, type, native_id, record_id, made, name, hash, facts, body, new_hash, new_facts, removal, state, reason, case_id,
			       missing_in, at FROM %s WHERE true`),
		run(itemTable(s.Stage), `
			UPDATE sync_items SET name = n.name, body = n.body, new_hash = n.new_hash, new_facts = n.new_facts, removal = n.removal,
			       state = n.state, reason = n.reason, missing_in = n.missing_in, at = n.at
			  FROM %s WHERE sync_items.account_id = $1 AND sync_items.source_id = $2 AND sync_items.n = n.n`),
		run(itemTable(s.Change), `
			UPDATE sync_items SET record_id = n.record_id, made = n.made, name = n.name, hash = n.hash, facts = n.facts,
			       body = CASE WHEN n.state IS NULL OR n.state = 'missing' OR n.state = 'failed' THEN NULL ELSE COALESCE(n.body, sync_items.body) END,
			       new_hash = n.new_hash, new_facts = n.new_facts, removal = n.removal, state = n.state, reason = n.reason,
			       missing_in = n.missing_in, at = n.at
			  FROM %s WHERE sync_items.account_id = $1 AND sync_items.source_id = $2 AND sync_items.n = n.n`),
		run(chunks, `
			INSERT INTO sync_seen (account_id, source_id, chunk, run_id, bits)
			SELECT $1, $2, chunk, CAST($3 AS `+st.uuid()+`), bits FROM %s WHERE true
			    ON CONFLICT (account_id, source_id, chunk) DO UPDATE SET run_id = excluded.run_id, bits = excluded.bits`, r.ID),
	)
	if err != nil {
		return err
	}
	if len(s.Insert) > 0 {
		if _, err := tx.SQL.ExecContext(ctx, `UPDATE services SET next_n = $3 WHERE account_id = $1 AND source_id = $2`, r.AccountID,
			r.SourceID, s.NextN); err != nil {
			return err
		}
	}
	if s.Park {
		_, err = tx.SQL.ExecContext(ctx, `UPDATE sync_items SET state = 'parked' WHERE account_id = $1 AND source_id = $2
			AND state = 'staged' AND removal IS NOT NULL`, r.AccountID, r.SourceID)
	}
	return err
}

func itemTable(items []syncrun.Item) *db.Table {
	t := db.NewTable(db.Int("n"), db.Text("type"), db.Text("native_id"), db.UUID("record_id"), db.Int("made"), db.Text("name"),
		db.Text("hash"), db.Text("facts"), db.Text("body"), db.Text("new_hash"), db.Text("new_facts"), db.Text("removal"),
		db.Text("state"), db.Text("reason"), db.UUID("case_id"), db.UUID("missing_in"), db.Int("at"))
	for _, x := range items {
		t.Add(x.N, x.Type, db.Storable(x.NativeID), x.RecordID, int64(oneIf(x.Made)), db.Storable(x.Name), x.Hash, x.Facts,
			db.Storable(x.Body), x.NewHash, x.NewFacts, x.Removal, string(x.State), db.Storable(x.Reason.Keep()), x.Case, x.MissingIn,
			db.Micros(x.At))
	}
	return t
}
