package schema

import (
	"encoding/json"
	"math/big"
)

// Get returns the values that stand at a path, those of multi-valued attributes one by one; none
// when nothing is assigned. For the URN of an extension it is the extension's Object.
func Get(o Object, a Attr) []any {
	if a.URN != "" {
		x, ok := o[a.URN].(Object)
		switch {
		case !ok:
			return nil
		case a.Parent == nil:
			return []any{x}
		}
		o = x
	}
	if a.Parent == nil {
		return nil
	}
	v, ok := o[a.Parent.Name]
	if !ok || v == nil {
		return nil
	}
	if a.Sub == nil {
		return appendValues(nil, v)
	}
	var values []any
	for _, e := range appendValues(nil, v) {
		if e, ok := e.(Object); ok && e[a.Sub.Name] != nil {
			values = appendValues(values, e[a.Sub.Name])
		}
	}
	return values
}

func appendValues(values []any, v any) []any {
	if l, ok := v.([]any); ok {
		return append(values, l...)
	}
	return append(values, v)
}

// Clone is a deep copy.
func Clone(o Object) Object {
	if o == nil {
		return nil
	}
	c := make(Object, len(o))
	for k, v := range o {
		c[k] = cloneValue(v)
	}
	return c
}

func cloneValue(v any) any {
	switch v := v.(type) {
	case Object:
		return Clone(v)
	case []any:
		l := make([]any, len(v))
		for i, e := range v {
			l[i] = cloneValue(e)
		}
		return l
	}
	return v
}

// Equal compares values of an Object deeply: numbers by what they are worth, lists in their order.
func Equal(a, b any) bool {
	switch a := a.(type) {
	case nil:
		return b == nil
	case string:
		b, ok := b.(string)
		return ok && a == b
	case bool:
		b, ok := b.(bool)
		return ok && a == b
	case Object:
		b, ok := b.(Object)
		if !ok || len(a) != len(b) {
			return false
		}
		for k, v := range a {
			if w, ok := b[k]; !ok || !Equal(v, w) {
				return false
			}
		}
		return true
	case []any:
		b, ok := b.([]any)
		if !ok || len(a) != len(b) {
			return false
		}
		for i := range a {
			if !Equal(a[i], b[i]) {
				return false
			}
		}
		return true
	}
	x, ok := numberText(a)
	y, ok2 := numberText(b)
	return ok && ok2 && (x == y || sameNumber(x, y))
}

func sameNumber(x, y string) bool {
	if !isNumber(x) || !isNumber(y) {
		return false
	}
	a, ok := new(big.Rat).SetString(x)
	b, ok2 := new(big.Rat).SetString(y)
	return ok && ok2 && a.Cmp(b) == 0
}

// numberText is the JSON form of a number of any Go type that an Object may hold.
func numberText(v any) (string, bool) {
	switch v := v.(type) {
	case json.Number:
		return string(v), true
	case int64, int, float64:
		return string(appendValue(nil, v)), true
	}
	return "", false
}
