package query

import (
	"strconv"
	"strings"

	"github.com/usher-id/usher/internal/store/db"
)

type postgresSyntax struct{ connection }

func (postgresSyntax) json(at place) string {
	x := at.doc
	for _, name := range at.steps {
		x += " -> " + literal(name)
	}
	return "(" + x + ")"
}

func (s postgresSyntax) text(at place) string { return "(" + s.json(at) + " #>> '{}')" }

func (s postgresSyntax) document(at place) string { return "CAST(" + s.json(at) + " AS text)" }

func (s postgresSyntax) number(at place) string {
	x := s.json(at)
	return "(CASE jsonb_typeof" + x + " WHEN 'number' THEN " + x + "::numeric END)"
}

func (s postgresSyntax) is(at place, boolean string) string {
	return s.json(at) + " = '" + boolean + "'"
}

func (s postgresSyntax) present(at place) string {
	return s.json(at) + ` NOT IN ('null', '""', '[]', '{}')`
}

func (s postgresSyntax) elements(at place, alias string) string {
	x := s.json(at)
	return "jsonb_array_elements(CASE jsonb_typeof" + x + " WHEN 'array' THEN " + x + " END) AS " + alias + " (v)"
}

func (postgresSyntax) element(alias string, _ bool) place {
	return place{doc: alias + ".v", alias: alias}
}

func (s postgresSyntax) first(at place, complex bool) place {
	x := s.json(at)
	if !complex {
		return place{doc: "(" + x + " -> 0)"}
	}
	return place{doc: "coalesce(jsonb_path_query_first(" + x + ", '$[*] ? (@.primary == true)'), " + x + " -> 0)"}
}

func (postgresSyntax) contains(x, operand string) string {
	return "strpos(" + x + ", " + operand + ") > 0"
}

func (postgresSyntax) startsWith(x, operand string) string {
	return "starts_with(" + x + ", " + operand + ")"
}

func (postgresSyntax) endsWith(x, operand string) string {
	return "right(" + x + ", length(CAST(" + operand + " AS text))) = " + operand
}

func (postgresSyntax) bytewise(x string) string { return "(" + x + `) COLLATE "C"` }

// folded does with ICU what filter.Fold does: lower case differs from folded case in the final
// sigma and the sharp s.
func (postgresSyntax) folded(x string) string {
	return `(replace(translate(lower(normalize(` + x + `, NFKC) COLLATE "und-x-icu"), 'ς', 'σ'), 'ß',
		'ss') COLLATE "C")`
}

func (postgresSyntax) dateTime(micros string) string {
	return `(to_char(to_timestamp(` + micros + ` / 1000000) AT TIME ZONE 'UTC',
		'YYYY-MM-DD"T"HH24:MI:SS.') || lpad(CAST(` + micros + ` % 1000000 AS text), 6, '0') || '000Z')`
}

// byKey asks for a range of one value, in the order of the column: only the index on the column
// has that order, so that it wins even where the planner thinks that every index costs the same.
func (postgresSyntax) byKey(column, typ, operand string) string {
	where := `account_id = $1 AND source_id = $2 AND type = ` + typ
	if column == "id" { // the primary key's last column
		return `(SELECT * FROM records WHERE ` + where + ` AND id = ` + operand + `) r`
	}
	return `(SELECT * FROM records WHERE ` + where + ` AND ` + column + ` BETWEEN ` + operand + ` AND ` + operand + `
		ORDER BY ` + column + `) r`
}

// byRow joins by LATERAL with LIMIT, which can't become a join over all records.
func (postgresSyntax) byRow(x rowIndex, typ, operand string) string {
	return `(SELECT c.* FROM (SELECT ` + x.id + ` AS id FROM ` + x.table + ` WHERE account_id = $1 AND ` + x.where + `
		AND ` +
		x.column + ` BETWEEN ` + operand + ` AND ` + operand + ` ORDER BY ` + x.column + `) k CROSS JOIN LATERAL (
		SELECT * FROM records WHERE account_id = $1 AND source_id = $2 AND type = ` + typ + ` AND id = k.id
			LIMIT 1) c) r`
}

func (postgresSyntax) among(typ, operand string) string {
	return `(SELECT c.* FROM unnest(CAST(` + operand + ` AS uuid[])) AS k (id) CROSS JOIN LATERAL (
		SELECT * FROM records WHERE account_id = $1 AND source_id = $2 AND type = ` + typ + ` AND id = k.id
			LIMIT 1) c) r`
}

func (postgresSyntax) fetch() string {
	return ` CROSS JOIN LATERAL (SELECT * FROM records WHERE account_id = $1 AND source_id = $2 AND type = k.type
		AND id = k.id LIMIT 1) r`
}

func (postgresSyntax) keepsOrder() bool { return false }

func (postgresSyntax) groups() string {
	return `(SELECT CAST(json_agg(json_build_array(m.group_id, g.display) ORDER BY m.group_id) AS text)
		FROM (SELECT group_id FROM members
			WHERE account_id = $1 AND member_id BETWEEN r.id AND r.id AND NOT waiting ORDER BY member_id) m
		CROSS JOIN LATERAL (SELECT CAST('{' || body || '}' AS json) ->> 'displayName' AS display FROM records
			WHERE account_id = $1 AND source_id = r.source_id AND type = 'Group' AND id = m.group_id LIMIT 1) g)`
}

func (postgresSyntax) licenses() string {
	return `(SELECT CAST(json_agg(json_build_array(` + licenseShown + `) ORDER BY l.product, l.id) AS text)
		FROM (SELECT * FROM licenses WHERE account_id = $1 AND user_id BETWEEN r.user_id AND r.user_id AND state <> 'merged'
			ORDER BY user_id) l
		LEFT JOIN LATERAL (SELECT name FROM pools WHERE account_id = $1 AND id = l.pool_id) p ON true
		LEFT JOIN LATERAL (SELECT name FROM pools WHERE account_id = $1 AND id = l.wants) w ON true
		LEFT JOIN LATERAL (SELECT number, conditions FROM license_rules WHERE account_id = $1 AND id = l.rule_id) q ON true)`
}

// withMembers numbers the members and shows the columns beside the first only. A nested loop
// keeps the order of the lateral rows, which come from the primary key's index one by one: a
// large group is never sorted or gathered.
func (postgresSyntax) withMembers(columns []string) string {
	var b strings.Builder
	b.WriteString("SELECT ")
	for _, c := range columns {
		b.WriteString("CASE WHEN m.n IS NULL OR m.n = 1 THEN " + c + " END, ")
	}
	return b.String() + `m.member_id, m.type, m.display FROM records r LEFT JOIN LATERAL (
		SELECT member_id, type, display, row_number() OVER (ORDER BY group_id, member_id) AS n FROM members
		WHERE account_id = $1 AND group_id BETWEEN r.id AND r.id AND NOT waiting ORDER BY group_id, member_id
			LIMIT ` + strconv.Itoa(firstMembers) + `) m ON true
		WHERE r.account_id = $1 AND r.source_id = $2 AND r.type = $3 AND r.id = $4`
}

// roster compares rows, so that the index is entered at the member after whom it goes on. The
// limit of each group lets the planner prefer the index's order to a sort.
func (postgresSyntax) roster() string {
	return `SELECT g.position - 1, m.member_id, m.type, m.display
		FROM unnest(CAST($2 AS uuid[])) WITH ORDINALITY AS g (id, position) CROSS JOIN LATERAL (
		SELECT member_id, type, display FROM members
		WHERE account_id = $1 AND group_id <= g.id AND (group_id, member_id) > (g.id, CASE g.position WHEN 1
			THEN CAST($3 AS uuid) ELSE '` + db.NoID + `' END)
			AND NOT waiting ORDER BY group_id, member_id LIMIT $4) m
		LIMIT $4`
}

func (postgresSyntax) ids(list []string) any { return db.UUIDArray(list) }

// inGroups and membersOf ask for a range of one group in the order of its members, for the reason that
// byKey has: the other index on members holds the group's id, too, but last.
func (postgresSyntax) inGroups(operand string) string {
	return `SELECT m.member_id, m.group_id FROM unnest(CAST(` + operand + ` AS uuid[])) AS k (id) CROSS JOIN LATERAL (
		SELECT member_id, group_id FROM members WHERE account_id = $1 AND group_id BETWEEN k.id AND k.id AND NOT waiting
			ORDER BY group_id, member_id OFFSET 0) m`
}

func (postgresSyntax) membersOf(from string) string {
	return `SELECT r.id, m.member_id, m.type, m.display FROM (SELECT r.id FROM ` + from + `) r CROSS JOIN LATERAL (
		SELECT member_id, type, display FROM members WHERE account_id = $1 AND group_id BETWEEN r.id AND r.id
			AND NOT waiting ORDER BY group_id, member_id OFFSET 0) m`
}

func (postgresSyntax) sifts() bool { return false }
