package schema_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/usher-id/usher/scim/schema"
)

// drawObject draws a canonical object: what a client may set and what by default comes back.
func drawObject(t *rapid.T, attributes []*schema.Attribute) object {
	o := make(object)
	for _, a := range attributes {
		if a.Mutability == schema.ReadOnly || a.Returned == schema.Never || a.Returned == schema.Request || !rapid.Bool().Draw(t, a.Name) {
			continue
		}
		if !a.MultiValued {
			if v := drawValue(t, a); v != nil {
				o[a.Name] = v
			}
			continue
		}
		var list values
		primary := false
		for range rapid.IntRange(1, 12).Draw(t, "length") {
			v := drawValue(t, a)
			if e, ok := v.(object); ok {
				if e["primary"] == true && primary {
					delete(e, "primary")
				}
				primary = primary || e["primary"] == true
				if len(e) == 0 {
					continue
				}
			}
			if v != nil && !contains(list, v) {
				list = append(list, v)
			}
		}
		if len(list) > 0 {
			o[a.Name] = list
		}
	}
	return o
}

func contains(list values, v any) bool {
	for _, e := range list {
		if schema.Equal(e, v) {
			return true
		}
	}
	return false
}

func drawValue(t *rapid.T, a *schema.Attribute) any {
	switch a.Type {
	case schema.Complex:
		o := drawObject(t, a.SubAttributes)
		if len(o) == 0 {
			return nil
		}
		return o
	case schema.Boolean:
		return rapid.Bool().Draw(t, "boolean")
	case schema.Integer:
		return rapid.Int64().Draw(t, "integer")
	case schema.Decimal:
		n, _ := json.Marshal(rapid.Float64().Draw(t, "decimal"))
		return json.Number(n)
	case schema.DateTime:
		return time.Unix(rapid.Int64Range(-1<<33, 1<<33).Draw(t, "time"), 0).UTC().Format(time.RFC3339)
	case schema.Binary:
		return base64.StdEncoding.EncodeToString(rapid.SliceOfN(rapid.Byte(), 1, 20).Draw(t, "binary"))
	}
	return rapid.StringMatching(`[^\x00]+`).Draw(t, "string")
}

// Rule P3: reading what was written gives what was written, and reading is idempotent; what is
// stored comes back; a search document compares like its parts.
func TestRoundTrip(t *testing.T) {
	for _, name := range []string{"User", "Group", "Gadget"} {
		rt := typeOf(t, name)
		t.Run(name, rapid.MakeCheck(func(t *rapid.T) {
			o := drawObject(t, rt.Core.Attributes)
			for _, x := range rt.Extensions {
				if inner := drawObject(t, x.Attributes); len(inner) > 0 {
					o[x.ID] = inner
				}
			}
			written := rt.AppendJSON(nil, o, nil)
			raw, err := schema.Decode(written)
			if err != nil {
				t.Fatalf("%v in %s", err, written)
			}
			for _, m := range []schema.Mode{{}, {Strict: true}} {
				got, err := rt.Canonical(raw, m)
				if m.Strict && err != nil && strings.HasSuffix(err.Error(), `is not a URI; send for example "https://example.com/a"`) {
					continue // references are drawn from all texts
				}
				if diff := cmp.Diff(o, got); err != nil || diff != "" {
					t.Fatalf("strict %v: %v\n%s\n%s", m.Strict, err, diff, written)
				}
			}
			if got, want := fmt.Sprint(raw.(object)["schemas"]), fmt.Sprint(rt.SchemasOf(o)); got != want {
				t.Fatalf("R-043: schemas are %s, want %s", got, want)
			}
			stored, err := schema.Decode(rt.AppendAll(nil, o))
			if err != nil {
				t.Fatal(err)
			}
			got, err := rt.Restore(stored)
			if diff := cmp.Diff(o, got); err != nil || diff != "" {
				t.Fatalf("restored: %v\n%s", err, diff)
			}
			if doc := rt.SearchDoc(o, nil); !schema.Equal(doc, rt.SearchDoc(schema.Clone(o), nil)) {
				t.Fatalf("search documents differ: %v", doc)
			}
		}))
	}
}
