package schema_test

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/usher-id/usher/scim/filter"
	"github.com/usher-id/usher/scim/schema"
	"github.com/usher-id/usher/scim/schema/schematest"
)

//
func TestSearchDoc(t *testing.T) {
	o := object{
		"id": "A", "externalId": "A", "meta": object{"created": "2024-01-31T08:00:00+01:00", "location": "HTTP"},
		"label": "STRASSE", "note": "Exact", "enabled": true, "weight": json.Number("1.50"), "count": int64(7), "bought": "2024-01-31T24:00:00Z",
		"services": values{"2024-01-31T23:59:59.123456789999-00:30"}, "key": "aGVsbG8=", "manual": "HTTPS://Example.com", "pin": "1", "hidden": "x",
		"parts": values{object{"value": "A", "display": "Screw", "code": "c"}, object{"code": "only"}}, "tags": values{"A", "ß"}, "nope": 1,
		schematest.Warranty: object{"contract": "C", "secret": "s"}, schematest.Location: object{"room": "R"},
	}
	want := object{
		"id": "A", "externalId": "A", "meta": object{"created": "2024-01-31T07:00:00.000000000Z", "location": "HTTP"},
		"label": "strasse", "note": "Exact", "enabled": true, "weight": json.Number("1.50"), "count": int64(7), "bought": "2024-02-01T00:00:00.000000000Z",
		"services": values{"2024-02-01T00:29:59.123456789Z"}, "key": "aGVsbG8=", "manual": "HTTPS://Example.com",
		"parts": values{object{"value": "A", "display": "screw"}}, "tags": values{"a", "ss"},
		schematest.Warranty: object{"contract": "C"}, schematest.Location: object{"room": "r"},
	}
	rt := gadget(t)
	if diff := cmp.Diff(want, rt.SearchDoc(o, nil)); diff != "" {
		t.Error(diff)
	}
	if doc := user(t).SearchDoc(object{"password": "x"}, nil); len(doc) != 0 {
		t.Errorf("R-047: got %v", doc)
	}
	got := rt.SearchDoc(o, func(a schema.Attr, v string) (string, bool) {
		return "key of " + v, a.String() == "parts.display" || a.String() == schematest.Location+":room"
	})
	want["parts"] = values{object{"value": "A", "display": "key of Screw"}}
	want[schematest.Location] = object{"room": "key of R"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

//
func TestOperand(t *testing.T) {
	tests := []struct {
		rt, path string
		op       filter.CompareOperator
		literal  any
		want     any
		scimType string
	}{
		{"User", "userName", filter.EQ, "BJensen", "bjensen", ""},
		{"User", "userName", filter.GT, "A", "a", ""},
		{"User", "id", filter.EQ, "A", "A", ""},
		{"User", "userName", filter.EQ, 5, "5", ""},
		{"User", "userName", filter.EQ, true, nil, "invalidFilter"},
		{"User", "userName", filter.EQ, nil, nil, ""},
		{"User", "userName", filter.PR, nil, nil, ""},
		{"User", "userName", filter.CO, nil, nil, "invalidFilter"},
		{"User", "active", filter.EQ, true, true, ""},
		{"User", "roles.primary", filter.EQ, "True", true, ""},
		{"User", "active", filter.EQ, "maybe", nil, "invalidFilter"},
		{"User", "active", filter.GT, true, nil, "invalidFilter"},
		{"User", "active", filter.CO, "t", nil, "invalidFilter"},
		{"User", "emails", filter.EQ, "A@B", "a@b", ""},
		{"User", "name", filter.EQ, "A", nil, "invalidFilter"},
		{"User", "x509Certificates.value", filter.LE, "A", nil, "invalidFilter"},
		{"User", "x509Certificates.value", filter.EQ, "A", "A", ""},
		{"User", "profileUrl", filter.EQ, "HTTP://A", "HTTP://A", ""},
		{"User", "meta.created", filter.GE, "2024-01-31T08:00:00+01:00", "2024-01-31T07:00:00.000000000Z", ""},
		{"User", "meta.created", filter.GE, "2024-01-31", nil, "invalidFilter"},
		{"User", "meta.created", filter.SW, "2024-01", "2024-01", ""},
		{"User", "meta.created", filter.EQ, 5, nil, "invalidFilter"},
		{"User", "password", filter.EQ, "x", nil, "sensitive"},
		{"User", "password", filter.PR, nil, nil, "sensitive"},
		{"Gadget", "hidden", filter.EQ, "x", nil, "sensitive"},
		{"Gadget", "count", filter.LT, 5, int64(5), ""},
		{"Gadget", "count", filter.LT, 5.5, json.Number("5.5"), ""},
		{"Gadget", "count", filter.EQ, "5", int64(5), ""},
		{"Gadget", "weight", filter.EQ, json.Number("1.50"), json.Number("1.50"), ""},
		{"Gadget", "weight", filter.EQ, "heavy", nil, "invalidFilter"},
		{"Gadget", "weight", filter.SW, 1, nil, "invalidFilter"},
	}
	for _, tt := range tests {
		t.Run(tt.path+" "+string(tt.op), func(t *testing.T) {
			got, err := schema.Operand(attr(t, typeOf(t, tt.rt), tt.path).Leaf(), tt.op, tt.literal)
			var refusal *schema.Error
			if tt.scimType != "" {
				if !errors.As(err, &refusal) || refusal.ScimType != tt.scimType || refusal.Detail == "" {
					t.Errorf("got %v, %v, want %s", got, err, tt.scimType)
				}
				return
			}
			if diff := cmp.Diff(tt.want, got); err != nil || diff != "" {
				t.Errorf("%v %s", err, diff)
			}
		})
	}
}

// The filter package compares by the schema.
func TestFilterAttribute(t *testing.T) {
	o := object{"userName": "BJensen", "id": "A", "password": "x", enterpriseURN: object{"manager": object{"value": "7"}}}
	tests := []struct {
		filter string
		match  bool
		ok     bool
	}{
		{`USERNAME eq "bjensen"`, true, true},
		{`id eq "a"`, false, true},
		{`manager eq "7"`, true, true},
		{enterpriseURN + `:manager.value eq "7"`, true, true},
		{`nope eq "x"`, false, false},
		{`password pr`, false, false},
		{`active gt true`, false, false},
		{enterpriseURN + ` pr`, false, false},
	}
	for _, tt := range tests {
		t.Run(tt.filter, func(t *testing.T) {
			e, err := filter.Parse(tt.filter)
			if err != nil {
				t.Fatal(err)
			}
			got, err := filter.Match(e, o, user(t).FilterAttribute)
			if got != tt.match || (err == nil) != tt.ok {
				t.Errorf("got %v, %v", got, err)
			}
		})
	}
}
