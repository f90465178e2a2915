package filter_test

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/usher-id/usher/scim/filter"
)

// Constructors that let the expected trees be read.

func attr(name string) filter.AttributePath {
	var a filter.AttributePath
	if i := strings.LastIndexByte(name, ':'); i >= 0 {
		uri := name[:i]
		a.URIPrefix, name = &uri, name[i+1:]
	}
	name, sub, dotted := strings.Cut(name, ".")
	a.AttributeName = name
	if dotted {
		a.SubAttribute = &sub
	}
	return a
}

func is(name string, op filter.CompareOperator, value any) filter.Expression {
	return &filter.AttributeExpression{AttributePath: attr(name), Operator: op, CompareValue: value}
}

func pr(name string) filter.Expression { return is(name, filter.PR, nil) }

func and(left, right filter.Expression) filter.Expression {
	return &filter.LogicalExpression{Left: left, Right: right, Operator: filter.AND}
}

func or(left, right filter.Expression) filter.Expression {
	return &filter.LogicalExpression{Left: left, Right: right, Operator: filter.OR}
}

func not(e filter.Expression) filter.Expression { return &filter.NotExpression{Expression: e} }

func in(name string, e filter.Expression) filter.Expression {
	return &filter.ValuePath{AttributePath: attr(name), ValueFilter: e}
}

func TestParse(t *testing.T) {
	const enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
	tests := []struct {
		in   string
		want filter.Expression
		text string // canonical, if it differs from in
	}{
		// R-105, R-106
		{in: `userName eq "bjensen"`, want: is("userName", filter.EQ, "bjensen")},
		{in: `userName eq a@example.com`, want: is("userName", filter.EQ, "a@example.com"), text: `userName eq "a@example.com"`},
		{in: `(USERNAME EQ o'hara+x@example.com) and active eq true`, want: and(is("USERNAME", filter.EQ, "o'hara+x@example.com"), is("active", filter.EQ, true)), text: `USERNAME eq "o'hara+x@example.com" and active eq true`},
		{in: `emails[value eq 1@example.com]`, want: in("emails", is("value", filter.EQ, "1@example.com")), text: `emails[value eq "1@example.com"]`},
		{in: `name.familyName co "O'Malley"`, want: is("name.familyName", filter.CO, "O'Malley")},
		{in: `a ne 1`, want: is("a", filter.NE, 1)},
		{in: `a sw "x"`, want: is("a", filter.SW, "x")},
		{in: `a ew "x"`, want: is("a", filter.EW, "x")},
		{in: `title pr`, want: pr("title")},
		{in: `a gt 1`, want: is("a", filter.GT, 1)},
		{in: `a ge 1`, want: is("a", filter.GE, 1)},
		{in: `a lt 1`, want: is("a", filter.LT, 1)},
		{in: `a le 1`, want: is("a", filter.LE, 1)},

		// R-107
		{in: `USERNAME Eq "x"`, want: is("USERNAME", filter.EQ, "x"), text: `USERNAME eq "x"`},
		{in: `a PR AND NOT (b pR) Or c pr`, want: or(and(pr("a"), not(pr("b"))), pr("c")), text: `a pr and not (b pr) or c pr`},

		// R-108
		{in: `a pr or b pr and c pr`, want: or(pr("a"), and(pr("b"), pr("c")))},
		{in: `(a pr or b pr) and c pr`, want: and(or(pr("a"), pr("b")), pr("c"))},
		{in: `a pr or b pr or c pr`, want: or(or(pr("a"), pr("b")), pr("c"))},
		{in: `a pr and b pr and c pr`, want: and(and(pr("a"), pr("b")), pr("c"))},
		{in: `a pr or (b pr or c pr)`, want: or(pr("a"), or(pr("b"), pr("c")))},
		{in: `a pr and (b pr and c pr)`, want: and(pr("a"), and(pr("b"), pr("c")))},
		{in: `((a pr) and (b pr))`, want: and(pr("a"), pr("b")), text: `a pr and b pr`},
		{in: `(a pr and b pr) or c pr`, want: or(and(pr("a"), pr("b")), pr("c")), text: `a pr and b pr or c pr`},
		{in: `not (a pr or b pr) and c pr`, want: and(not(or(pr("a"), pr("b"))), pr("c"))},

		// R-118
		{in: `not(a pr)`, want: not(pr("a")), text: `not (a pr)`},
		{in: `not  (not(a pr))`, want: not(not(pr("a"))), text: `not (not (a pr))`},
		{in: `not eq "x"`, want: is("not", filter.EQ, "x")},
		{in: `and pr and or pr or not pr`, want: or(and(pr("and"), pr("or")), pr("not"))},

		// R-113: value paths
		{in: `emails[type eq "work" and value co "@example.com"]`, want: in("emails", and(is("type", filter.EQ, "work"), is("value", filter.CO, "@example.com")))},
		{in: `emails [ (a pr or b pr) and not(c pr) and d pr ]`, want: in("emails", and(and(or(pr("a"), pr("b")), not(pr("c"))), pr("d"))), text: `emails[(a pr or b pr) and not (c pr) and d pr]`},
		{in: `members[$ref eq "x"]`, want: in("members", is("$ref", filter.EQ, "x"))},
		{in: `members.$ref pr`, want: pr("members.$ref")},
		{in: enterprise + `:manager[value pr]`, want: in(enterprise+":manager", pr("value"))},

		// What Entra appends to a value path.
		{in: `emails[type eq "work"].value eq "x"`, want: in("emails", and(is("type", filter.EQ, "work"), is("value", filter.EQ, "x"))), text: `emails[type eq "work" and value eq "x"]`},
		{in: `emails[a pr or b pr].value pr and c pr`, want: and(in("emails", and(or(pr("a"), pr("b")), pr("value"))), pr("c")), text: `emails[(a pr or b pr) and value pr] and c pr`},

		// R-116
		{in: `a eq null`, want: is("a", filter.EQ, nil)},
		{in: `a eq True`, want: is("a", filter.EQ, true), text: `a eq true`},
		{in: `a eq FALSE`, want: is("a", filter.EQ, false), text: `a eq false`},
		{in: `a eq "True"`, want: is("a", filter.EQ, "True")},
		{in: `a eq -12`, want: is("a", filter.EQ, -12)},
		{in: `a eq -0`, want: is("a", filter.EQ, 0), text: `a eq 0`},
		{in: `a eq 1.5`, want: is("a", filter.EQ, 1.5)},
		{in: `a eq 1.0`, want: is("a", filter.EQ, 1.0)},
		{in: `a eq 1E2`, want: is("a", filter.EQ, 100.0), text: `a eq 100.0`},
		{in: `a eq 1e-7`, want: is("a", filter.EQ, 1e-7), text: `a eq 1e-07`},
		{in: `a eq 9007199254740993`, want: is("a", filter.EQ, 9007199254740993)},
		{in: `a eq 9223372036854775807`, want: is("a", filter.EQ, math.MaxInt64)},
		{in: `a eq 1e308`, want: is("a", filter.EQ, 1e308), text: `a eq 1e+308`},
		{in: `a eq 18446744073709551616`, want: is("a", filter.EQ, 18446744073709551616.0), text: `a eq 1.8446744073709552e+19`},
		{in: `a eq ""`, want: is("a", filter.EQ, "")},
		{in: `a eq "Zoë 😀"`, want: is("a", filter.EQ, "Zoë 😀")},
		{in: `a eq "\"\\\/\b\f\n\r\t"`, want: is("a", filter.EQ, "\"\\/\b\f\n\r\t"), text: `a eq "\"\\/\u0008\u000c\u000a\u000d\u0009"`},
		{in: `a eq "x\u00e9y\uD83d\uDE00z"`, want: is("a", filter.EQ, "xéy😀z"), text: `a eq "xéy😀z"`},
		{in: `a eq "() [] and or"`, want: is("a", filter.EQ, "() [] and or")},

		// R-117
		{in: enterprise + `:manager.value eq "x"`, want: is(enterprise+":manager.value", filter.EQ, "x")},
		{in: `urn:scim:schemas:my-own_ext:1.0:a pr`, want: pr("urn:scim:schemas:my-own_ext:1.0:a")},
		{in: `http://example.com/scim/v1.0:a.b pr`, want: pr("http://example.com/scim/v1.0:a.b")},

		// Blanks
		{in: "  a\t eq \t 1  and(b pr)and c pr\t", want: and(and(is("a", filter.EQ, 1), pr("b")), pr("c")), text: `a eq 1 and b pr and c pr`},
		{in: `emails[a pr]or(b pr)`, want: or(in("emails", pr("a")), pr("b")), text: `emails[a pr] or b pr`},
	}
	for _, test := range tests {
		t.Run(test.in, func(t *testing.T) {
			got, err := filter.Parse(test.in)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("tree differs (-want +got):\n%s", diff)
			}
			text := test.text
			if text == "" {
				text = test.in
			}
			if s := filter.String(got); s != text {
				t.Errorf("String = %s, want %s", s, text)
			}
		})
	}
}

// R-105, R-115: what is malformed is refused, at the right place, with words that help.
func TestParseErrors(t *testing.T) {
	tests := []struct{ in, want string }{
		{"", `at character 1: the filter is empty; write for example userName eq "bjensen@example.com"`},
		{"  ", `at character 3: the filter is empty`},
		{`userName eqq "x"`, `at character 10: "eqq" is not an operator; use eq, ne, co, sw, ew, gt, ge, lt, le or pr`},
		{`userName ſw "x"`, `at character 10: "ſw" is not an operator`},
		{`userName`, `at character 9: an operator is missing after "userName"; use eq`},
		{`userName "x"`, `at character 10: an operator is missing after "userName"`},
		{`userName(a pr)`, `at character 9: a blank and an operator are missing after "userName"`},
		{`userName eq`, `at character 12: a blank and a value are missing after "eq"; use a text in double quotes`},
		{`userName eq `, `at character 13: a value is missing at the end`},
		{`userName eq"x"`, `at character 12: a blank and a value are missing after "eq"`},
		{`userName eq x`, `at character 13: "x" is not a value; use a text in double quotes, a number, true, false or null`},
		{`userName sw a@example.com`, `"a@example.com" is not a value`},
		{`userName eq 'a@example.com'`, `"'a@example.com'" is not a value`},
		{`userName eq “a@example.com”`, `"“a@example.com”" is not a value`},
		{`userName eq a\u0040example.com`, `is not a value`},
		{`userName eq a\@example.com`, `is not a value`},
		{"userName eq a\x00@example.com", `is not a value`},
		{`userName eq a@example.com b`, `"b" is not expected here`},
		{`userName eq 'x'`, `at character 13: "'x'" is not a value`},
		{`userName eq (1)`, `at character 13: "(" is not a value`},
		{`userName eq truefalse`, `at character 13: "truefalse" is not a value`},
		{`userName eq "x`, `at character 13: the text is not closed`},
		{`Zoë eq "x`, `at character 3: 'ë' can't stand in an attribute name`},
		{`a eq "ë" and b eq "x`, `at character 19: the text is not closed`},
		{"a eq \"x\ny\"", `at character 8: a control character can't stand in a text; write it as \u000a`},
		{"a eq \"x\xffy\"", `at character 8: the text is not valid UTF-8`},
		{`a eq "\x"`, `at character 7: a backslash can't stand alone`},
		{`a eq "\`, `at character 7: a backslash can't stand alone`},
		{`a eq "\u12"`, `at character 7: \u needs four hexadecimal digits`},
		{`a eq "\u+123"`, `at character 7: \u needs four hexadecimal digits`},
		{`a eq "x\ud83d"`, `at character 8: half of a surrogate pair`},
		{`a eq "\ude00\ud83d"`, `at character 7: half of a surrogate pair`},
		{`a eq "\ud83d\n"`, `at character 7: half of a surrogate pair`},
		{`a eq 007`, `at character 6: "007" is not a number`},
		{`a eq -`, `"-" is not a number`},
		{`a eq 1.`, `"1." is not a number`},
		{`a eq -.5`, `"-.5" is not a number`},
		{`a eq 1e`, `"1e" is not a number`},
		{`a eq 1e+`, `"1e+" is not a number`},
		{`a eq 0x1F`, `"0x1F" is not a number`},
		{`a eq 1_000`, `"1_000" is not a number`},
		{`a eq +1`, `"+1" is not a value`},
		{`a eq 1e999`, `at character 6: "1e999" is too large a number`},
		{`a eq "x" b`, `at character 10: "b" is not expected here; expected and, or, or the end of the filter`},
		{`a eq "x"and b pr`, `at character 9: a blank is missing before or after "and"`},
		{`a eq "x" and"`, `at character 10: a blank is missing before or after "and"`},
		{`a pr and`, `at character 9: an attribute name is missing at the end`},
		{`a pr and and`, `at character 13: an operator is missing after "and"`},
		{`or`, `at character 3: an operator is missing after "or"`},
		{`not a pr`, `at character 5: "not" needs a parenthesis after it; write for example not (userName eq "bjensen")`},
		{`(a pr`, `at character 6: the "(" at character 1 is not closed; add ")"`},
		{`(a pr]`, `at character 6: "]" is not expected here; expected and, or, or ")"`},
		{`a pr)`, `at character 5: ")" is not expected here; expected and, or, or the end of the filter`},
		{`()`, `at character 2: ")" is not expected here; expected the name of an attribute`},
		{`"x" eq a`, `at character 1: "\"" is not expected here; expected the name of an attribute`},
		{`emails[]`, `at character 8: "]" is not expected here`},
		{`emails[a pr`, `at character 12: the "[" at character 7 is not closed; add "]"`},
		{`emails[a pr] eq "x"`, `at character 14: "eq" is not expected here`},
		{`emails[a pr].`, `at character 14: an attribute name is missing`},
		{`emails[a pr].value`, `at character 19: an operator is missing after "value"`},
		{`emails[a pr].value.x pr`, `at character 19: a sub-attribute has no sub-attributes`},
		{`a.b.c pr`, `at character 4: a sub-attribute has no sub-attributes; write one dot at most`},
		{`a. pr`, `at character 3: an attribute name is missing`},
		{`.a pr`, `at character 1: an attribute name is missing`},
		{`1a pr`, `at character 1: "1a" is not an attribute name; it begins with a letter`},
		{`a=b pr`, `at character 2: '=' can't stand in an attribute name`},
		{`$ref pr`, `at character 1: "$ref" is a sub-attribute; write the attribute before it, for example members.$ref`},
		{`members.$value pr`, `at character 9: "$value" is not an attribute name`},
		{`:a pr`, `at character 1: a schema URI begins with a letter`},
		{`2.0:a pr`, `at character 1: a schema URI begins with a letter`},
		{`urn:x: pr`, `at character 7: an attribute name is missing`},
		{`urn:ë:a pr`, `at character 5: 'ë' can't stand in a schema URI`},
		{`a[b[c pr]]`, `at character 4: a bracket can't stand inside another`}, // R-118
		{`a[(b[c pr])]`, `at character 5: a bracket can't stand inside another`},
		{strings.Repeat("a", 60) + `! pr`, `at character 61: '!'`},
		{`a eq ` + strings.Repeat("é", 60), `at character 6: "éééééééééééééééééééé…" is not a value`},
	}
	for _, test := range tests {
		t.Run(test.in, func(t *testing.T) {
			e, err := filter.Parse(test.in)
			if err == nil {
				t.Fatalf("no error but %s", filter.String(e))
			}
			if e != nil {
				t.Errorf("a tree beside the error: %s", filter.String(e))
			}
			var fe *filter.Error
			if !errors.As(err, &fe) {
				t.Fatalf("%T is not an *Error", err)
			}
			if fe.Input != test.in {
				t.Errorf("Input = %q", fe.Input)
			}
			if !strings.Contains(err.Error(), test.want) {
				t.Errorf("error is\n%s\nwant\n%s", err, test.want)
			}
		})
	}
}

func TestLimits(t *testing.T) {
	nested := func(n int) string {
		return strings.Repeat("(", n) + "a pr" + strings.Repeat(")", n)
	}
	long := func(n int) string {
		return `a eq "` + strings.Repeat("x", n-len(`a eq ""`)) + `"`
	}
	tests := []struct {
		name, in string
		offset   int // of the error, -1 for none
	}{
		{"depth at the limit", nested(filter.MaxDepth), -1},
		{"depth above", nested(filter.MaxDepth + 1), filter.MaxDepth},
		{"not counts", strings.Repeat("not(", filter.MaxDepth+1) + "a pr", filter.MaxDepth*4 + 3},
		{"brackets count", strings.Repeat("(", filter.MaxDepth) + "a[b pr]", filter.MaxDepth + 1},
		{"closed ones do not count", strings.Repeat("(a pr) and ", filter.MaxDepth+1) + "a pr", -1},
		{"length at the limit", long(filter.MaxLength), -1},
		{"length above", long(filter.MaxLength + 1), filter.MaxLength},
		{"length of parentheses", strings.Repeat("(", 1<<20), filter.MaxLength},
		{"a chain as long as fits", strings.Repeat("a pr or ", filter.MaxLength/8-1) + "a pr", -1},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := filter.Parse(test.in)
			var fe *filter.Error
			switch {
			case test.offset < 0 && err != nil:
				t.Error(err)
			case test.offset >= 0 && !errors.As(err, &fe):
				t.Errorf("error = %v, want an *Error", err)
			case test.offset >= 0 && fe.Offset != test.offset:
				t.Errorf("Offset = %d, want %d: %v", fe.Offset, test.offset, err)
			}
		})
	}
}

func ExampleParse() {
	e, err := filter.Parse(`emails[type EQ "work"].value co "@example.com" and not(active eq False)`)
	fmt.Println(filter.String(e), err)
	_, err = filter.Parse(`userName eqq "bjensen"`)
	fmt.Println(err)
	// Output:
	// emails[type eq "work" and value co "@example.com"] and not (active eq false) <nil>
	// at character 10: "eqq" is not an operator; use eq, ne, co, sw, ew, gt, ge, lt, le or pr
}

func BenchmarkParse(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := filter.Parse(`userName eq "bjensen@example.com"`); err != nil {
			b.Fatal(err)
		}
	}
}
