package intake

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/db"
)

var _ directory.Store = (*Store)(nil)
var _ directory.Tx = Tx{}

// Store is what the intake reads and writes.
type Store struct{ *db.DB }

// Tx is a transaction of the intake.
type Tx struct{ *db.Tx }

// In is a transaction as one of the intake.
func In(tx *db.Tx) Tx { return Tx{Tx: tx} }

// Transact implements directory.Store.
func (st *Store) Transact(ctx context.Context, accountID string, dry bool, fn func(directory.Tx) error) error {
	return st.Serially(ctx, accountID, dry, func(tx *db.Tx) error { return fn(In(tx)) })
}

// Find implements directory.Tx. It costs one round trip.
func (tx Tx) Find(ctx context.Context, accountID string, q *directory.Questions, into *directory.Facts) error {
	if err := tx.findFacts(ctx, accountID, q, into); err != nil {
		return fmt.Errorf("find facts: %w", err)
	}
	return nil
}

// asking is a query that answers many questions: each row is a person, or answers another one.
type asking struct {
	d     db.Dialect
	parts []string
	args  []any
}

func (a *asking) add(part string) { a.parts = append(a.parts, part) }

// rows binds the keys of a part, and gives them as a table named k.
func (a *asking) rows(keys *db.Table) string {
	rows := a.d.Rows("k", keys.Cols, len(a.args)+1)
	a.args = append(a.args, a.d.Bind(keys)...)
	return rows
}

func (tx Tx) findFacts(ctx context.Context, accountID string, q *directory.Questions, into *directory.Facts) error {
	to := &asking{d: tx.DB.Dialect, args: []any{accountID}}
	all, width := make([]asked, len(questions)), 1
	for kind, question := range questions {
		if all[kind] = question.put(q, into, tx.Now()); all[kind].keys.N > 0 {
			width = max(width, question.width())
		}
	}
	tx.askPeople(q, into, to, width) // they come first, for it is they who say what type a column is of
	people := to.parts
	to.parts = nil
	for kind, question := range questions {
		if keys := all[kind].keys; keys.N > 0 {
			to.add(question.query(to.d, kind, to.rows(keys), width))
		}
	}
	var someone person
	var columns []any
	query := strings.Join(to.parts, " UNION ALL ")
	if len(people) > 0 {
		columns = someone.columns()
		if query != "" {
			people = append(people, "SELECT "+noPerson+"answers.* FROM ("+query+") answers")
		}
		query = strings.Join(people, " UNION ALL ")
	}
	if query == "" {
		return nil
	}
	stmt, err := tx.Prepared(ctx, query)
	if err != nil {
		return err
	}
	rows, err := stmt.QueryContext(ctx, to.args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	var kind, i *int
	answer := make([]sql.NullString, width)
	columns = append(columns, &kind, &i)
	for n := range answer {
		columns = append(columns, &answer[n])
	}
	for rows.Next() {
		if err := rows.Scan(columns...); err != nil {
			return err
		}
		if kind != nil {
			err = all[*kind].answer(*i, answer)
		} else {
			err = someone.take(accountID, into)
		}
		if err != nil {
			return err
		}
	}
	return rows.Err()
}
