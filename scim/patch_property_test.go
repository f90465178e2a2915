package scim

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/usher-id/usher/scim/filter"
	"github.com/usher-id/usher/scim/schema"
)

func drawMembers(t *rapid.T) []any {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) any {
		o := map[string]any{"value": rapid.SampledFrom([]string{"a", "b", "c", "A"}).Draw(t, "value")}
		if rapid.Bool().Draw(t, "hasDisplay") {
			o["display"] = rapid.SampledFrom([]string{"x", "y"}).Draw(t, "display")
		}
		if rapid.Bool().Draw(t, "hasType") {
			o["type"] = "User"
		}
		return o
	}), 0, 4).Draw(t, "members")
}

// drawOperation draws an operation on members.
func drawOperation(t *rapid.T) any {
	o := map[string]any{"op": rapid.SampledFrom([]string{"add", "remove", "replace"}).Draw(t, "op")}
	switch rapid.IntRange(0, 3).Draw(t, "form") {
	case 0:
		o["path"], o["value"] = "members", drawMembers(t)
	case 1:
		o["path"] = "members[" + rapid.SampledFrom([]string{
			`value eq "a"`, `value eq "b" or value eq "c"`, `value sw "a"`, `not (value eq "a")`, `display eq "x"`, `type eq "user" and display pr`,
		}).Draw(t, "filter") + "]"
		o["value"] = map[string]any{"display": "z"}
	case 2:
		o["path"], o["value"] = `members[value eq "b"].display`, rapid.SampledFrom([]string{"p", "q"}).Draw(t, "text")
	case 3:
		o["path"] = nil
		o["value"] = map[string]any{"members": drawMembers(t), "displayName": "h"}
	}
	if rapid.Bool().Draw(t, "all") && o["op"] == "remove" && o["path"] == "members" {
		delete(o, "value")
	}
	return o
}

func drawPatch(t *rapid.T) any {
	return map[string]any{"Operations": rapid.SliceOfN(rapid.Custom(drawOperation), 1, 6).Draw(t, "operations")}
}

func drawGroup(t *rapid.T, rt *schema.ResourceType) schema.Object {
	o := schema.Object{"displayName": "g"}
	// What Apply calls the same member is one member in any list that it has made.
	if members := patchUnique(rt, drawMembers(t)); len(members) > 0 {
		o["members"] = members
	}
	return o
}

func patchUnique(rt *schema.ResourceType, members []any) []any {
	attr, _ := rt.ResolveName("members")
	run := patchRun{}
	list, _ := run.add(nil, members, &patchChange{verb: patchAdd, attr: attr})
	return list
}

// foldDelta carries a delta out as a backend with rows does, in the order that ListDelta tells.
func foldDelta(t *rapid.T, rt *schema.ResourceType, list []any, d *ListDelta) []any {
	attr, _ := rt.ResolveName("members")
	if d.Clear {
		list = nil
	}
	list = slices.DeleteFunc(list, func(e any) bool {
		o := e.(map[string]any)
		return slices.Contains(d.Remove, o["value"].(string)) || slices.ContainsFunc(d.RemoveWhere, func(where filter.Expression) bool {
			ok, err := filter.Match(where, o, patchElementSchema(attr))
			if err != nil {
				t.Fatal(err)
			}
			return ok
		})
	})
	for _, add := range d.Add {
		i := slices.IndexFunc(list, func(e any) bool { return e.(map[string]any)["value"] == add["value"] })
		if i < 0 {
			list = append(list, add)
			continue
		}
		have := list[i].(map[string]any)
		for name, v := range add {
			if name == "display" || have[name] == nil { // all others are immutable
				have[name] = v
			}
		}
	}
	return list
}

func byValue(list []any) map[string]any {
	m := map[string]any{}
	for _, e := range list {
		m[e.(map[string]any)["value"].(string)] = e
	}
	return m
}

// Rule P5: what Split says of the members gives the members that Apply gives.
func TestPatchSplitEqualsApply(t *testing.T) {
	rt := schema.Core().Type("Group")
	compared := 0
	rapid.Check(t, func(t *rapid.T) {
		p, err := CompilePatch(rt, drawPatch(t), patchLiberal)
		if err != nil {
			t.Skip()
		}
		before := drawGroup(t, rt)
		rest, delta, splitErr := p.Split("members")
		after, _, err := p.Apply(before)
		if err != nil || splitErr != nil {
			t.Skip() // refusals are compared elsewhere: Split refuses more, since it knows less
		}
		slim := schema.Clone(before)
		delete(slim, "members")
		restAfter, _, err := rest.Apply(slim)
		if err != nil {
			t.Fatal(err)
		}
		if restAfter["displayName"] != after["displayName"] {
			t.Fatalf("displayName is %v, want %v", restAfter["displayName"], after["displayName"])
		}
		members, _ := schema.Clone(before)["members"].([]any)
		want, _ := after["members"].([]any)
		if diff := cmp.Diff(byValue(want), byValue(foldDelta(t, rt, members, delta))); diff != "" {
			t.Fatalf("-Apply +Split:\n%s", diff)
		}
		compared++
	})
	if compared == 0 {
		t.Error("no case was compared")
	}
}

// Apply leaves its argument alone, and gives the same each time.
func TestPatchApplyIsPure(t *testing.T) {
	rt := schema.Core().Type("Group")
	rapid.Check(t, func(t *rapid.T) {
		p, err := CompilePatch(rt, drawPatch(t), patchLiberal)
		if err != nil {
			t.Skip()
		}
		before := drawGroup(t, rt)
		kept := schema.Clone(before)
		after, changed, err := p.Apply(before)
		first := schema.Clone(after)
		if diff := cmp.Diff(kept, before); diff != "" {
			t.Fatalf("the argument changed (-before +after):\n%s", diff)
		}
		if err == nil && changed == schema.Equal(before, after) {
			t.Fatalf("changed = %v", changed)
		}
		if err == nil && changed { // whoever changes the result must not spoil the request
			after["displayName"] = "spoilt"
			for _, e := range asList(after["members"]) {
				e.(map[string]any)["display"] = "spoilt"
			}
		}
		again, _, errAgain := p.Apply(before)
		if (err == nil) != (errAgain == nil) {
			t.Fatalf("first %v, then %v", err, errAgain)
		}
		if diff := cmp.Diff(first, again); changed && diff != "" {
			t.Fatalf("-first +second:\n%s", diff)
		}
	})
}

func asList(v any) []any {
	list, _ := v.([]any)
	return list
}

// a replace of members by a list, made twice, changes nothing the second time.
func TestPatchReplaceIsIdempotent(t *testing.T) {
	rt := schema.Core().Type("Group")
	rapid.Check(t, func(t *rapid.T) {
		body := map[string]any{"Operations": []any{map[string]any{"op": "Replace", "path": "members", "value": drawMembers(t)}}}
		p, err := CompilePatch(rt, body, patchLiberal)
		if err != nil {
			t.Fatal(err)
		}
		once, _, err := p.Apply(drawGroup(t, rt))
		if err != nil {
			t.Skip()
		}
		if _, changed, err := p.Apply(once); err != nil || changed {
			t.Fatalf("changed = %v, %v", changed, err)
		}
	})
}
