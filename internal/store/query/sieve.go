package query

import (
	"fmt"
	"slices"
	"strings"

	"github.com/usher-id/usher/scim/filter"
	"github.com/usher-id/usher/scim/schema"
)

// sieve decides a filter of one resource type row by row in this process, with the meaning that
// compiler gives it in SQL. Whatever the filter, each record is read once, of it only the attributes
// that the filter names, and each comparison costs some nanoseconds; in SQL each is a look into the
// document, or a subquery, of every record. Long filters, and on SQLite all that no index answers, go
// this way (see search.sift).
type sieve struct {
	compiler
	from   string // FROM and WHERE of the records that alone can pass
	fields []string
	place  map[string]int // of a field
	lists  []gathered
	passes check
	ties   [groupsOfUser + 1][]tie // comparisons of memberships, by kind
	named  []naming
}

// check is a test of a record that is being looked at.
type check func(*sifted) bool

// tie is a test of one membership.
type tie func(*membership) bool

// naming is a test of the names of sources, and those that passed it, by id.
type naming struct {
	test   check1
	passed map[string]bool
}

// check1 is a test of one value.
type check1 func(any) bool

// newSieve compiles a filter.
func newSieve(c compiler, e filter.Expression) (*sieve, error) {
	s := &sieve{compiler: c, place: map[string]int{}}
	var err error
	s.passes, err = s.decide(e)
	return s, err
}

// field is the number of a column that is read of each record.
func (s *sieve) field(expression string) int {
	n, known := s.place[expression]
	if !known {
		n = len(s.fields)
		s.fields = append(s.fields, expression)
		s.place[expression] = n
	}
	return n
}

// gathered is the values of an attribute, read once a record for all comparisons with it.
type gathered struct {
	field     int
	attribute schema.Attr
}

// list is the number of an attribute's list.
func (s *sieve) list(a schema.Attr) int {
	field := s.field(s.sql.document(document(a)))
	for n, l := range s.lists {
		if l.field == field && l.attribute.Sub == a.Sub {
			return n
		}
	}
	s.lists = append(s.lists, gathered{field, a})
	return len(s.lists) - 1
}

func (s *sieve) decide(e filter.Expression) (check, error) {
	switch e := e.(type) {
	case *filter.AttributeExpression:
		return s.compared(e)
	case *filter.NotExpression:
		inner, err := s.decide(e.Expression)
		return func(r *sifted) bool { return !inner(r) }, err
	case *filter.LogicalExpression:
		list, err := s.all(terms(e, e.Operator))
		return joined(e.Operator, list), err
	case *filter.ValuePath:
		return s.bracket(e)
	}
	return nil, fmt.Errorf("a filter can't hold %T", e)
}

func (s *sieve) all(terms []filter.Expression) ([]check, error) {
	list := make([]check, len(terms))
	for i, t := range terms {
		var err error
		if list[i], err = s.decide(t); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// joined is a test of what several say; T is what they look at.
func joined[T any, F ~func(T) bool](op filter.LogicalOperator, list []F) F {
	decisive := op == filter.OR
	return func(r T) bool {
		for _, holds := range list {
			if holds(r) == decisive {
				return decisive
			}
		}
		return !decisive
	}
}

func nobody(*sifted) bool    { return false }
func everybody(*sifted) bool { return true }

func (s *sieve) compared(e *filter.AttributeExpression) (check, error) {
	a, err := s.resolve(e.AttributePath, nil)
	if err != nil {
		s.lacks.note(e, err)
		a = schema.Attr{} // without a value, as RFC 7644 section 3.4.2.1 has it
	}
	t, err := newTest(&a, e)
	if err != nil {
		return nil, err
	}
	found := check(nobody)
	if a.Parent != nil {
		if found, err = s.has(a, t); err != nil {
			return nil, err
		}
	}
	if t.negated {
		return func(r *sifted) bool { return !found(r) }, nil
	}
	return found, nil
}

// has is the test that some value of an attribute satisfies another one.
func (s *sieve) has(a schema.Attr, t test) (check, error) {
	if kind, ok := s.memberships(a); ok {
		if a.Sub == nil {
			return s.tied(kind, func(*membership) bool { return true }), nil // pr
		}
		holds, err := membershipTest(a.Sub, t)
		return s.tied(kind, holds), err
	}
	switch {
	case a.URN == "" && a.Parent.Name == "schemas":
		return s.hasSchema(t), nil
	case a.URN == "" && a.Parent.Name == "meta":
		return s.hasMeta(a, t)
	case strings.EqualFold(a.URN, usherUser):
		return s.hasVerdict(a, t)
	}
	if v, ok := s.column(a); ok && v.boolean != "" {
		if t.op == filter.PR {
			return everybody, nil
		}
		n := s.field("CASE WHEN " + v.boolean + " THEN 'true' ELSE 'false' END")
		holds := valueTest(t)
		return func(r *sifted) bool { return holds(r.text(n) == "true") }, nil
	}
	if v, ok := s.column(a); ok {
		return s.hasText(v.id+v.text, t, v.id != ""), nil
	}
	n, holds := s.list(a), valueTest(t)
	return func(r *sifted) bool { return slices.ContainsFunc(r.list(&s.lists[n], n), holds) }, nil
}

// bracket is the test that one element satisfies all that stands in its brackets.
func (s *sieve) bracket(e *filter.ValuePath) (check, error) {
	a, err := s.resolve(e.AttributePath, nil)
	if err != nil {
		s.lacks.noteAll(e, err)
		return nobody, nil
	}
	if err := bracketed(a); err != nil {
		return nil, err
	}
	in := &scope{path: e.AttributePath}
	if kind, ok := s.memberships(a); ok {
		holds, err := inner(s, e.ValueFilter, in, membershipTest)
		return s.tied(kind, holds), err
	}
	n := s.field(s.sql.document(document(a)))
	holds, err := inner(s, e.ValueFilter, in, func(sub *schema.Attribute, t test) (check1, error) {
		return within(sub, valueTest(t)), nil
	})
	if err != nil {
		return nil, err
	}
	if !a.Parent.MultiValued {
		return func(r *sifted) bool { v := r.document(n); return filled(v) && holds(v) }, nil
	}
	holds = eachOf(a.Parent, holds)
	return func(r *sifted) bool { return holds(r.document(n)) }, nil
}

// inner compiles what stands in brackets; leaf is how one comparison of a sub-attribute is.
func inner[T any, F ~func(
	T,
) bool](s *sieve, e filter.Expression, in *scope, leaf func(*schema.Attribute, test) (F, error)) (F, error) {
	switch e := e.(type) {
	case *filter.AttributeExpression:
		a, err := s.resolve(e.AttributePath, in)
		if err != nil {
			s.lacks.note(e, err)
			a = schema.Attr{}
		}
		t, err := newTest(&a, e)
		if err != nil {
			return nil, err
		}
		found := func(T) bool { return false }
		if a.Parent != nil {
			if found, err = leaf(a.Sub, t); err != nil {
				return nil, err
			}
		}
		if t.negated {
			return func(v T) bool { return !found(v) }, nil
		}
		return found, nil
	case *filter.NotExpression:
		found, err := inner(s, e.Expression, in, leaf)
		return func(v T) bool { return !found(v) }, err
	case *filter.LogicalExpression:
		parts := terms(e, e.Operator)
		list := make([]F, len(parts))
		for i, p := range parts {
			var err error
			if list[i], err = inner(s, p, in, leaf); err != nil {
				return nil, err
			}
		}
		return joined(e.Operator, list), nil
	}
	return nil, nested()
}
