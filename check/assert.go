package check

import (
	"encoding/json"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/usher-id/usher/scim/message"
)

// assertion is one expectation about a response: of a place in its body, or of a header.
type assertion struct {
	Path   string `json:"path"`
	Header string `json:"header"`
	Op     string `json:"op"`
	Value  any    `json:"value"`
}

// message is the expectation as a sentence part for the report.
func (a assertion) message() message.Message {
	where := message.Plain(a.Path)
	if a.Header != "" {
		where = message.New("check.header", "name", a.Header)
	}
	switch a.Op {
	case "exists":
		return message.New("check.want.exists", "name", where)
	case "absent":
		return message.New("check.want.absent", "name", where)
	case "empty_or_absent":
		return message.New("check.want.empty", "name", where)
	case "eq":
		return message.New("check.is", "name", where, "value", brief(a.Value))
	case "ne":
		return message.New("check.want.not", "name", where, "value", brief(a.Value))
	case "ieq":
		return message.New("check.want.anyCase", "name", where, "value", brief(a.Value))
	case "type":
		return message.New("check.want.type", "name", where, "type", plain(a.Value))
	case "len":
		return message.New("check.want.elements", "name", where, "n", plain(a.Value))
	case "gte":
		return message.New("check.want.least", "name", where, "n", plain(a.Value))
	case "contains":
		return message.New("check.want.contains", "name", where, "value", brief(a.Value))
	case "matches":
		return message.New("check.want.matches", "name", where, "value", brief(a.Value))
	default:
		return message.New("check.want.other", "name", where, "op", a.Op, "value", brief(a.Value))
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

// check returns nothing when r satisfies a, and otherwise what was found instead.
func (a assertion) check(r *reply) message.Message {
	op, ok := operators[a.Op]
	if !ok {
		return message.New("check.noOperator", "op", a.Op)
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
		return message.Plain(err.Error())
	}
	if op(got, present, a.Value) {
		return message.Message{}
	}
	where := a.Path + a.Header
	if !present {
		return message.New("check.missing", "name", where)
	}
	return message.New("check.is", "name", where, "value", brief(got))
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
