package query

import (
	"database/sql/driver"
	"encoding/json"
	"strconv"
	"strings"

	"modernc.org/sqlite"

	"github.com/usher-id/usher/internal/store/db"
	"github.com/usher-id/usher/scim/filter"
)

func init() {
	sqlite.MustRegisterDeterministicScalarFunction("usher_fold", 1, func(_ *sqlite.FunctionContext,
		args []driver.Value) (driver.Value, error) {
		if s, ok := args[0].(string); ok {
			return filter.Fold(s), nil
		}
		return args[0], nil
	})
}

type sqliteSyntax struct{ connection }

// path is a JSON path as an SQL constant. Names in quotes may hold dots and colons.
func (sqliteSyntax) path(at place) string {
	var b strings.Builder
	b.WriteByte('$')
	for _, name := range at.steps {
		b.WriteString(`."` + name + `"`)
	}
	return literal(b.String())
}

// simple reports whether the place is an element itself, which json_each gives as an SQL value.
func (sqliteSyntax) simple(at place) bool { return at.alias != "" && len(at.steps) == 0 }

func (s sqliteSyntax) json(at place) string {
	if len(at.steps) == 0 {
		return at.doc
	}
	return "(" + at.doc + " -> " + s.path(at) + ")"
}

func (s sqliteSyntax) text(at place) string {
	if s.simple(at) {
		return at.alias + ".value"
	}
	return "(" + at.doc + " ->> " + s.path(at) + ")"
}

func (s sqliteSyntax) document(at place) string { return s.json(at) }

func (s sqliteSyntax) number(at place) string {
	kind := "json_type(" + at.doc + ", " + s.path(at) + ")"
	if s.simple(at) {
		kind = at.alias + ".type"
	}
	return "(CASE WHEN " + kind + " IN ('integer', 'real') THEN " + s.text(at) + " END)"
}

func (s sqliteSyntax) is(at place, boolean string) string {
	if s.simple(at) {
		return at.alias + ".type = '" + boolean + "'"
	}
	return s.json(at) + " = '" + boolean + "'"
}

func (s sqliteSyntax) present(at place) string {
	if s.simple(at) {
		return "CASE " + at.alias + ".type WHEN 'null' THEN FALSE WHEN 'text' THEN " + at.alias +
			".value <> '' WHEN 'object' THEN " +
			at.alias + ".value <> '{}' WHEN 'array' THEN " + at.alias + ".value <> '[]' ELSE TRUE END"
	}
	return s.json(at) + ` NOT IN ('null', '""', '[]', '{}')`
}

func (s sqliteSyntax) elements(at place, alias string) string {
	kind := "json_type(" + at.doc + ", " + s.path(at) + ")"
	return "json_each(CASE " + kind + " WHEN 'array' THEN " + s.json(at) + " END) AS " + alias
}

// element keeps to objects where members are to be reached: a text is no JSON document.
func (sqliteSyntax) element(alias string, complex bool) place {
	if complex {
		return place{doc: "(CASE " + alias + ".type WHEN 'object' THEN " + alias + ".value END)", alias: alias}
	}
	return place{alias: alias}
}

func (s sqliteSyntax) first(at place, complex bool) place {
	x := s.json(at)
	if !complex {
		return place{doc: "(" + x + " -> 0)"}
	}
	return place{doc: "(SELECT p.value FROM " + s.elements(at, "p") +
		" WHERE p.type = 'object' ORDER BY (p.value ->> '$.primary') IS TRUE DESC, p.key LIMIT 1)"}
}

func (sqliteSyntax) contains(x, operand string) string {
	return "instr(" + x + ", " + operand + ") > 0"
}

func (sqliteSyntax) startsWith(x, operand string) string {
	return "substr(" + x + ", 1, length(" + operand + ")) = " + operand
}

// endsWith counts from the front, since substr(x, -0) would be all of x. Where x is the shorter,
// what substr gives is too short to be equal, whatever it is.
func (sqliteSyntax) endsWith(x, operand string) string {
	return "substr(" + x + ", 1 + length(" + x + ") - length(" + operand + ")) = " + operand
}

func (sqliteSyntax) bytewise(x string) string { return x }

func (sqliteSyntax) folded(x string) string { return "usher_fold(" + x + ")" }

func (sqliteSyntax) dateTime(micros string) string {
	return `(strftime('%Y-%m-%dT%H:%M:%S', ` + micros + ` / 1000000, 'unixepoch') || printf('.%06d000Z',
		` + micros + ` % 1000000))`
}

func (sqliteSyntax) byKey(column, typ, operand string) string {
	index := ""
	if column != "id" { // the primary key's last column
		index = " INDEXED BY records_" + column
	}
	return `(SELECT * FROM records` + index + ` WHERE account_id = $1 AND source_id = $2 AND type = ` + typ + `
		AND ` + column + ` = ` + operand + `) r`
}

// byRow joins by CROSS JOIN, which SQLite does in the order as written.
func (sqliteSyntax) byRow(x rowIndex, typ, operand string) string {
	return `(SELECT c.* FROM ` + x.table + ` k` + x.indexedBy + ` CROSS JOIN records c ON (c.account_id = $1
		AND c.source_id = $2 AND c.type = ` + typ + ` AND c.id = k.` + x.id + `)
		WHERE k.account_id = $1 AND k.` + x.where + ` AND k.` + x.column + ` = ` + operand + `) r`
}

func (sqliteSyntax) among(typ, operand string) string {
	return `(SELECT c.* FROM json_each(` + operand + `) k CROSS JOIN records c ON (c.account_id = $1
		AND c.source_id = $2 AND c.type = ` + typ + ` AND c.id = k.value)) r`
}

func (sqliteSyntax) fetch() string {
	return ` CROSS JOIN records r ON (r.account_id = $1 AND r.source_id = $2 AND r.type = k.type AND r.id = k.id)`
}

// keepsOrder holds since the join is done as it is written, from an ordered query.
func (sqliteSyntax) keepsOrder() bool { return true }

func (sqliteSyntax) groups() string {
	return `(SELECT json_group_array(json_array(m.group_id, ('{' || g.body || '}') ->> '$.displayName')
		ORDER BY m.group_id)
		FROM members m INDEXED BY members_member
		CROSS JOIN records g ON (g.account_id = $1 AND g.source_id = r.source_id AND g.type = 'Group'
			AND g.id = m.group_id)
		WHERE m.account_id = $1 AND m.member_id = r.id AND m.waiting = FALSE)`
}

func (sqliteSyntax) licenses() string {
	return `(SELECT json_group_array(json_array(` + licenseShown + `) ORDER BY l.product, l.id)
		FROM licenses l INDEXED BY licenses_user
		LEFT JOIN pools p ON (p.account_id = $1 AND p.id = l.pool_id)
		LEFT JOIN pools w ON (w.account_id = $1 AND w.id = l.wants)
		LEFT JOIN license_rules q ON (q.account_id = $1 AND q.id = l.rule_id)
		WHERE l.account_id = $1 AND l.user_id = r.user_id AND l.state <> 'merged')`
}

// withMembers relies on SQLite to finish the first part of a UNION ALL before the second.
func (sqliteSyntax) withMembers(columns []string) string {
	return `SELECT ` + strings.Join(columns, ", ") + `, NULL, NULL, NULL FROM records r
		WHERE r.account_id = $1 AND r.source_id = $2 AND r.type = $3 AND r.id = $4
		UNION ALL SELECT ` + strings.Repeat("NULL, ", len(columns)) + `page.* FROM (SELECT member_id, type, display
			FROM members
		WHERE account_id = $1 AND group_id = $4 AND waiting = FALSE ORDER BY member_id
			LIMIT ` + strconv.Itoa(firstMembers) + `) page`
}

func (sqliteSyntax) roster() string {
	return `SELECT g.key, m.member_id, m.type, m.display FROM json_each($2) g
		CROSS JOIN members m ON (m.account_id = $1 AND m.group_id = g.value
			AND m.member_id > CASE g.key WHEN 0 THEN $3 ELSE '` + db.NoID + `' END AND m.waiting = FALSE)
		LIMIT $4`
}

func (sqliteSyntax) ids(list []string) any {
	doc, err := json.Marshal(list)
	if err != nil {
		panic("store: a list of texts is always JSON: " + err.Error())
	}
	return string(doc)
}

func (sqliteSyntax) inGroups(operand string) string {
	return `SELECT m.member_id, m.group_id FROM json_each(` + operand + `) k CROSS JOIN members m ON (m.account_id = $1
		AND m.group_id = k.value AND m.waiting = FALSE)`
}

func (sqliteSyntax) membersOf(from string) string {
	return `SELECT r.id, m.member_id, m.type, m.display FROM (SELECT r.id FROM ` + from + `) r
		CROSS JOIN members m ON (m.account_id = $1 AND m.group_id = r.id AND m.waiting = FALSE)`
}

func (sqliteSyntax) sifts() bool { return true }
