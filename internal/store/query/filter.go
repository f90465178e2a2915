package query

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/scim/filter"
	"github.com/usher-id/usher/scim/schema"
)

// compiler turns a filter into an SQL condition on the records r of one resource type, with the
// meaning that the filter package gives it. Whatever a client sent becomes a parameter.
type compiler struct {
	sql     syntax
	rt      *schema.ResourceType
	args    *arguments
	scope   arguments // that every query of the scope begins with
	lacks   *lacking
	sift    bool // decide the filter in this process, however short
	aliases int
}

// arguments are the parameters of a query; $1 is the account and, of a connection, $2 the source.
type arguments []any

func (a *arguments) add(v any) string {
	*a = append(*a, v)
	return "$" + strconv.Itoa(len(*a))
}

// scope is where the sub-attributes of a value path's element are found.
type scope struct {
	path  filter.AttributePath // of the complex attribute
	value func(sub *schema.Attribute, t test) (cond, error)
}

func (c *compiler) expression(e filter.Expression, in *scope) (cond, error) {
	switch e := e.(type) {
	case *filter.AttributeExpression:
		return c.comparison(e, in)
	case *filter.NotExpression:
		inner, err := c.expression(e.Expression, in)
		return not(inner), err
	case *filter.LogicalExpression:
		var conds []cond
		for _, term := range terms(e, e.Operator) {
			t, err := c.expression(term, in)
			if err != nil {
				return "", err
			}
			conds = append(conds, t)
		}
		if e.Operator == filter.AND {
			return every(conds), nil
		}
		return some(conds), nil
	case *filter.ValuePath:
		if in != nil {
			return "", nested()
		}
		return c.valuePath(e)
	}
	return "", fmt.Errorf("a filter can't hold %T", e)
}

// terms are what a chain of one operator joins. A parsed chain leans to the left, as long as it
// is, so that side is walked and not descended.
func terms(e filter.Expression, op filter.LogicalOperator) []filter.Expression {
	var right [][]filter.Expression
	for {
		l, ok := e.(*filter.LogicalExpression)
		if !ok || l.Operator != op {
			break
		}
		right = append(right, terms(l.Right, op))
		e = l.Left
	}
	list := []filter.Expression{e}
	for i := len(right) - 1; i >= 0; i-- {
		list = append(list, right[i]...)
	}
	return list
}

func (c *compiler) comparison(e *filter.AttributeExpression, in *scope) (cond, error) {
	a, err := c.resolve(e.AttributePath, in)
	if err != nil {
		c.lacks.note(e, err)
		a = schema.Attr{} // without a value, as RFC 7644 section 3.4.2.1 has it
	}
	t, err := newTest(&a, e)
	if err != nil {
		return "", err
	}
	found := never
	switch {
	case a.Parent == nil:
	case in != nil:
		found, err = in.value(a.Sub, t)
	default:
		found, err = c.attribute(a, t)
	}
	if t.negated {
		found = not(found)
	}
	return found, err
}

func (c *compiler) resolve(p filter.AttributePath, in *scope) (schema.Attr, error) {
	if in != nil {
		if p.URIPrefix != nil || p.SubAttribute != nil {
			return schema.Attr{}, fmt.Errorf("%s: inside brackets stand plain names of sub-attributes of %s", p,
				in.path)
		}
		sub := p.AttributeName
		p = in.path
		p.SubAttribute = &sub
	}
	a, err := c.rt.Resolve(p)
	if err == nil && a.Parent == nil {
		err = fmt.Errorf("%s is a schema; name an attribute of it", a.URN)
	}
	return a, err
}

// valuePath asks for one element that satisfies the whole bracket.
func (c *compiler) valuePath(e *filter.ValuePath) (cond, error) {
	a, err := c.resolve(e.AttributePath, nil)
	if err != nil {
		c.lacks.noteAll(e, err)
		return never, nil
	}
	if err := bracketed(a); err != nil {
		return "", err
	}
	in := &scope{path: e.AttributePath}
	if kind, ok := c.memberships(a); ok {
		return c.eachRow(kind, func(alias string) (cond, error) {
			in.value = func(sub *schema.Attribute, t test) (cond, error) {
				return c.rowValue(kind, alias, sub, t)
			}
			return c.expression(e.ValueFilter, in)
		})
	}
	inner := func(at place) (cond, error) {
		in.value = func(sub *schema.Attribute, t test) (cond, error) {
			return c.each(at.member(sub.Name), sub, func(at place) (cond, error) {
				return c.compare(stored(at), sub, t)
			})
		}
		return c.expression(e.ValueFilter, in)
	}
	at := document(a)
	if a.Parent.MultiValued {
		return c.each(at, a.Parent, inner)
	}
	found, err := inner(at)
	return every([]cond{is(c.sql.present(at)), found}), err
}

// bracketed refuses brackets behind what has no sub-attributes.
func bracketed(a schema.Attr) error {
	if a.Sub != nil || a.Parent.Type != schema.Complex {
		return invalidFilter(a.String(), "brackets stand behind a complex attribute such as emails; compare %s without them",
			a)
	}
	return nil
}

func nested() error {
	return invalidFilter("", "a bracket can't stand inside another; inside brackets compare sub-attributes only")
}

// lacking notes which parts of a filter name what a type lacks. That is no mistake, unless all
// types that are searched lack it.
type lacking struct {
	times map[filter.Expression]int
	order []filter.Expression
	why   []error
}

func (l *lacking) note(e filter.Expression, why error) {
	if l.times == nil {
		l.times = make(map[filter.Expression]int)
	}
	if l.times[e]++; l.times[e] == 1 {
		l.order, l.why = append(l.order, e), append(l.why, why)
	}
}

// noteAll notes a value path and all that stands in its brackets.
func (l *lacking) noteAll(e filter.Expression, why error) {
	switch e := e.(type) {
	case *filter.LogicalExpression:
		for _, t := range terms(e, e.Operator) {
			l.noteAll(t, why)
		}
	case *filter.NotExpression:
		l.noteAll(e.Expression, why)
	case *filter.ValuePath:
		l.note(e, why)
		l.noteAll(e.ValueFilter, why)
	case *filter.AttributeExpression:
		l.note(e, why)
	}
}

// err is the refusal of a filter that names what none of so many types has.
func (l *lacking) err(types int) error {
	for i, e := range l.order {
		if l.times[e] == types {
			return invalidFilter("", "%s", l.why[i])
		}
	}
	return nil
}

// invalidFilter is the refusal of a filter, with the keyword of RFC 7644 table 9.
func invalidFilter(path, format string, args ...any) error {
	return refuseQuery(&schema.Error{ScimType: "invalidFilter", Detail: fmt.Sprintf(format, args...), Path: path})
}

// refuseQuery makes a refusal that a client sees of what is wrong with its query.
func refuseQuery(err error) error {
	var refused *schema.Error
	if errors.As(err, &refused) {
		return &directory.Error{Kind: directory.Invalid, Err: err}
	}
	return err
}

// cond is an SQL condition that is true or false, never NULL.
type cond string

const (
	always cond = "TRUE"
	never  cond = "FALSE"
)

// is makes a condition of an expression that may be NULL.
func is(expression string) cond { return cond("((" + expression + ") IS TRUE)") }

func not(c cond) cond {
	switch c {
	case always:
		return never
	case never:
		return always
	}
	return "(NOT " + c + ")"
}

func every(conds []cond) cond { return join(" AND ", conds, always, never) }

func some(conds []cond) cond { return join(" OR ", conds, never, always) }

// join leaves out what doesn't count. What decides stays, beside others that PostgreSQL would
// miss: it refuses parameters that no text mentions.
func join(operator string, conds []cond, neutral, decisive cond) cond {
	var kept []cond
	decided, open := false, false
	for _, c := range conds {
		if c != neutral {
			kept = append(kept, c)
			decided = decided || c == decisive
			open = open || c != decisive
		}
	}
	switch {
	case len(kept) == 0:
		return neutral
	case decided && !open:
		return decisive
	}
	var b strings.Builder
	balance(&b, operator, kept)
	return cond(b.String())
}

// balance writes a tree of parentheses that is as low as can be: SQLite refuses expressions that
// are nested deeper than 1000 levels, and takes a chain for as many levels as it has terms.
func balance(b *strings.Builder, operator string, conds []cond) {
	if len(conds) == 1 {
		b.WriteString(string(conds[0]))
		return
	}
	b.WriteByte('(')
	balance(b, operator, conds[:len(conds)/2])
	b.WriteString(operator)
	balance(b, operator, conds[len(conds)/2:])
	b.WriteByte(')')
}
