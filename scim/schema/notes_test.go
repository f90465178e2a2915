package schema_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/usher-id/usher/scim/schema"
)

// Rule P3: what is left aside of a body is told, whatever the order of its members, by its whole name.
func TestNotes(t *testing.T) {
	const long = "urn:ietf:params:scim:schemas:extension:a.company.with.a.long.name:2.0:User"
	for _, tt := range []struct{ body, want string }{
		{`{"userName":"a","id":"1","meta":{},"groups":[],"active":1}`, ""},
		{`{"userName":"a","foo":1,"name":{"nick":"n","givenName":"g"},"` + long + `":{"costCenter":"7"},"` + enterpriseURN + `":{"dept":"d"}}`,
			`Left aside, since no schema has it: "foo", "name.nick", "` + long + `", "` + enterpriseURN + `:dept".`},
		{`{"userName":"a","emails":[{"value":"a","x":1},{"value":"b","x":2}]}`, `Left aside, since no schema has it: "emails.x".`},
		{`{"userName":"a","` + enterpriseURN + `":{"manager":{"managerId":"7"}}}`, ""},
		{`{"userName":"a","emails":[{"value":"a","primary":true},{"value":"b","primary":true},{"value":"c","primary":true}]}`,
			"emails: several values were primary; the first counts."},
	} {
		for range 5 {
			var notes schema.Notes
			if _, err := canonical(user(t), tt.body, schema.Mode{Notes: &notes}); err != nil {
				t.Fatal(err)
			}
			if notes.String() != tt.want {
				t.Fatalf("%s:\ngot  %s\nwant %s", tt.body, notes.String(), tt.want)
			}
		}
	}
}

// Rule P10: notes are bounded, and which names are kept depends on nothing but the names.
func TestNotesAreBounded(t *testing.T) {
	body := object{"userName": "a"}
	for i := range 5000 {
		body[fmt.Sprintf("x%04d", i)] = "v"
	}
	body[strings.Repeat("y", 1<<20)] = "v"
	var first string
	for i := range 3 {
		var notes schema.Notes
		if _, err := user(t).Canonical(body, schema.Mode{Notes: &notes}); err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			first = notes.String()
		}
		if got := notes.String(); got != first || !strings.HasSuffix(got, `"x0019" and 4981 more.`) || len(got) > 20*500 {
			t.Fatalf("got %.2000s", got)
		}
	}
}
