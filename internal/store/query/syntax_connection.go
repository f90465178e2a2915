package query

import "strings"

// connection is what searches of one source's records have in common on both databases: $1 is
// the account, $2 the source.
type connection struct{}

func (connection) parameters(accountID, sourceID string) arguments {
	return arguments{accountID, sourceID}
}

func (connection) key(accountID, sourceID, typ, id string) []any {
	return []any{accountID, sourceID, typ, id}
}

func (connection) record(columns []string, _ string) string {
	return "SELECT " + strings.Join(columns, ", ") +
		" FROM records r WHERE r.account_id = $1 AND r.source_id = $2 AND r.type = $3 AND r.id = $4"
}

func (connection) typ(name string, args *arguments) (operand string, exists bool) {
	return args.add(name), true
}

func (connection) whole(typ string) string {
	return "records r WHERE r.account_id = $1 AND r.source_id = $2 AND r.type = " + typ
}

func (connection) found() string { return "r.type, r.id" }

func (connection) total(b branch) string { return b.count() }

// records is nothing: a connection sees its own only.
func (connection) records() string { return "NULL" }

func (connection) membership(kind memberships, alias, found string) cond {
	own := ".group_id"
	if kind == groupsOfUser {
		own = ".member_id"
	}
	return cond("EXISTS (SELECT 1 FROM members " + alias + " WHERE " + alias + ".account_id = $1 AND " + alias + own +
		" = r.id AND NOT " + alias + ".waiting AND " + found + ")")
}

func (connection) member(alias string) string { return alias + ".member_id" }

// isMember is a bare comparison, since only one can go through an index; ids are never NULL.
func (connection) isMember(alias, operand string) cond {
	return cond("(" + alias + ".member_id = " + operand + ")")
}

func (connection) groupName(alias string) string {
	return "(SELECT g.display_name FROM records g WHERE g.account_id = $1 AND g.source_id = $2 AND g.type = 'Group' AND g.id = " + alias + ".group_id)"
}

func (connection) members() int { return 3 }

func (connection) groupsThere() string {
	return "SELECT g.id, g.display_name FROM records g WHERE g.account_id = $1 AND g.source_id = $2 AND g.type = 'Group'"
}

func (connection) people() string { return "" }
