package query

import (
	"math"
	"strings"
)

// A list is a search that finds all records of its types and has them in the order of their ids.
// Its page and its total come from one statement, hence of one moment, and neither depends on
// how many records there are, as long as the page is near an end: a page by cursor begins at its
// place in the index; one by startIndex is looked for from the end that is nearer, by passing
// over entries of the index alone. The page in the middle is the dearest.

// isList reports whether the search is one.
func (s *search) isList() bool {
	for _, b := range s.branches {
		if !b.whole {
			return false
		}
	}
	return s.order.keys == nil
}

// listQuery reads the page beside the total, which so is known when the page is empty, too.
// after is the condition that a cursor stands for.
func (s *search) listQuery(after string) string {
	if s.sql.keepsOrder() {
		return s.listInOrder(after)
	}
	with := "WITH total AS (SELECT " + s.total() + " AS n)"
	var page string
	switch skip := s.skip(); {
	case s.q.Cursor:
		page = s.rows(after, "", s.args.add(s.q.Count+1)) // one more tells whether a page follows
	case skip == 0:
		page = s.rows("", "", s.args.add(s.q.Count))
	default:
		with += strings.NewReplacer("{skip}", s.args.add(min(skip, maxSkip)), "{size}",
			s.args.add(s.q.Count)).Replace(nearerEnd)
		with += ", lo AS (" + s.nth("", "ahead", "skip") + "), hi AS (" + s.nth(" DESC", "back", "behind") + ")"
		page = "SELECT * FROM (" + s.rows("id >= (SELECT id FROM lo)", "", "(SELECT head FROM part)") +
			") head UNION ALL " +
			"SELECT * FROM (" + s.rows("id <= (SELECT id FROM hi)", " DESC", "(SELECT tail FROM part)") + ") tail"
	}
	return with + " SELECT " + strings.Join(viewColumns(s.sql, s.want()), ", ") + ", NULL, total.n" +
		" FROM total LEFT JOIN (" + page + ") r ON true ORDER BY r.id"
}

// listInOrder is listQuery where the records needn't be sorted once they are read: they come one by one, and only as
// far as they are asked for. Their ids are found first. The page begins with the record to which the entries of the
// index lead from the nearer end. An empty page has no total.
func (s *search) listInOrder(after string) string {
	with := "WITH total AS (SELECT " + s.total() + " AS n)"
	limit := ""
	switch skip := s.skip(); {
	case s.q.Cursor:
		limit = s.args.add(s.q.Count + 1)
	case skip == 0:
		after, limit = "", s.args.add(s.q.Count)
	default:
		with += strings.NewReplacer("{skip}", s.args.add(min(skip, maxSkip)), "{size}",
			s.args.add(s.q.Count)).Replace(nearerEnd)
		with += ", lo AS (" + s.nth("", "ahead", "skip") + "), hi AS (" + s.nth(" DESC", "first", "behind_first") + ")"
		after, limit = "id >= coalesce((SELECT id FROM lo), (SELECT id FROM hi))", "(SELECT size FROM asked)"
	}
	where := ""
	if after != "" {
		where = " AND r." + after
	}
	return with + " SELECT " + strings.Join(viewColumns(s.sql, s.want()), ", ") + ", NULL, (SELECT n FROM total)" +
		" FROM (" + s.merge(s.sql.found(), where, "", limit) + " LIMIT " + limit + ") k" + s.sql.fetch()
}

// maxSkip is more than any source has, and so little that sums of it don't overflow.
const maxSkip = math.MaxInt32

// nearerEnd divides the work of a page between its two ends. If the beginning of the list is the
// nearer one, ahead entries of the index lead to the first record of the page, and head records
// are read from there on; or else back entries, of which behind come after the page, lead to its
// last record, and tail are read from there back; or first entries back, of which behind_first come after it, lead to
// its first record. The numbers of the other end are 0, and none is
// less: SQLite takes a LIMIT below 0 for no limit, PostgreSQL for a mistake.
const nearerEnd = `,
asked AS (SELECT CAST({skip} AS bigint) AS skip, CAST({size} AS bigint) AS size),
split AS (SELECT skip, size, n - skip AS rest, skip + size <= n - skip AS near FROM total CROSS JOIN asked),
part AS (SELECT skip,
	CASE WHEN near THEN skip + 1 ELSE 0 END AS ahead,
	CASE WHEN near THEN size ELSE 0 END AS head,
	CASE WHEN rest > size THEN rest - size ELSE 0 END AS behind,
	CASE WHEN near OR rest <= 0 THEN 0 WHEN rest > size THEN rest - size + 1 ELSE 1 END AS back,
	CASE WHEN near OR rest <= 0 THEN 0 WHEN rest > size THEN size ELSE rest END AS tail,
	CASE WHEN near OR rest <= 0 THEN 0 ELSE rest END AS first,
	CASE WHEN rest > 0 THEN rest - 1 ELSE 0 END AS behind_first
	FROM split)`

// rows reads the first records of which a condition on the id holds.
func (s *search) rows(where, direction, limit string) string {
	if where != "" {
		where = " AND r." + where
	}
	return s.merge(strings.Join(rowColumns, ", "), where, direction, limit) + " LIMIT " + limit
}

// nth is the id of the record that comes after so many others; limit is one more, or 0 where
// nothing is to be read. Both name columns of part.
func (s *search) nth(direction, limit, skip string) string {
	return s.merge("r.id", "", direction, "(SELECT "+limit+" FROM part)") + " LIMIT 1 OFFSET (SELECT " + skip +
		" FROM part)"
}

// merge puts what the types have in one order. Each gives at most limit rows: so no plan, however
// little is known of the tables, can read more than these from any type.
func (s *search) merge(columns, where, direction, limit string) string {
	order := " ORDER BY r.id" + direction
	list := make([]string, len(s.branches))
	for i, b := range s.branches {
		list[i] = "SELECT * FROM (SELECT " + columns + " FROM " + b.from + where + order + " LIMIT " + limit + ") r"
	}
	return "SELECT * FROM (" + strings.Join(list, " UNION ALL ") + ") r" + order
}

// count is the number of records that the branch finds. Of a whole type it is known; a type that
// never had a record has no row.
func (b branch) count() string {
	if b.whole {
		return "coalesce((SELECT n FROM counts WHERE account_id = $1 AND source_id = $2 AND type = " + b.typ + "), 0)"
	}
	return "(SELECT count(*) FROM " + b.from + ")"
}
