package scim_test

import "testing"

// The interoperability profile, R-222 to R-232, is a mode of the same server: what liberal mode
// understands is refused in strict mode.
func TestStrictMode(t *testing.T) {
	const user = `"schemas":["` + userSchema + `"]`
	const patch = `"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"]`
	for _, test := range []struct {
		name, method, path, body string
		liberal, strict          int
		scimType                 string
	}{
		{"complete", "POST", "/Users", `{` + user + `,"userName":"x"}`, 201, 201, ""},
		{"undefined attribute", "POST", "/Users", `{` + user + `,"userName":"x","shoeSize":43}`, 201, 400, "invalidSyntax"},
		{"undefined schema", "POST", "/Users", `{"schemas":["` + userSchema + `","urn:x:y"],"userName":"x"}`, 201, 400, "invalidSyntax"},
		{"boolean as string", "POST", "/Users", `{` + user + `,"userName":"x","active":"True"}`, 201, 400, ""},
		{"path-less PATCH", "PATCH", "/Users/{id}", `{` + patch + `,"Operations":[{"op":"replace","value":{"title":"x"}}]}`, 200, 400, "invalidSyntax"},
		{"PATCH without schemas", "PATCH", "/Users/{id}", `{"Operations":[{"op":"replace","path":"title","value":"x"}]}`, 200, 400, ""},
		{"replace", "PATCH", "/Users/{id}", `{` + patch + `,"Operations":[{"op":"replace","path":"title","value":"x"}]}`, 200, 200, ""},
		{"add", "PATCH", "/Users/{id}", `{` + patch + `,"Operations":[{"op":"add","path":"title","value":"x"}]}`, 200, 200, ""},
		{"duplicate by PATCH", "PATCH", "/Users/{id}", `{` + patch + `,"Operations":[{"op":"replace","path":"userName","value":"BOB"}]}`, 409, 409, "uniqueness"},
		{"undefined in a filter", "GET", "/Users?filter=shoeSize+eq+43", "", 400, 400, "invalidFilter"},
		{"count 100", "GET", "/Users?count=100", "", 200, 200, ""},
		{"count 5000", "GET", "/Users?count=5000", "", 200, 200, ""},
		{"both projections", "GET", "/Users?attributes=title&excludedAttributes=name", "", 200, 400, "invalidValue"},
		{"search without schemas", "POST", "/Users/.search", `{}`, 200, 400, "invalidSyntax"},
		{"Bulk without schemas", "POST", "/Bulk", `{"Operations":[{"method":"DELETE","path":"/Users/x"}]}`, 200, 400, "invalidSyntax"},
		{"DELETE deletes", "DELETE", "/Users/{id}", "", 204, 204, ""},
	} {
		for _, mode := range []struct {
			name   string
			want   int
			change []func(*fixture)
		}{{"liberal", test.liberal, nil}, {"strict", test.strict, []func(*fixture){strict}}} {
			t.Run(test.name+"/"+mode.name, func(t *testing.T) {
				f := newFixture(t, mode.change...)
				id := f.user("ann")
				f.user("bob")
				path := test.path
				if len(path) > 4 && path[len(path)-4:] == "{id}" {
					path = path[:len(path)-4] + id
				}
				a := f.do(test.method, path, test.body).want(t, mode.want)
				if mode.want >= 400 && test.scimType != "" {
					a.refused(t, mode.want, test.scimType)
				}
			})
		}
	}
}

// in strict mode every POST of a Bulk request has a bulkId.
func TestStrictBulk(t *testing.T) {
	const operation = `{"method":"POST","path":"/Users","data":{"schemas":["` + userSchema + `"],"userName":"x"}}`
	if got := newFixture(t).bulk(operation).want(t, 200).statuses(); got != "201" {
		t.Errorf("liberal: %s", got)
	}
	if got := newFixture(t, strict).bulk(operation).want(t, 200).statuses(); got != "400" {
		t.Errorf("strict: %s", got)
	}
}

// after DELETE the identifiers are free, and nothing is left behind.
func TestStrictDelete(t *testing.T) {
	f := newFixture(t, strict)
	id := f.user("ann", `"externalId":"7"`)
	f.do("DELETE", "/Users/"+id, "").want(t, 204)
	if again := f.user("ann", `"externalId":"7"`); again == id {
		t.Error("the id was given again")
	}
}
