package schema_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/usher-id/usher/scim/schema"
	"github.com/usher-id/usher/scim/schema/schematest"
)

type (
	object = schema.Object
	values = []any
)

func canonical(rt *schema.ResourceType, body string, m schema.Mode) (object, error) {
	raw, err := schema.Decode([]byte(body))
	if err != nil {
		return nil, err
	}
	return rt.Canonical(raw, m)
}

// Rule P3: what identity providers send is understood, and comes out in one form.
func TestCanonical(t *testing.T) {
	tests := []struct {
		name, rt, body string
		want           object
	}{
		{"as the schema has it", "User", `{"schemas":["` + userURN + `"],"userName":"A","active":true,"emails":[{"value":"a@example.com","type":"work","primary":true}]}`,
			object{"userName": "A", "active": true, "emails": values{object{"value": "a@example.com", "type": "work", "primary": true}}}},
		{"R-003 names in any case", "User", `{"USERNAME":"A","Name":{"GIVENNAME":"B"},"` + strings.ToUpper(enterpriseURN) + `":{"Department":"C"}}`,
			object{"userName": "A", "name": object{"givenName": "B"}, enterpriseURN: object{"department": "C"}}},
		{"R-027, R-031, R-035 id, meta and schemas passed over", "User", `{"id":"mine","ID2":1,"meta":{"created":"yesterday"},"schemas":7,"userName":"A","externalId":"X"}`,
			object{"userName": "A", "externalId": "X"}},
		{"R-021, R-022 unassigned", "User", `{"userName":"A","addresses":null,"roles":[],"name":{},"title":"","emails":[null,{},""],"` + enterpriseURN + `":{"manager":{"value":""}}}`,
			object{"userName": "A"}},
		{"R-074 readOnly passed over, however wrong", "User", `{"userName":"A","groups":5,"` + enterpriseURN + `":{"manager":{"value":"1","displayName":false}}}`,
			object{"userName": "A", enterpriseURN: object{"manager": object{"value": "1"}}}},
		{"unknown passed over", "User", `{"userName":"A","shoeSize":44,"name":{"nick":"x"},"urn:example:none":{"a":1},"urn:example:none:a":1,"a.b":1}`, object{"userName": "A"}},
		{"Entra boolean", "User", `{"active":"False","emails":[{"value":"x","primary":"true"}]}`, object{"active": false, "emails": values{object{"value": "x", "primary": true}}}},
		{"Entra flag: dotted and URN keys", "User", `{"name.givenName":"J","name.familyName":"K","` + enterpriseURN + `:department":"D","` + userURN + `:nickName":"N"}`,
			object{"nickName": "N", "name": object{"givenName": "J", "familyName": "K"}, enterpriseURN: object{"department": "D"}}},
		{"dotted beside nested", "User", `{"name":{"givenName":"J"},"name.familyName":"K"}`, object{"name": object{"givenName": "J", "familyName": "K"}}},
		{"dotted URN key", "User", `{"` + enterpriseURN + `:manager.value":"7"}`, object{enterpriseURN: object{"manager": object{"value": "7"}}}},
		{"dotted below the URN", "User", `{"` + enterpriseURN + `":{"manager.value":"7"}}`, object{enterpriseURN: object{"manager": object{"value": "7"}}}},
		{"dotted list", "User", `{"emails.value":"x","emails.type":"work","emails":[{"value":"y"}]}`, object{"emails": values{object{"value": "y"}, object{"value": "x", "type": "work"}}}},
		{"core attributes under their URN", "User", `{"` + userURN + `":{"userName":"A"}}`, object{"userName": "A"}},
		{"extension without its URN", "User", `{"department":"D","manager":"7"}`, object{enterpriseURN: object{"department": "D", "manager": object{"value": "7"}}}},
		{"Entra manager as a list", "User", `{"manager":[{"$ref":"https://example.com/Users/7","value":"7"}]}`,
			object{enterpriseURN: object{"manager": object{"$ref": "https://example.com/Users/7", "value": "7"}}}},
		{"Entra manager as a string", "User", `{"` + enterpriseURN + `":{"manager":"7"}}`, object{enterpriseURN: object{"manager": object{"value": "7"}}}},
		{"OneLogin managerId", "User", `{"` + enterpriseURN + `":{"manager":{"managerId":"7","displayName":"B"}}}`, object{enterpriseURN: object{"manager": object{"value": "7"}}}},
		{"extension as a list of one", "User", `{"` + enterpriseURN + `":[{"department":"D"}]}`, object{enterpriseURN: object{"department": "D"}}},
		{"extension null", "User", `{"` + enterpriseURN + `":null}`, object{}},
		{"OneLogin e-mail object", "User", `{"emails":{"value":"x","type":"work"}}`, object{"emails": values{object{"value": "x", "type": "work"}}}},
		{"R-020 simple values in a complex list", "User", `{"emails":"x","roles":["admin","reader"]}`,
			object{"emails": values{object{"value": "x"}}, "roles": values{object{"value": "admin"}, object{"value": "reader"}}}},
		{"members as ids", "Group", `{"members":["1",{"value":"2","$ref":null,"displayName":"unknown here"}]}`, object{"members": values{object{"value": "1"}, object{"value": "2"}}}},
		{"list of one for one", "User", `{"active":[false],"title":["T"],"nickName":[]}`, object{"active": false, "title": "T"}},
		{"R-019 equal values once", "User", `{"emails":[{"value":"x"},{"VALUE":"x"},{"value":"x","type":"work"}]}`, object{"emails": values{object{"value": "x"}, object{"value": "x", "type": "work"}}}},
		{"R-018, R-049, R-052, R-053 kept as sent", "User", `{"locale":"xx_Klingon","phoneNumbers":[{"value":"44-471","type":"Bat"}],"addresses":[{"type":"work","country":"Ireland"}]}`,
			object{"locale": "xx_Klingon", "phoneNumbers": values{object{"value": "44-471", "type": "Bat"}}, "addresses": values{object{"type": "work", "country": "Ireland"}}}},
		{"role as a JSON document in a string", "User", `{"roles":["{\"id\":\"1\"}"]}`, object{"roles": values{object{"value": `{"id":"1"}`}}}},
		{"R-076 writeOnly is kept for the backend", "User", `{"password":"secret"}`, object{"password": "secret"}},
		{"certificates as they are copied", "User", `{"x509Certificates":["aGVs\nbG8","aGVsbG8=","-_-_"]}`,
			object{"x509Certificates": values{object{"value": "aGVs\nbG8"}, object{"value": "aGVsbG8="}, object{"value": "-_-_"}}}},
		{"numbers", "Gadget", `{"weight":1.50,"count":"7","readings":["1e2",3],"ports":[-0,9223372036854775807]}`,
			object{"weight": json.Number("1.50"), "count": int64(7), "readings": values{json.Number("1e2"), json.Number("3")}, "ports": values{int64(0), int64(9223372036854775807)}}},
		{"R-009 dateTime as sent", "Gadget", `{"bought":"2024-02-29T24:00:00","services":["2024-01-31T08:00:00.123456789012+05:30"]}`,
			object{"bought": "2024-02-29T24:00:00", "services": values{"2024-01-31T08:00:00.123456789012+05:30"}}},
		{"list within a complex value", "Gadget", `{"size":{"width":1,"marks":"m"}}`, object{"size": object{"width": json.Number("1"), "marks": values{"m"}}}},
		{"more than a few equal values", "Gadget", `{"tags":["a","b","c","d","e","f","g","h","i","a","b"],"parts":["1","2","3","4","5","6","7","8","9","1",{"value":"9"}]}`,
			object{"tags": values{"a", "b", "c", "d", "e", "f", "g", "h", "i"}, "parts": parts("1", "2", "3", "4", "5", "6", "7", "8", "9")}},
		{"numbers for texts", "User", `{"userName":"a","externalId":157663,"name":{"givenName":7},"` + enterpriseURN + `":{"employeeNumber":1e3}}`,
			object{"userName": "a", "externalId": "157663", "name": object{"givenName": "7"}, enterpriseURN: object{"employeeNumber": "1e3"}}},
		{"1 and 0", "User", `{"userName":"a","active":0,"emails":[{"value":"a","primary":"1"}]}`,
			object{"userName": "a", "active": false, "emails": values{object{"value": "a", "primary": true}}}},
		{"objects around values", "User", `{"userName":[{"value":"a"}],"active":[{"value":"True"}],"title":[{"$ref":null,"VALUE":"T"}],"nickName":[{"value":""}]}`,
			object{"userName": "a", "active": true, "title": "T"}},
		{"R-017 the first primary counts", "User", `{"emails":[{"value":"a"},{"value":"b","primary":true},{"value":"b","type":"home","primary":true}]}`,
			object{"emails": values{object{"value": "a"}, object{"value": "b", "primary": true}, object{"value": "b", "type": "home", "primary": false}}}},
		{"attribute of core and extension", "Gadget", `{"note":"core","` + schematest.Location + `:note":"ext"}`, object{"note": "core", schematest.Location: object{"note": "ext"}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			rt := typeOf(t, tt.rt)
			got, err := canonical(rt, tt.body, schema.Mode{})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Fatal(diff)
			}
			again, err := rt.Canonical(got, schema.Mode{})
			if err != nil || !cmp.Equal(got, again) {
				t.Errorf("not idempotent: %v, %v", again, err)
			}
		})
	}
}

func parts(ids ...string) values {
	var l values
	for _, id := range ids {
		l = append(l, object{"value": id})
	}
	return l
}

// Rule P9: the refusal names attribute, fault and remedy; both modes alike.
func TestCanonicalRefuses(t *testing.T) {
	tests := []struct{ name, rt, body, scimType, path, want string }{
		{"R-001 no object", "User", `[1]`, "invalidSyntax", "", "the body is a list; send a JSON object"},
		{"R-007", "User", `{"emails":[{"value":"a"},{"value":"b","primary":"maybe"}]}`, "invalidValue", "emails[1].primary", `emails[1].primary: "maybe" is not a boolean; send true or false`},
		{"R-003 twice in other case", "User", `{"userName":"a","USERNAME":"b"}`, "invalidSyntax", "userName", "occurs more than once"},
		{"R-003 twice, once null", "User", `{"userName":"a","USERNAME":null}`, "invalidSyntax", "userName", "occurs more than once"},
		{"R-003 sub-attribute twice", "User", `{"name":{"givenName":"a","givenname":"b"}}`, "invalidSyntax", "name.givenName", "occurs more than once"},
		{"R-003 in an extension", "User", `{"` + enterpriseURN + `":{"department":"a","DEPARTMENT":"b"}}`, "invalidSyntax", enterpriseURN + ":department", "occurs more than once"},
		{"number for a userName", "User", `{"userName":157663}`, "invalidValue", "userName", "157663 is not a string"},
		{"wrapped twice", "User", `{"active":[{"value":{"value":true}}]}`, "invalidValue", "active", "an object is not a boolean"},
		{"wrapped, and no list around it", "User", `{"userName":{"value":"a"}}`, "invalidValue", "userName", "an object is not a string"},
		{"boolean for a string", "User", `{"displayName":true}`, "invalidValue", "displayName", "true is not a string"},
		{"object for a string", "User", `{"displayName":{"a":1}}`, "invalidValue", "displayName", "an object is not a string"},
		{"two for one", "User", `{"title":["a","b"]}`, "invalidValue", "title", "takes one value and 2 were sent; send one"},
		{"list in list", "User", `{"emails":[["a"]]}`, "invalidValue", "emails[0]", "is a list inside a list"},
		{"string for a complex value without value", "User", `{"name":"Jane"}`, "invalidValue", "name", `"Jane" is not an object; send one with formatted, familyName`},
		{"extension of another type", "User", `{"` + enterpriseURN + `":"x"}`, "invalidValue", enterpriseURN, "is a string; send an object"},
		{"in an extension", "User", `{"` + enterpriseURN + `":{"manager":{"value":false}}}`, "invalidValue", enterpriseURN + ":manager.value", "false is not a string"},
		{"R-079 no secret in an error", "User", `{"password":{"hunter2":1}}`, "invalidValue", "password", "password: the value is not a string"},
		{"R-010", "User", `{"x509Certificates":[{"value":"a*b"}]}`, "invalidValue", "x509Certificates[0].value", `"a*b" is not base64`},
		{"R-008 fraction", "Gadget", `{"count":1.0}`, "invalidValue", "count", "1.0 has a fraction or an exponent"},
		{"R-008 exponent", "Gadget", `{"ports":[1,1e3]}`, "invalidValue", "ports[1]", "1e3 has a fraction or an exponent"},
		{"integer too large", "Gadget", `{"count":9223372036854775808}`, "invalidValue", "count", "is beyond 64 bits"},
		{"integer no number", "Gadget", `{"count":"many"}`, "invalidValue", "count", `"many" is not an integer; send a number such as 42`},
		{"decimal no number", "Gadget", `{"weight":"0x10"}`, "invalidValue", "weight", `"0x10" is not a decimal`},
		{"R-009 date only", "Gadget", `{"bought":"2024-01-31"}`, "invalidValue", "bought", "it needs a date, the letter T and a time"},
		{"R-009 no such day", "Gadget", `{"bought":"2023-02-29T00:00:00Z"}`, "invalidValue", "bought", "2023-02 has no day 29"},
		{"R-009 zone", "Gadget", `{"bought":"2023-02-01T00:00:00+15:00"}`, "invalidValue", "bought", "its zone is none"},
		{"long value is cut", "User", `{"active":"` + strings.Repeat("é", 5000) + `"}`, "invalidValue", "active", "…"},
		{"first in the alphabet", "User", `{"title":false,"active":7,"nickName":{}  ,"displayName":[1,2]}`, "invalidValue", "active", "7 is not a boolean"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for range 5 { // maps have another order each time, errors have not
				got, err := canonical(typeOf(t, tt.rt), tt.body, schema.Mode{})
				var refusal *schema.Error
				if !errors.As(err, &refusal) || got != nil {
					t.Fatalf("got %v, %v", got, err)
				}
				if refusal.ScimType != tt.scimType || refusal.Path != tt.path || !strings.Contains(refusal.Detail, tt.want) || len(refusal.Detail) > 400 {
					t.Fatalf("got %+v\nwant %s %s, text with %q", refusal, tt.scimType, tt.path, tt.want)
				}
			}
		})
	}
}

// R-225 and what else the strict profile refuses; each body is accepted when not strict.
func TestCanonicalStrict(t *testing.T) {
	inUser := func(members string) string { return `{"schemas":["` + userURN + `"],` + members + `}` }
	tests := []struct{ name, body, scimType, want string }{
		{"no schemas", `{"userName":"a"}`, "invalidSyntax", `schemas: is missing`},
		{"schemas no list", `{"schemas":"` + userURN + `"}`, "invalidSyntax", `schemas: is missing or no list`},
		{"unknown schema", `{"schemas":["` + userURN + `","urn:example:none"]}`, "invalidSyntax", `schemas[1]: "urn:example:none" is not a schema of User`},
		{"R-025 schema twice", `{"schemas":["` + userURN + `","` + userURN + `"]}`, "invalidSyntax", `listed twice`},
		{"R-041 without the core schema", `{"schemas":["` + enterpriseURN + `"]}`, "invalidSyntax", `belongs to every User`},
		{"unknown attribute", inUser(`"usrName":"a"`), "invalidSyntax", `did you mean userName?`},
		{"unknown sub-attribute", inUser(`"name":{"nick":"a"}`), "invalidSyntax", `name has no sub-attribute "nick"`},
		{"unknown in an extension", inUser(`"` + enterpriseURN + `":{"dept":"a"}`), "invalidSyntax", `is not an attribute of User`},
		{"unknown extension", inUser(`"urn:example:none":{}`), "invalidSyntax", `no such schema`},
		{"dotted", inUser(`"name.givenName":"a"`), "invalidSyntax", `nested form`},
		{"dotted in an extension", inUser(`"` + enterpriseURN + `":{"manager.value":"a"}`), "invalidSyntax", `is not an attribute`},
		{"extension without its URN", inUser(`"department":"a"`), "invalidSyntax", `nested form`},
		{"boolean string", inUser(`"active":"true"`), "invalidValue", `"true" is not a boolean`},
		{"one for a list", inUser(`"emails":{"value":"a"}`), "invalidValue", `is an object; send a list`},
		{"number for a text", inUser(`"externalId":157663`), "invalidValue", `157663 is not a string`},
		{"number for a boolean", inUser(`"active":1`), "invalidValue", `1 is not a boolean`},
		{"object around a value", inUser(`"title":[{"value":"a"}]`), "invalidValue", `is a list; send a single value`},
		{"R-017 two primaries", inUser(`"emails":[{"value":"a","primary":true},{"value":"b"},{"value":"c","primary":true}]`), "invalidValue", `more than one value has primary true (emails[0], emails[2]); set it on one at most`},
		{"long name, told whole", inUser(`"urn:ietf:params:scim:schemas:extension:a.company.with.a.long.name:2.0:User:internalCostCenterOfTheRegion":"a"`), "invalidSyntax", `"urn:ietf:params:scim:schemas:extension:a.company.with.a.long.name:2.0:User:internalCostCenterOfTheRegion"`},
		{"list for one", inUser(`"title":["a"]`), "invalidValue", `is a list; send a single value`},
		{"bare values", inUser(`"emails":["a"]`), "invalidValue", `emails[0]: "a" is not an object`},
		{"base64 without padding", inUser(`"x509Certificates":[{"value":"aGVsbG8"}]`), "invalidValue", `is not base64`},
		{"R-011 no URI", inUser(`"profileUrl":"http://[::1"`), "invalidValue", `is not a URI`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := canonical(user(t), tt.body, schema.Mode{}); err != nil {
				t.Errorf("refused when not strict: %v", err)
			}
			_, err := canonical(user(t), tt.body, schema.Mode{Strict: true})
			var refusal *schema.Error
			if !errors.As(err, &refusal) || refusal.ScimType != tt.scimType || !strings.Contains(refusal.Detail, tt.want) {
				t.Errorf("got %v\nwant %s with %s", err, tt.scimType, tt.want)
			}
		})
	}
	body := inUser(`"userName":"a","groups":[],"meta":{},"id":"1","` + enterpriseURN + `":{"manager":{"value":"1"}}`)
	if _, err := canonical(user(t), body, schema.Mode{Strict: true}); err != nil {
		t.Errorf("refused what conforms: %v", err)
	}
}

// PATCH values are read as bodies are.
func TestCanonicalValue(t *testing.T) {
	tests := []struct {
		path, value   string
		whole, single any // as the value of the path, and as one element
	}{
		{"active", `"True"`, true, true},
		{"active", `[false]`, false, nil},
		{"active", `[{"value":"false"}]`, false, nil},
		{"active", `[{"value":null}]`, nil, nil},
		{"active", `1`, true, true},
		{"displayName", `[{"$ref":null,"value":"x"}]`, "x", nil},
		{"employeeNumber", `4711`, "4711", "4711"},
		{"emails", `"x"`, values{object{"value": "x"}}, object{"value": "x"}},
		{"emails", `{"value":"x"}`, values{object{"value": "x"}}, object{"value": "x"}},
		{"emails", `[]`, nil, nil},
		{"emails.value", `"x"`, "x", "x"},
		{"manager", `""`, nil, nil},
		{"manager", `"7"`, object{"value": "7"}, object{"value": "7"}},
		{enterpriseURN, `{"department":"D","nope":1}`, object{"department": "D"}, object{"department": "D"}},
		{enterpriseURN, `null`, nil, nil},
		{userURN, `{"title":"T"}`, object{"title": "T"}, object{"title": "T"}},
		{"id", `"7"`, "7", "7"},
	}
	for _, tt := range tests {
		t.Run(tt.path+" "+tt.value, func(t *testing.T) {
			raw, err := schema.Decode([]byte(tt.value))
			if err != nil {
				t.Fatal(err)
			}
			a := attr(t, user(t), tt.path)
			got, err := user(t).CanonicalValue(a, raw, schema.Mode{})
			if diff := cmp.Diff(tt.whole, got); err != nil || diff != "" {
				t.Errorf("whole: %v %s", err, diff)
			}
			got, _ = user(t).CanonicalElement(a, raw, schema.Mode{})
			if diff := cmp.Diff(tt.single, got); diff != "" {
				t.Errorf("element: %s", diff)
			}
		})
	}
	_, err := user(t).CanonicalValue(attr(t, user(t), "manager.value"), true, schema.Mode{})
	if err == nil || !strings.HasPrefix(err.Error(), enterpriseURN+":manager.value: true is not a string") {
		t.Errorf("got %v", err)
	}
}

// Many values cost no more than in proportion: 100,000 members are read, equal ones kept once.
func TestCanonicalManyMembers(t *testing.T) {
	var members values
	for i := range 100_000 {
		members = append(members, object{"value": fmt.Sprint(i % 50_000), "display": "same"})
	}
	o, err := group(t).Canonical(object{"members": members}, schema.Mode{})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(o["members"].([]any)); n != 50_000 {
		t.Errorf("%d members, want 50000", n)
	}
}

// The bodies of the dialect cases that are kept beside this test are read as intended.
func TestDialectBodies(t *testing.T) {
	data, err := os.ReadFile("testdata/bodies.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		Name, Type string
		Body, Want json.RawMessage
	}
	if err := json.Unmarshal(data, &cases); err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		t.Run(c.Name, func(t *testing.T) {
			rt := typeOf(t, c.Type)
			o, err := canonical(rt, string(c.Body), schema.Mode{})
			if err != nil {
				t.Fatal(err)
			}
			got, err := schema.Decode(rt.AppendJSON(nil, o, nil))
			if err != nil {
				t.Fatal(err)
			}
			want, err := schema.Decode(c.Want)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
			if err := rt.CheckRequired(o); err != nil {
				t.Error(err)
			}
		})
	}
}
