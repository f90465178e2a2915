package query

import (
	"cmp"
	"encoding/json"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/usher-id/usher/internal/store/db"
	"github.com/usher-id/usher/scim/filter"
	"github.com/usher-id/usher/scim/schema"
)

// valueTest is a test of a value of a search document: a string, bool, json.Number, map[string]any or
// []any; nil for none.
func valueTest(t test) check1 {
	if t.op == filter.PR {
		return filled
	}
	switch want := t.operand.(type) {
	case string:
		return textTest(t.op, want)
	case bool:
		return func(v any) bool { have, ok := v.(bool); return ok && have == want }
	case int64:
		return numberTest(t.op, json.Number(strconv.FormatInt(want, 10)))
	case json.Number:
		return numberTest(t.op, want)
	}
	return func(any) bool { return false }
}

func textTest(op filter.CompareOperator, want string) check1 {
	if !utf8.ValidString(want) {
		return func(any) bool { return false }
	}
	return func(v any) bool {
		have, ok := v.(string)
		return ok && holds(op, have, want)
	}
}

// numberTest compares numbers as the filter package does: integers stay exact.
func numberTest(op filter.CompareOperator, want json.Number) check1 {
	exact, failed := want.Int64()
	near, _ := want.Float64()
	return func(v any) bool {
		have, ok := v.(json.Number)
		if !ok {
			return false
		}
		if n, err := have.Int64(); err == nil && failed == nil {
			return ordered(op, cmp.Compare(n, exact))
		}
		n, err := have.Float64()
		return err == nil && ordered(op, cmp.Compare(n, near))
	}
}

// ordered tells whether a value that compares to the operand like c to zero satisfies op.
func ordered(op filter.CompareOperator, c int) bool {
	switch op {
	case filter.GT:
		return c > 0
	case filter.GE:
		return c >= 0
	case filter.LT:
		return c < 0
	case filter.LE:
		return c <= 0
	}
	return c == 0
}

// filled reports whether there is a value.
func filled(v any) bool {
	switch v := v.(type) {
	case nil:
		return false
	case string:
		return v != ""
	case []any:
		return len(v) > 0
	case map[string]any:
		return len(v) > 0
	}
	return true
}

// within tests a sub-attribute of a complex value.
func within(sub *schema.Attribute, holds check1) check1 {
	holds = eachOf(sub, holds)
	return func(v any) bool {
		o, ok := v.(map[string]any)
		return ok && holds(o[sub.Name])
	}
}

// eachOf asks for one value of an attribute, of several if it has several.
func eachOf(a *schema.Attribute, holds check1) check1 {
	if !a.MultiValued {
		return holds
	}
	return func(v any) bool {
		list, _ := v.([]any)
		for _, e := range list {
			if holds(e) {
				return true
			}
		}
		return false
	}
}

// hasText tests a column; of ids and the like nothing is ever missing.
func (s *sieve) hasText(column string, t test, always bool) check {
	if t.op == filter.PR && always {
		return everybody
	}
	n := s.field(column)
	holds := valueTest(t)
	return func(r *sifted) bool { return holds(r.text(n)) }
}

func (s *sieve) hasMeta(a schema.Attr, t test) (check, error) {
	if a.Sub == nil {
		return everybody, nil // pr: all else needs a sub-attribute
	}
	switch a.Sub.Name {
	case "resourceType":
		return s.hasText("r.type", t, true), nil
	case "created", "lastModified":
		column := map[string]string{"created": "r.created", "lastModified": "r.modified"}[a.Sub.Name]
		if t.op == filter.PR {
			return everybody, nil
		}
		n := s.field(column)
		holds := valueTest(t)
		return func(r *sifted) bool { return holds(db.FromMicros(r.number(n)).Format(searchTime)) }, nil
	case "version":
		return s.hasText(versionTag, versionTest(t), true), nil
	}
	return nil, unsearchableMeta(a)
}

// searchTime is the form of times in search documents.
const searchTime = "2006-01-02T15:04:05.000000000Z"

func (s *sieve) hasSchema(t test) check {
	if t.op == filter.PR {
		return everybody
	}
	operand, _ := t.operand.(string)
	if holds(t.op, filter.Fold(s.rt.Core.ID), operand) {
		return everybody
	}
	var some []check
	for _, x := range s.rt.Extensions {
		switch {
		case !holds(t.op, filter.Fold(x.ID), operand):
		case strings.EqualFold(x.ID, usherUser):
			return everybody
		default:
			n := s.field(s.sql.document(place{doc: "r.search"}.member(x.ID)))
			some = append(some, func(r *sifted) bool { return filled(r.document(n)) })
		}
	}
	return joined(filter.OR, some)
}

func (s *sieve) hasVerdict(a schema.Attr, t test) (check, error) {
	fold := func(x any) any {
		if text, ok := x.(string); ok && a.Leaf().FoldsCase() {
			return filter.Fold(text)
		}
		return x
	}
	holds := valueTest(t)
	switch a.Parent.Name {
	case "state":
		n := s.field("r.state")
		return func(r *sifted) bool { return holds(fold(r.text(n))) }, nil
	case "case":
		return s.hasText("r.case_id", t, true), nil
	case "sources":
		at := len(s.named)
		s.named = append(s.named, naming{test: func(name any) bool { return holds(fold(name)) }})
		several, one := s.field("r.sources"), s.field("r.source_id")
		return func(r *sifted) bool {
			passed := s.named[at].passed
			if list, ok := r.document(several).([]any); ok {
				for _, id := range list {
					if id, _ := id.(string); passed[id] {
						return true
					}
				}
				return false
			}
			id, _ := r.text(one).(string)
			return passed[id]
		}, nil
	}
	return nil, unsearchableVerdict(a)
}
