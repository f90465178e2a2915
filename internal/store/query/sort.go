package query

import (
	"strings"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/scim/filter"
	"github.com/usher-id/usher/scim/schema"
)

// order is how the results of a search are sorted: by a key, when one was asked for, and by id,
// which is the order of creation. Resources without the key come last, and first when the order
// is turned round (RFC 7644 section 3.4.2.3).
type order struct {
	keys       []string // SQL expressions, by type
	numeric    bool
	descending bool
}

// newOrder finds the sort key in every type. A type that lacks it has no key, but if all do it is
// an error.
func newOrder(s syntax, q *directory.Query) (order, error) {
	o := order{}
	if q.SortBy == nil {
		return o, nil
	}
	o.descending = q.Descending
	var unknown error
	found, numeric := 0, 0
	for _, rt := range q.Types {
		a, err := rt.Resolve(*q.SortBy)
		if err != nil || a.Parent == nil {
			if unknown == nil {
				unknown = err
			}
			o.keys = append(o.keys, "")
			continue
		}
		c := &compiler{sql: s, rt: rt}
		key, number, err := c.sortKey(a)
		if err != nil {
			return o, err
		}
		o.keys = append(o.keys, key)
		if found++; number {
			numeric++
		}
	}
	if found == 0 {
		if unknown == nil {
			return o, invalidSort("sortBy names a schema; name an attribute of it")
		}
		return o, invalidSort(unknown.Error())
	}
	o.numeric = numeric == found
	for i, key := range o.keys {
		switch {
		case key == "" && o.numeric:
			o.keys[i] = "CAST(NULL AS numeric)"
		case key == "":
			o.keys[i] = "CAST(NULL AS text)"
		case o.numeric:
			o.keys[i] = "CAST(" + key + " AS numeric)"
		default:
			o.keys[i] = s.bytewise("CAST(" + key + " AS text)")
		}
	}
	return o, nil
}

// sortKey is the SQL of the value by which a resource is sorted: of several values the primary
// one, or else the first.
func (c *compiler) sortKey(a schema.Attr) (key string, number bool, err error) {
	leaf := a.Leaf()
	if leaf.Type == schema.Complex && a.Sub == nil {
		for _, sub := range leaf.SubAttributes {
			if strings.EqualFold(sub.Name, "value") {
				a.Sub, leaf = sub, sub
			}
		}
	}
	if leaf.Type == schema.Complex {
		return "", false, invalidSort(a.String() + " is complex and has no order; name a sub-attribute of it")
	}
	for _, part := range []*schema.Attribute{a.Parent, leaf} {
		if _, err := schema.Operand(part, filter.PR, nil); err != nil { // never returned
			return "", false, refuseQuery(err)
		}
	}
	if v, ok := c.column(a); ok {
		switch {
		case v.id != "":
			return v.id, false, nil
		case v.boolean != "":
			return "CASE WHEN " + v.boolean + " THEN 1 ELSE 0 END", true, nil
		}
		return v.text, false, nil
	}
	if _, ok := c.memberships(a); ok || a.URN == "" && a.Parent.Name == "schemas" {
		return "", false, invalidSort(a.String() + " has no order; sort by another attribute")
	}
	if key, number, ok := ownSortKey(a); ok {
		return key, number, nil
	}
	if strings.EqualFold(a.URN, usherUser) {
		return "", false, invalidSort(a.String() + " has no order; of Usher's own attributes use state or case")
	}
	at := document(a)
	if a.Parent.MultiValued {
		at = c.sql.first(at, a.Parent.Type == schema.Complex)
	}
	if a.Sub != nil {
		if at = at.member(a.Sub.Name); a.Sub.MultiValued {
			at = c.sql.first(at, false)
		}
	}
	switch leaf.Type {
	case schema.Boolean:
		return "CASE WHEN " + c.sql.is(at, "true") + " THEN 1 WHEN " + c.sql.is(at, "false") + " THEN 0 END", true, nil
	case schema.Integer, schema.Decimal:
		return c.sql.number(at), true, nil
	}
	return c.sql.text(at), false, nil
}

// ownSortKey is the key of what stands in columns.
func ownSortKey(a schema.Attr) (key string, number, ok bool) {
	name := a.String()
	if strings.EqualFold(a.URN, usherUser) {
		name = "usher." + a.Parent.Name
	}
	switch name {
	case "meta.created":
		return "r.created", true, true
	case "meta.lastModified":
		return "r.modified", true, true
	case "meta.version":
		return "r.version", true, true
	case "meta.resourceType", "meta.location": // both in the order of types, then of ids
		return "r.type", false, true
	case "usher.state":
		return "r.state", false, true
	case "usher.case":
		return "r.case_id", false, true
	}
	return "", false, false
}

func invalidSort(detail string) error {
	return refuseQuery(&schema.Error{ScimType: "invalidValue", Detail: "sortBy: " + detail})
}

// text is the ORDER BY of rows with the columns key and id.
func (o order) text(alias string) string {
	switch {
	case o.keys == nil:
		return " ORDER BY " + alias + "id"
	case o.descending:
		return " ORDER BY " + alias + "key DESC NULLS FIRST, " + alias + "id"
	}
	return " ORDER BY " + alias + "key NULLS LAST, " + alias + "id"
}
