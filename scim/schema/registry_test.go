package schema_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/usher-id/usher/scim/schema"
)

const carURN = "urn:example:params:scim:schemas:Car"

// car is a schema with the given attributes, as JSON.
func car(attributes string) string {
	return fmt.Sprintf(`{"id":%q,"name":"Car","attributes":[%s]}`, carURN, attributes)
}

func nested(depth int) string {
	return strings.Repeat(`{"name":"a","type":"complex","subAttributes":[`, depth) + `{"name":"b"}` + strings.Repeat(`]}`, depth)
}

// Rule P9, issue 3 "a custom schema that contradicts itself or the core": each is refused with the
// place and what would be right.
func TestContradictions(t *testing.T) {
	tests := []struct{ name, schema, rt, want string }{
		{"R-003 names differ in case", car(`{"name":"plate"},{"name":"Plate"}`), "", `"Plate" is defined twice, the first time as "plate"`},
		{"R-003 sub-attributes differ in case", car(`{"name":"x","type":"complex","subAttributes":[{"name":"a"},{"name":"A"}]}`), "", `"x.A" is defined twice`},
		{"sub-attributes of a string", car(`{"name":"x","subAttributes":[{"name":"a"}]}`), "", `has subAttributes but type string; make its type complex`},
		{"R-016 complex in complex", car(nested(2)), "", `"a.a" is complex inside the complex "a"`},
		{"R-016 far deeper", car(nested(20)), "", `(R-016)`},
		{"complex without sub-attributes", car(`{"name":"x","type":"complex"}`), "", `complex without subAttributes`},
		{"unique complex", car(`{"name":"x","type":"complex","uniqueness":"server","subAttributes":[{"name":"a"}]}`), "", `a complex attribute can't be unique`},
		{"unique boolean", car(`{"name":"x","type":"boolean","uniqueness":"global"}`), "", `a boolean can't be unique`},
		{"R-074 required and readOnly", car(`{"name":"x","required":true,"mutability":"readOnly"}`), "", `required and readOnly`},
		{"required below readOnly", car(`{"name":"x","type":"complex","mutability":"readOnly","subAttributes":[{"name":"a","required":true,"mutability":"readOnly"}]}`), "", `"x.a" is required and readOnly`},
		{"writable below readOnly", car(`{"name":"x","type":"complex","mutability":"readOnly","subAttributes":[{"name":"a"}]}`), "", `is readWrite but "x" is readOnly`},
		{"R-076 returned always and writeOnly", car(`{"name":"x","returned":"always","mutability":"writeOnly"}`), "", `writeOnly needs returned never, not always`},
		{"R-076 returned left out and writeOnly", car(`{"name":"x","mutability":"writeOnly"}`), "", `writeOnly needs returned never, not default`},
		{"returned below writeOnly", car(`{"name":"x","type":"complex","mutability":"writeOnly","returned":"never","subAttributes":[{"name":"a"}]}`), "", `"x.a" is returned default but "x" is writeOnly`},
		{"readOnly and never", car(`{"name":"x","mutability":"readOnly","returned":"never"}`), "", `nobody could ever set or see it`},
		{"unknown type", car(`{"name":"x","type":"sting"}`), "", `type "sting" is unknown; did you mean string?`},
		{"unknown type without likeness", car(`{"name":"x","type":"quaternion"}`), "", `use one of string, boolean, decimal`},
		{"unknown mutability", car(`{"name":"x","mutability":"readonly"}`), "", `did you mean readOnly?`},
		{"unknown returned", car(`{"name":"x","returned":"sometimes"}`), "", `returned "sometimes" is unknown`},
		{"unknown uniqueness", car(`{"name":"x","uniqueness":"local"}`), "", `uniqueness "local" is unknown`},
		{"R-002 digit first", car(`{"name":"2x"}`), "", `does not begin with a letter`},
		{"R-002 dot", car(`{"name":"a.b"}`), "", `use letters, digits, - and _`},
		{"R-002 Kelvin sign", car("{\"name\":\"mar\u212a\"}"), "", `use letters, digits, - and _`},
		{"R-002 empty", car(`{"type":"string"}`), "", `has no name`},
		{"R-002 $ref at the top", car(`{"name":"$ref","type":"reference"}`), "", `does not begin with a letter`},
		{"$ref of another type", car(`{"name":"x","type":"complex","subAttributes":[{"name":"$ref"}]}`), "", `$ref is always of type reference`},
		{"R-032 bulkId", car(`{"name":"bulkID"}`), "", `reserves for Bulk`},
		{"common id", car(`{"name":"ID"}`), "", `the name of the common attribute id`},
		{"common schemas", car(`{"name":"schemas"}`), "", `common attribute schemas`},
		{"common meta", car(`{"name":"meta"}`), "", `common attribute meta`},
		{"common externalId", car(`{"name":"externalid"}`), "", `common attribute externalId`},
		{"referenceTypes of a string", car(`{"name":"x","referenceTypes":["User"]}`), "", `has referenceTypes but type string`},
		{"canonicalValues of a boolean", car(`{"name":"x","type":"boolean","canonicalValues":["a"]}`), "", `has canonicalValues but type boolean`},
		{"empty canonical value", car(`{"name":"x","canonicalValues":[""]}`), "", `can't stand in canonicalValues`},
		{"no attributes", car(``), "", `attributes is empty`},
		{"R-070 no id", `{"name":"Car","attributes":[{"name":"x"}]}`, "", `is not a URN`},
		{"R-070 no name", `{"id":"urn:example:x","attributes":[{"name":"x"}]}`, "", `name needs 1 to`},
		{"URL as id", `{"id":"https://example.com/x","name":"X","attributes":[{"name":"x"}]}`, "", `is not a URN`},
		{"bracket in id", `{"id":"urn:example:x[1]","name":"X","attributes":[{"name":"x"}]}`, "", `holds '['`},
		{"message as id", `{"id":"urn:ietf:params:scim:api:messages:2.0:PatchOp","name":"X","attributes":[{"name":"x"}]}`, "", `messages of the protocol`},
		{"core URN", `{"id":"urn:ietf:params:scim:schemas:core:2.0:user","name":"X","attributes":[{"name":"x"}]}`, "", `can't be redefined`},
		{"enterprise URN", `{"id":"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User","name":"X","attributes":[{"name":"x"}]}`, "", `can't be redefined`},
		{"discovery URN", `{"id":"urn:ietf:params:scim:schemas:core:2.0:Schema","name":"X","attributes":[{"name":"x"}]}`, "", `can't be redefined`},
		{"too many attributes", car(`{"name":"x0"}` + manyAttributes(schema.MaxAttributes)), "", `251 attributes are too many; at most 250`},
		{"long name", car(`{"name":"` + strings.Repeat("x", 101) + `"}`), "", `longer than 100 bytes`},
		{"long description", car(`{"name":"x","description":"` + strings.Repeat("x", 4001) + `"}`), "", `longer than 4000 bytes`},
		{"endpoint taken", "", `{"name":"Car","endpoint":"/users","schema":"` + carURN + `"}`, `is that of resource type User`},
		{"endpoint reserved", "", `{"name":"Car","endpoint":"/schemas","schema":"` + carURN + `"}`, `belongs to the protocol`},
		{"endpoint Bulk", "", `{"name":"Car","endpoint":"/Bulk","schema":"` + carURN + `"}`, `belongs to the protocol`},
		{"endpoint Me", "", `{"name":"Car","endpoint":"/Me","schema":"` + carURN + `"}`, `belongs to the protocol`},
		{"endpoint .search", "", `{"name":"Car","endpoint":"/.search","schema":"` + carURN + `"}`, `not a slash and one word`},
		{"endpoint of two words", "", `{"name":"Car","endpoint":"/Cars/New","schema":"` + carURN + `"}`, `not a slash and one word`},
		{"endpoint without slash", "", `{"name":"Car","endpoint":"Cars","schema":"` + carURN + `"}`, `not a slash and one word`},
		{"R-066 no name", "", `{"endpoint":"/Cars","schema":"` + carURN + `"}`, `has no name`},
		{"name taken", "", `{"name":"user","endpoint":"/Cars","schema":"` + carURN + `"}`, `two resource types have this name`},
		{"R-223 id is not the name", "", `{"id":"car","name":"Car","endpoint":"/Cars","schema":"` + carURN + `"}`, `id "car" differs from its name`},
		{"R-067 unknown schema", "", `{"name":"Car","endpoint":"/Cars","schema":"urn:example:none"}`, `schema "urn:example:none" is not the id of a schema`},
		{"schema of discovery", "", `{"name":"Car","endpoint":"/Cars","schema":"urn:ietf:params:scim:schemas:core:2.0:Schema"}`, `describes the service provider itself`},
		{"R-068 unknown extension", "", `{"name":"Car","endpoint":"/Cars","schema":"` + carURN + `","schemaExtensions":[{"schema":"urn:example:none","required":true}]}`, `schema extension "urn:example:none" is not the id`},
		{"extension is the core", "", `{"name":"Car","endpoint":"/Cars","schema":"` + carURN + `","schemaExtensions":[{"schema":"` + carURN + `","required":true}]}`, `is its base schema`},
		{"extension twice", "", `{"name":"Car","endpoint":"/Cars","schema":"` + carURN + `","schemaExtensions":[{"schema":"` + userURN + `"},{"schema":"` + userURN + `"}]}`, `is listed twice`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			document := tt.schema
			if document == "" {
				document = car(`{"name":"plate"}`)
			}
			s, err := schema.ParseSchema([]byte(document))
			if err != nil {
				t.Fatal(err)
			}
			var types []*schema.ResourceTypeDef
			if tt.rt != "" {
				def, err := schema.ParseResourceType([]byte(tt.rt))
				if err != nil {
					t.Fatal(err)
				}
				types = append(types, def)
			}
			_, err = schema.Core().With([]*schema.Schema{s}, types, nil)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v\nwant something with %s", err, tt.want)
			}
		})
	}
}

func manyAttributes(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `,{"name":"y%d"}`, i)
	}
	return b.String()
}

// A schema and an attribute of another schema must not have the same notation.
func TestSchemasApart(t *testing.T) {
	base, err := schema.ParseSchema([]byte(car(`{"name":"engine"}`)))
	if err != nil {
		t.Fatal(err)
	}
	inner := &schema.Schema{ID: carURN + ":Engine", Name: "Engine", Attributes: []*schema.Attribute{{Name: "power"}}}
	def := &schema.ResourceTypeDef{Name: "Car", Endpoint: "/Cars", Schema: carURN, SchemaExtensions: []schema.Extension{{Schema: inner.ID}}}
	_, err = schema.NewRegistry([]*schema.Schema{base, inner}, []*schema.ResourceTypeDef{def})
	if err == nil || !strings.Contains(err.Error(), "also reads as attribute") {
		t.Errorf("got %v", err)
	}
}

func TestRegistryBadGo(t *testing.T) {
	loop := &schema.Attribute{Name: "loop", Type: schema.Complex}
	loop.SubAttributes = []*schema.Attribute{loop}
	tests := []struct {
		name    string
		schemas []*schema.Schema
		types   []*schema.ResourceTypeDef
		want    string
	}{
		{"nil schema", []*schema.Schema{nil}, nil, "a schema is missing"},
		{"nil resource type", nil, []*schema.ResourceTypeDef{nil}, "a resource type is missing"},
		{"nil attribute", []*schema.Schema{{ID: carURN, Name: "Car", Attributes: []*schema.Attribute{nil}}}, nil, "attribute 1 of the list is missing"},
		{"attribute within itself", []*schema.Schema{{ID: carURN, Name: "Car", Attributes: []*schema.Attribute{loop}}}, nil, "complex inside the complex"},
		{"schema twice", []*schema.Schema{
			{ID: carURN, Name: "Car", Attributes: []*schema.Attribute{{Name: "a"}}},
			{ID: strings.ToUpper(carURN), Name: "Car", Attributes: []*schema.Attribute{{Name: "a"}}},
		}, nil, "two schemas have this id"},
		{"too many schemas", make([]*schema.Schema, schema.MaxSchemas+1), nil, "are too many"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := schema.NewRegistry(tt.schemas, tt.types); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want something with %q", err, tt.want)
			}
		})
	}
}

// Extensions can be added to the resource types of RFC 7643.
func TestWithExtends(t *testing.T) {
	badge := &schema.Schema{ID: "urn:example:params:scim:schemas:extension:badge:1.0:User", Name: "Badge", Attributes: []*schema.Attribute{{Name: "number", Required: true}}}
	r, err := schema.Core().With([]*schema.Schema{badge}, nil, map[string][]schema.Extension{"user": {{Schema: strings.ToUpper(badge.ID), Required: true}}})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(r.Type("User").Extensions); n != 2 {
		t.Errorf("User has %d extensions, want 2", n)
	}
	if n := len(schema.Core().Type("User").Extensions); n != 1 {
		t.Errorf("the smaller registry changed: User has %d extensions, want 1", n)
	}
	if got := r.Type("User").SchemaExtensions[1].Schema; got != badge.ID {
		t.Errorf("the resource type publishes %q", got)
	}
	if r.Type("User").Core != schema.Core().Type("User").Core {
		t.Error("the core schema was copied instead of shared")
	}
	_, err = schema.Core().With(nil, nil, map[string][]schema.Extension{"Person": {{Schema: userURN}}})
	if err == nil || !strings.Contains(err.Error(), "name one of User, Group") {
		t.Errorf("got %v", err)
	}
}

// what must be unique, and whether anything is returned only on request, is said
// of core attributes, extensions and sub-attributes alike.
func TestTraits(t *testing.T) {
	user := schema.Core().Type("User")
	if got := uniques(user); got != "userName" || user.ReturnsOnRequest() {
		t.Errorf("User: %q must be unique, on request %v", got, user.ReturnsOnRequest())
	}
	if group := schema.Core().Type("Group"); uniques(group) != "" || group.ReturnsOnRequest() {
		t.Errorf("Group: %q must be unique, on request %v", uniques(group), group.ReturnsOnRequest())
	}
	for attributes, want := range map[string]struct {
		uniques string
		request bool
	}{
		`{"name":"number","uniqueness":"server"},{"name":"note"}`:                                    {"number", false},
		`{"name":"key","type":"complex","subAttributes":[{"name":"serial","uniqueness":"global"}]}`:  {"key.serial", false},
		`{"name":"note","returned":"request"}`:                                                       {"", true},
		`{"name":"key","type":"complex","subAttributes":[{"name":"serial","returned":"request"}]}`:   {"", true},
		`{"name":"pin","returned":"never"},{"name":"always","returned":"always"}`:                    {"", false},
		`{"name":"a","uniqueness":"server","returned":"request"},{"name":"b","uniqueness":"global"}`: {"a b", true},
	} {
		s, err := schema.ParseSchema([]byte(car(attributes)))
		if err != nil {
			t.Fatal(err)
		}
		core, err := schema.Core().With([]*schema.Schema{s}, []*schema.ResourceTypeDef{{Name: "Car", Endpoint: "/Cars", Schema: carURN}}, nil)
		if err != nil {
			t.Fatal(err)
		}
		extended, err := schema.Core().With([]*schema.Schema{s}, nil, map[string][]schema.Extension{"Group": {{Schema: carURN}}})
		if err != nil {
			t.Fatal(err)
		}
		if rt := core.Type("Car"); uniques(rt) != want.uniques || rt.ReturnsOnRequest() != want.request {
			t.Errorf("%s: %q must be unique, on request %v", attributes, uniques(rt), rt.ReturnsOnRequest())
		}
		inExtension := strings.ReplaceAll(want.uniques, " ", " "+carURN+":")
		if inExtension != "" {
			inExtension = carURN + ":" + inExtension
		}
		if rt := extended.Type("Group"); uniques(rt) != inExtension || rt.ReturnsOnRequest() != want.request {
			t.Errorf("%s as an extension: %q must be unique, on request %v", attributes, uniques(rt), rt.ReturnsOnRequest())
		}
	}
}

func uniques(rt *schema.ResourceType) string {
	var names []string
	for _, a := range rt.Uniques() {
		names = append(names, a.String())
	}
	return strings.Join(names, " ")
}

// R-005 and rule P9: a document is read strictly, and what it leaves out has its default.
func TestParse(t *testing.T) {
	tests := []struct{ name, document, want string }{
		{"no JSON", `{`, "ends in the middle"},
		{"no object", `[]`, "the document is a list; it must be an object"},
		{"wrong type", car(`{"name":"x","multiValued":"yes"}`), `attributes[0].multiValued is a string; it must be true or false`},
		{"number as name", car(`{"name":5}`), `attributes[0].name is a number; it must be a string`},
		{"attributes no list", `{"id":"urn:example:x","name":"x","attributes":{}}`, `attributes is an object; it must be a list`},
		{"attribute no object", car(`"x"`), `attributes[0] is a string; it must be an object`},
		{"canonical value no string", car(`{"name":"x","canonicalValues":[1]}`), `canonicalValues[0] is a number`},
		{"misspelled", car(`{"name":"x","mutabilty":"readOnly"}`), `attributes[0].mutabilty is not a member of the definition; did you mean mutability?`},
		{"misspelled below", car(`{"name":"x","type":"complex","subAttributes":[{"name":"a","typ":"string"}]}`), `attributes[0].subAttributes[0].typ is not a member`},
		{"twice in other case", car(`{"name":"x","NAME":"y"}`), `attributes[0].NAME and attributes[0].name are the same member`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := schema.ParseSchema([]byte(tt.document)); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v\nwant something with %s", err, tt.want)
			}
		})
	}
	s, err := schema.ParseSchema([]byte(car(`{"NAME":"x","type":null}`)))
	if err != nil {
		t.Fatal(err)
	}
	if a := s.Attributes[0]; a.Name != "x" || a.Type != schema.String || a.Mutability != schema.ReadWrite || a.Returned != schema.Default || a.Uniqueness != schema.None {
		t.Errorf("R-005: got %+v", a)
	}
	if _, err := schema.ParseResourceType([]byte(`{"name":"Car","endpoint":"/Cars","schema":"x","schemaExtensions":[{"schema":"y","required":"no"}]}`)); err == nil {
		t.Error("a string stood for a boolean")
	}
}
