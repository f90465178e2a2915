package filter_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/usher-id/usher/scim/filter"
)

//
func TestParsePath(t *testing.T) {
	value, ref := "value", "$ref"
	tests := []struct {
		in   string
		want filter.Path
	}{
		{"members", filter.Path{AttributePath: attr("members")}},
		{" name.familyName\t", filter.Path{AttributePath: attr("name.familyName")}},
		{`addresses[type eq "work"]`, filter.Path{AttributePath: attr("addresses"), ValueExpression: is("type", filter.EQ, "work")}},
		{`emails[type eq "work"].value`, filter.Path{AttributePath: attr("emails"), ValueExpression: is("type", filter.EQ, "work"), SubAttribute: &value}},
		{`roles[primary eq "True"].value`, filter.Path{AttributePath: attr("roles"), ValueExpression: is("primary", filter.EQ, "True"), SubAttribute: &value}},
		{`members [ value eq "x" ].$ref`, filter.Path{AttributePath: attr("members"), ValueExpression: is("value", filter.EQ, "x"), SubAttribute: &ref}},
		{`urn:a:2.0:User:manager.value`, filter.Path{AttributePath: attr("urn:a:2.0:User:manager.value")}},
		{`urn:a-b:2.0:User:x[y pr].value`, filter.Path{AttributePath: attr("urn:a-b:2.0:User:x"), ValueExpression: pr("y"), SubAttribute: &value}},
		{`urn:ietf:params:scim:schemas:core:2.0:User`, filter.Path{AttributePath: attr("urn:ietf:params:scim:schemas:core:2.0:User")}},
	}
	for _, test := range tests {
		t.Run(test.in, func(t *testing.T) {
			got, err := filter.ParsePath(test.in)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("path differs (-want +got):\n%s", diff)
			}
		})
	}
}

//
func TestParsePathErrors(t *testing.T) {
	tests := []struct{ in, want string }{
		{"", `at character 1: the path is empty; write for example emails[type eq "work"].value`},
		{strings.Repeat("a", filter.MaxLength+1), "at character 8193: the path is longer than 8192 bytes"},
		{"a b", `at character 3: "b" is not expected here; expected the end of the path`},
		{`emails[type eq "work"].value eq "x"`, `at character 30: "eq" is not expected here`},
		{`emails[type eq "work"].value.x`, `at character 29: a sub-attribute has no sub-attributes`},
		{`emails[type eq "work"]value`, `at character 23: "value" is not expected here`},
		{`emails[type eq "work"`, `at character 22: the "[" at character 7 is not closed`},
		{`emails[a[b pr]]`, `at character 9: a bracket can't stand inside another`},
		{`emails[]`, `at character 8: "]" is not expected here`},
		{`[a pr]`, `at character 1: "[" is not expected here; expected the name of an attribute`},
		{`(a)`, `at character 1: "(" is not expected here`},
		{`$ref`, `at character 1: "$ref" is a sub-attribute`},
		{`emails[` + strings.Repeat("(", filter.MaxDepth), `at character 39: parentheses and brackets are nested deeper than 32 levels`},
	}
	for _, test := range tests {
		t.Run(test.in, func(t *testing.T) {
			path, err := filter.ParsePath(test.in)
			checkError(t, err, test.want)
			if diff := cmp.Diff(filter.Path{}, path); diff != "" {
				t.Errorf("a path beside the error:\n%s", diff)
			}
		})
	}
}

//
func TestParseAttribute(t *testing.T) {
	for _, in := range []string{"userName", "name.givenName", "urn:a:2.0:User:manager.displayName", "members.$ref", "a-b_c1"} {
		got, err := filter.ParseAttribute(" " + in + " ")
		if err != nil {
			t.Errorf("%s: %v", in, err)
		}
		if diff := cmp.Diff(attr(in), got); diff != "" {
			t.Errorf("%s differs (-want +got):\n%s", in, diff)
		}
	}
	for in, want := range map[string]string{
		"":               "the attribute name is empty; write for example name.familyName",
		"a,b":            "at character 2: ',' can't stand in an attribute name",
		"a b":            `at character 3: "b" is not expected here; expected the end of the attribute name`,
		"emails[a pr]":   `at character 7: "[" is not expected here`,
		"name.":          "at character 6: an attribute name is missing",
		"a\nb":           `at character 2: '\n' can't stand`,
		"urn:a b:c":      `at character 7: "b:c" is not expected here`,
		"urn:a\x00b:c":   `at character 6: '\x00' can't stand in a schema URI`,
		"-a":             `"-a" is not an attribute name; it begins with a letter`,
		"urn:x:2.0":      `at character 7: "2" is not an attribute name`,
		"\xff":           `at character 1: "\xff" is not an attribute name`,
		"a\xff":          "at character 2: '�' can't stand",
		"a\"b\"":         `at character 2: "\"" is not expected here`,
		"name.a.b":       "at character 7: a sub-attribute has no sub-attributes",
		"urn:a:$ref":     `"$ref" is a sub-attribute`,
		"name.familyé x": "can't stand in an attribute name",
	} {
		got, err := filter.ParseAttribute(in)
		checkError(t, err, want)
		if diff := cmp.Diff(filter.AttributePath{}, got); diff != "" {
			t.Errorf("%s: a name beside the error:\n%s", in, diff)
		}
	}
}

func checkError(t *testing.T, err error, want string) {
	t.Helper()
	var fe *filter.Error
	if !errors.As(err, &fe) {
		t.Errorf("error = %v, want an *Error with %q", err, want)
	} else if !strings.Contains(err.Error(), want) {
		t.Errorf("error is\n%s\nwant\n%s", err, want)
	}
}
