package query

import (
	"slices"
	"strings"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/scim/filter"
	"github.com/usher-id/usher/scim/schema"
)

// A search by a value that an index knows begins at that index: the records that the index
// gives take the place of the table, and the whole filter is asked of them again. It is written
// so that no planner can choose otherwise. PostgreSQL, as long as a table was never analysed,
// thinks that the account, the source and the type alone leave one row, so that every index that
// begins with them seems equally good; SQLite never knows better.

// access is the way to the records that a filter can only be true of.
type access struct {
	rank    int       // the lower, the fewer records it is likely to give; 0 for no way
	column  string    // of records
	row     *rowIndex // or of another table
	operand string
}

// rowIndex is an index on another table, whose rows name records.
type rowIndex struct {
	table     string
	column    string // that the index is on, after the account and what where says
	where     string
	id        string // names the record
	indexedBy string // for SQLite, where another index could seem as good
}

var (
	emailIndex  = &rowIndex{table: "identifiers", column: "value", where: "kind = 'email'", id: "record_id"}
	memberIndex = &rowIndex{table: "members", column: "member_id", where: "waiting = FALSE", id: "group_id",
		indexedBy: " INDEXED BY members_member"}
)

// access finds the best way among the terms that a filter joins by and.
func (c *compiler) access(e filter.Expression) access {
	var best access
	for _, term := range terms(e, filter.AND) {
		for _, comparison := range comparisons(term) {
			if way := c.accessBy(comparison); way.rank != 0 && (best.rank == 0 || way.rank < best.rank) {
				best = way
			}
		}
	}
	return best
}

// comparisons are those that must hold for a term to hold: itself, or of a value path each that
// its brackets join by and, with the whole path.
func comparisons(term filter.Expression) []*filter.AttributeExpression {
	switch term := term.(type) {
	case *filter.AttributeExpression:
		return []*filter.AttributeExpression{term}
	case *filter.ValuePath:
		var list []*filter.AttributeExpression
		for _, inner := range terms(term.ValueFilter, filter.AND) {
			e, ok := inner.(*filter.AttributeExpression)
			if !ok || e.AttributePath.SubAttribute != nil {
				continue
			}
			path := term.AttributePath
			path.SubAttribute = &e.AttributePath.AttributeName
			list = append(list, &filter.AttributeExpression{AttributePath: path, Operator: e.Operator,
				CompareValue: e.CompareValue})
		}
		return list
	}
	return nil
}

func (c *compiler) accessBy(e *filter.AttributeExpression) access {
	a, err := c.rt.Resolve(e.AttributePath)
	if err != nil || a.Parent == nil || a.URN != "" || e.Operator != filter.EQ {
		return access{}
	}
	t, err := newTest(&a, e)
	operand, ok := t.operand.(string)
	if err != nil || !ok || operand == "" || strings.ContainsRune(operand, 0) {
		return access{}
	}
	if v, ok := c.column(a); ok {
		switch {
		case v.id != "":
			return access{rank: 1, column: "id", operand: operand}
		case a.Parent.Name == "displayName":
			return access{rank: 4, column: "display_name", operand: operand}
		}
		return access{rank: 2, column: strings.TrimPrefix(v.text, "r."), operand: operand}
	}
	if a.Sub == nil || a.Sub.Name != "value" {
		return access{}
	}
	if kind, ok := c.memberships(a); ok {
		if kind == membersOfGroup {
			return access{rank: 3, row: memberIndex, operand: operand}
		}
		return access{} // a group may hold everybody: look whether each user is in it
	}
	return c.accessByAddress(a, e.CompareValue, operand)
}

// accessByAddress knows only what is an address: nothing else has an identifier.
func (c *compiler) accessByAddress(a schema.Attr, asked any, operand string) access {
	text, ok := asked.(string)
	if !ok || c.rt.Name != directory.TypeUser || a.Parent.Name != "emails" {
		return access{}
	}
	if _, ok := directory.ParseAddress(text); !ok {
		return access{}
	}
	return access{rank: 3, row: emailIndex, operand: operand}
}

// branch is the FROM and WHERE of the records of the compiler's type that satisfy a filter, or its
// sieve; false when none can.
func (c *compiler) branch(e filter.Expression) (b branch, ok bool, err error) {
	way, found := access{}, always
	if e != nil {
		way = c.access(e)
		if c.weight(e) > maxWeight {
			return c.sifted(e, way, c.lacks)
		}
		before := len(*c.args)
		if found, err = c.expression(e, nil); err != nil || found == never {
			return branch{}, false, err
		}
		if c.sift || found != always && way.rank == 0 && c.sql.sifts() {
			*c.args = (*c.args)[:before]
			return c.sifted(e, way, &lacking{}) // what lacks is noted
		}
	}
	exists := false
	if b.typ, exists = c.sql.typ(c.rt.Name, c.args); !exists {
		return branch{}, false, nil
	}
	if way.rank == 0 {
		b.from = c.sql.whole(b.typ)
		if b.whole = found == always; !b.whole {
			b.from += " AND " + string(found)
		}
		b.heavy = !b.whole
		return b, true, nil
	}
	if b.from, ok = c.by(way, b.typ); !ok {
		return branch{}, false, nil
	}
	b.from += " WHERE " + string(found)
	return b, true, nil
}

// by is the FROM of the records that a way leads to; false when there are none.
func (c *compiler) by(way access, typ string) (from string, ok bool) {
	switch {
	case (way.column == "id" || way.row == memberIndex) && !directory.IsID(way.operand):
		return "", false
	case way.row != nil:
		return c.sql.byRow(*way.row, typ, c.args.add(way.operand)), true
	}
	return c.sql.byKey(way.column, typ, c.args.add(way.operand)), true
}

// sifted is a branch whose filter is decided in this process, on the records that a way leads to. The
// query that reads these has arguments of its own.
func (c *compiler) sifted(e filter.Expression, way access, lacks *lacking) (b branch, ok bool, err error) {
	args := slices.Clone(c.scope)
	if b.sieve, err = newSieve(compiler{sql: c.sql, rt: c.rt, args: &args, lacks: lacks}, e); err != nil {
		return branch{}, false, err
	}
	typ, exists := c.sql.typ(c.rt.Name, &args)
	if !exists {
		return branch{}, false, nil
	}
	b.heavy = true
	if way.rank == 0 {
		b.sieve.from = c.sql.whole(typ)
		return b, true, nil
	}
	b.sieve.from, ok = b.sieve.by(way, typ)
	b.sieve.from += " WHERE TRUE"
	return b, ok, nil
}
