package filter

import (
	"fmt"
	"strings"

	"github.com/usher-id/usher/scim/message"
)

// Predicate is a filter made ready to be asked about many resources or elements. It keeps no state and changes nothing:
// any number of goroutines may use it.
//
// The resource has the form that encoding/json gives it: map[string]any, []any (or []map[string]any), string, bool,
// float64, json.Number and nil; int, int64, []string and time.Time are understood as well. Its keys are compared
// without regard to case.
type Predicate func(resource map[string]any) bool

// CompareError says why an attribute can't be compared as the filter wants it. The protocol's name for it is
// invalidFilter.
type CompareError struct {
	Path     AttributePath
	Operator CompareOperator // empty if the attribute itself is the problem
	Problem  string          // what is wrong and what would be right, in English
	Message  message.Message // the same by key and arguments
}

// Error begins with the attribute and the operator.
func (e *CompareError) Error() string { return message.Say(e.Tell()) }

// Tell is the message that Error says in English.
func (e *CompareError) Tell() message.Message {
	says := e.Message
	if says.IsZero() {
		says = message.Plain(e.Problem)
	}
	if e.Operator == "" {
		return message.New("place.path", "path", e.Path, "says", says)
	}
	return message.New("place.operator", "path", e.Path, "operator", string(e.Operator), "says", says)
}

func compareError(path AttributePath, op CompareOperator, says message.Message) *CompareError {
	return &CompareError{Path: path, Operator: op, Problem: message.Say(says), Message: says}
}

// Compile checks every comparison of e against the schema. An error, a [*CompareError] or the schema's own, depends
// on the filter alone and never on what is searched.
//
// An attribute with several values satisfies a comparison when one of them does, but ne when none of them is equal, so
// that ne is always the contrary of eq and true of an attribute without a value. Comparing with null asks whether
// there is a value: eq null is not (… pr). A value is something other than null, the empty string, an empty array,
// or an object without values. Of a value path one element satisfies all.
func Compile(e Expression, schema Schema) (Predicate, error) {
	switch e := e.(type) {
	case *AttributeExpression:
		return compileComparison(e, schema)
	case *ValuePath:
		return compileValuePath(e, schema)
	case *NotExpression:
		inner, err := Compile(e.Expression, schema)
		if err != nil {
			return nil, err
		}
		return inner.not(), nil
	case *LogicalExpression:
		left, err := Compile(e.Left, schema)
		if err != nil {
			return nil, err
		}
		right, err := Compile(e.Right, schema)
		if err != nil {
			return nil, err
		}
		switch e.Operator {
		case AND:
			return func(r map[string]any) bool { return left(r) && right(r) }, nil
		case OR:
			return func(r map[string]any) bool { return left(r) || right(r) }, nil
		}
		return nil, fmt.Errorf("%q does not join filters; use and or or", e.Operator)
	}
	return nil, fmt.Errorf("a filter can't hold %T", e)
}

// Match is [Compile] for a single resource or element.
func Match(e Expression, resource map[string]any, schema Schema) (bool, error) {
	p, err := Compile(e, schema)
	if err != nil {
		return false, err
	}
	return p(resource), nil
}

func (p Predicate) not() Predicate {
	return func(r map[string]any) bool { return !p(r) }
}

func compileValuePath(e *ValuePath, schema Schema) (Predicate, error) {
	a, err := schema(e.AttributePath)
	if err != nil {
		return nil, err
	}
	element, err := Compile(e.ValueFilter, schema.Within(e.AttributePath))
	if err != nil {
		return nil, err
	}
	return exists(e.AttributePath, a.Object, func(v any) bool {
		if m, ok := v.(map[string]any); ok {
			return element(m)
		}
		return v != nil && element(map[string]any{"value": v})
	}), nil
}

func compileComparison(e *AttributeExpression, schema Schema) (Predicate, error) {
	path := e.AttributePath
	a, err := schema(path)
	if err != nil {
		return nil, err
	}
	if e.Operator == PR || e.CompareValue == nil {
		present := exists(path, a.Object, isPresent)
		switch e.Operator {
		case PR, NE:
			return present, nil
		case EQ:
			return present.not(), nil
		}
		return nil, compareError(path, e.Operator, message.New("filter.compare.null"))
	}
	if a.Kind == Complex {
		if path.SubAttribute != nil {
			return nil, compareError(path, e.Operator, message.New("filter.compare.complex"))
		}
		value := "value"
		path.SubAttribute = &value
		if a, err = schema(path); err != nil {
			return nil, err
		}
	}
	test, problem := newTest(a.Kind, e.Operator, e.CompareValue)
	if !problem.IsZero() {
		return nil, compareError(path, e.Operator, problem)
	}
	equalOrAny := exists(path, a.Object, test)
	if e.Operator == NE {
		return equalOrAny.not(), nil
	}
	return equalOrAny, nil
}

// exists returns the predicate that some value under the path passes the test.
func exists(path AttributePath, object string, test func(any) bool) Predicate {
	return func(r map[string]any) bool {
		if object != "" {
			r, _ = get(r, object).(map[string]any)
		}
		v := get(r, path.AttributeName)
		if path.SubAttribute == nil {
			return some(v, test)
		}
		return some(v, func(element any) bool {
			m, ok := element.(map[string]any)
			if !ok { // a simple value stands for the object that has it as its value
				return equalFold(*path.SubAttribute, "value") && some(element, test)
			}
			return some(get(m, *path.SubAttribute), test)
		})
	}
}

// some reports whether v, or an element of it, passes the test.
func some(v any, test func(any) bool) bool {
	switch v := v.(type) {
	case []any:
		for _, element := range v {
			if test(element) {
				return true
			}
		}
		return false
	case []map[string]any:
		for _, element := range v {
			if test(element) {
				return true
			}
		}
		return false
	case []string:
		for _, element := range v {
			if test(element) {
				return true
			}
		}
		return false
	}
	return test(v)
}

// get looks the name up as it is, then in any case.
func get(m map[string]any, name string) any {
	if v, ok := m[name]; ok {
		return v
	}
	for key, v := range m {
		if strings.EqualFold(key, name) {
			return v
		}
	}
	return nil
}

// isPresent is the meaning of pr for one value.
func isPresent(v any) bool {
	switch v := v.(type) {
	case nil:
		return false
	case string:
		return v != ""
	case map[string]any:
		for _, member := range v {
			if isPresent(member) {
				return true
			}
		}
		return false
	case []any, []map[string]any, []string:
		return some(v, isPresent)
	}
	return true
}
