package query

import (
	"strconv"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/scim/filter"
	"github.com/usher-id/usher/scim/schema"
)

// memberships are the attributes whose values are rows of the table members.
type memberships int

const (
	membersOfGroup memberships = iota + 1
	groupsOfUser
)

// memberships says whether an attribute's values are membership rows.
func (c *compiler) memberships(a schema.Attr) (memberships, bool) {
	switch {
	case a.URN != "" || a.Parent.Type != schema.Complex:
	case c.rt.Name == directory.TypeGroup && a.Parent.Name == "members":
		return membersOfGroup, true
	case c.rt.Name == directory.TypeUser && a.Parent.Name == "groups":
		return groupsOfUser, true
	}
	return 0, false
}

// eachRow asks for one membership. Those that wait for somebody's return are not to be seen
// (rule P5).
func (c *compiler) eachRow(kind memberships, inner func(alias string) (cond, error)) (cond, error) {
	c.aliases++
	alias := "m" + strconv.Itoa(c.aliases)
	found, err := inner(alias)
	if err != nil || found == never {
		return never, err
	}
	return c.sql.membership(kind, alias, string(found)), nil
}

// rowValue is the condition that a sub-attribute of a membership satisfies a test.
func (c *compiler) rowValue(kind memberships, alias string, sub *schema.Attribute, t test) (cond, error) {
	fold := func(x string) string {
		if sub.FoldsCase() {
			return c.sql.folded(x)
		}
		return x
	}
	v := value{}
	switch sub.Name {
	case "value":
		switch operand, ok := t.operand.(string); {
		case kind == groupsOfUser:
			v.id = alias + ".group_id"
		case !ok || t.op != filter.EQ:
			v.id = c.sql.member(alias)
		case !directory.IsID(operand):
			return never, nil
		default:
			return c.sql.isMember(alias, c.args.add(operand)), nil
		}
	case "type":
		v.text = fold(alias + ".type")
		if kind == groupsOfUser {
			v.text = "'direct'" // nobody is in a group by way of another
		}
	case "display":
		v.text = fold(alias + ".display")
		if kind == groupsOfUser {
			v.text = c.sql.groupName(alias)
		}
	default:
		return "", unsearchableMember(sub)
	}
	return c.compare(v, sub, t)
}

func unsearchableMember(sub *schema.Attribute) error {
	return invalidFilter(sub.Name, "%s is made anew for each answer and can't be searched; use value", sub.Name)
}
