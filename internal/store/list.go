package store

import "strings"

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
	with := "WITH total AS (SELECT " + s.total() + " AS n)"
	var page string
	switch skip := s.skip(); {
	case s.q.Cursor:
		page = s.rows(after, "", s.args.add(s.q.Count+1)) // one more tells whether a page follows
	case skip == 0:
		page = s.rows("", "", s.args.add(s.q.Count))
	default:
		skip, count := "CAST("+s.args.add(min(skip, maxSkip))+" AS bigint)", "CAST("+s.args.add(s.q.Count)+" AS bigint)"
		with += ", part AS (" + strings.NewReplacer("{skip}", skip, "{count}", count).Replace(nearerEnd) + ")"
		page = "SELECT * FROM (" + s.rows("id >= ("+s.nth("", skip)+")", "", "(SELECT head FROM part)") + ") head UNION ALL " +
			"SELECT * FROM (" + s.rows("id <= ("+s.nth(" DESC", "(SELECT behind FROM part)")+")", " DESC", "(SELECT tail FROM part)") + ") tail"
	}
	return with + " SELECT " + strings.Join(viewColumns(s.sql, s.groups()), ", ") + ", NULL, total.n" +
		" FROM total LEFT JOIN (" + page + ") r ON true ORDER BY r.id"
}

// maxSkip is more than any source has, and so little that sums of it don't overflow.
const maxSkip = 1 << 53

// nearerEnd divides the work of a page: either head, the rows to be read from its first one on,
// or tail, those to be read back from its last one, is 0. behind is how many records follow the
// page. There is no LIMIT below 0: SQLite takes it for none, PostgreSQL for a mistake.
const nearerEnd = `SELECT
	CASE WHEN {skip} + {count} <= n - {skip} THEN {count} ELSE 0 END AS head,
	CASE WHEN {skip} + {count} <= n - {skip} OR n <= {skip} THEN 0 WHEN n - {skip} < {count} THEN n - {skip} ELSE {count} END AS tail,
	CASE WHEN n - {skip} > {count} THEN n - {skip} - {count} ELSE 0 END AS behind
	FROM total`

// rows reads the first records of which a condition on the id holds. Each type gives at most as
// many as are wanted.
func (s *search) rows(where, direction, limit string) string {
	columns := viewColumns(s.sql, false)
	columns = columns[:len(columns)-1] // but the groups
	tail := " ORDER BY r.id" + direction + " LIMIT " + limit
	if where != "" {
		where = " AND r." + where
	}
	list := make([]string, len(s.branches))
	for i, b := range s.branches {
		list[i] = "SELECT " + strings.Join(columns, ", ") + " FROM " + b.from + where + tail
	}
	if len(list) == 1 {
		return list[0]
	}
	return "SELECT * FROM (SELECT * FROM (" + strings.Join(list, ") r UNION ALL SELECT * FROM (") + ") r) r" + tail
}

// nth is the id of the record that comes after so many others.
func (s *search) nth(direction, skip string) string {
	list := make([]string, len(s.branches))
	for i, b := range s.branches {
		list[i] = "SELECT r.id FROM " + b.from
	}
	from := list[0]
	if len(list) > 1 {
		from = "SELECT r.id FROM (" + strings.Join(list, " UNION ALL ") + ") r"
	}
	return from + " ORDER BY r.id" + direction + " LIMIT 1 OFFSET " + skip
}
