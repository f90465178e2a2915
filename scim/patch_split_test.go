package scim

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/usher-id/usher/scim/filter"
	"github.com/usher-id/usher/scim/schema"
)

// splitDelta is a ListDelta in the words of a test.
type splitDelta struct {
	Clear         bool
	Add           []schema.Object
	Remove, Where []string
}

func splitOf(t testing.TB, operations string) (rest *PatchRequest, d splitDelta, err error) {
	t.Helper()
	p, err := CompilePatch(patchType(t, "Group"), patchDecoded(t, patchBody(operations)), patchLiberal)
	if err != nil {
		t.Fatal(err)
	}
	rest, delta, err := p.Split("members")
	if err != nil {
		return nil, d, err
	}
	d = splitDelta{Clear: delta.Clear, Add: delta.Add, Remove: delta.Remove}
	for _, e := range delta.RemoveWhere {
		d.Where = append(d.Where, filter.String(e))
	}
	if empty := !d.Clear && d.Add == nil && d.Remove == nil && d.Where == nil; empty != delta.Empty() {
		t.Errorf("Empty() = %v", delta.Empty())
	}
	return rest, d, nil
}

// Rule P5: changes of members become rows to insert and delete.
func TestPatchSplit(t *testing.T) {
	a, b := schema.Object{"value": "a"}, schema.Object{"value": "b"}
	tests := []struct {
		name, ops string
		want      splitDelta
		rest      bool
	}{
		{name: "add", ops: `{"op":"add","path":"members","value":[{"value":"a"},{"value":"b"}]}`, want: splitDelta{Add: []schema.Object{a, b}}},
		{name: "remove by filter", ops: `{"op":"remove","path":"members[value eq \"a\"]"}`, want: splitDelta{Remove: []string{"a"}}},
		{name: "remove by or", ops: `{"op":"remove","path":"members[value eq \"a\" or value eq \"b\"]"}`, want: splitDelta{Remove: []string{"a", "b"}}},
		{name: "remove by list", ops: `{"op":"Remove","path":"members","value":[{"value":"a"},{"value":"a"},{"value":"b"}]}`, want: splitDelta{Remove: []string{"a", "b"}}},
		{name: "remove nobody", ops: `{"op":"Remove","path":"members","value":[]}`},
		{name: "remove all", ops: `{"op":"remove","path":"members"}`, want: splitDelta{Clear: true}},
		{name: "remove by another filter", ops: `{"op":"remove","path":"members[type eq \"Group\"]"}`, want: splitDelta{Where: []string{`type eq "Group"`}}},
		{name: "replace", ops: `{"op":"replace","path":"members","value":[{"value":"a"}]}`, want: splitDelta{Clear: true, Add: []schema.Object{a}}},
		{name: "replace by []", ops: `{"op":"replace","path":"members","value":[]}`, want: splitDelta{Clear: true}},
		{name: "replace by an object", ops: `{"op":"replace","path":"members","value":{"value":"a"}}`, want: splitDelta{Clear: true, Add: []schema.Object{a}}},
		{name: "path-less", ops: `{"op":"replace","value":{"id":"1","displayName":"h","members":[{"value":"a"}]}}`, want: splitDelta{Clear: true, Add: []schema.Object{a}}, rest: true},
		{name: "display", ops: `{"op":"replace","path":"members[value eq \"a\"].display","value":"A"}`, want: splitDelta{Add: []schema.Object{{"value": "a", "display": "A"}}}},
		{name: "display of the whole", ops: `{"op":"add","path":"members[value eq \"a\"]","value":{"display":"A"}}`, want: splitDelta{Add: []schema.Object{{"value": "a", "display": "A"}}}},
		{name: "the rest alone", ops: `{"op":"replace","path":"displayName","value":"h"}`, rest: true},
		{name: "remove, then add", ops: `{"op":"remove","path":"members[value eq \"a\"]"},{"op":"add","path":"members","value":[{"value":"a"}]}`, want: splitDelta{Remove: []string{"a"}, Add: []schema.Object{a}}},
		{name: "add, then remove", ops: `{"op":"add","path":"members","value":[{"value":"a"},{"value":"b"}]},{"op":"remove","path":"members[value eq \"a\"]"}`, want: splitDelta{Remove: []string{"a"}, Add: []schema.Object{b}}},
		{name: "add, then remove where", ops: `{"op":"add","path":"members","value":[{"value":"a"},{"value":"b"}]},{"op":"remove","path":"members[value sw \"a\"]"}`, want: splitDelta{Add: []schema.Object{b}, Where: []string{`value sw "a"`}}},
		{name: "replace, then remove where", ops: `{"op":"replace","path":"members","value":[{"value":"a","type":"User"},{"value":"b"}]},{"op":"remove","path":"members[type eq \"user\"]"}`, want: splitDelta{Clear: true, Add: []schema.Object{b}}},
		{name: "replace forgets what was before", ops: `{"op":"add","path":"members","value":"b"},{"op":"remove","path":"members[value eq \"c\"]"},{"op":"replace","path":"members","value":"a"}`, want: splitDelta{Clear: true, Add: []schema.Object{a}}},
		{name: "add twice", ops: `{"op":"add","path":"members","value":"a"},{"op":"add","path":"members","value":[{"value":"a","display":"A"}]}`, want: splitDelta{Add: []schema.Object{{"value": "a", "display": "A"}}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			rest, got, err := splitOf(t, tt.ops)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			if rest.Empty() == tt.rest {
				t.Errorf("rest.Empty() = %v", rest.Empty())
			}
		})
	}
}

// What can't be said without the list is refused in a sentence, never guessed.
func TestPatchSplitRefuses(t *testing.T) {
	for name, tt := range map[string]struct{ ops, scimType, spot string }{
		"replace through another filter": {`{"op":"replace","path":"members[type eq \"User\"].display","value":"x"}`, NoTarget, "Operations[0].value"},
		"replace through or":             {`{"op":"replace","path":"members[value eq \"a\" or value eq \"b\"].display","value":"x"}`, NoTarget, "one by one"},
		"replace of nobody":              {`{"op":"replace","path":"members[value eq \"\"].display","value":"x"}`, NoTarget, "Operations[0].value"},
		"one sub-attribute of all":       {`{"op":"replace","path":"members.display","value":"x"}`, NoTarget, "with a filter"},
		"removal of a display":           {`{"op":"remove","path":"members[value eq \"a\"].display"}`, NoTarget, "remove the value"},
		"another value":                  {`{"op":"replace","path":"members[value eq \"a\"].value","value":"b"}`, Mutability, "Operations[0].value"},
		"a filter on unknown values":     {`{"op":"add","path":"members","value":"a"},{"op":"remove","path":"members[type eq \"User\"]"}`, InvalidFilter, "Operations[1].path"},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := splitOf(t, tt.ops)
			wantRefusal(t, err, tt.scimType, tt.spot)
		})
	}
	p, err := CompilePatch(patchType(t, "User"), patchDecoded(t, patchBody(`{"op":"remove","path":"title"}`)), patchLiberal)
	if err != nil {
		t.Fatal(err)
	}
	for _, attribute := range []string{"emails", "name", "nothing", "members", patchEnterprise} {
		if _, _, err := p.Split(attribute); err == nil {
			t.Errorf("Split(%q) of a user was accepted", attribute)
		}
	}
}

// Rule P5: five thousand members go with as many steps, not with its square.
func BenchmarkPatchSplitRemove(b *testing.B) {
	for _, n := range []int{500, 5000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			members := make([]string, n)
			for i := range members {
				members[i] = fmt.Sprintf(`{"value":"id-%d"}`, i)
			}
			list := `[` + strings.Join(members, ",") + `]`
			body := patchDecoded(b, patchBody(`{"op":"remove","path":"members","value":`+list+`}`))
			group := patchCanonical(b, patchType(b, "Group"), `{"displayName":"g","members":`+list+`}`)
			for b.Loop() {
				p, err := CompilePatch(patchType(b, "Group"), body, patchLiberal)
				if err != nil {
					b.Fatal(err)
				}
				if _, delta, err := p.Split("members"); err != nil || len(delta.Remove) != n {
					b.Fatal(err)
				}
				if _, changed, err := p.Apply(group); err != nil || !changed {
					b.Fatal(err)
				}
			}
		})
	}
}
