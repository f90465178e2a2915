package filter

import (
	"cmp"
	"encoding/json"
	"strings"
	"time"

	"github.com/usher-id/usher/scim/message"
)

// newTest returns the test of one value against want, or what is wrong with the comparison. NE gets the test of EQ: the
// caller turns it round over all values.
func newTest(kind Kind, op CompareOperator, want any) (test func(have any) bool, problem message.Message) {
	switch op {
	case EQ, NE:
	case CO, SW, EW:
		if kind != Text && kind != ExactText && kind != Time {
			return nil, message.New("filter.compare.text")
		}
	case GT, GE, LT, LE:
		if kind == Boolean || kind == Binary {
			return nil, message.New("filter.compare.order")
		}
	default:
		return nil, operators()
	}
	switch kind {
	case Boolean:
		return booleanTest(want)
	case Number:
		return numberTest(op, want)
	case Time:
		return timeTest(op, want)
	case Text, ExactText, Binary:
		s, ok := want.(string)
		if !ok {
			return nil, message.New("filter.compare.quotes")
		}
		fold := func(s string) string { return s }
		if kind == Text {
			fold = Fold
		}
		return textTest(op, s, fold), message.Message{}
	}
	return nil, message.New("filter.compare.never")
}

func textTest(op CompareOperator, want string, fold func(string) string) func(any) bool {
	want = fold(want)
	is := func(have string) bool { return ordered(op, strings.Compare(have, want)) }
	switch op {
	case CO:
		is = func(have string) bool { return strings.Contains(have, want) }
	case SW:
		is = func(have string) bool { return strings.HasPrefix(have, want) }
	case EW:
		is = func(have string) bool { return strings.HasSuffix(have, want) }
	}
	return func(v any) bool {
		have, ok := v.(string)
		return ok && is(fold(have))
	}
}

// booleanTest takes strings for booleans, because Entra writes roles[primary eq "True"].
func booleanTest(want any) (func(any) bool, message.Message) {
	w, ok := toBool(want)
	if !ok {
		return nil, message.New("filter.compare.boolean")
	}
	return func(v any) bool {
		have, ok := toBool(v)
		return ok && have == w
	}, message.Message{}
}

func toBool(v any) (value, ok bool) {
	switch v := v.(type) {
	case bool:
		return v, true
	case string:
		return equalFold(v, "true"), equalFold(v, "true") || equalFold(v, "false")
	}
	return false, false
}

func numberTest(op CompareOperator, want any) (func(any) bool, message.Message) {
	w, ok := toNumber(want)
	if !ok {
		return nil, message.New("filter.compare.number")
	}
	return func(v any) bool {
		have, ok := toNumber(v)
		return ok && ordered(op, have.compare(w))
	}, message.Message{}
}

// number is an integer as long as it can be, so that large ones compare exactly.
type number struct {
	integer bool
	i       int64
	f       float64
}

func (n number) compare(m number) int {
	if n.integer && m.integer {
		return cmp.Compare(n.i, m.i)
	}
	return cmp.Compare(n.f, m.f)
}

func toNumber(v any) (number, bool) {
	switch v := v.(type) {
	case int:
		return number{true, int64(v), float64(v)}, true
	case int64:
		return number{true, v, float64(v)}, true
	case float64:
		return number{f: v}, true
	case json.Number:
		if i, err := v.Int64(); err == nil {
			return number{true, i, float64(i)}, true
		}
		f, err := v.Float64()
		return number{f: f}, err == nil
	}
	return number{}, false
}

func timeTest(op CompareOperator, want any) (func(any) bool, message.Message) {
	if s, ok := want.(string); ok && (op == CO || op == SW || op == EW) {
		inText := textTest(op, s, Fold)
		return func(v any) bool {
			if t, ok := v.(time.Time); ok {
				v = t.Format(time.RFC3339Nano)
			}
			return inText(v)
		}, message.Message{}
	}
	w, ok := toTime(want)
	if !ok {
		return nil, message.New("filter.compare.time")
	}
	return func(v any) bool {
		have, ok := toTime(v)
		return ok && ordered(op, have.Compare(w))
	}, message.Message{}
}

// toTime reads an xsd:dateTime (RFC 7643, section 2.3.5). Without a zone it is UTC.
func toTime(v any) (time.Time, bool) {
	switch v := v.(type) {
	case time.Time:
		return v, true
	case string:
		if t, err := time.Parse(time.RFC3339, v); err == nil {
			return t, true
		}
		t, err := time.Parse("2006-01-02T15:04:05", v)
		return t, err == nil
	}
	return time.Time{}, false
}

// ordered tells whether a value that compares to the wanted one like c to zero satisfies op.
func ordered(op CompareOperator, c int) bool {
	switch op {
	case GT:
		return c > 0
	case GE:
		return c >= 0
	case LT:
		return c < 0
	case LE:
		return c <= 0
	}
	return c == 0
}
