package db

import (
	"encoding/json"
	"strconv"
	"strings"
)

// Dialect is what differs between the two databases.
type Dialect interface {
	name() string
	// Rows is a FROM item: an inline table, named alias, of the given columns, whose values are
	// bound to the parameters from number first on.
	Rows(alias string, cols []Column, first int) string
	// Bind gives the parameters of rows.
	Bind(t *Table) []any
	// Each is the rest of a query after SELECT: for each row of keys, the values of the rows of a table that
	// the condition finds for it, in columns c0, c1, ...
	Each(keys, table, where string, values ...string) string
	// List is a scalar: the values of all rows of a query, whose rest after SELECT is given, as a JSON array of
	// arrays; or NULL for none.
	List(values []string, rest string) string
	// UsersRecords is a FROM item: the records r of the user whose id a column has.
	UsersRecords(userID string) string
	// Together makes one round trip of several statements that change rows, if it can.
	Together(parts []Part) []Part
}

// Column is one column of an inline table.
type Column struct {
	name string
	kind kind
}

// The columns of inline tables, by the type of their values.
func Text(name string) Column { return Column{name, textCol} }
func UUID(name string) Column { return Column{name, uuidCol} }
func Int(name string) Column  { return Column{name, intCol} }
func Bool(name string) Column { return Column{name, boolCol} }
func JSON(name string) Column { return Column{name, jsonCol} }

type kind int

const (
	textCol kind = iota
	uuidCol
	intCol
	boolCol
	jsonCol
)

var pgTypes = map[kind]string{textCol: "text", uuidCol: "uuid", intCol: "bigint", boolCol: "boolean", jsonCol: "jsonb"}

// Table is rows that travel to the database in one parameter a column (PostgreSQL) or in one
// parameter (SQLite). An empty text or uuid is NULL.
type Table struct {
	Cols []Column
	text [][]string // by column; for textCol, uuidCol, jsonCol
	ints [][]int64  // by column; for intCol and boolCol (0, 1)
	N    int
}

func NewTable(cols ...Column) *Table {
	return &Table{Cols: cols, text: make([][]string, len(cols)), ints: make([][]int64, len(cols))}
}

// Add appends a row; values are string, int64 or bool as the columns have it.
func (t *Table) Add(values ...any) {
	for i, v := range values {
		switch v := v.(type) {
		case string:
			t.text[i] = append(t.text[i], v)
		case int64:
			t.ints[i] = append(t.ints[i], v)
		case bool:
			n := int64(0)
			if v {
				n = 1
			}
			t.ints[i] = append(t.ints[i], n)
		default:
			panic("store: a row holds string, int64 or bool")
		}
	}
	t.N++
}

type postgresDialect struct{}

func (postgresDialect) name() string { return "postgres" }

func (postgresDialect) Rows(alias string, cols []Column, first int) string {
	var b strings.Builder
	b.WriteString("unnest(")
	for i, c := range cols {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString("$" + strconv.Itoa(first+i) + "::" + pgTypes[c.kind] + "[]")
	}
	b.WriteString(") AS " + alias + " (")
	for i, c := range cols {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(c.name)
	}
	b.WriteString(")")
	return b.String()
}

func (postgresDialect) Bind(t *Table) []any {
	args := make([]any, len(t.Cols))
	for i, c := range t.Cols {
		args[i] = array{kind: c.kind, text: t.text[i], ints: t.ints[i]}
	}
	return args
}

// Together chains statements as data-modifying CTEs (PostgreSQL manual, 7.8.4). They see the
// same snapshot, so no two of them may change the same row.
func (postgresDialect) Together(parts []Part) []Part {
	if len(parts) < 2 {
		return parts
	}
	var b strings.Builder
	var args []any
	for i, p := range parts[:len(parts)-1] {
		if i == 0 {
			b.WriteString("WITH ")
		} else {
			b.WriteString(", ")
		}
		b.WriteString("p" + strconv.Itoa(i) + " AS (" + p.Text(len(args)) + ")")
		args = append(args, p.Args...)
	}
	last := parts[len(parts)-1]
	b.WriteString(" " + last.Text(len(args)))
	args = append(args, last.Args...)
	whole := b.String()
	return []Part{{Text: func(int) string { return whole }, Args: args}}
}

// Each takes key by key: OFFSET keeps the planner from joining the other way round, which it prefers
// while it takes the table for small, and from comparing some of the key's columns only.
func (postgresDialect) Each(keys, table, where string, values ...string) string {
	names, columns := numbered("r", values)
	return names + " FROM " + keys + " CROSS JOIN LATERAL (SELECT " + columns + " FROM " + table + " WHERE " + where +
		" OFFSET 0) r"
}

func (postgresDialect) List(values []string, rest string) string {
	names, columns := numbered("x", values)
	return "(SELECT CAST(json_agg(json_build_array(" + names + ")) AS text) FROM (SELECT " + columns + rest + ") x)"
}

// numbered are values as columns c0, c1, ..., and the names of those in a table.
func numbered(table string, values []string) (names, columns string) {
	var n, c strings.Builder
	for i, v := range values {
		if i > 0 {
			n.WriteString(", ")
			c.WriteString(", ")
		}
		name := "c" + strconv.Itoa(i)
		n.WriteString(table)
		n.WriteString(".")
		n.WriteString(name)
		c.WriteString(v)
		c.WriteString(" AS ")
		c.WriteString(name)
	}
	return n.String(), c.String()
}

// UsersRecords asks for a range of one value, so that only one index fits (see index.go).
func (postgresDialect) UsersRecords(userID string) string {
	return "LATERAL (SELECT * FROM records WHERE account_id = $1 AND user_id BETWEEN " + userID + " AND " + userID +
		" ORDER BY user_id) r"
}

type sqliteDialect struct{}

func (sqliteDialect) name() string { return "sqlite" }

func (sqliteDialect) Rows(alias string, cols []Column, first int) string {
	var b strings.Builder
	b.WriteString("(SELECT ")
	for i, c := range cols {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString("value ->> " + strconv.Itoa(i) + " AS " + c.name)
	}
	// The limit has the rows read before what they are joined with: UPDATE ... FROM has no CROSS
	// JOIN, and SQLite would otherwise begin with all rows of an account.
	b.WriteString(" FROM json_each($" + strconv.Itoa(first) + ") LIMIT -1) AS " + alias)
	return b.String()
}

func (sqliteDialect) Bind(t *Table) []any {
	rows := make([][]any, t.N)
	for r := range rows {
		row := make([]any, len(t.Cols))
		for i, c := range t.Cols {
			switch {
			case c.kind == intCol || c.kind == boolCol:
				row[i] = t.ints[i][r]
			case t.text[i][r] != "":
				row[i] = t.text[i][r]
			}
		}
		rows[r] = row
	}
	doc, err := json.Marshal(rows)
	if err != nil {
		panic("store: rows of strings and numbers are always JSON: " + err.Error())
	}
	return []any{string(doc)}
}

func (sqliteDialect) Each(keys, table, where string, values ...string) string {
	_, columns := numbered("", values)
	return columns + " FROM " + keys + " CROSS JOIN " + table + " WHERE " + where
}

func (sqliteDialect) List(values []string, rest string) string {
	names, columns := numbered("x", values)
	return "(SELECT json_group_array(json_array(" + names + ")) FROM (SELECT " + columns + rest +
		") x HAVING count(*) > 0)"
}

func (sqliteDialect) UsersRecords(userID string) string {
	return "records r INDEXED BY records_user ON r.account_id = $1 AND r.user_id = " + userID
}

func (sqliteDialect) Together(parts []Part) []Part { return parts }
