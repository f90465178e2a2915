package query

import (
	"context"
	"strings"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/db"
)

// pageQuery reads the records at once where the index of ids gives the page. Otherwise it finds
// their ids first, so that what is sorted or passed over is small, and then reads the records.
// After the columns of a view stand the sort key and, where the query gives it, the total.
func (s *search) pageQuery() (string, error) {
	after := ""
	if s.q.Cursor && s.q.After != "" && !s.begun {
		at, err := s.order.decode(s.q.After)
		if err != nil {
			return "", err
		}
		after = s.order.after(at, &s.args)
	}
	if s.isList() {
		return s.listQuery(after), nil
	}
	columns := "SELECT " + strings.Join(viewColumns(s.sql, s.want()), ", ")
	limit := " LIMIT " + s.args.add(s.q.Count+1)
	if len(s.branches) == 1 && s.order.keys == nil && s.skip() == 0 && !s.sql.keepsOrder() {
		if after != "" {
			after = " AND r." + after
		}
		return columns + ", NULL, NULL FROM " + s.branches[0].from + after + " ORDER BY r.id" + limit, nil
	}
	var ids strings.Builder
	for i, b := range s.branches {
		if i > 0 {
			ids.WriteString(" UNION ALL ")
		}
		ids.WriteString("SELECT " + s.sql.found())
		if b.key != "" {
			ids.WriteString(", " + b.key + " AS key")
		}
		ids.WriteString(" FROM " + b.from)
		if after != "" && b.key == "" {
			ids.WriteString(" AND r." + after)
		}
	}
	inner := ids.String()
	if after != "" && s.order.keys != nil {
		inner = "SELECT * FROM (" + inner + ") f WHERE " + after
	}
	inner += s.order.text("") + limit
	if n := s.skip(); n > 0 {
		inner += " OFFSET " + s.args.add(n)
	}
	key := ", NULL"
	if s.order.keys != nil {
		key = ", k.key"
	}
	sorted := s.order.text("k.")
	if s.sql.keepsOrder() {
		sorted = ""
	}
	return columns + key + ", NULL FROM (" + inner + ") k" + s.sql.fetch() + sorted, nil
}

// want is what is wanted of any of the types.
func (s *search) want() (all directory.Want) {
	for _, rt := range s.q.Types {
		w := wanted(s.q.Want, rt.Name)
		all.Groups, all.Licenses = all.Groups || w.Groups, all.Licenses || w.Licenses
	}
	return all
}

// count reads the total.
func (rd *Reader) count(ctx context.Context, s *search, found *directory.Found) error {
	rows, err := s.statements.Query(ctx, s.pool, s.countQuery(), s.args[:s.fixed]...)
	if err != nil {
		return err
	}
	defer rows.Close()
	if rows.Next() {
		if err := rows.Scan(&found.Total); err != nil {
			return err
		}
	}
	return db.Reason(ctx, rows.Err())
}

func (s *search) countQuery() string { return "SELECT " + s.total() }

// total is the number of records that all branches find.
func (s *search) total() string {
	counts := make([]string, len(s.branches))
	for i, b := range s.branches {
		counts[i] = s.sql.total(b)
	}
	return strings.Join(counts, " + ")
}
