package query

import (
	"strconv"
	"strings"

	"github.com/usher-id/usher/internal/store/db"
)

// sqliteView is the directory view on SQLite, which does joins in the order as written and uses
// the indexes that are named.
type sqliteView struct {
	sqliteSyntax
	view
}

// Where to find records c of the view.
const (
	byUser  = "records c INDEXED BY records_user"
	byGroup = "records c INDEXED BY records_groups"
)

func (s sqliteView) whole(typ string) string {
	from := byUser + " WHERE c.account_id = $1 AND c.user_id IS NOT NULL AND c.golden"
	if typ == viewGroup {
		from = byGroup + " WHERE c.account_id = $1 AND c.type = 'Group'"
	}
	return "(SELECT " + goldens(goldenID(typ)) + " FROM " + from + ") r WHERE TRUE"
}

func (s sqliteView) record(columns []string, typ string) string {
	return "SELECT " + strings.Join(columns, ", ") + " FROM " + s.byKey("id", typ, "$2")
}

func (s sqliteView) byKey(column, typ, operand string) string {
	each := func(from, where string) string {
		return "SELECT " + goldens(goldenID(typ)) + " FROM " + from + " WHERE c.account_id = $1 AND " + where + " = " +
			operand
	}
	golden := " AND c.golden"
	if typ == viewGroup {
		golden = ""
	}
	switch {
	case column == "id" && typ == viewGroup:
		return "(" + each(byGroup, "c.type = 'Group' AND c.id") + ") r"
	case column == "id":
		return "(" + each(byUser, "c.user_id") + golden + ") r"
	}
	found := each("(SELECT id FROM sources WHERE account_id = $1 UNION SELECT $1) s CROSS JOIN records c INDEXED BY records_"+column, "c.source_id = s.id AND c.type = "+typ+" AND c."+column) + golden
	if merged := goldenColumns[column]; merged != "" && typ == viewUser {
		found += " UNION ALL " + each("records c INDEXED BY records_"+merged, "c."+merged) + golden
	}
	return "(" + found + ") r"
}

// byRow finds each user once, of however many records that bring the value, and the groups of all
// records of a user, or of another group.
func (s sqliteView) byRow(x rowIndex, typ, operand string) string {
	ids := "SELECT user_id AS id FROM identifiers WHERE account_id = $1 AND " + x.where + " AND " + x.column + " = " +
		operand + " AND user_id IS NOT NULL"
	one := byUser + " ON (c.account_id = $1 AND c.user_id = k.id AND c.golden)"
	if typ == viewGroup {
		ids = "SELECT m.group_id AS id FROM (SELECT c.id FROM " + byUser + " WHERE c.account_id = $1 AND c.user_id = " +
			operand + " UNION ALL SELECT " + operand + `) u
			CROSS JOIN members m` + x.indexedBy + " ON (m.account_id = $1 AND m.member_id = u.id AND m." + x.where + ")"
		one = byGroup + " ON (c.account_id = $1 AND c.type = 'Group' AND c.id = k.id)"
	}
	return "(SELECT " + goldens(goldenID(typ)) + " FROM (SELECT DISTINCT id FROM (" + ids + ")) k CROSS JOIN " + one +
		") r"
}

func (s sqliteView) among(typ, operand string) string {
	one := byUser + " ON (c.account_id = $1 AND c.user_id = k.value AND c.golden)"
	if typ == viewGroup {
		one = byGroup + " ON (c.account_id = $1 AND c.type = 'Group' AND c.id = k.value)"
	}
	return "(SELECT " + goldens(goldenID(typ)) + " FROM json_each(" + operand + ") k CROSS JOIN " + one + ") r"
}

func (sqliteView) fetch() string {
	return " CROSS JOIN (SELECT " + goldens("coalesce(c.user_id, c.id)") + `, c.account_id FROM records c) r
		ON (r.account_id = $1 AND r.source_id = k.source_id AND r.type = k.type AND r.record_id = k.record_id)`
}

// recordsOf are the records u that make up a user.
func (sqliteView) recordsOf(user string) (from, where string) {
	return "records u INDEXED BY records_user", "u.account_id = $1 AND u.user_id = " + user + " AND u.source_id <> $1"
}

func (s sqliteView) records() string {
	from, where := s.recordsOf("r.id")
	return "CASE r.type WHEN 'User' THEN (SELECT json_group_array(json_array(u.source_id, u.id) ORDER BY u.id) FROM " +
		from + " WHERE " + where + ") END"
}

func (s sqliteView) groups() string {
	from, where := s.recordsOf("r.id")
	return `(SELECT json_group_array(json_array(k.id, k.display) ORDER BY k.id)
		FROM (SELECT DISTINCT g.id, ('{' || g.body || '}') ->> '$.displayName' AS display
		FROM ` + from + ` CROSS JOIN members m INDEXED BY members_member ON (m.account_id = $1 AND m.member_id = u.id
			AND m.waiting = FALSE)
		CROSS JOIN records g INDEXED BY records_groups ON (g.account_id = $1 AND g.type = 'Group' AND g.id = m.group_id)
			WHERE ` + where + `) k)`
}

func (s sqliteView) membership(kind memberships, alias, found string) cond {
	a := alias + "."
	if kind == groupsOfUser {
		from, where := s.recordsOf("r.id")
		return cond("EXISTS (SELECT 1 FROM " + from + " CROSS JOIN members " + alias +
			" INDEXED BY members_member ON (" + a + "account_id = $1 AND " + a + "member_id = u.id AND NOT " + a +
			"waiting) WHERE " + where + " AND " + found + ")")
	}
	return cond("EXISTS (SELECT 1 FROM members " + alias + " WHERE " + a + "account_id = $1 AND " + a +
		"group_id = r.id AND NOT " + a + "waiting AND (" + a + "type <> 'User' OR " + s.userOf(alias) +
		" IS NOT NULL) AND " + found + ")")
}

// userOf is the user of the member of the group r; NULL for who is none.
func (sqliteView) userOf(alias string) string {
	return "(SELECT u.user_id FROM records u WHERE u.account_id = $1 AND u.source_id = r.source_id AND u.type = 'User' AND u.id = " + alias + ".member_id)"
}

func (s sqliteView) member(alias string) string {
	return "(CASE " + alias + ".type WHEN 'User' THEN " + s.userOf(alias) + " ELSE " + alias + ".member_id END)"
}

// isMember asks for the ids once, so that the group's members are found by them.
func (s sqliteView) isMember(alias, operand string) cond {
	from, where := s.recordsOf(operand)
	return cond("(" + alias + ".member_id IN (SELECT u.id FROM " + from + " WHERE " + where +
		" UNION ALL SELECT c.id FROM " + byGroup + " WHERE c.account_id = $1 AND c.type = 'Group' AND c.id = " +
		operand + "))")
}

func (sqliteView) groupName(alias string) string {
	return "(SELECT g.display_name FROM records g INDEXED BY records_groups WHERE g.account_id = $1 AND g.type = 'Group' AND g.id = " + alias + ".group_id)"
}

// roll is what follows on the members m of a group of a source: the users u of them, and the
// condition that they are shown, each user once, by its record that comes first.
func (sqliteView) roll(source string) (join, where string) {
	return " LEFT JOIN records u ON (u.account_id = $1 AND u.source_id = " + source +
			" AND u.type = 'User' AND u.id = m.member_id)",
		`(m.type <> 'User' OR u.user_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM records o INDEXED BY records_user
			CROSS JOIN members p ON (p.account_id = $1 AND p.group_id = m.group_id AND p.member_id = o.id
				AND p.waiting = FALSE)
			WHERE o.account_id = $1 AND o.user_id = u.user_id AND o.source_id = u.source_id AND o.id < u.id))`
}

const rollColumns = "m.member_id, m.type, m.display, coalesce(u.user_id, m.member_id)"

func (s sqliteView) withMembers(columns []string) string {
	join, where := s.roll("(SELECT c.source_id FROM " + byGroup +
		" WHERE c.account_id = $1 AND c.type = 'Group' AND c.id = $2)")
	return s.record(append(columns[:len(columns):len(columns)], "NULL", "NULL", "NULL", "NULL"), viewGroup) +
		" UNION ALL SELECT " + strings.Repeat("NULL, ", len(columns)) + "page.* FROM (SELECT " + rollColumns +
		" FROM members m" + join + `
		WHERE m.account_id = $1 AND m.group_id = $2 AND m.waiting = FALSE
			AND ` + where + " ORDER BY m.member_id LIMIT " + strconv.Itoa(firstMembers) + ") page"
}

func (s sqliteView) roster() string {
	join, where := s.roll("c.source_id")
	return "SELECT g.key, " + rollColumns + " FROM json_each($2) g CROSS JOIN " + byGroup + ` ON (c.account_id = $1
		AND c.type = 'Group' AND c.id = g.value)
		CROSS JOIN members m ON (m.account_id = $1 AND m.group_id = g.value
			AND m.member_id > CASE g.key WHEN 0 THEN $3 ELSE '` + db.NoID + `' END AND m.waiting = FALSE)` + join + `
		WHERE ` + where + " LIMIT $4"
}

func (sqliteView) groupsThere() string {
	return "SELECT c.id, c.display_name FROM " + byGroup + " WHERE c.account_id = $1 AND c.type = 'Group'"
}

func (sqliteView) people() string {
	return "SELECT c.id, c.user_id FROM " + byUser +
		" WHERE c.account_id = $1 AND c.user_id IS NOT NULL AND c.source_id <> $1"
}
