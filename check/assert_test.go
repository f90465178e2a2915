package check

import (
	"net/http"
	"testing"
)

func TestAssertions(t *testing.T) {
	r := &reply{Status: 200, Header: http.Header{"Content-Type": {"application/scim+json"}}, JSON: decode(t, `{
		"s":"Text","n":3,"b":false,"null":null,"e":"","ea":[],"eo":{},"a":["x","y"],"o":{"k":1},"list":[{"k":1}]}`)}
	for _, c := range []struct {
		path, op string
		value    any
		ok       bool
	}{
		{"$.s", "eq", "Text", true}, {"$.s", "eq", "text", false}, {"$.n", "eq", 3.0, true}, {"$.n", "eq", "3", false},
		{"$.b", "eq", false, true}, {"$.none", "eq", nil, false}, {"$.null", "eq", nil, true},
		{"$.s", "ne", "x", true}, {"$.s", "ne", "Text", false}, {"$.none", "ne", "x", true},
		{"$.s", "ieq", "tEXT", true}, {"$.s", "ieq", "other", false}, {"$.n", "ieq", "3", false}, {"$.none", "ieq", "", false},
		{"$.s", "exists", nil, true}, {"$.b", "exists", nil, true}, {"$.null", "exists", nil, false}, {"$.e", "exists", nil, false},
		{"$.ea", "exists", nil, false}, {"$.eo", "exists", nil, false}, {"$.none", "exists", nil, false},
		{"$.none", "absent", nil, true}, {"$.null", "absent", nil, true}, {"$.e", "absent", nil, false}, {"$.s", "absent", nil, false},
		{"$.none", "empty_or_absent", nil, true}, {"$.e", "empty_or_absent", nil, true}, {"$.ea", "empty_or_absent", nil, true},
		{"$.eo", "empty_or_absent", nil, true}, {"$.b", "empty_or_absent", nil, false}, {"$.a", "empty_or_absent", nil, false},
		{"$.s", "type", "string", true}, {"$.n", "type", "number", true}, {"$.b", "type", "boolean", true},
		{"$.a", "type", "array", true}, {"$.o", "type", "object", true}, {"$.n", "type", "string", false}, {"$.none", "type", "string", false},
		{"$.a", "len", 2.0, true}, {"$.a", "len", 1.0, false}, {"$.none", "len", 0.0, false}, {"$.s", "len", 4.0, false},
		{"$.n", "gte", 3.0, true}, {"$.n", "gte", 4.0, false}, {"$.s", "gte", 1.0, false}, {"$.none", "gte", 0.0, false},
		{"$.a", "contains", "x", true}, {"$.a", "contains", "z", false}, {"$.s", "contains", "T", false},
		{"$.list", "contains", map[string]any{"k": 1.0}, true},
		{"$.s", "matches", "^T.*t$", true}, {"$.s", "matches", "^t", false}, {"$.n", "matches", "3", false}, {"$.s", "matches", "(", false},
		{"$.s", "no such operator", "x", false}, {"$..", "eq", "x", false},
	} {
		a := assertion{Path: c.path, Op: c.op, Value: c.value}
		if got := a.check(r); got.IsZero() != c.ok {
			t.Errorf("%s %s %v: %q", c.path, c.op, c.value, got)
		}
		if english.Say(a.message()) == "" {
			t.Errorf("%s %s has no words", c.path, c.op)
		}
	}
	if got := (assertion{Header: "content-type", Op: "matches", Value: `^application/scim\+json`}).check(r); !got.IsZero() {
		t.Error(got)
	}
	if got := (assertion{Header: "ETag", Op: "exists"}).check(r); english.Say(got) != "ETag is missing" {
		t.Errorf("%q", got)
	}
}

func TestVariables(t *testing.T) {
	v := vars{"id": `a/b "c"+d`, "rand": "r1"}
	if got, err := v.url(`/Users/{{id}}?filter=x%20eq%20%22{{id}}%22`); err != nil || got != `/Users/a%2Fb%20%22c%22+d?filter=x%20eq%20%22a%2Fb+%22c%22%2Bd%22` {
		t.Error(got, err)
	}
	got, err := v.value(decode(t, `{"a":["{{rand}}",1,{"b":"x-{{rand}}-{{rand}}"}],"n":null}`))
	if err != nil || compact(got) != `{"a":["r1",1,{"b":"x-r1-r1"}],"n":null}` {
		t.Error(compact(got), err)
	}
	for _, f := range []func() error{
		func() error { _, err := v.text("{{nobody}}"); return err },
		func() error { _, err := v.url("/Users/{{nobody}}"); return err },
		func() error { _, err := v.value(arr{obj{"k": "{{nobody}}"}}); return err },
	} {
		if f() == nil {
			t.Error("a variable without a value is no error")
		}
	}
	if s, err := v.text("{{ not one }} {x} }}{{"); err != nil || s != "{{ not one }} {x} }}{{" {
		t.Error(s, err)
	}
}
