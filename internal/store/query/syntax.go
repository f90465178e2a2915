package query

import (
	"strings"

	"github.com/usher-id/usher/internal/store/db"
)

// syntax writes what searches need and the languages of the two databases don't share. Places
// in JSON documents are made of names from schemas, never of anything that a client sent.
type syntax interface {
	jsonSyntax
	textSyntax
	indexSyntax
	memberSyntax
	scopeSyntax
}

// jsonSyntax reads search documents.
type jsonSyntax interface {
	// text is the scalar at a place as text, number the number there; NULL when there is none.
	text(at place) string
	number(at place) string
	// is compares the value at a place with "true" or "false".
	is(at place, boolean string) string
	// present tells whether there is a value at a place.
	present(at place) string
	// document is the JSON text of the value at a place; NULL when there is none.
	document(at place) string
	// elements is a FROM item: the elements of the list at a place, as alias. element is the
	// place of each; the members of those that are complex can be reached.
	elements(at place, alias string) string
	element(alias string, complex bool) place
	// first is the element of a list of complex values by which resources are sorted: the
	// primary one, or else the first.
	first(at place, complex bool) place
}

// textSyntax compares texts byte by byte. None of it knows patterns, so nothing needs escapes.
type textSyntax interface {
	contains(x, operand string) string
	startsWith(x, operand string) string
	endsWith(x, operand string) string
	bytewise(x string) string
	// folded is filter.Fold in SQL.
	folded(x string) string
	// dateTime is a column of microseconds in the form of search documents.
	dateTime(micros string) string
}

// indexSyntax looks records up by an index that the planner can't mistake for another, however
// little it knows of the tables (see index.go).
type indexSyntax interface {
	// byKey is a FROM item: the records of a type whose column has a value.
	byKey(column, typ, operand string) string
	// byRow is a FROM item: the records of a type that rows of another table with a value name.
	byRow(x rowIndex, typ, operand string) string
	// among is a FROM item: the records of a type whose ids are in a parameter that ids makes.
	among(typ, operand string) string
	// fetch joins rows k of the columns found with the records r that they name. keepsOrder tells that they come in
	// the order of k without being sorted once more: SQLite would gather whole records for that, in Usher's memory.
	fetch() string
	keepsOrder() bool
}

// memberSyntax reads memberships.
type memberSyntax interface {
	// groups are the groups of the record r as JSON text, [[id, display], ...]; NULL without any.
	groups() string
	// licenses are those of the user of the record r as JSON text, as shownLicenses reads it; NULL or empty without any.
	licenses() string
	// withMembers reads the record of a key: its columns, then a member's id, type and display.
	// There is a row for each of the first members, in the order of their ids, or one without
	// any; only the first has the columns. In the view, the id by which the member is shown
	// follows.
	withMembers(columns []string) string
	// roster reads the members of many groups, whose ids are the second parameter, in their
	// order: position from 0, and a member as withMembers has it. Those of the first group begin
	// after the id in the third parameter; the fourth is how many to read in all. ids makes the
	// second parameter.
	roster() string
	ids(list []string) any
	// membership is a condition on the record r: it is the group, or the user, of a row of
	// members, called alias, of which found holds.
	membership(kind memberships, alias, found string) cond
	// member is the id that the membership alias shows of its member; isMember compares it.
	member(alias string) string
	isMember(alias, operand string) cond
	// groupName is the folded displayName of the membership's group.
	groupName(alias string) string
	// groupsThere reads id and folded displayName of all groups. inGroups reads who is in some, whose
	// ids are a parameter: member and group. membersOf reads the members of the groups that a FROM
	// finds: group, and id, type and display of the member. people reads whose user each record of a
	// person is: record and user; "" where members are shown as they are.
	groupsThere() string
	people() string
	inGroups(operand string) string
	membersOf(from string) string
	// members is how many columns a member has in withMembers and roster.
	members() int
}

// scopeSyntax says what there is to be found: the records of a connection, or the directory view.
type scopeSyntax interface {
	// parameters begin those of every search; key are those of record and withMembers.
	parameters(accountID, sourceID string) arguments
	key(accountID, sourceID, typ, id string) []any
	// record reads one record.
	record(columns []string, typ string) string
	// typ is the operand that stands for a type, if there is such a type.
	typ(name string, args *arguments) (operand string, exists bool)
	// whole is the FROM and WHERE of all records of a type; found are the columns that fetch
	// finds a record by.
	whole(typ string) string
	found() string
	// sifts reports whether filters that no index answers are decided in this process, however short.
	// SQLite can be interrupted only until a query gives its first row, and this gives each.
	sifts() bool
	// total is how many records a branch finds.
	total(b branch) string
	// records are the records that r is made of, if it is a user, as JSON text, [[source, id],
	// ...]; NULL otherwise.
	records() string
}

var (
	_ syntax = postgresSyntax{}
	_ syntax = sqliteSyntax{}
	_ syntax = postgresView{}
	_ syntax = sqliteView{}
)

// syntaxFor is that of searches of a source.
func syntaxFor(db *db.DB) syntax {
	if db.Name() == "postgres" {
		return postgresSyntax{}
	}
	return sqliteSyntax{}
}

// syntaxOf is that of searches of a source, or of the directory view when the account is named in
// the place of one.
func (rd *Reader) syntaxOf(accountID, sourceID string) syntax {
	switch {
	case accountID != sourceID:
		return syntaxFor(rd.DB)
	case rd.Name() == "postgres":
		return postgresView{}
	}
	return sqliteView{}
}

// place is a value in a JSON document.
type place struct {
	doc   string   // an SQL expression
	steps []string // names of members on the way down
	alias string   // set when the place is an element that elements found
}

func (p place) member(name string) place {
	return place{doc: p.doc, steps: append(p.steps[:len(p.steps):len(p.steps)], name)}
}

// literal quotes a constant for SQL.
func literal(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

// GroupsOf is a scalar: the groups of the record r as JSON text, [[id, display], ...]; NULL without any.
func GroupsOf(db *db.DB) string { return syntaxFor(db).groups() }
