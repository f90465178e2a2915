package store

import (
	"context"
	"database/sql"
	"slices"
	"strings"
	"time"

	"github.com/usher-id/usher/internal/devicecode"
	"github.com/usher-id/usher/internal/store/db"
)

const codeColumns = `id, address, code_hash, asked, language, created, expires, sent, used`

type codeRow struct {
	ID       string
	Address  string
	Hash     string `db:"code_hash"`
	Asked    string
	Language string
	Created  int64
	Expires  int64
	Sent     sql.NullInt64
	Used     sql.NullInt64
}

func (r *codeRow) code() *devicecode.Code {
	return &devicecode.Code{
		ID: r.ID, Address: r.Address, Hash: r.Hash, Asked: r.Asked, Language: r.Language, Created: db.FromMicros(r.Created),
		Expires: db.FromMicros(r.Expires), Sent: db.FromNullMicros(r.Sent), Used: db.FromNullMicros(r.Used),
	}
}

// counted is how often something came by now, and when it is counted anew.
type counted struct {
	Scope string
	N     int
	Ends  int64
}

// over is how long to wait where a limit is passed; 0 where it is not.
func (c *counted) over(l *devicecode.Counter, now time.Time) time.Duration {
	if c.N <= l.Most {
		return 0
	}
	return max(time.Second, db.FromMicros(c.Ends).Sub(now))
}

// count counts one more of each, and says how many that makes. The rows are locked until the transaction ends,
// always in the same order.
func (st *DB) count(ctx context.Context, tx *db.Tx, counters []devicecode.Counter) ([]counted, error) {
	ordered := slices.SortedFunc(slices.Values(counters),
		func(a, b devicecode.Counter) int { return strings.Compare(a.Scope, b.Scope) })
	t := db.NewTable(db.Text("scope"), db.Int("ends"))
	for _, c := range ordered {
		t.Add(c.Scope, db.Micros(tx.Now().Add(c.Span)))
	}
	var rows []counted
	if err := tx.SQL.SelectContext(ctx, &rows, `
		INSERT INTO device_limits (scope, n, ends) SELECT scope, 1, ends FROM `+st.Dialect.Rows("r", t.Cols, 2)+` WHERE true
		    ON CONFLICT (scope) DO UPDATE SET
		       n = CASE WHEN device_limits.ends <= $1 THEN 1 ELSE device_limits.n + 1 END,
		       ends = CASE WHEN device_limits.ends <= $1 THEN excluded.ends ELSE device_limits.ends END
		RETURNING scope, n, ends`, append([]any{db.Micros(tx.Now())}, st.Dialect.Bind(t)...)...); err != nil {
		return nil, err
	}
	counts := make([]counted, len(counters))
	for i, c := range counters {
		counts[i] = rows[slices.IndexFunc(rows, func(r counted) bool { return r.Scope == c.Scope })]
	}
	return counts, nil
}

// uncount takes one of each back.
func (st *DB) uncount(ctx context.Context, tx *db.Tx, counters []devicecode.Counter) error {
	t := db.NewTable(db.Text("scope"))
	for _, c := range counters {
		t.Add(c.Scope)
	}
	_, err := tx.SQL.ExecContext(ctx, `
		UPDATE device_limits SET n = n - 1 WHERE n > 0 AND scope IN (SELECT scope FROM `+st.Dialect.Rows("r", t.Cols, 1)+`)`,
		st.Dialect.Bind(t)...)
	return err
}
