package check

import (
	"encoding/json"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
)

// assertion is one expectation about a response: of a place in its body, or of a header.
type assertion struct {
	Path   string `json:"path"`
	Header string `json:"header"`
	Op     string `json:"op"`
	Value  any    `json:"value"`
}

// String is the expectation as a sentence part for the report.
func (a assertion) String() string {
	where := a.Path
	if a.Header != "" {
		where = "header " + a.Header
	}
	switch a.Op {
	case "exists":
		return where + " is present and not empty"
	case "absent":
		return where + " is absent"
	case "empty_or_absent":
		return where + " is empty or absent"
	case "eq":
		return where + " is " + brief(a.Value)
	case "ne":
		return where + " is not " + brief(a.Value)
	case "ieq":
		return where + " is " + brief(a.Value) + " in any case"
	case "type":
		return where + " is of type " + plain(a.Value)
	case "len":
		return where + " has " + plain(a.Value) + " elements"
	case "gte":
		return where + " is at least " + plain(a.Value)
	default:
		return where + " " + a.Op + " " + brief(a.Value)
	}
}

// operators are the assertion operators of the dialect file. Each tells whether got
// satisfies it; present is false when the place or header does not exist.
var operators = map[string]func(got any, present bool, want any) bool{
	"eq":     func(got any, present bool, want any) bool { return present && reflect.DeepEqual(got, want) },
	"ne":     func(got any, present bool, want any) bool { return !present || !reflect.DeepEqual(got, want) },
	"exists": func(got any, _ bool, _ any) bool { return !empty(got) },
	"absent": func(got any, _ bool, _ any) bool { return got == nil },
	"empty_or_absent": func(got any, _ bool, _ any) bool {
		return empty(got)
	},
	"ieq": func(got any, _ bool, want any) bool {
		g, ok := got.(string)
		w, ok2 := want.(string)
		return ok && ok2 && strings.EqualFold(g, w)
	},
	"type": func(got any, _ bool, want any) bool { return typeName(got) == want },
	"len": func(got any, _ bool, want any) bool {
		a, ok := got.([]any)
		return ok && float64(len(a)) == want
	},
	"gte": func(got any, _ bool, want any) bool {
		g, ok := got.(float64)
		w, ok2 := want.(float64)
		return ok && ok2 && g >= w
	},
	"contains": func(got any, _ bool, want any) bool {
		a, _ := got.([]any)
		return slices.ContainsFunc(a, func(e any) bool { return reflect.DeepEqual(e, want) })
	},
	"matches": func(got any, _ bool, want any) bool {
		g, ok := got.(string)
		w, ok2 := want.(string)
		if !ok || !ok2 {
			return false
		}
		re, err := regexp.Compile(w)
		return err == nil && re.MatchString(g)
	},
}

// check returns "" when r satisfies a, and otherwise what was found instead.
func (a assertion) check(r *reply) string {
	op, ok := operators[a.Op]
	if !ok {
		return fmt.Sprintf("the operator %q is unknown", a.Op)
	}
	var (
		got     any
		present bool
		err     error
	)
	if a.Header != "" {
		if vs := r.Header.Values(a.Header); len(vs) > 0 {
			got, present = vs[0], true
		}
	} else if got, present, err = lookup(r.JSON, a.Path); err != nil {
		return err.Error()
	}
	if op(got, present, a.Value) {
		return ""
	}
	where := a.Path + a.Header
	if !present {
		return where + " is missing"
	}
	return where + " is " + brief(got)
}

// empty reports whether v is null, "", [] or {}.
func empty(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case string:
		return v == ""
	case []any:
		return len(v) == 0
	case map[string]any:
		return len(v) == 0
	}
	return false
}

// typeName is the JSON type of v in the words of the dialect file.
func typeName(v any) string {
	switch v.(type) {
	case string:
		return "string"
	case float64:
		return "number"
	case bool:
		return "boolean"
	case []any:
		return "array"
	case map[string]any:
		return "object"
	}
	return "null"
}

// plain is v as text: strings as they are, everything else as JSON.
func plain(v any) string {
	if s, ok := v.(string); ok {
		return s
	}
	return compact(v)
}

// brief is v as JSON, cut to a length that fits a report line.
func brief(v any) string { return clip(compact(v), 160) }

// compact is v as JSON on one line, readable: without HTML escapes.
func compact(v any) string {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return fmt.Sprint(v)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// clip cuts s to at most n bytes at a character boundary and marks the cut.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return strings.ToValidUTF8(s[:n], "") + "…"
}
