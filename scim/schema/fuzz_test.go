package schema_test

import (
	"encoding/json"
	"errors"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/usher-id/usher/scim/schema"
	"github.com/usher-id/usher/scim/schema/schematest"
)

// Whatever a body is, it is refused with an *Error, or is canonical: written and read again it
// stays the same.
func FuzzCanonical(f *testing.F) {
	data, err := os.ReadFile("testdata/bodies.json")
	if err != nil {
		f.Fatal(err)
	}
	var cases []struct{ Body json.RawMessage }
	if err := json.Unmarshal(data, &cases); err != nil {
		f.Fatal(err)
	}
	for _, c := range cases {
		f.Add([]byte(c.Body))
	}
	for _, seed := range []string{
		``, `[[[[`, `{"a":1,"a":2}`, `{"userName":"\u0000"}`, `{"name.givenName":"x","name":{"GIVENNAME":"y"}}`, `{"emails.value":"x"}`,
		`{"weight":1e308,"count":-1,"bought":"2024-01-31T24:00:00+14:00","key":"aGk","parts":["1"],"size":{"width":"1"}}`,
		`{"` + schematest.Warranty + `":{"claims":[{"primary":"true"},{"primary":true}]}}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, rt := range schematest.Everything().ResourceTypes() {
			for _, m := range []schema.Mode{{}, {Strict: true}} {
				o, err := canonical(rt, string(body), m)
				var refusal *schema.Error
				if err != nil {
					if !errors.As(err, &refusal) || refusal.Detail == "" || refusal.ScimType == "" {
						t.Fatalf("%T: %v", err, err)
					}
					continue
				}
				again, err := canonical(rt, string(rt.AppendAll(nil, o)), schema.Mode{})
				if diff := cmp.Diff(o, again); err != nil || diff != "" {
					t.Fatalf("%v\n%s", err, diff)
				}
				if !json.Valid(rt.AppendJSON(nil, o, nil)) {
					t.Fatal("AppendJSON wrote no JSON")
				}
				rt.SearchDoc(o, nil)
				_ = rt.CheckRequired(o)
				if err := rt.CheckImmutable(o, o); err != nil {
					t.Fatal(err)
				}
			}
		}
	})
}

// A definition is refused or makes a registry; it never brings the server down.
func FuzzParseSchema(f *testing.F) {
	for _, name := range []string{"gadget.json", "warranty.json", "location.json"} {
		f.Add(schematest.File(name))
	}
	f.Add([]byte(car(nested(3))))
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := schema.ParseSchema(data)
		if err != nil {
			return
		}
		r, err := schema.NewRegistry([]*schema.Schema{s}, []*schema.ResourceTypeDef{{Name: "X", Endpoint: "/Xs", Schema: s.ID}})
		if err != nil {
			return
		}
		if _, err := r.Type("X").Canonical(object{"a": "b"}, schema.Mode{}); err != nil && s.Attributes == nil {
			t.Fatal(err)
		}
	})
}
