package schema_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/usher-id/usher/scim/filter"
	"github.com/usher-id/usher/scim/message"
	"github.com/usher-id/usher/scim/schema"
	"github.com/usher-id/usher/scim/schema/schematest"
)

// rule P3 for the short form.
func TestResolve(t *testing.T) {
	tests := []struct{ rt, path, want string }{
		{"User", "userName", "userName"},
		{"User", "USERNAME", "userName"},
		{"User", "name.GivenName", "name.givenName"},
		{"User", userURN + ":userName", "userName"},
		{"User", strings.ToUpper(userURN) + ":name.familyName", "name.familyName"},
		{"User", userURN + ":meta.created", "meta.created"},
		{"User", enterpriseURN + ":department", enterpriseURN + ":department"},
		{"User", strings.ToLower(enterpriseURN) + ":MANAGER.VALUE", enterpriseURN + ":manager.value"},
		{"User", "manager", enterpriseURN + ":manager"},
		{"User", "manager.displayname", enterpriseURN + ":manager.displayName"},
		{"User", "EmployeeNumber", enterpriseURN + ":employeeNumber"},
		{"User", "displayName", "displayName"},
		{"User", enterpriseURN, enterpriseURN},
		{"User", strings.ToUpper(enterpriseURN), enterpriseURN},
		{"User", userURN, userURN},
		{"User", "id", "id"},
		{"User", "ExternalID", "externalId"},
		{"User", "schemas", "schemas"},
		{"User", "meta.LastModified", "meta.lastModified"},
		{"Group", "members.$REF", "members.$ref"},
		{"Gadget", "note", "note"},
		{"Gadget", schematest.Location + ":note", schematest.Location + ":note"},
		{"Gadget", "room", schematest.Location + ":room"},
	}
	for _, tt := range tests {
		t.Run(tt.path, func(t *testing.T) {
			rt := typeOf(t, tt.rt)
			a, err := rt.ResolveName(tt.path)
			if err != nil || a.String() != tt.want {
				t.Fatalf("ResolveName gave %v, %v, want %s", a, err, tt.want)
			}
			p, err := filter.ParseAttribute(tt.path)
			if err != nil {
				t.Fatal(err)
			}
			if b, err := rt.Resolve(p); err != nil || b != a {
				t.Errorf("Resolve gave %v, %v", b, err)
			}
		})
	}
}

// However the parser cuts a path with a URN, it is understood.
func TestResolveCuts(t *testing.T) {
	for i := range len(enterpriseURN + ":manager.value") {
		path := enterpriseURN + ":manager.value"
		if path[i] != ':' {
			continue
		}
		uri, rest := path[:i], path[i+1:]
		name, sub, dotted := strings.Cut(rest, ".")
		p := filter.AttributePath{URIPrefix: &uri, AttributeName: name}
		if dotted {
			p.SubAttribute = &sub
		}
		if a, err := user(t).Resolve(p); err != nil || a.String() != path {
			t.Errorf("%q %q: %v, %v", uri, rest, a, err)
		}
	}
}

// Rule P9: an unknown name is refused with the name that was most likely meant.
func TestUnknownAttribute(t *testing.T) {
	tests := []struct{ path, want string }{
		{"userNme", `"userNme" is not an attribute of User; did you mean userName?`},
		{"departmnt", `did you mean ` + enterpriseURN + `:department?`},
		{"zzzzzzzzzzz", `GET /Schemas lists what there is`},
		{"name.givnName", `name has no sub-attribute "givnName"; did you mean name.givenName?`},
		{"name.zzzzzzzzz", `it has formatted, familyName`},
		{"userName.value", `userName is of type string and has no sub-attributes; leave ".value" out`},
		{enterpriseURN + ":managr", `did you mean ` + enterpriseURN + `:manager?`},
		{enterpriseURN + ":zzzzzzzzzzzzz", `defines employeeNumber, costCenter`},
		{"urn:example:none:userName", `User has no such schema; it has ` + userURN},
		{userURN + ":userNam", `did you mean userName?`},
		{"user\u212aame", `is not an attribute`},
		{strings.Repeat("x", 1<<20), `is not an attribute of User`},
		{strings.Repeat("urn:", 1<<18), `User has no such schema`},
		{"", `is not an attribute`},
		{".", `is not an attribute`},
		{"name.", `name has no sub-attribute ""`},
	}
	for _, tt := range tests {
		t.Run(tt.path[:min(len(tt.path), 30)], func(t *testing.T) {
			_, err := user(t).ResolveName(tt.path)
			var unknown *schema.UnknownAttribute
			if !errors.As(err, &unknown) || unknown.Path != tt.path {
				t.Fatalf("got %v", err)
			}
			if !strings.Contains(err.Error(), tt.want) || len(err.Error()) > 1000 {
				t.Errorf("got %s\nwant something with %s", err, tt.want)
			}
		})
	}
}

// Rule P9: an advice never names what would be refused.
func TestAdviceIsOfUse(t *testing.T) {
	for _, tt := range []struct{ path, written, searched string }{
		{"ids", "did you mean ims?", "did you mean id?"},
		{"meta.verison", `"verison"; leave it out`, "did you mean meta.version?"},
		{"groups.valu", `"valu"; leave it out`, "did you mean groups.value?"},
		{"passwrd", "did you mean password?", "GET /Schemas lists what there is"},
	} {
		_, err := user(t).ResolveName(tt.path)
		var unknown *schema.UnknownAttribute
		if !errors.As(err, &unknown) {
			t.Fatalf("%s: got %v", tt.path, err)
		}
		if got := message.Say(unknown.ForWriting()); !strings.Contains(got, tt.written) {
			t.Errorf("writing %s: %s, want %s", tt.path, got, tt.written)
		}
		if got := message.Say(unknown.ForSearching()); !strings.Contains(got, tt.searched) {
			t.Errorf("searching %s: %s, want %s", tt.path, got, tt.searched)
		}
	}
}
