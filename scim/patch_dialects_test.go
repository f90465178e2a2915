package scim

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/usher-id/usher/scim/schema"
)

// dialectCase is what one identity provider sends to change a resource, and what it then expects
// to read.
type dialectCase struct {
	ID      string
	Purpose string
	Type    string
	Start   json.RawMessage
	Patches []json.RawMessage
	Checks  []struct {
		Path, Op string
		Value    any
	}
}

// Rule P3: PATCH as the identity providers send it.
func TestPatchDialects(t *testing.T) {
	data, err := os.ReadFile("testdata/patch-dialects.json")
	if err != nil {
		t.Fatal(err)
	}
	names := strings.NewReplacer("{{a}}", "id-a", "{{b}}", "id-b", "{{mgr}}", "id-m", "{{userId}}", "id-u", "{{groupId}}", "id-g",
		"{{rand}}", "q7", "{{RAND}}", "Q7", "{{uuid}}", "0c6c6fd5-8b5b-4a3d-a0cf-55d3ff2c8a11", "{{base}}", "https://scim.example.com/v2")
	var file struct{ Cases []dialectCase }
	if err := json.Unmarshal([]byte(names.Replace(string(data))), &file); err != nil {
		t.Fatal(err)
	}
	if len(file.Cases) == 0 {
		t.Fatal("no cases")
	}
	for _, c := range file.Cases {
		t.Run(c.ID, func(t *testing.T) {
			rt := patchType(t, c.Type)
			o := patchCanonical(t, rt, string(c.Start))
			for _, body := range c.Patches {
				p, err := CompilePatch(rt, patchDecoded(t, string(body)), patchLiberal)
				if err != nil {
					t.Fatalf("%s: %v", c.Purpose, err)
				}
				if o, _, err = p.Apply(o); err != nil {
					t.Fatalf("%s: %v", c.Purpose, err)
				}
			}
			var answer map[string]any
			if err := json.Unmarshal(rt.AppendJSON(nil, o, nil), &answer); err != nil {
				t.Fatal(err)
			}
			for _, check := range c.Checks {
				have := dialectPath(t, answer, check.Path)
				if !dialectHolds(t, check.Op, have, check.Value) {
					t.Errorf("%s: %s is %v, want %s %v", c.Purpose, check.Path, have, check.Op, check.Value)
				}
			}
		})
	}
}

// dialectPath follows $.name, ["name"], [0] and [?name=text].
func dialectPath(t *testing.T, v any, path string) any {
	t.Helper()
	path = strings.TrimPrefix(path, "$")
	for path != "" {
		var step string
		if path[0] == '.' {
			end := strings.IndexAny(path[1:], ".[") + 1
			if end == 0 {
				end = len(path)
			}
			step, path = path[1:end], path[end:]
		} else {
			end := strings.IndexByte(path, ']')
			step, path = path[1:end], path[end+1:]
		}
		switch {
		case strings.HasPrefix(step, "?"):
			name, want, _ := strings.Cut(step[1:], "=")
			list, _ := v.([]any)
			i := slices.IndexFunc(list, func(e any) bool { return e.(map[string]any)[name] == want })
			if i < 0 {
				return nil
			}
			v = list[i]
		case step == "0":
			list, _ := v.([]any)
			if len(list) == 0 {
				return nil
			}
			v = list[0]
		default:
			object, _ := v.(map[string]any)
			v = object[strings.Trim(step, `"`)]
		}
	}
	return v
}

func dialectHolds(t *testing.T, op string, have, want any) bool {
	t.Helper()
	switch op {
	case "eq":
		return have == want
	case "ieq":
		return strings.EqualFold(fmt.Sprint(have), fmt.Sprint(want))
	case "absent":
		return have == nil
	case "empty_or_absent":
		return patchUnassigned(have)
	case "len":
		list, _ := have.([]any)
		return float64(len(list)) == want
	case "contains":
		list, _ := have.([]any)
		return slices.Contains(list, want)
	}
	t.Fatalf("the test does not know %q", op)
	return false
}

// What dialects have in common beside the recorded cases.
func TestPatchDialectVariants(t *testing.T) {
	rt := schema.Core().Type("User")
	before := patchCanonical(t, rt, `{"userName":"u","emails":[{"value":"w","type":"work"}]}`)
	for _, operations := range []string{
		`{"op":"Add","path":"roles","value":[{"value":"{\"id\":\"1\",\"displayName\":\"A\"}","display":"A"}]}`,
		`{"op":"Replace","path":"` + strings.ToUpper(patchEnterprise) + `:manager","value":{"managerId":"x","value":"m"}}`,
		`{"op":"replace","path":" emails[type eq \"work\"].value ","value":"x"}`,
		`{"op":"replace","value":{"userName":"v","active":"true","emails":{"value":"x"},"name.formatted":"F"}}`,
	} {
		if _, changed, err := patched(t, rt, before, operations, patchLiberal); err != nil || !changed {
			t.Errorf("%s: changed = %v, %v", operations, changed, err)
		}
	}
}
