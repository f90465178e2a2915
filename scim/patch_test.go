package scim

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/usher-id/usher/scim/schema"
)

const (
	patchEnterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
	patchDevice     = "urn:example:params:scim:schemas:2.0:Device"
	patchBadge      = "urn:example:params:scim:schemas:extension:badge:1.1:Device"
)

var (
	patchLiberal = schema.Mode{}
	patchStrict  = schema.Mode{Strict: true}
)

// patchDeviceType has the attributes that users and groups lack: immutable, required, several simple
// values, numbers.
func patchDeviceType(t testing.TB) *schema.ResourceType {
	t.Helper()
	core, err := schema.ParseSchema([]byte(`{"id": "` + patchDevice + `", "name": "Device", "attributes": [
		{"name": "serial", "type": "string", "required": true, "mutability": "immutable"},
		{"name": "tags", "type": "string", "multiValued": true},
		{"name": "slots", "type": "integer", "multiValued": true},
		{"name": "locked", "type": "boolean", "mutability": "readOnly"},
		{"name": "owner", "type": "complex", "subAttributes": [
			{"name": "value", "type": "string", "required": true},
			{"name": "aliases", "type": "string", "multiValued": true},
			{"name": "checked", "type": "boolean", "mutability": "readOnly"}]},
		{"name": "ports", "type": "complex", "multiValued": true, "subAttributes": [
			{"name": "value", "type": "string", "required": true},
			{"name": "type", "type": "string"},
			{"name": "speed", "type": "integer"},
			{"name": "mac", "type": "string", "mutability": "immutable"},
			{"name": "names", "type": "string", "multiValued": true},
			{"name": "seen", "type": "dateTime", "mutability": "readOnly"}]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	badge, err := schema.ParseSchema([]byte(`{"id": "` + patchBadge + `", "name": "Badge", "attributes": [
		{"name": "level", "type": "integer"},
		{"name": "doors", "type": "complex", "multiValued": true, "subAttributes": [
			{"name": "value", "type": "string"}, {"name": "type", "type": "string"}, {"name": "primary", "type": "boolean"}]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	r, err := schema.Core().With([]*schema.Schema{core, badge}, []*schema.ResourceTypeDef{{
		ID: "Device", Name: "Device", Endpoint: "/Devices", Schema: patchDevice,
		SchemaExtensions: []schema.Extension{{Schema: patchBadge}},
	}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return r.Type("Device")
}

func patchType(t testing.TB, name string) *schema.ResourceType {
	t.Helper()
	if name == "Device" {
		return patchDeviceType(t)
	}
	return schema.Core().Type(name)
}

func patchDecoded(t testing.TB, text string) any {
	t.Helper()
	v, err := schema.Decode([]byte(text))
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return v
}

func patchCanonical(t testing.TB, rt *schema.ResourceType, text string) schema.Object {
	t.Helper()
	o, err := rt.Canonical(patchDecoded(t, text), patchLiberal)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return o
}

func patchBody(operations string) string {
	return `{"schemas": ["` + PatchOp + `"], "Operations": [` + operations + `]}`
}

// patched applies operations to a resource, and checks what is true of every PATCH: the resource
// itself is left alone, and a second run of the same request gives the same.
func patched(t testing.TB, rt *schema.ResourceType, before schema.Object, operations string, m schema.Mode) (schema.Object, bool, error) {
	t.Helper()
	p, err := CompilePatch(rt, patchDecoded(t, patchBody(operations)), m)
	if err != nil {
		return nil, false, err
	}
	kept := schema.Clone(before)
	after, changed, err := p.Apply(before)
	if diff := cmp.Diff(kept, before); diff != "" {
		t.Fatalf("Apply changed its argument (-before +after):\n%s", diff)
	}
	again, changedAgain, errAgain := p.Apply(before)
	if diff := cmp.Diff(after, again); diff != "" || changed != changedAgain || (err == nil) != (errAgain == nil) {
		t.Fatalf("the second run differs (-first +second):\n%s", diff)
	}
	if err != nil && after != nil {
		t.Fatalf("an error with a result: %v", after)
	}
	return after, changed, err
}

// wantRefusal checks an error: a 400, or another status where the keyword says it, that names the spot.
func wantRefusal(t testing.TB, err error, scimType, spot string) {
	t.Helper()
	var e *Error
	if !errors.As(err, &e) {
		t.Fatalf("got %v, want an *Error", err)
	}
	if e.ScimType != scimType || !strings.Contains(e.Detail, spot) {
		t.Fatalf("got %s, want %s at %s", e, scimType, spot)
	}
}

type patchCase struct {
	name   string
	rt     string // User unless set
	before string
	ops    string
	after  string // "" when nothing changes
	strict bool
}

func runPatchCases(t *testing.T, cases []patchCase) {
	t.Helper()
	for _, tt := range cases {
		t.Run(tt.name, func(t *testing.T) {
			if tt.rt == "" {
				tt.rt = "User"
			}
			rt := patchType(t, tt.rt)
			before := patchCanonical(t, rt, tt.before)
			after, changed, err := patched(t, rt, before, tt.ops, schema.Mode{Strict: tt.strict})
			if err != nil {
				t.Fatal(err)
			}
			if changed != (tt.after != "") {
				t.Fatalf("changed = %v: %v", changed, after)
			}
			want := before
			if tt.after != "" {
				want = patchCanonical(t, rt, tt.after)
			}
			if diff := cmp.Diff(want, after); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}
