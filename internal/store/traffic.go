package store

import (
	"cmp"
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/db"
	"github.com/usher-id/usher/internal/text"
)

var _ directory.TrafficReader = (*DB)(nil)

const trafficColumns = `account_id, id, source_id, token_id, token, method, route, status, reason, count, first, last,
	address, path, detail`

// KeepTraffic adds to recent traffic (rule O2): kinds that are known count on, in one statement for all. Then only the
// newest of an account are left, of accounts that are named in grown.
func (st *DB) KeepTraffic(ctx context.Context, kinds []directory.Traffic, grown []string) error {
	if len(kinds) == 0 {
		return nil
	}
	t := db.NewTable(
		db.UUID("account_id"), db.UUID("id"), db.UUID("source_id"), db.UUID("token_id"), db.Text("token"),
		db.Text("method"),
		db.Text("route"), db.Int("status"), db.Text("reason"), db.Int("count"), db.Int("first"), db.Int("last"),
		db.Text("address"),
		db.Text("path"), db.Text("detail"),
	)
	// so that no two nodes wait for each other
	kinds = slices.SortedFunc(slices.Values(kinds), func(a, b directory.Traffic) int {
		return cmp.Or(cmp.Compare(a.AccountID, b.AccountID), cmp.Compare(a.ID, b.ID))
	})
	for _, k := range kinds {
		t.Add(
			db.OrNoID(k.AccountID), k.ID, k.SourceID, k.TokenID, db.Storable(k.Token), db.Storable(k.Method),
			db.Storable(k.Route),
			int64(k.Status), db.Storable(string(k.Reason)), k.Count, db.Micros(k.First), db.Micros(k.Last),
			db.Storable(k.Address),
			db.Storable(k.Path), k.Detail.Keep(),
		)
	}
	return db.Reason(ctx, st.WithTx(ctx, func(tx *db.Tx) error {
		_, err := tx.SQL.ExecContext(ctx, `
			INSERT INTO traffic (`+trafficColumns+`)
			SELECT account_id, id, source_id, token_id, token, method, route, status, coalesce(reason, ''), count,
				first, last,
			       address, path, detail
			  FROM `+st.Dialect.Rows("r", t.Cols, 1)+` WHERE true
			ON CONFLICT (account_id, id) DO UPDATE SET
			       count   = traffic.count + excluded.count,
			       first   = CASE WHEN excluded.first < traffic.first THEN excluded.first ELSE traffic.first END,
			       address = CASE WHEN excluded.last < traffic.last THEN traffic.address ELSE excluded.address END,
			       path    = CASE WHEN excluded.last < traffic.last THEN traffic.path ELSE excluded.path END,
			       detail  = CASE WHEN excluded.last < traffic.last THEN traffic.detail ELSE excluded.detail END,
			       last    = CASE WHEN excluded.last < traffic.last THEN traffic.last ELSE excluded.last END`,
			st.Dialect.Bind(t)...)
		for _, account := range grown {
			if err != nil {
				break
			}
			_, err = tx.SQL.ExecContext(ctx, `
				DELETE FROM traffic WHERE account_id = $1 AND id IN (
				       SELECT id FROM traffic WHERE account_id = $1 ORDER BY last DESC, id LIMIT 1000000 OFFSET $2)`,
				db.OrNoID(account), directory.TrafficKinds)
		}
		return err
	}))
}

// Traffic implements directory.TrafficReader.
func (st *DB) Traffic(ctx context.Context, accountID, sourceID string) ([]directory.Traffic, error) {
	query, args := `account_id = $1`, []any{db.OrNoID(accountID)}
	if sourceID != "" {
		query, args = query+` AND source_id = $2`, append(args, sourceID)
	}
	return st.traffic(ctx, query, `ORDER BY last DESC, id`, args...)
}

// TrafficOf implements directory.TrafficReader.
func (st *DB) TrafficOf(ctx context.Context, accountID, id string) (*directory.Traffic, error) {
	if !directory.IsID(id) {
		return nil, nil
	}
	list, err := st.traffic(ctx, `account_id = $1 AND id = $2`, ``, db.OrNoID(accountID), id)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return &list[0], nil
}

// traffic reads kinds, without those that are too old and go with the next job that forgets them.
func (st *DB) traffic(ctx context.Context, where, order string, args ...any) ([]directory.Traffic, error) {
	args = append(args, db.Micros(st.Clock()))
	var rows []trafficRow
	err := st.ReadPool.SelectContext(ctx, &rows, fmt.Sprintf(`
		SELECT %s FROM traffic WHERE %s
		   AND last > CAST($%d AS bigint) - coalesce((SELECT a.traffic_days FROM accounts a
		   	WHERE a.id = traffic.account_id), %d) * CAST(%d AS bigint) %s`,
		trafficColumns, where, len(args), directory.TrafficDays, (24*time.Hour).Microseconds(), order), args...)
	if err != nil {
		return nil, fmt.Errorf("read recent traffic: %w", db.Reason(ctx, err))
	}
	list := make([]directory.Traffic, len(rows))
	for i, r := range rows {
		list[i] = r.traffic()
	}
	return list, nil
}

// Key is a random key of 32 bytes that belongs to this database by its name, and is made where there is none.
func (st *DB) Key(ctx context.Context, name string) (key []byte, err error) {
	const find = `SELECT value FROM keys WHERE name = $1`
	err = st.ReadPool.GetContext(ctx, &key, find, name)
	if errors.Is(err, sql.ErrNoRows) {
		err = st.WithTx(ctx, func(tx *db.Tx) error {
			made := make([]byte, 32)
			rand.Read(made)
			_, err := tx.SQL.ExecContext(ctx, `INSERT INTO keys (name, value) VALUES ($1, $2)
				ON CONFLICT (name) DO NOTHING`, name, made)
			if err != nil {
				return err
			}
			return tx.SQL.GetContext(ctx, &key, find, name)
		})
	}
	if err != nil {
		return nil, fmt.Errorf("read the key %s: %w", name, db.Reason(ctx, err))
	}
	return key, nil
}

type trafficRow struct {
	AccountID string `db:"account_id"`
	ID        string
	SourceID  sql.NullString `db:"source_id"`
	TokenID   sql.NullString `db:"token_id"`
	Token     sql.NullString
	Method    string
	Route     string
	Status    int
	Reason    string
	Count     int64
	First     int64
	Last      int64
	Address   sql.NullString
	Path      sql.NullString
	Detail    sql.NullString
}

func (r trafficRow) traffic() directory.Traffic {
	account := r.AccountID
	if account == db.NoID {
		account = ""
	}
	return directory.Traffic{
		AccountID: account, ID: r.ID, SourceID: r.SourceID.String, TokenID: r.TokenID.String, Token: r.Token.String,
		Method: r.Method,
		Route:  r.Route, Status: r.Status, Reason: directory.TrafficReason(r.Reason), Count: r.Count,
		First: db.FromMicros(r.First),
		Last:  db.FromMicros(r.Last), Address: r.Address.String, Path: r.Path.String, Detail: text.Kept(r.Detail.String),
	}
}
