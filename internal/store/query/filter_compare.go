package query

import (
	"strings"
	"time"
	"unicode/utf8"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/scim/filter"
	"github.com/usher-id/usher/scim/schema"
)

// test is one comparison.
type test struct {
	op      filter.CompareOperator // never ne; pr where presence is all that is asked
	operand any                    // as search documents have values: string, bool, int64 or json.Number
	negated bool                   // turn the answer round, over all values: ne, and eq null
}

// newTest checks a comparison with an attribute. A complex attribute that is compared becomes its
// sub-attribute value. Of no attribute at all nothing is checked.
func newTest(a *schema.Attr, e *filter.AttributeExpression) (test, error) {
	t := test{op: e.Operator, negated: e.Operator == filter.NE}
	if e.Operator == filter.NE {
		t.op = filter.EQ
	}
	if e.Operator != filter.PR && e.CompareValue == nil && t.op == filter.EQ {
		t.op, t.negated = filter.PR, !t.negated
	}
	leaf := a.Leaf()
	if leaf == nil {
		return t, nil
	}
	operand, err := schema.Operand(leaf, e.Operator, e.CompareValue)
	if err == nil && a.Sub != nil {
		_, err = schema.Operand(a.Parent, filter.PR, nil) // refuses what is never returned
	}
	if err != nil {
		return t, refuseQuery(err)
	}
	if t.op == filter.PR {
		return t, nil
	}
	if leaf.Type == schema.Complex {
		for _, sub := range leaf.SubAttributes {
			if strings.EqualFold(sub.Name, "value") && a.Sub == nil {
				a.Sub = sub
			}
		}
	}
	if text, ok := e.CompareValue.(string); ok {
		_, address := directory.ParseAddress(text)
		whole := t.op == filter.EQ || t.op == filter.NE // in others blanks count
		if form, ok := directory.SearchKey(*a, text); ok && (address || whole) {
			operand = form
		}
	}
	t.operand = operand
	return t, nil
}

// value is where SQL finds a value: in one of these.
type value struct {
	at      *place // in a JSON document
	text    string // an expression of type text, in the form of search documents
	id      string // an expression of type uuid
	micros  string // an expression of microseconds
	boolean string // a column of type boolean, never NULL
}

func stored(at place) value { return value{at: &at} }

// compare is the condition that a value satisfies a test.
func (c *compiler) compare(v value, leaf *schema.Attribute, t test) (cond, error) {
	if t.op == filter.PR {
		switch {
		case v.at != nil:
			return is(c.sql.present(*v.at)), nil
		case v.text != "":
			return is(v.text + " <> ''"), nil
		}
		return always, nil // ids, times and booleans are never missing
	}
	switch operand := t.operand.(type) {
	case string:
		return c.compareText(v, leaf, t.op, operand)
	case bool:
		switch {
		case v.boolean != "" && operand:
			return cond(v.boolean), nil
		case v.boolean != "":
			return not(cond(v.boolean)), nil
		case v.at == nil:
			return never, nil
		}
		return is(c.sql.is(*v.at, map[bool]string{true: "true", false: "false"}[operand])), nil
	}
	if v.at == nil {
		return never, nil
	}
	return is(c.sql.number(*v.at) + sign(t.op) + "CAST(" + c.args.add(t.operand) + " AS numeric)"), nil
}

func (c *compiler) compareText(
	v value, leaf *schema.Attribute, op filter.CompareOperator, operand string,
) (cond, error) {
	if !utf8.ValidString(operand) {
		return never, nil
	}
	if v.micros != "" {
		if at, err := time.Parse(time.RFC3339Nano, operand); err == nil && !partial(op) {
			return c.compareTime(v.micros, op, at), nil
		}
		v.text = c.sql.dateTime(v.micros)
	}
	if before, _, found := strings.Cut(operand, "\x00"); found {
		// No stored text holds a NUL, and PostgreSQL refuses one in a parameter. What lies after
		// the part before it, and is not that part itself, also lies after the whole.
		switch op {
		case filter.GT, filter.GE:
			op, operand = filter.GT, before
		case filter.LT, filter.LE:
			op, operand = filter.LE, before
		default:
			return never, nil
		}
	}
	if v.id != "" {
		if op == filter.EQ {
			if !directory.IsID(operand) {
				return never, nil
			}
			// Ids are never NULL, and only a bare comparison can go through an index.
			return cond("(" + v.id + " = " + c.args.add(operand) + ")"), nil
		}
		v.text = "CAST(" + v.id + " AS text)"
	}
	if v.at != nil {
		v.text = c.sql.text(*v.at)
	}
	switch op {
	case filter.CO:
		return is(c.sql.contains(v.text, c.args.add(operand))), nil
	case filter.SW:
		return is(c.sql.startsWith(v.text, c.args.add(operand))), nil
	case filter.EW:
		return is(c.sql.endsWith(v.text, c.args.add(operand))), nil
	case filter.EQ:
		return is(v.text + " = " + c.args.add(operand)), nil
	}
	return is(c.sql.bytewise(v.text) + sign(op) + c.args.add(operand)), nil
}

// compareTime compares microseconds with a moment that may lie between two of them.
func (c *compiler) compareTime(micros string, op filter.CompareOperator, at time.Time) cond {
	operand := at.UnixMicro()
	if at.Nanosecond()%1000 != 0 {
		switch op {
		case filter.EQ:
			return never
		case filter.GE:
			op = filter.GT
		case filter.LT:
			op = filter.LE
		}
	}
	return is(micros + sign(op) + c.args.add(operand))
}

func partial(op filter.CompareOperator) bool {
	return op == filter.CO || op == filter.SW || op == filter.EW
}

// sign is SQL's operator for one that has an order or is eq.
func sign(op filter.CompareOperator) string {
	switch op {
	case filter.GT:
		return " > "
	case filter.GE:
		return " >= "
	case filter.LT:
		return " < "
	case filter.LE:
		return " <= "
	}
	return " = "
}
