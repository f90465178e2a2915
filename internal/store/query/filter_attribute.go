package query

import (
	"strconv"
	"strings"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/scim/filter"
	"github.com/usher-id/usher/scim/schema"
)

// usherUser is the URN of Usher's own extension of users (rule P2).
const usherUser = "urn:ietf:params:scim:schemas:extension:usher:2.0:User"

// attribute is the condition that some value of an attribute satisfies a test.
func (c *compiler) attribute(a schema.Attr, t test) (cond, error) {
	if kind, ok := c.memberships(a); ok {
		return c.eachRow(kind, func(alias string) (cond, error) {
			if a.Sub == nil {
				return always, nil // pr
			}
			return c.rowValue(kind, alias, a.Sub, t)
		})
	}
	switch {
	case a.URN == "" && a.Parent.Name == "schemas":
		return c.schemas(t), nil
	case a.URN == "" && a.Parent.Name == "meta":
		return c.meta(a, t)
	case strings.EqualFold(a.URN, usherUser):
		return c.verdict(a, t)
	}
	if v, ok := c.column(a); ok {
		return c.compare(v, a.Parent, t)
	}
	return c.each(document(a), a.Parent, func(at place) (cond, error) {
		if a.Sub == nil {
			return c.compare(stored(at), a.Parent, t)
		}
		return c.each(at.member(a.Sub.Name), a.Sub, func(at place) (cond, error) {
			return c.compare(stored(at), a.Sub, t)
		})
	})
}

// document is the place of a top-level attribute in a record's search document.
func document(a schema.Attr) place {
	at := place{doc: "r.search"}
	if a.URN != "" {
		at = at.member(a.URN)
	}
	return at.member(a.Parent.Name)
}

// each asks for one value of an attribute, of several if it has several.
func (c *compiler) each(at place, a *schema.Attribute, inner func(place) (cond, error)) (cond, error) {
	if !a.MultiValued {
		return inner(at)
	}
	c.aliases++
	alias := "e" + strconv.Itoa(c.aliases)
	found, err := inner(c.sql.element(alias, a.Type == schema.Complex))
	if err != nil || found == never {
		return never, err
	}
	return "EXISTS (SELECT 1 FROM " + cond(c.sql.elements(at, alias)) + " WHERE " + found + ")", nil
}

// column is the column that holds an attribute in the form of search documents, if one does.
func (c *compiler) column(a schema.Attr) (value, bool) {
	if c.rt.Name == directory.TypeUser && a.URN == "" && a.Parent.Name == "active" && a.Parent.Type == schema.Boolean {
		return value{boolean: "r.active"}, true // true also of those who never said so (rule P4)
	}
	if a.URN != "" || a.Parent.MultiValued || a.Parent.Type != schema.String {
		return value{}, false
	}
	switch {
	case a.Parent.Name == "id":
		return value{id: "r.id"}, true
	case a.Parent.Name == "externalId":
		return value{text: "r.external_id"}, true
	case a.Parent.Name == "userName" && c.rt.Name == directory.TypeUser && a.Parent.FoldsCase():
		return value{text: "r.user_name"}, true
	case a.Parent.Name == "displayName" && a.Parent.FoldsCase():
		return value{text: "r.display_name"}, true
	}
	return value{}, false
}

func (c *compiler) meta(a schema.Attr, t test) (cond, error) {
	if a.Sub == nil {
		return always, nil // pr: all else needs a sub-attribute
	}
	switch a.Sub.Name {
	case "resourceType":
		return c.compare(value{text: "r.type"}, a.Sub, t)
	case "created":
		return c.compare(value{micros: "r.created"}, a.Sub, t)
	case "lastModified":
		return c.compare(value{micros: "r.modified"}, a.Sub, t)
	case "version":
		return c.compare(value{text: versionTag}, a.Sub, versionTest(t))
	}
	return "", unsearchableMeta(a)
}

// versionTag is a record's version as meta.version shows it.
const versionTag = `('W/"' || CAST(r.version AS text) || '"')`

// versionTest understands a tag without its W and quotes, and leaves aside what a tag has after a dot, which tells of
// licenses.
func versionTest(t test) test {
	if tag, ok := t.operand.(string); ok && t.op == filter.EQ {
		tag, _, _ = strings.Cut(strings.Trim(strings.TrimPrefix(tag, "W/"), `"`), ".")
		t.operand = `W/"` + tag + `"`
	}
	return t
}

func unsearchableMeta(a schema.Attr) error {
	return invalidFilter(a.String(), "%s is made anew for each answer and can't be searched; use id", a)
}

// schemas decides by URN which records it asks for: all have their core schema, some have
// something of an extension.
func (c *compiler) schemas(t test) cond {
	if t.op == filter.PR {
		return always
	}
	operand, _ := t.operand.(string)
	found := []cond{known(holds(t.op, filter.Fold(c.rt.Core.ID), operand))}
	for _, x := range c.rt.Extensions {
		switch {
		case !holds(t.op, filter.Fold(x.ID), operand):
		case strings.EqualFold(x.ID, usherUser):
			found = append(found, always)
		default:
			found = append(found, is(c.sql.present(place{doc: "r.search"}.member(x.ID))))
		}
	}
	return some(found)
}

func known(b bool) cond {
	if b {
		return always
	}
	return never
}

// holds compares two texts.
func holds(op filter.CompareOperator, have, want string) bool {
	switch op {
	case filter.CO:
		return strings.Contains(have, want)
	case filter.SW:
		return strings.HasPrefix(have, want)
	case filter.EW:
		return strings.HasSuffix(have, want)
	case filter.GT:
		return have > want
	case filter.GE:
		return have >= want
	case filter.LT:
		return have < want
	case filter.LE:
		return have <= want
	}
	return have == want
}

// verdict compares Usher's own attributes of users, which stand in columns.
func (c *compiler) verdict(a schema.Attr, t test) (cond, error) {
	fold := func(x string) string {
		if a.Leaf().FoldsCase() {
			return c.sql.folded(x)
		}
		return x
	}
	switch a.Parent.Name {
	case "state":
		return c.compare(value{text: fold("r.state")}, a.Leaf(), t)
	case "case":
		return c.compare(value{text: "CAST(r.case_id AS text)"}, a.Leaf(), t)
	case "sources":
		named, err := c.compare(value{text: fold("s.name")}, a.Leaf(), t)
		if err != nil || named == never {
			return never, err
		}
		// Ids in a list are found as texts: all have one length.
		return "EXISTS (SELECT 1 FROM sources s WHERE s.account_id = $1 AND (r.sources IS NULL AND s.id = r.source_id OR " +
			cond(c.sql.contains("r.sources", "CAST(s.id AS text)")) + ") AND " + named + ")", nil
	}
	return "", unsearchableVerdict(a)
}

func unsearchableVerdict(a schema.Attr) error {
	return invalidFilter(a.String(), "%s can't be searched; of Usher's own attributes use state, case or sources", a)
}
