package schema_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/usher-id/usher/scim/schema"
)

func TestDecode(t *testing.T) {
	tests := []struct {
		body string
		want any
	}{
		{`null`, nil},
		{` true `, true},
		{`"a\u00e9\"\ud83d\ude00"`, "aé\"😀"},
		{`1.50`, json.Number("1.50")},
		{`-0`, json.Number("-0")},
		{`0e999`, json.Number("0e999")},
		{`[]`, []any{}},
		{`{}`, map[string]any{}},
		{"\ufeff{\"a\":[1,{\"b\":false}]}", map[string]any{"a": []any{json.Number("1"), map[string]any{"b": false}}}},
		{`{"userName":"x","\u0075serNam":"y"}`, map[string]any{"userName": "x", "userNam": "y"}},
		{strings.Repeat("[", 64) + strings.Repeat("]", 64), deep(64)},
	}
	for _, tt := range tests {
		got, err := schema.Decode([]byte(tt.body))
		if err != nil {
			t.Errorf("%s: %v", tt.body, err)
		} else if !reflect.DeepEqual(tt.want, got) { // go-cmp takes exponential time on the deep one
			t.Errorf("%s: got %#v", tt.body, got)
		}
	}
}

func deep(n int) any {
	v := []any{}
	for range n - 1 {
		v = []any{v}
	}
	return v
}

// Rule P9, issues 1 and 3 "Bad input": what is no body is refused with its place.
func TestDecodeRefuses(t *testing.T) {
	tests := []struct{ name, body, path, want string }{
		{"nothing", ``, "", "the body is empty; send a JSON object"},
		{"blanks", " \n", "", "the body is empty"},
		{"cut off", `{"schemas":[`, "/schemas", "ends in the middle"},
		{"cut off in a name", `{"sch`, "", "ends in the middle"},
		{"second value", `{} {}`, "", "something follows the JSON value"},
		{"garbage behind", `{}x`, "", "is not JSON"},
		{"name twice", `{"a":{"b":1,"b":2}}`, "/a/b", "occurs twice"},
		{"name twice by escape", `{"a":1,"\u0061":2}`, "/a", "occurs twice"},
		{"no UTF-8", "{\"a\":\"\xff\"}", "/a", "UTF-8"},
		{"half a surrogate", `{"a":"\ud800"}`, "/a", "not JSON"},
		{"U+0000", `{"name":{"givenName":"a\u0000b"}}`, "/name/givenName", "U+0000"},
		{"U+0000 in a name", `{"a\u0000b":1}`, "/a\ufffdb", "U+0000"},
		{"raw control character", "{\"a\":\"\n\"}", "/a", "not JSON"},
		{"too large", `{"a":1e400}`, "/a", "beyond what a double can hold"},
		{"too small", `{"a":1e-400}`, "/a", "beyond what a double can hold"},
		{"long number", `{"a":` + strings.Repeat("1", 129) + `}`, "/a", "129 characters; at most 128"},
		{"number with a leading zero", `{"a":01}`, "", "not JSON"},
		{"NaN", `{"a":NaN}`, "/a", "not JSON"},
		{"comment", `{/**/}`, "", "not JSON"},
		{"comma at the end", `[1,]`, "", "not JSON"},
		{"65 deep", strings.Repeat("[", 65), strings.Repeat("/0", 60) + "…", "nested more than 64 deep"},
		{"100 KB of brackets", strings.Repeat("[", 100<<10), strings.Repeat("/0", 60) + "…", "nested more than 64 deep"},
		{"100 KB of objects", strings.Repeat(`{"a":`, 20<<10), strings.Repeat("/a", 60) + "…", "nested more than 64 deep"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			v, err := schema.Decode([]byte(tt.body))
			var refusal *schema.Error
			if !errors.As(err, &refusal) || v != nil {
				t.Fatalf("got %v, %v", v, err)
			}
			if refusal.ScimType != "invalidSyntax" || refusal.Path != tt.path || !strings.Contains(refusal.Detail, tt.want) || len(refusal.Detail) > 400 {
				t.Errorf("got %+v\nwant path %s, text with %q", refusal, tt.path, tt.want)
			}
		})
	}
}

// A refusal of 1 MiB of brackets allocates no more than one of 100: it stops where the limit is.
func TestDecodeStopsAtDepth(t *testing.T) {
	measure := func(n int) float64 {
		body := bytes.Repeat([]byte("["), n)
		return testing.AllocsPerRun(20, func() {
			if _, err := schema.Decode(body); err == nil {
				t.Fatal("accepted")
			}
		})
	}
	if few, many := measure(100), measure(1<<20); many > few+5 {
		t.Errorf("%v allocations for 100 bytes, %v for 1 MiB", few, many)
	}
}

// What was decoded owns its text: the body may be reused.
func TestDecodeCopies(t *testing.T) {
	body := []byte(`{"nick":"name","userName":"x"}`)
	v, err := schema.Decode(body)
	if err != nil {
		t.Fatal(err)
	}
	for i := range body {
		body[i] = '#'
	}
	if diff := cmp.Diff(map[string]any{"nick": "name", "userName": "x"}, v); diff != "" {
		t.Error(diff)
	}
}
