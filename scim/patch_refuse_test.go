package scim

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/usher-id/usher/scim/schema"
)

// Rule P9, R-141 to: what is refused, with which keyword, and where.
func TestPatchRefuses(t *testing.T) {
	const (
		user   = `{"userName":"u","emails":[{"value":"a","type":"work"},{"value":"b","type":"work"}]}`
		device = `{"serial":"s","owner":{"value":"o"},"ports":[{"value":"p","mac":"m"}]}`
	)
	tests := []struct {
		name, rt, before, ops, scimType, spot string
		strict                                bool
	}{
		{name: "R-143 no op", ops: `{"path":"title","value":"T"}`, scimType: InvalidSyntax, spot: "Operations[0].op"},
		{name: "R-143 other op", ops: `{"op":"add","path":"title","value":"T"},{"op":"move","path":"title"}`, scimType: InvalidSyntax, spot: "Operations[1].op"},
		{name: "R-143 two ops", ops: `{"op":"add","OP":"remove","path":"title","value":"T"}`, scimType: InvalidSyntax, spot: "op stands there twice"},
		{name: "no object", ops: `"add"`, scimType: InvalidSyntax, spot: "Operations[0]"},
		{name: "path is no text", ops: `{"op":"add","path":["title"],"value":"T"}`, scimType: InvalidPath, spot: "Operations[0].path"},
		{name: "R-151 malformed path", ops: `{"op":"add","path":"emails[type eq","value":"T"}`, scimType: InvalidPath, spot: "Operations[0].path"},
		{name: "R-151 malformed key", ops: `{"op":"add","value":{"emails[type eq":"T"}}`, scimType: InvalidPath, spot: "Operations[0].value.emails[type eq"},
		{name: "unknown attribute, near miss", ops: `{"op":"add","path":"nickname2","value":"T"}`, scimType: InvalidPath, spot: "nickName"},
		{name: "unknown sub-attribute", ops: `{"op":"add","path":"name.foo","value":"T"}`, scimType: InvalidPath, spot: "Operations[0].path"},
		{name: "sub of a sub", ops: `{"op":"add","path":"emails.value[type eq \"work\"].value","value":"T"}`, scimType: InvalidPath, spot: "Operations[0].path"},
		{name: "unknown attribute in the filter", ops: `{"op":"add","path":"emails[kind eq \"work\"].value","value":"T"}`, scimType: InvalidPath, spot: "may stand value"},
		{name: "comparison that can't be", ops: `{"op":"remove","path":"emails[primary gt true]"}`, scimType: InvalidFilter, spot: "Operations[0].path"},
		{name: "filter on a single value", ops: `{"op":"remove","path":"name[givenName eq \"x\"]"}`, scimType: InvalidPath, spot: "multi-valued"},
		{name: "R-152 add without value", ops: `{"op":"add","path":"title"}`, scimType: InvalidValue, spot: "Operations[0].value"},
		{name: "replace without value", ops: `{"op":"replace","path":"title"}`, scimType: InvalidValue, spot: "Operations[0].value"},
		{name: "R-153 path-less without object", ops: `{"op":"add","value":"x"}`, scimType: InvalidValue, spot: "Operations[0].value"},
		{name: "R-159 remove without path", ops: `{"op":"remove"}`, scimType: NoTarget, spot: "Operations[0].path"},
		{name: "R-159 remove without path, with value", ops: `{"op":"remove","value":{"title":null}}`, scimType: NoTarget, spot: "Operations[0].path"},
		{name: "remove of the core schema", ops: `{"op":"remove","path":"urn:ietf:params:scim:schemas:core:2.0:User"}`, scimType: NoTarget, spot: "Operations[0].path"},
		{name: "one attribute twice", ops: `{"op":"add","value":{"title":"a","TITLE":"b"}}`, scimType: InvalidSyntax, spot: "same attribute"},
		{name: "R-146 id", ops: `{"op":"replace","path":"id","value":"x"}`, scimType: Mutability, spot: "Operations[0].path"},
		{name: "R-146 schemas", ops: `{"op":"add","path":"schemas","value":["x"]}`, scimType: Mutability, spot: "Operations[0].path"},
		{name: "R-146 meta", ops: `{"op":"replace","path":"meta.created","value":"x"}`, scimType: Mutability, spot: "Operations[0].path"},
		{name: "R-146 groups", ops: `{"op":"add","path":"groups","value":[{"value":"g"}]}`, scimType: Mutability, spot: "Operations[0].path"},
		{name: "R-146 read-only sub-attribute", ops: `{"op":"add","path":"` + patchEnterprise + `:manager.displayName","value":"g"}`, scimType: Mutability, spot: "Operations[0].path"},
		{name: "R-163 remove read-only", ops: `{"op":"remove","path":"meta"}`, scimType: Mutability, spot: "Operations[0].path"},
		{name: "R-163 remove required", ops: `{"op":"remove","path":"userName"}`, scimType: Mutability, spot: "userName is required"},
		{name: "required emptied", ops: `{"op":"replace","path":"userName","value":""}`, scimType: InvalidValue, spot: "userName is required"},
		{name: "required emptied without path", ops: `{"op":"replace","value":{"userName":null}}`, scimType: InvalidValue, spot: "Operations[0].value.userName"},
		{name: "wrong type", ops: `{"op":"replace","path":"active","value":"perhaps"}`, scimType: InvalidValue, spot: "Operations[0].value"},
		{name: "wrong type without path", ops: `{"op":"replace","value":{"active":{}}}`, scimType: InvalidValue, spot: "Operations[0].value.active"},
		{name: "R-017 two primaries in a value", strict: true, ops: `{"op":"add","path":"emails","value":[{"value":"x","primary":true},{"value":"y","primary":true}]}`, scimType: InvalidValue, spot: "Operations[0].value"},
		{name: "two matches made primary", ops: `{"op":"add","path":"emails[type eq \"work\"].primary","value":true}`, scimType: InvalidValue, spot: "2 values of emails"},
		{name: "one of several values", ops: `{"op":"add","path":"emails.value","value":"x"}`, scimType: InvalidPath, spot: "2 values"},
		{name: "R-169 no match, not creatable", ops: `{"op":"replace","path":"emails[type sw \"h\"].value","value":"x"}`, scimType: NoTarget, spot: "Operations[0].value"},
		{name: "R-169 no match, or", ops: `{"op":"add","path":"emails[type eq \"x\" or type eq \"y\"].value","value":"x"}`, scimType: NoTarget, spot: "Operations[0].value"},
		{name: "no match, contradiction", ops: `{"op":"add","path":"emails[type eq \"x\" and type eq \"y\"].value","value":"x"}`, scimType: NoTarget, spot: "Operations[0].value"},
		{name: "no match, a value that would not either", ops: `{"op":"replace","path":"emails[value eq \"x\"].value","value":"y"}`, scimType: NoTarget, spot: "Operations[0].value"},
		{name: "two values for a filter", ops: `{"op":"replace","path":"emails[type eq \"work\"]","value":[{"value":"x"},{"value":"y"}]}`, scimType: InvalidValue, spot: "Operations[0].value"},
		{name: "element without substance", ops: `{"op":"replace","path":"emails[type eq \"work\"]","value":{"foo":"x"}}`, scimType: InvalidValue, spot: "Operations[0].value"},
		{name: "member without value", rt: "Group", before: `{"displayName":"g"}`, ops: `{"op":"add","path":"members","value":[{"value":"a"},{"display":"x"}]}`, scimType: InvalidValue, spot: "members[1]"},
		{name: "R-146 member's value", rt: "Group", before: `{"displayName":"g","members":[{"value":"a"}]}`, ops: `{"op":"replace","path":"members[value eq \"a\"].value","value":"b"}`, scimType: Mutability, spot: "Operations[0].value"},
		{name: "R-146 member's value in an object", rt: "Group", before: `{"displayName":"g","members":[{"value":"a"}]}`, ops: `{"op":"replace","path":"members[value eq \"a\"]","value":{"value":"b"}}`, scimType: Mutability, spot: "Operations[0].value"},
		{name: "R-146 immutable", rt: "Device", before: device, ops: `{"op":"replace","path":"serial","value":"t"}`, scimType: Mutability, spot: "Operations[0].value"},
		{name: "R-146 immutable without path", rt: "Device", before: device, ops: `{"op":"replace","value":{"serial":"t"}}`, scimType: Mutability, spot: "Operations[0].value.serial"},
		{name: "R-146 immutable sub-attribute", rt: "Device", before: device, ops: `{"op":"replace","path":"ports[value eq \"p\"].mac","value":"n"}`, scimType: Mutability, spot: "Operations[0].value"},
		{name: "R-146 immutable sub-attribute removed", rt: "Device", before: device, ops: `{"op":"remove","path":"ports[value eq \"p\"].mac"}`, scimType: Mutability, spot: "Operations[0].path"},
		{name: "R-146 immutable in an exchanged element", rt: "Device", before: device, ops: `{"op":"replace","path":"ports[value eq \"p\"]","value":{"value":"p","mac":"n"}}`, scimType: Mutability, spot: "Operations[0].value"},
		{name: "R-163 required sub-attribute", rt: "Device", before: device, ops: `{"op":"remove","path":"owner.value"}`, scimType: Mutability, spot: "Operations[0].path"},
		{name: "required sub-attribute missing in the end", rt: "Device", before: `{"serial":"s"}`, ops: `{"op":"add","path":"owner.aliases","value":["a"]}`, scimType: InvalidValue, spot: "owner"},
		{name: "required sub-attribute null", rt: "Device", before: device, ops: `{"op":"replace","path":"owner","value":{"value":null,"aliases":["x"]}}`, scimType: InvalidValue, spot: "owner"},

		{name: "R-225 strict unknown path beside another", strict: true, ops: `{"op":"replace","path":"title","value":"T"},{"op":"replace","path":"foo","value":"T"}`, scimType: InvalidPath, spot: "Operations[1].path"},
		{name: "R-225 strict unknown name, told whole", strict: true, ops: `{"op":"replace","path":"urn:ietf:params:scim:schemas:extension:a.company.with.a.long.name:2.0:User:internalCostCenterOfTheRegion","value":"T"}`, scimType: InvalidPath, spot: `"urn:ietf:params:scim:schemas:extension:a.company.with.a.long.name:2.0:User:internalCostCenterOfTheRegion"`},
		{name: "P9 advice on a list without types", rt: "Group", before: `{"displayName":"g","members":[{"value":"a"},{"value":"b"}]}`, ops: `{"op":"replace","path":"members.display","value":"x"}`, scimType: InvalidPath, spot: `members[value eq "…"]`},
		{name: "R-228", strict: true, ops: `{"op":"replace","value":{"title":"T"}}`, scimType: InvalidSyntax, spot: "Operations[0].path"},
		{name: "strict texts are no booleans", strict: true, ops: `{"op":"replace","path":"active","value":"True"}`, scimType: InvalidValue, spot: "Operations[0].value"},
		{name: "strict member names", strict: true, ops: `{"OP":"replace","path":"title","value":"T"}`, scimType: InvalidSyntax, spot: "Operations[0].op"},
		{name: "strict extension attributes have their URN", strict: true, ops: `{"op":"replace","path":"manager","value":{"value":"m"}}`, scimType: InvalidPath, spot: patchEnterprise},
		{name: "strict remove has no value", strict: true, ops: `{"op":"remove","path":"emails","value":[{"value":"a"}]}`, scimType: InvalidSyntax, spot: "Operations[0].value"},
		{name: "R-169 strict", strict: true, ops: `{"op":"replace","path":"emails[type eq \"home\"].value","value":"h"}`, scimType: NoTarget, spot: "Operations[0].value"},
		{name: "R-225 strict unknown keys", strict: true, ops: `{"op":"add","path":"` + patchEnterprise + `","value":{"foo":"h"}}`, scimType: InvalidPath, spot: "Operations[0].value.foo"},
		{name: "strict read-only keys", strict: true, ops: `{"op":"add","path":"urn:ietf:params:scim:schemas:core:2.0:User","value":{"id":"h"}}`, scimType: Mutability, spot: "Operations[0].value.id"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if tt.rt == "" {
				tt.rt, tt.before = "User", user
			}
			rt := patchType(t, tt.rt)
			_, _, err := patched(t, rt, patchCanonical(t, rt, tt.before), tt.ops, schema.Mode{Strict: tt.strict})
			wantRefusal(t, err, tt.scimType, tt.spot)
		})
	}
}

// rule P3: the message around the operations.
func TestPatchMessage(t *testing.T) {
	const op = `{"op":"replace","path":"title","value":"T"}`
	tests := []struct {
		name, body     string
		liberal, exact bool // accepted
	}{
		{"as the RFC has it", patchBody(op), true, true},
		{"R-141 URN in other case", `{"schemas":["` + strings.ToUpper(PatchOp) + `"],"Operations":[` + op + `]}`, true, true},
		{"R-141 without schemas", `{"Operations":[` + op + `]}`, true, false},
		{"R-141 other schemas", `{"schemas":["x"],"Operations":[` + op + `]}`, true, false},
		{"member name in other case", `{"schemas":["` + PatchOp + `"],"operations":[` + op + `]}`, true, false},
		{"one operation", `{"schemas":["` + PatchOp + `"],"Operations":` + op + `}`, true, false},
		{"more members", `{"schemas":["` + PatchOp + `"],"id":"1","Operations":[` + op + `]}`, true, true},
		{"R-142 no operations", patchBody(``), false, false},
		{"R-142 missing", `{"schemas":["` + PatchOp + `"]}`, false, false},
		{"R-142 null", `{"schemas":["` + PatchOp + `"],"Operations":null}`, false, false},
		{"twice", `{"schemas":["` + PatchOp + `"],"Operations":[` + op + `],"operations":[` + op + `]}`, false, true},
		{"no object", `[` + op + `]`, false, false},
		{"null", `null`, false, false},
	}
	rt := patchType(t, "User")
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, mode := range []struct {
				m  schema.Mode
				ok bool
			}{{patchLiberal, tt.liberal}, {patchStrict, tt.exact}} {
				_, err := CompilePatch(rt, patchDecoded(t, tt.body), mode.m)
				if mode.ok {
					if err != nil {
						t.Errorf("%+v: %v", mode.m, err)
					}
					continue
				}
				var e *Error
				if !errors.As(err, &e) || e.Status != http.StatusBadRequest || e.ScimType != InvalidSyntax {
					t.Errorf("%+v: got %v, want invalidSyntax", mode.m, err)
				}
			}
		})
	}
}

// the last operation spoils the ones before it.
func TestPatchIsAtomic(t *testing.T) {
	rt := patchType(t, "User")
	before := patchCanonical(t, rt, `{"userName":"u","emails":[{"value":"a","type":"work"}]}`)
	_, _, err := patched(t, rt, before, `{"op":"remove","path":"emails[type eq \"work\"].value"},{"op":"replace","path":"emails[type co \"x\"].value","value":"y"}`, patchLiberal)
	wantRefusal(t, err, NoTarget, "Operations[1].value")
}

func TestPatchIsBounded(t *testing.T) {
	rt := patchType(t, "User")
	one := `{"op":"replace","path":"title","value":"T"}`
	many := strings.Repeat(one+",", MaxPatchOperations-1) + one
	if _, err := CompilePatch(rt, patchDecoded(t, patchBody(many)), patchLiberal); err != nil {
		t.Fatalf("%d operations: %v", MaxPatchOperations, err)
	}
	keys := make([]string, MaxPatchOperations+1)
	for i := range keys {
		keys[i] = fmt.Sprintf(`"emails[type eq \"t%d\"].value":"v"`, i)
	}
	for name, operations := range map[string]string{
		"operations": many + "," + one,
		"attributes": `{"op":"add","value":{` + strings.Join(keys, ",") + `}}`,
	} {
		_, err := CompilePatch(rt, patchDecoded(t, patchBody(operations)), patchLiberal)
		var e *Error
		if !errors.As(err, &e) || e.Status != http.StatusRequestEntityTooLarge {
			t.Errorf("one more of the %s: got %v, want 413", name, err)
		}
	}
}
