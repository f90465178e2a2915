package scim

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/usher-id/usher/scim/schema"
)

// FuzzPatch looks for a panic, an error that is no refusal, and a result that is not canonical.
func FuzzPatch(f *testing.F) {
	for _, operations := range []string{
		`{"op":"add","path":"emails[type eq \"work\" and primary eq true].value","value":"x"}`,
		`{"op":"replace","value":{"name.givenName":"G","` + patchEnterprise + `":{"manager":"m"},"emails":[{"value":"a"}]}}`,
		`{"op":"remove","path":"emails","value":[{"type":"home"}]},{"op":"remove","path":"` + patchEnterprise + `"}`,
		`{"op":"add","path":"ports[value eq \"p\"].names","value":["a"]},{"op":"replace","path":"tags[value eq \"a\"]","value":"b"}`,
		`{"op":"add","path":"members","value":["a"]},{"op":"remove","path":"members[value eq \"a\" or not (display pr)]"}`,
	} {
		f.Add(patchBody(operations), false)
		f.Add(patchBody(operations), true)
	}
	starts := map[string]string{
		"User":   `{"userName":"u","name":{"givenName":"G"},"emails":[{"value":"a","type":"work","primary":true},{"value":"b"}],"addresses":[{"type":"home","locality":"L"}],"` + patchEnterprise + `":{"manager":{"value":"m"}}}`,
		"Group":  `{"displayName":"g","members":[{"value":"a","type":"User"},{"value":"b","display":"B"}]}`,
		"Device": `{"serial":"s","tags":["a","b"],"slots":[1],"owner":{"value":"o","aliases":["x"]},"ports":[{"value":"p","mac":"m","names":["n"]}],"` + patchBadge + `":{"level":1,"doors":[{"value":"d"}]}}`,
	}
	types := map[string]*schema.ResourceType{}
	for name := range starts {
		types[name] = patchType(f, name)
	}
	f.Fuzz(func(t *testing.T, body string, exact bool) {
		raw, err := schema.Decode([]byte(body))
		if err != nil {
			return
		}
		for name, start := range starts {
			rt := types[name]
			before := patchCanonical(t, rt, start)
			kept := schema.Clone(before)
			p, err := CompilePatch(rt, raw, schema.Mode{Strict: exact})
			if err == nil {
				var after schema.Object
				var changed bool
				after, changed, err = p.Apply(before)
				if diff := cmp.Diff(kept, before); diff != "" {
					t.Fatalf("the argument changed:\n%s", diff)
				}
				if err == nil && changed {
					patchAssertCanonical(t, name, after)
				}
				if name == "Group" {
					if _, _, splitErr := p.Split("members"); splitErr != nil {
						err = errors.Join(err, splitErr)
					}
				}
			}
			var refusal *Error
			if err != nil && (!errors.As(err, &refusal) || refusal.Status >= 500 || refusal.Detail == "") {
				t.Fatalf("%v", err)
			}
		}
	})
}

// patchAssertCanonical checks that no empty value is left (RFC 7643 section 2.5) and that at most
// one value of a list is primary.
func patchAssertCanonical(t rapid.TB, at string, v any) {
	t.Helper()
	switch v := v.(type) {
	case nil:
		t.Fatalf("%s is null", at)
	case map[string]any:
		if len(v) == 0 {
			t.Fatalf("%s is empty", at)
		}
		for name, member := range v {
			patchAssertCanonical(t, at+"."+name, member)
		}
	case []any:
		primaries := 0
		for _, element := range v {
			patchAssertCanonical(t, at+"[]", element)
			if object, ok := element.(map[string]any); ok && object["primary"] == true {
				primaries++
			}
		}
		if len(v) == 0 || primaries > 1 {
			text, _ := json.Marshal(v)
			t.Fatalf("%s: %s", at, strings.TrimSpace(string(text)))
		}
	}
}

// drawUserOperation draws operations of all forms on attributes of all kinds of a user.
func drawUserOperation(t *rapid.T) any {
	list := rapid.SampledFrom([]string{"emails", "roles", "addresses", "phoneNumbers"}).Draw(t, "list")
	text := rapid.SampledFrom([]any{"a", "B", "b", "", nil, "work"})
	truth := rapid.SampledFrom([]any{true, "True", false, nil})
	element := rapid.Custom(func(t *rapid.T) any {
		return map[string]any{"value": text.Draw(t, "value"), "type": text.Draw(t, "type"), "primary": truth.Draw(t, "primary"), "locality": text.Draw(t, "locality")}
	})
	o := map[string]any{"op": rapid.SampledFrom([]string{"Add", "remove", "replace"}).Draw(t, "op")}
	condition := "[" + rapid.SampledFrom([]string{
		`type eq "work"`, `type eq "a" and primary eq "True"`, `primary eq true`, `type ne "b"`, `not (type pr)`, `type eq "a" or primary eq false`,
	}).Draw(t, "filter") + "]"
	sub := rapid.SampledFrom([]string{"type", "display", "primary"}).Draw(t, "sub")
	value := text.Draw(t, "text")
	if sub == "primary" {
		value = truth.Draw(t, "truth")
	}
	switch rapid.IntRange(0, 6).Draw(t, "form") {
	case 0:
		o["path"], o["value"] = list, rapid.SliceOfN(element, 0, 3).Draw(t, "values")
	case 1:
		o["path"], o["value"] = list+condition, element.Draw(t, "element")
	case 2:
		o["path"], o["value"] = list+condition+"."+sub, value
	case 3:
		o["path"], o["value"] = list+"."+sub, value
	case 4:
		o["path"], o["value"] = "manager", text.Draw(t, "manager")
	case 5:
		o["path"], o["value"] = "name", map[string]any{"givenName": text.Draw(t, "given"), "familyName": text.Draw(t, "family")}
	case 6:
		o["value"] = map[string]any{"name.givenName": text.Draw(t, "given"), list: rapid.SliceOfN(element, 0, 2).Draw(t, "values"), patchEnterprise: map[string]any{"manager": text.Draw(t, "manager")}}
	}
	return o
}

// R-147, RFC 7643 section 2.5: whatever is asked, the outcome is a canonical resource or a refusal.
func TestPatchKeepsResourcesCanonical(t *testing.T) {
	rt := schema.Core().Type("User")
	applied := 0
	rapid.Check(t, func(t *rapid.T) {
		o := schema.Object{"userName": "u"}
		for range rapid.IntRange(1, 6).Draw(t, "requests") {
			body := map[string]any{"Operations": rapid.SliceOfN(rapid.Custom(drawUserOperation), 1, 3).Draw(t, "operations")}
			p, err := CompilePatch(rt, body, schema.Mode{})
			next := o
			if err == nil {
				next, _, err = p.Apply(o)
			}
			var refusal *Error
			if err != nil {
				if !errors.As(err, &refusal) || refusal.Status != 400 {
					t.Fatal(err)
				}
				continue
			}
			applied++
			patchAssertCanonical(t, "User", next)
			if again, err := rt.Canonical(map[string]any(schema.Clone(next)), schema.Mode{}); err != nil || !schema.Equal(next, again) {
				t.Fatalf("%v is not canonical: %v, %v", next, again, err)
			}
			o = next
		}
	})
	if applied == 0 {
		t.Error("no request was applied")
	}
}
