package scim

import (
	"testing"

	"github.com/usher-id/usher/scim/schema"
)

// Rule P3: one stray mapping costs no other operation of its request, such as a deactivation.
func TestPatchPassesUnknownPathsOver(t *testing.T) {
	const off = `{"op":"Replace","path":"active","value":"False"}`
	rt := schema.Core().Type("User")
	before := patchCanonical(t, rt, `{"userName":"u","active":true}`)
	for _, tt := range []struct{ unknown, name string }{
		{`{"op":"Add","path":"urn:ietf:params:scim:schemas:extension:acme.corp:2.0:User:costCode","value":"7"}`, "urn:ietf:params:scim:schemas:extension:acme.corp:2.0:User:costCode"},
		{`{"op":"replace","path":"costCode","value":null}`, "costCode"},
		{`{"op":"remove","path":"costCode"}`, "costCode"},
		{`{"op":"replace","path":"name.nick","value":"n"}`, "name.nick"},
		{`{"op":"replace","path":"emails[type eq \"work\"].kind","value":"n"}`, "emails.kind"},
		{`{"op":"replace","path":"codes[password eq \"secret\"].value","value":"n"}`, "codes.value"}, // whose filter is not told
		{`{"op":"replace","path":"` + patchEnterprise + `:shoe","value":"n"}`, patchEnterprise + ":shoe"},
	} {
		for _, operations := range []string{tt.unknown + "," + off, off + "," + tt.unknown} {
			after, changed, err := patched(t, rt, before, operations, patchLiberal)
			if err != nil || !changed || after["active"] != false {
				t.Errorf("%s: %v, %v", operations, after, err)
			}
			var notes schema.Notes
			if _, err := CompilePatch(rt, patchDecoded(t, patchBody(operations)), schema.Mode{Notes: &notes}); err != nil {
				t.Fatal(err)
			}
			if want := `Left aside, since no schema has it: "` + tt.name + `".`; notes.String() != want {
				t.Errorf("%s: notes %s, want %s", operations, notes.String(), want)
			}
			_, _, err = patched(t, rt, before, operations, patchStrict)
			if err == nil {
				t.Errorf("%s: a strict source is understood", operations)
			}
		}
		for _, operations := range []string{
			tt.unknown, tt.unknown + "," + tt.unknown, // alone
			tt.unknown + `,{"op":"replace","value":{"id":"1","shoe":"2"}}`, // beside nothing that is understood
		} {
			_, _, err := patched(t, rt, before, operations, patchLiberal)
			wantRefusal(t, err, InvalidPath, "Operations[0].path")
		}
		// What may not be changed undoes the request, and what can't be read, too.
		for operation, scimType := range map[string]string{
			`{"op":"replace","path":"groups","value":[]}`:                       Mutability,
			`{"op":"replace","path":"meta.created","value":"x"}`:                Mutability,
			`{"op":"replace","path":"emails[","value":"x"}`:                     InvalidPath,
			`{"op":"replace","path":"emails[kind eq \"x\"].value","value":"x"}`: InvalidPath,
			`{"op":"replace","path":"active","value":"maybe"}`:                  InvalidValue,
		} {
			_, _, err := patched(t, rt, before, off+","+tt.unknown+","+operation, patchLiberal)
			wantRefusal(t, err, scimType, "Operations[2]")
		}
	}
}

// Rule P3: what is left aside without a path is told as well.
func TestPatchNotesUnknownKeys(t *testing.T) {
	var notes schema.Notes
	body := patchBody(`{"op":"replace","value":{"active":false,"shoe":1,"id":"1","` + patchEnterprise + `":{"hat":"h"},"also unknown":2,"name":{"nick":"n"},
		"emails":[{"value":"a","primary":true},{"value":"a","type":"home","primary":true}]}}`)
	p, err := CompilePatch(schema.Core().Type("User"), patchDecoded(t, body), schema.Mode{Notes: &notes})
	if err != nil || p.Empty() {
		t.Fatal(err)
	}
	want := `Left aside, since no schema has it: "also unknown", "name.nick", "shoe", "` + patchEnterprise + `:hat". emails: several values were primary; the first counts.`
	if notes.String() != want {
		t.Errorf("got  %s\nwant %s", notes.String(), want)
	}
}

// Rule P4: null, "" and remove change nothing about active, whatever stands around them.
func TestPatchKeepsActive(t *testing.T) {
	const suspended = `{"userName":"u","active":false}`
	const never = `{"userName":"u"}`
	for _, nothing := range []string{
		`{"op":"replace","path":"active","value":null}`,
		`{"op":"Add","path":"ACTIVE","value":""}`,
		`{"op":"replace","path":"active","value":[]}`,
		`{"op":"replace","path":"active","value":[{"value":null}]}`,
		`{"op":"replace","path":"active","value":[{"value":""}]}`,
		`{"op":"remove","path":"active"}`,
		`{"op":"remove","path":"active","value":true}`,
		`{"op":"remove","path":"urn:ietf:params:scim:schemas:core:2.0:User:active"}`,
		`{"op":"replace","value":{"active":null}}`,
		`{"op":"replace","value":{"Active":""}}`,
		`{"op":"add","value":{"urn:ietf:params:scim:schemas:core:2.0:User":{"active":null}}}`,
	} {
		runPatchCases(t, []patchCase{
			{name: nothing, before: suspended, ops: nothing},
			{name: nothing + " of nobody's word", before: never, ops: nothing},
			{name: nothing + " after true", before: suspended, ops: `{"op":"replace","path":"active","value":"True"},` + nothing, after: `{"userName":"u","active":true}`},
			{name: nothing + " beside a title", before: suspended, ops: nothing + `,{"op":"add","path":"title","value":"T"}`, after: `{"userName":"u","active":false,"title":"T"}`},
		})
	}
	runPatchCases(t, []patchCase{
		{name: "strict", strict: true, before: suspended, ops: `{"op":"replace","path":"active","value":null}`},
		{name: "strict remove", strict: true, before: suspended, ops: `{"op":"remove","path":"active"}`},
		{name: "only where it is the users'", rt: "Device", before: `{"serial":"s","tags":["a"]}`, ops: `{"op":"remove","path":"tags"}`, after: `{"serial":"s"}`},
	})
	for _, in := range []string{`true`, `"True"`, `"true"`, `1`, `"1"`, `[true]`, `[{"value":true}]`, `[{"$ref":null,"value":"TRUE"}]`} {
		runPatchCases(t, []patchCase{{name: in, before: suspended, ops: `{"op":"replace","path":"active","value":` + in + `}`, after: `{"userName":"u","active":true}`}})
	}
}
