package check

import (
	"encoding/json"
	"reflect"
	"testing"
)

func decode(t *testing.T, s string) any {
	t.Helper()
	var v any
	if err := json.Unmarshal([]byte(s), &v); err != nil {
		t.Fatal(err)
	}
	return v
}

func TestLookup(t *testing.T) {
	doc := decode(t, `{"a":{"b":[10,{"c":"x"}]},"urn:x:2.0:User":{"n":1},"null":null,
		"emails":[{"type":"home","value":"h"},{"type":"work","value":"w"},{"type":"work","value":"w2"},{"n":5}]}`)
	for _, c := range []struct {
		path  string
		want  any
		found bool
	}{
		{"$", doc, true},
		{"$.a.b[0]", 10.0, true},
		{"$.a.b[1].c", "x", true},
		{"$.a.b[2]", nil, false},
		{"$.a.b.c", nil, false},
		{"$.a[0]", nil, false},
		{"$.A", nil, false},
		{"$.null", nil, true},
		{"$.null.x", nil, false},
		{`$["urn:x:2.0:User"].n`, 1.0, true},
		{`$["a"]["b"][0]`, 10.0, true},
		{"$.emails[?type=work].value", "w", true},
		{"$.emails[?type=other].value", nil, false},
		{"$.emails[?n=5].n", 5.0, true},
		{"$.emails[?missing=]", nil, false},
		{"$.a[?type=work]", nil, false},
	} {
		got, found, err := lookup(doc, c.path)
		if err != nil || found != c.found || !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %v, %v, %v; want %v, %v", c.path, got, found, err, c.want, c.found)
		}
	}
}

func TestLookupMalformed(t *testing.T) {
	for _, path := range []string{
		"", "a", ".a", "$a", "$.", "$..a", "$.a.", "$[", "$[]", "$[a]", "$[-1]", "$[1", "$[1.5]", `$["a]`, `$["a"`, `$[""]`,
		"$[?", "$[?]", "$[?a]", "$[?=x]", "$.a]", "$[99999999999999999999]", "$.[0]", "$\x00",
	} {
		if _, _, err := lookup(obj{"a": arr{1}}, path); err == nil {
			t.Errorf("%q: no error", path)
		}
	}
}

func FuzzLookup(f *testing.F) {
	for _, s := range []string{"$.a[0]", `$["x"].b`, "$[?type=work].value", "$[", "$.."} {
		f.Add(s)
	}
	doc := obj{"a": arr{obj{"type": "work", "value": 1.0}, "x", nil}}
	f.Fuzz(func(t *testing.T, path string) {
		if _, found, err := lookup(doc, path); found && err != nil {
			t.Errorf("%q: found, and %v", path, err)
		}
	})
}
