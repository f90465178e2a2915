package filter_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/usher-id/usher/scim/filter"
)

const enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"

var errUnknown = errors.New("no such attribute")

// userSchema is as much of a schema as the tests need.
func userSchema(p filter.AttributePath) (filter.Attribute, error) {
	kinds := map[string]filter.Kind{
		"username": filter.Text, "displayname": filter.Text, "title": filter.Text, "externalid": filter.ExactText,
		"active": filter.Boolean, "age": filter.Number, "x509": filter.Binary,
		"meta": filter.Complex, "meta.created": filter.Time,
		"name": filter.Complex, "name.familyname": filter.Text,
		"emails": filter.Complex, "emails.value": filter.Text, "emails.type": filter.Text, "emails.primary": filter.Boolean,
		"roles": filter.Complex, "roles.primary": filter.Boolean, "roles.value": filter.Text,
		"schemas": filter.ExactText, "schemas.value": filter.ExactText,
		"deep": filter.Complex, "deep.er": filter.Complex,
	}
	name := strings.ToLower(p.AttributeName)
	if p.SubAttribute != nil {
		name += "." + strings.ToLower(*p.SubAttribute)
	}
	if p.URIPrefix != nil {
		if name != "department" || !strings.EqualFold(*p.URIPrefix, enterprise) {
			return filter.Attribute{}, errUnknown
		}
		return filter.Attribute{Kind: filter.Text, Object: enterprise}, nil
	}
	kind, ok := kinds[name]
	if !ok {
		return filter.Attribute{}, errUnknown
	}
	return filter.Attribute{Kind: kind}, nil
}

const barbara = `{
	"schemas": ["urn:a", "urn:B"],
	"userName": "BJensen", "externalId": "Ext1", "title": "", "displayName": "Straße Ｊ",
	"active": true, "age": 42, "x509": "QUJD",
	"name": {"familyName": "Jensen"},
	"meta": {"created": "2011-05-13T04:42:34Z"},
	"emails": [
		{"type": "work", "value": "b@example.com", "primary": true},
		{"type": "home", "value": "b@home.example"}
	],
	"roles": [{"primary": "True", "value": "admin"}],
	"deep": {"er": {"est": []}},
	"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"department": "Tours"}
}`

func TestMatch(t *testing.T) {
	var resource map[string]any
	if err := json.Unmarshal([]byte(barbara), &resource); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		filter string
		want   bool
	}{
		// caseExact
		{`userName eq "bjensen"`, true},
		{`username eq "bjensem"`, false},
		{`externalId eq "Ext1"`, true},
		{`externalId eq "ext1"`, false},
		{`displayName eq "STRASSE j"`, true},
		{`userName co "JEN"`, true},
		{`userName sw "bj"`, true},
		{`userName sw "jensen"`, false},
		{`userName ew "SEN"`, true},
		{`userName ew "bjen"`, false},
		{`externalId co "XT"`, false},
		{`userName co ""`, true},
		{`title eq ""`, true},

		//
		{`userName gt "Alpha"`, true},
		{`userName gt "bjensen"`, false},
		{`userName ge "BJENSEN"`, true},
		{`externalId lt "ext1"`, true},
		{`age gt 41.5`, true},
		{`age lt 42`, false},
		{`age le 42`, true},
		{`age eq 42.0`, true},
		{`age ne 43`, true},
		{`meta.created eq "2011-05-13T06:42:34.000+02:00"`, true},
		{`meta.created gt "2011-05-13T06:00:00+02:00"`, true},
		{`meta.created lt "2011-05-13T04:42:34"`, false},
		{`meta.created sw "2011-05"`, true},
		{`x509 eq "QUJD"`, true},
		{`x509 eq "qujd"`, false},

		// Booleans as strings
		{`active eq true`, true},
		{`active eq "True"`, true},
		{`active ne "FALSE"`, true},
		{`roles[primary eq "True"]`, true},
		{`roles[primary eq true].value eq "admin"`, true},

		//
		{`userName pr`, true},
		{`title pr`, false},
		{`name pr`, true},
		{`emails pr`, true},
		{`emails.primary pr`, true},
		{`deep pr`, false},
		{`deep.er pr`, false},
		{`title eq null`, true},
		{`userName eq null`, false},
		{`userName ne null`, true},
		{`emails eq null`, false},
		{`deep eq null`, true},

		//
		{`emails.value eq "B@HOME.example"`, true},
		{`emails co "home"`, true},
		{`emails[type eq "work" and value co "home"]`, false},
		{`emails.type eq "work" and emails.value co "home"`, true},
		{`emails[type eq "home" and value co "home"]`, true},
		{`emails[type eq "work"].value eq "b@example.com"`, true},
		{`emails[type eq "home"].value eq "b@example.com"`, false},
		{`emails[type eq "other"].value pr`, false},
		{`emails[not (primary eq true)]`, true},
		{`emails[primary eq null]`, true},
		{`emails[type ne "work" and type ne "home"]`, false},
		{`not (emails[type eq "other"])`, true},
		{`schemas eq "urn:B"`, true},
		{`schemas[value eq "urn:B"]`, true},
		{`schemas.value eq "urn:b"`, false},

		// ne is the contrary of eq
		{`emails.type ne "work"`, false},
		{`emails.type ne "other"`, true},
		{`title ne "x"`, true},
		{`urn:ietf:params:scim:schemas:extension:ENTERPRISE:2.0:user:Department ne "Tours"`, false},

		//
		{enterprise + `:department eq "tours"`, true},

		//
		{`title pr and userName pr or active eq true`, true},
		{`title pr and (userName pr or active eq true)`, false},
		{`not (title pr) and active eq true`, true},
	}
	for _, test := range tests {
		t.Run(test.filter, func(t *testing.T) {
			e, err := filter.Parse(test.filter)
			if err != nil {
				t.Fatal(err)
			}
			got, err := filter.Match(e, resource, userSchema)
			if err != nil || got != test.want {
				t.Errorf("got %v, %v, want %v", got, err, test.want)
			}
		})
	}
}

// An attribute without a value, also one of a type that it should not have, matches nothing but ne and eq null.
func TestMatchAbsent(t *testing.T) {
	for _, resource := range []map[string]any{nil, {}, {"userName": nil, "emails": []any{}}, {"emails": []any{nil}, enterprise: "?"}} {
		for text, want := range map[string]bool{
			`userName eq "x"`: false, `userName ne "x"`: true, `userName eq null`: true, `userName ne null`: false,
			`userName pr`: false, `userName gt ""`: false, `userName co ""`: false, `active eq false`: false, `active ne true`: true,
			`age lt 1`: false, `meta.created lt "2011-05-13T04:42:34Z"`: false,
			`emails[type ne "x"]`: false, `emails pr`: false, `emails.value ne "x"`: true, enterprise + `:department pr`: false,
		} {
			e, err := filter.Parse(text)
			if err != nil {
				t.Fatal(err)
			}
			if got, err := filter.Match(e, resource, userSchema); err != nil || got != want {
				t.Errorf("%s of %v: %v, %v, want %v", text, resource, got, err, want)
			}
		}
	}
}

// The Go types that may stand in a resource besides those of encoding/json.
func TestMatchGoTypes(t *testing.T) {
	resource := map[string]any{
		"age": json.Number("9007199254740993"), "schemas": []string{"urn:a"},
		"emails": []map[string]any{{"type": "work"}}, "roles": "admin",
		"meta": map[string]any{"created": time.Date(2011, 5, 13, 4, 42, 34, 0, time.UTC)},
	}
	for text, want := range map[string]bool{
		`age eq 9007199254740993`: true, `age eq 9007199254740992`: false, `age lt 9007199254740994`: true,
		`schemas eq "urn:a"`: true, `schemas pr`: true, `emails[type eq "work"]`: true, `emails.type eq "home"`: false,
		`meta.created le "2011-05-13T04:42:34Z"`: true, `meta.created sw "2011"`: true, `roles eq "admin"`: true,
		`roles.primary eq true`: false,
	} {
		e, err := filter.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := filter.Match(e, resource, userSchema); err != nil || got != want {
			t.Errorf("%s: %v, %v, want %v", text, got, err, want)
		}
	}
}

// A PATCH value filter is asked about one element.
func TestWithin(t *testing.T) {
	path, err := filter.ParsePath(`emails[TYPE eq "Work" and primary eq "true"].value`)
	if err != nil {
		t.Fatal(err)
	}
	match, err := filter.Compile(path.ValueExpression, filter.Schema(userSchema).Within(path.AttributePath))
	if err != nil {
		t.Fatal(err)
	}
	if !match(map[string]any{"type": "work", "primary": true}) {
		t.Error("the element does not match")
	}
	if match(map[string]any{"type": "work"}) {
		t.Error("an element that is not primary matches")
	}
}

// the error depends on the filter, not on the resource.
func TestCompileErrors(t *testing.T) {
	tests := []struct{ filter, want string }{
		{`active gt true`, "active gt: booleans and binary values have no order; use eq or ne"},
		{`active le "true"`, "no order"},
		{`x509 ge "QUJD"`, "x509 ge: booleans and binary values have no order"},
		{`x509 co "QUJD"`, "x509 co: the attribute is not a text"},
		{`active co "tr"`, "the attribute is not a text"},
		{`active eq "maybe"`, "active eq: the attribute is a boolean; compare it with true or false"},
		{`active eq 1`, "the attribute is a boolean"},
		{`age sw "4"`, "age sw: the attribute is not a text"},
		{`age eq "42"`, "the attribute is a number; compare it with a number without quotes"},
		{`userName eq 42`, "the value is not a text; put it between double quotes"},
		{`userName gt null`, "null has no order and no characters"},
		{`userName co null`, "null has no order and no characters"},
		{`meta.created gt "yesterday"`, "the attribute is a dateTime; compare it with one"},
		{`meta.created sw 2011`, "the attribute is a dateTime"},
		{`deep.er eq "x"`, "deep.er eq: a complex sub-attribute can't be compared; use pr"},
		{`emails[type.x eq "x"]`, "inside brackets stand plain names of sub-attributes of emails"},
		{`emails[urn:x:type eq "x"]`, "inside brackets stand plain names"},
		{`emails.value[type eq "x"]`, "inside brackets stand plain names"},
		{`shoeSize eq 42`, errUnknown.Error()},
		{`shoeSize[a pr]`, errUnknown.Error()},
		{`emails[size pr]`, errUnknown.Error()},
		{`name eq "Jensen"`, errUnknown.Error()}, // there is no name.value
		{`userName pr or active gt true`, "no order"},
		{`active gt true or userName pr`, "no order"},
		{`not (active gt true)`, "no order"},
	}
	for _, test := range tests {
		t.Run(test.filter, func(t *testing.T) {
			e, err := filter.Parse(test.filter)
			if err != nil {
				t.Fatal(err)
			}
			_, err = filter.Match(e, map[string]any{"userName": "x"}, userSchema)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Fatalf("error = %v, want %s", err, test.want)
			}
			var ce *filter.CompareError
			if !errors.Is(err, errUnknown) && !errors.As(err, &ce) {
				t.Errorf("%T is neither a *CompareError nor the schema's own error", err)
			}
		})
	}
}

// Trees that no text gives.
func TestCompileStrangeTrees(t *testing.T) {
	for _, e := range []filter.Expression{
		nil, not(nil), and(nil, pr("title")), and(pr("title"), nil), in("emails", nil),
		&filter.LogicalExpression{Left: pr("title"), Right: pr("title"), Operator: "xor"},
		is("title", "like", "x"),
	} {
		if _, err := filter.Compile(e, userSchema); err == nil {
			t.Errorf("%s: no error", filter.String(e))
		}
	}
}

func BenchmarkPredicate(b *testing.B) {
	e, err := filter.Parse(`emails[type eq "home" and value eq "B@home.example"]`)
	if err != nil {
		b.Fatal(err)
	}
	match, err := filter.Compile(e, userSchema)
	if err != nil {
		b.Fatal(err)
	}
	var resource map[string]any
	if err := json.Unmarshal([]byte(barbara), &resource); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if !match(resource) {
			b.Fatal("no match")
		}
	}
}
