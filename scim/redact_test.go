package scim_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/usher-id/usher/scim"
	"github.com/usher-id/usher/scim/schema"
	"github.com/usher-id/usher/scim/schema/schematest"
)

// Rule O1, R-206: the record of a request holds no secret.
func TestRedact(t *testing.T) {
	user := schema.Core().Type("User")
	gadget := schematest.Everything().Type("Gadget")
	for _, test := range []struct {
		rt         *schema.ResourceType
		body, want string
	}{
		{user, `{"userName":"a","password":"s3cret","active":true}`, `{"userName":"a","password":"[removed]","active":true}`},
		{user, ` { "PassWord" : "s3cret" , "x" : [ 1 , {} , [] ] } `, `{"PassWord":"[removed]","x":[1,{},[]]}`},
		{user, `{"p\u0061ssword":"s3cret"}`, `{"p\u0061ssword":"[removed]"}`},
		{user, `{"pa\u017f\u017fword":"s3cret"}`, `{"pa\u017f\u017fword":"[removed]"}`},
		{user, `{"password":{"value":"s3cret"},"title":"x"}`, `{"password":"[removed]","title":"x"}`},
		{user, `{"password":["s3cret",{"a":"s3cret"}]}`, `{"password":"[removed]"}`},
		{user, `{"` + userSchema + `:password":"s3cret"}`, `{"` + userSchema + `:password":"[removed]"}`},
		{user, `{"password.value":"s3cret"}`, `{"password.value":"[removed]"}`},
		{user, `{"` + userSchema + `":{"password":"s3cret"}}`, `{"` + userSchema + `":{"password":"[removed]"}}`},
		{user, "\xef\xbb\xbf" + `{"password":"s3cret"}`, `{"password":"[removed]"}`},
		{user, `{"title":"a \"b\" \\","password":"s3cret\\\"s3cret"}`, `{"title":"a \"b\" \\","password":"[removed]"}`},
		{user, `{"n":-1.5e3,"t":true,"z":null,"e":""}`, `{"n":-1.5e3,"t":true,"z":null,"e":""}`},
		// PATCH
		{user, `{"Operations":[{"op":"add","path":"password","value":"s3cret"},{"op":"add","path":"title","value":"x"}]}`,
			`{"Operations":[{"op":"add","path":"password","value":"[removed]"},{"op":"add","path":"title","value":"x"}]}`},
		{user, `{"Operations":[{"VALUE":"s3cret","path":" PASSWORD","op":"add"}]}`, `{"Operations":[{"VALUE":"[removed]","path":" PASSWORD","op":"add"}]}`},
		{user, `{"Operations":[{"value":{"a":["s3cret"]},"path":"` + userSchema + `:password"}]}`, `{"Operations":[{"value":"[removed]","path":"` + userSchema + `:password"}]}`},
		{user, `{"Operations":[{"op":"replace","value":{"password":"s3cret","title":"x"}}]}`, `{"Operations":[{"op":"replace","value":{"password":"[removed]","title":"x"}}]}`},
		{user, `{"Operations":[{"value":"s3cret","path":"password[value eq \"s3cret\"]","op":"add"}]}`, `{"Operations":[{"value":"[removed]","path":"[removed]","op":"add"}]}`},
		{user, `{"Operations":[{"path":"emails[(password eq \"s3cret\")]","value":"s3cret","x":1}]}`, `{"Operations":[{"path":"[removed]","value":"[removed]","x":1}]}`},
		// Bulk operations keep their secrets in data; other types have other secrets
		{gadget, `{"label":"x","PIN":"s3cret","hidden":"s3cret","note":"n"}`, `{"label":"x","PIN":"[removed]","hidden":"[removed]","note":"n"}`},
		{gadget, `{"` + schematest.Warranty + `":{"contract":"c","secret":"s3cret"}}`, `{"` + schematest.Warranty + `":{"contract":"c","secret":"[removed]"}}`},
		{gadget, `{"` + schematest.Warranty + `:secret":"s3cret"}`, `{"` + schematest.Warranty + `:secret":"[removed]"}`},
		{gadget, `{"parts":[{"value":"1","code":"s3cret"}]}`, `{"parts":"[removed]"}`},
		{gadget, `{"parts.code":"s3cret"}`, `{"parts.code":"[removed]"}`},
		{gadget, `{"Operations":[{"path":"parts[value eq \"1\"].code","value":"s3cret"}]}`, `{"Operations":[{"path":"[removed]","value":"[removed]"}]}`},
		{nil, `{"password":"s3cret"}`, `{"password":"[removed]"}`},
		{user, ``, ``},
	} {
		got := string(scim.Redact(test.rt, []byte(test.body)))
		if got != test.want {
			t.Errorf("%s\n got %s\nwant %s", test.body, got, test.want)
		}
		if strings.Contains(got, "s3cret") {
			t.Errorf("a secret survives: %s", got)
		}
	}
}

// What goes in as JSON comes out as JSON, and what no attribute is secret of comes out unchanged.
func FuzzRedact(f *testing.F) {
	user := schema.Core().Type("User")
	f.Add(`{"password":"x","Operations":[{"value":{"path":"password"},"path":"password[a eq 1]"}]}`)
	f.Add(`[{"path":"password","value":[1,"\"",{"password":{}}]}]`)
	f.Fuzz(func(t *testing.T, body string) {
		value, err := schema.Decode([]byte(body))
		got := scim.Redact(user, []byte(body))
		if err != nil {
			return // it must only not panic
		}
		again, err := schema.Decode(got)
		if err != nil {
			t.Fatalf("%q became %q: %v", body, got, err)
		}
		if !strings.Contains(string(got), "[removed]") {
			x, _ := json.Marshal(value)
			y, _ := json.Marshal(again)
			if string(x) != string(y) {
				t.Fatalf("%q became %q", body, got)
			}
		}
	})
}

// The backend is given the redacted body, and nothing else of the request is told to the log.
func TestAskedHoldsNoSecret(t *testing.T) {
	f := newFixture(t)
	id := f.user("ann", `"password":"s3cret"`)
	f.do("PUT", "/Users/"+id, `{"userName":"ann","Password":"s3cret"}`).want(t, 200)
	f.do("PATCH", "/Users/"+id, `{"Operations":[{"op":"replace","path":"password","value":"s3cret"}]}`).want(t, 200)
	for _, ops := range f.backend.calls {
		if asked := string(ops[0].Asked); strings.Contains(asked, "s3cret") || !strings.Contains(asked, "[removed]") {
			t.Errorf("asked is %s", asked)
		}
	}
	f.do("POST", "/Users", `{"password":"s3cret"}`).refused(t, 400, "invalidValue")
	if asked := string(f.lastEvent().Asked); asked != `{"password":"[removed]"}` {
		t.Errorf("asked is %s", asked)
	}
	for _, path := range []string{"/Users?filter=password+eq+s3cret", "/Users?filter=title+pr+s3cret+or+Password+pr"} {
		f.do("GET", path, "").refused(t, 400, "invalidFilter")
		if e := f.lastEvent(); strings.Contains(e.Detail+e.Query, "s3cret") {
			t.Errorf("the event tells of %q: %q", e.Query, e.Detail)
		}
	}
	const patch = `{"Operations":[{"op":"add","path":"password[value eq s3cret]","value":"s3cret"}]}`
	if a := f.do("PATCH", "/Users/"+id, patch).want(t, 400); strings.Contains(f.lastEvent().Detail+string(f.lastEvent().Asked), "s3cret") {
		t.Errorf("%s\nevent %+v", a.text, f.lastEvent())
	}
	f.bulk(`{"method":"PATCH","path":"/Users/`+id+`","data":`+patch+`}`).want(t, 200)
	if refused := f.lastEvent().Refused; len(refused) != 1 || strings.Contains(refused[0].Reason.Detail+string(refused[0].Operation.Asked), "s3cret") {
		t.Errorf("event %+v", refused)
	}
	if f.backend.calls[0][0].Resource["password"] != "s3cret" {
		t.Error("the backend did not get the password itself")
	}
}
