package scim_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/usher-id/usher/scim"
	"github.com/usher-id/usher/scim/schema"
)

// phones is a user with so many phone numbers.
func phones(n int) schema.Object {
	list := make([]any, n)
	for i := range list {
		list[i] = schema.Object{"value": fmt.Sprint(i), "type": "work", "display": "d"}
	}
	return schema.Object{"userName": "a", "phoneNumbers": list}
}

// patchOf compiles operations that differ in a number.
func patchOf(t *testing.T, n int, operation string) *scim.PatchRequest {
	t.Helper()
	ops := make([]string, n)
	for i := range ops {
		ops[i] = strings.ReplaceAll(operation, "*", fmt.Sprint(i))
	}
	body, err := schema.Decode([]byte(`{"Operations":[` + strings.Join(ops, ",") + `]}`))
	if err != nil {
		t.Fatal(err)
	}
	p, err := scim.CompilePatch(schema.Core().Type("User"), body, schema.Mode{})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// Rule P10: many operations that add one value each cost what grows with their number, not with its product with the
// values, and come to what one operation with all values comes to.
func TestPatchAddsOneByOneCheaply(t *testing.T) {
	add := func(n int) *scim.PatchRequest {
		return patchOf(t, n, `{"op":"add","path":"phoneNumbers","value":[{"value":"new*","type":"work"}]}`)
	}
	few, many := add(10), add(1000)
	o := phones(1000)
	cost := func(p *scim.PatchRequest) float64 {
		return testing.AllocsPerRun(3, func() {
			if _, _, err := p.Apply(o); err != nil {
				t.Fatal(err)
			}
		})
	}
	if base, all := cost(few), cost(many); all > base+40*1000 {
		t.Errorf("%v allocations for 1000 operations, %v for 10", all, base)
	}
	next, changed, err := many.Apply(o)
	if list, _ := next["phoneNumbers"].([]any); err != nil || !changed || len(list) != 2000 {
		t.Errorf("%d values, %v", len(list), err)
	}
	again, changed, err := many.Apply(next)
	if err != nil || changed || !schema.Equal(again, next) {
		t.Errorf("what is there already is added again: %v", err)
	}
}

// A filter that sets what is no identity does not compare the values with each other.
func TestPatchFiltersCheaply(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: it compares millions of values")
	}
	o := phones(8000)
	p := patchOf(t, 500, `{"op":"replace","path":"phoneNumbers[value eq \"*\"].display","value":"y"}`)
	var next schema.Object
	one := testing.AllocsPerRun(1, func() { _, _, _ = patchOf(t, 1, `{"op":"replace","path":"title","value":"y"}`).Apply(o) })
	allocations := testing.AllocsPerRun(1, func() {
		var err error
		if next, _, err = p.Apply(o); err != nil {
			t.Fatal(err)
		}
	})
	if allocations > one+20*8000 {
		t.Errorf("%v allocations, %v for a change of something else", allocations, one)
	}
	for i, v := range next["phoneNumbers"].([]any) {
		if want := map[bool]string{true: "y", false: "d"}[i < 500]; v.(schema.Object)["display"] != want {
			t.Fatalf("value %d is %v", i, v)
		}
	}
}

// Rule P10: operations times values are bounded, and so are the comparisons of their filters; what is refused is told
// where it begins.
func TestPatchWorkIsBounded(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: it compares millions of values")
	}
	for _, test := range []struct {
		values, operations int
		operation          string
		refused            bool
	}{
		{1000, 1000, `{"op":"replace","path":"phoneNumbers[value eq \"*\"].display","value":"y"}`, false},
		{1000, 1000, `{"op":"remove","path":"phoneNumbers[value eq \"*\"]"}`, false},
		{8000, 1000, `{"op":"replace","path":"phoneNumbers[value eq \"*\"].display","value":"y"}`, true},
		{40_000, 10, `{"op":"remove","path":"phoneNumbers[value eq \"*\"]"}`, false},
		{1000, 900, `{"op":"replace","path":"phoneNumbers[value eq \"*\"].type","value":"home"}`, true},
		{1000, 100, `{"op":"remove","path":"phoneNumbers[` + strings.Repeat(`value co \"x\" or `, 99) + `value eq \"*\"]"}`, true},
		{1000, 1000, `{"op":"remove","path":"phoneNumbers","value":[{"value":"*"}]}`, false}, // fewer each time
	} {
		_, _, err := patchOf(t, test.operations, test.operation).Apply(phones(test.values))
		var e *scim.Error
		if refused := errors.As(err, &e); refused != test.refused || err != nil && !refused {
			t.Errorf("%d x %.80s on %d values: %v", test.operations, test.operation, test.values, err)
		} else if refused && (e.Status != 413 || !strings.HasPrefix(e.Detail, "Operations[") || !strings.Contains(e.Detail, "another request")) {
			t.Errorf("%v", e)
		}
	}
}
