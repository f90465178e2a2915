package query

import (
	"strconv"
	"strings"

	"github.com/usher-id/usher/internal/store/db"
)

// postgresView is the directory view on PostgreSQL. Each look-up is a subquery with an order of
// its own, for the reasons that index.go gives.
type postgresView struct {
	postgresSyntax
	view
}

func (s postgresView) whole(typ string) string {
	where := "c.user_id IS NOT NULL AND c.golden"
	if typ == viewGroup {
		where = "c.type = 'Group'"
	}
	return "(SELECT " + goldens(goldenID(typ)) + " FROM records c WHERE c.account_id = $1 AND " + where +
		") r WHERE TRUE"
}

func (s postgresView) record(columns []string, typ string) string {
	return "SELECT " + strings.Join(columns, ", ") + " FROM " + s.byKey("id", typ, "$2")
}

func (s postgresView) byKey(column, typ, operand string) string {
	is := " BETWEEN " + operand + " AND " + operand
	each := func(from, where, order string) string {
		return "SELECT " + goldens(goldenID(typ)) + " FROM " + from +
			"(SELECT * FROM records WHERE account_id = $1 AND " + where + " ORDER BY " + order + ") c"
	}
	all := "TRUE"
	if typ == viewUser {
		all = "golden"
	}
	switch {
	case column == "id" && typ == viewUser:
		return "(" + each("", "user_id"+is+" AND golden", "user_id") + ") r"
	case column == "id":
		return "(" + each("", "type = 'Group' AND id"+is, "id") + ") r"
	}
	// The type comes out of a subquery, since a constant would make the index on groups seem good.
	sources := "(SELECT id, CAST(" + typ + ` AS text) COLLATE "C" AS type FROM sources
		WHERE account_id = $1 UNION SELECT CAST($1 AS uuid), CAST(` + typ + ` AS text) COLLATE "C") s`
	found := each(sources+" CROSS JOIN LATERAL ", "source_id = s.id AND type = s.type AND "+column+is+" AND "+all,
		column)
	if merged := goldenColumns[column]; merged != "" && typ == viewUser {
		found += " UNION ALL " + each("", merged+is+" AND golden", merged)
	}
	return "(" + found + ") r"
}

// byRow finds each user once, of however many records that bring the value, and the groups of all
// records of a user, or of another group.
func (s postgresView) byRow(x rowIndex, typ, operand string) string {
	is := " BETWEEN " + operand + " AND " + operand
	ids := "SELECT user_id AS id FROM identifiers WHERE account_id = $1 AND " + x.where + " AND " + x.column + is +
		" AND user_id IS NOT NULL ORDER BY " + x.column
	one := "user_id BETWEEN k.id AND k.id AND golden ORDER BY user_id"
	if typ == viewGroup {
		ids = `SELECT m.group_id AS id FROM (SELECT id FROM records WHERE account_id = $1 AND user_id` + is + `
			UNION ALL SELECT CAST(` + operand + ` AS uuid)) u
			CROSS JOIN LATERAL (SELECT group_id FROM members WHERE account_id = $1 AND ` + x.where + `
				AND member_id BETWEEN u.id AND u.id ORDER BY member_id) m`
		one = "type = 'Group' AND id BETWEEN k.id AND k.id ORDER BY id"
	}
	return "(SELECT " + goldens(goldenID(typ)) + " FROM (SELECT DISTINCT id FROM (" + ids +
		") i) k CROSS JOIN LATERAL (SELECT * FROM records WHERE account_id = $1 AND " + one + " LIMIT 1) c) r"
}

func (s postgresView) among(typ, operand string) string {
	one := "user_id BETWEEN k.id AND k.id AND golden ORDER BY user_id"
	if typ == viewGroup {
		one = "type = 'Group' AND id BETWEEN k.id AND k.id ORDER BY id"
	}
	return "(SELECT " + goldens(goldenID(typ)) + " FROM unnest(CAST(" + operand +
		" AS uuid[])) AS k (id) CROSS JOIN LATERAL (SELECT * FROM records WHERE account_id = $1 AND " + one +
		" LIMIT 1) c) r"
}

func (postgresView) fetch() string {
	return " CROSS JOIN LATERAL (SELECT " + goldens("coalesce(c.user_id, c.id)") + ` FROM records c
		WHERE c.account_id = $1 AND c.source_id = k.source_id AND c.type = k.type AND c.id = k.record_id LIMIT 1) r`
}

// recordsOf are the records that make up a user.
func (postgresView) recordsOf(user string) string {
	return "(SELECT source_id, id FROM records WHERE account_id = $1 AND user_id BETWEEN " + user + " AND " + user +
		" AND source_id <> $1 ORDER BY user_id)"
}

// group is the group of an id.
func (postgresView) group(id string) string {
	return "(SELECT source_id, display_name, body FROM records WHERE account_id = $1 AND type = 'Group' AND id BETWEEN " +
		id + " AND " + id + " ORDER BY id LIMIT 1)"
}

func (s postgresView) records() string {
	return "CASE r.type WHEN 'User' THEN (SELECT CAST(json_agg(json_build_array(u.source_id, u.id) ORDER BY u.id) AS text) FROM " + s.recordsOf("r.id") + " u) END"
}

func (s postgresView) groups() string {
	return `(SELECT CAST(json_agg(json_build_array(m.group_id, CAST('{' || g.body || '}' AS json) ->> 'displayName')
		ORDER BY m.group_id) AS text)
		FROM (SELECT DISTINCT group_id FROM ` + s.recordsOf("r.id") + ` u CROSS JOIN LATERAL (SELECT group_id
			FROM members
			WHERE account_id = $1 AND member_id BETWEEN u.id AND u.id AND NOT waiting ORDER BY member_id) n) m
		CROSS JOIN LATERAL ` + s.group("m.group_id") + ` g)`
}

func (s postgresView) membership(kind memberships, alias, found string) cond {
	if kind == groupsOfUser {
		return cond("EXISTS (SELECT 1 FROM " + s.recordsOf("r.id") +
			" u CROSS JOIN LATERAL (SELECT * FROM members WHERE account_id = $1 AND member_id BETWEEN u.id AND u.id AND NOT waiting ORDER BY member_id) " + alias + " WHERE " + found + ")")
	}
	a := alias + "."
	return cond("EXISTS (SELECT 1 FROM members " + alias + " WHERE " + a + "account_id = $1 AND " + a +
		"group_id = r.id AND NOT " + a + "waiting AND (" + a + "type <> 'User' OR " + s.userOf(alias) +
		" IS NOT NULL) AND " + found + ")")
}

// userOf is the user of the member of the group r; NULL for who is none.
func (postgresView) userOf(alias string) string {
	return "(SELECT u.user_id FROM records u WHERE u.account_id = $1 AND u.source_id = r.source_id AND u.type = 'User' AND u.id = " + alias + ".member_id)"
}

func (s postgresView) member(alias string) string {
	return "(CASE " + alias + ".type WHEN 'User' THEN " + s.userOf(alias) + " ELSE " + alias + ".member_id END)"
}

// isMember asks for the ids once, so that the group's members are found by them.
func (s postgresView) isMember(alias, operand string) cond {
	return cond("(" + alias + ".member_id = ANY (ARRAY(SELECT id FROM " + s.recordsOf(operand) +
		" u UNION ALL SELECT id FROM (SELECT id FROM records WHERE account_id = $1 AND type = 'Group' AND id BETWEEN " +
		operand + " AND " + operand + " ORDER BY id) g)))")
}

func (s postgresView) groupName(alias string) string {
	return "(SELECT g.display_name FROM " + s.group(alias+".group_id") + " g)"
}

// roll reads the members of a group as the view shows them: each user once, by its record that
// comes first. A condition tells where to begin.
func (postgresView) roll(group, source, from string) string {
	return `SELECT x.group_id, x.member_id, x.type, x.display, coalesce(u.user_id, x.member_id) AS shown FROM members x
		LEFT JOIN LATERAL (SELECT user_id FROM records WHERE account_id = $1 AND source_id = ` + source + `
			AND type = 'User' AND id = x.member_id LIMIT 1) u ON true
		WHERE x.account_id = $1 AND ` + from + ` AND NOT x.waiting AND (x.type <> 'User' OR u.user_id IS NOT NULL
			AND NOT EXISTS (
			SELECT 1 FROM (SELECT id, source_id FROM records WHERE account_id = $1 AND user_id BETWEEN u.user_id
				AND u.user_id ORDER BY user_id OFFSET 0) o
			CROSS JOIN LATERAL (SELECT 1 FROM members WHERE account_id = $1 AND group_id = ` + group + `
				AND member_id = o.id AND NOT waiting LIMIT 1) p
			WHERE o.source_id = ` + source + ` AND o.id < x.member_id))
		ORDER BY x.group_id, x.member_id LIMIT `
}

func (s postgresView) withMembers(columns []string) string {
	var b strings.Builder
	b.WriteString("SELECT ")
	for _, c := range columns {
		b.WriteString("CASE WHEN m.n IS NULL OR m.n = 1 THEN " + c + " END, ")
	}
	return b.String() + "m.member_id, m.type, m.display, m.shown FROM " + s.byKey("id", viewGroup, "$2") + `
		LEFT JOIN LATERAL (
		SELECT *, row_number() OVER (ORDER BY group_id, member_id) AS n FROM (` +
		s.roll("r.id", "r.source_id", "x.group_id BETWEEN r.id AND r.id") + strconv.Itoa(firstMembers) +
		") page) m ON true"
}

func (s postgresView) roster() string {
	return `SELECT g.position - 1, m.member_id, m.type, m.display, m.shown
		FROM unnest(CAST($2 AS uuid[])) WITH ORDINALITY AS g (id, position) CROSS JOIN LATERAL ` + s.group("g.id") + ` o
			CROSS JOIN LATERAL (` +
		s.roll("g.id", "o.source_id", "x.group_id <= g.id AND (x.group_id, x.member_id) > (g.id, CASE g.position WHEN 1 THEN CAST($3 AS uuid) ELSE '"+db.NoID+"' END)") + `$4) m
		LIMIT $4`
}

func (postgresView) groupsThere() string {
	return "SELECT g.id, g.display_name FROM records g WHERE g.account_id = $1 AND g.type = 'Group' ORDER BY g.id"
}

func (postgresView) people() string {
	return "SELECT id, user_id FROM records WHERE account_id = $1 AND user_id IS NOT NULL AND source_id <> $1 ORDER BY user_id"
}
