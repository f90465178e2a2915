package directory

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/usher-id/usher/scim/schema"
)

// Rule M3.
func TestParseAddress(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"ann@example.com", "ann@example.com"},
		{"  Ann.Archer@Example.COM\t", "ann.archer@example.com"},
		{"ann+news@example.com", "ann+news@example.com"}, // a tag is a suggestion, never proof
		{"a.n.n@example.com", "a.n.n@example.com"},       // so are dots
		{"o'brien@sub.example.co.uk", "o'brien@sub.example.co.uk"},
		{"ann@Bücher.example", "ann@xn--bcher-kva.example"},
		{"ann@BÜCHER.example", "ann@xn--bcher-kva.example"},
		{"ann@xn--bcher-kva.example", "ann@xn--bcher-kva.example"},
		{"ann@XN--BCHER-KVA.example", "ann@xn--bcher-kva.example"},
		{"ann@bu\u0308cher.example", "ann@xn--bcher-kva.example"}, // composed
		{"Zoe\u0308@example.com", "Zo\u00eb@example.com"},         // NFC, and compared exactly: no case is folded
		{"\u0410nn@example.com", "\u0410nn@example.com"},          // a Cyrillic A is no Latin one
		{"\u212aelvin@example.com", "kelvin@example.com"},         // the Kelvin sign is a K by NFC
		{`"Ann"@example.com`, "ann@example.com"},                  // quotes that are not needed
		{`"ann archer"@example.com`, `"ann archer"@example.com`},  // and those that are
		{strings.Repeat("a", 64) + "@example.com", strings.Repeat("a", 64) + "@example.com"},

		{"<ann@example.com>", "ann@example.com"}, {" < Ann@Example.com > ", "ann@example.com"},
		{"Ann <ann@example.com>", "ann@example.com"}, {`"Archer, Ann" <ann@example.com>`, "ann@example.com"},
		{"mailto:ann@example.com", "ann@example.com"}, {"MAILTO:Ann@example.com?subject=x", "ann@example.com"},
		{"<mailto:ann@example.com>", "ann@example.com"}, {"SMTP:ann@example.com", "ann@example.com"},
		{"\u200bann@example.com\ufeff", "ann@example.com"}, {"\u00a0ann@example.com\u00a0", "ann@example.com"},

		{"ann@example.com;bob@example.com", ""}, {"ann@example.com bob@example.com", ""}, {"bob@example.com <ann@example.com>", ""},
		{"<ann@example.com>, <bob@example.com>", ""}, {"<ann@example.com", ""}, {"ann@example.com>", ""}, {"<>", ""}, {"Ann <>", ""},
		{"mailto:ann@example.com,bob@example.com", ""}, {"mailto:", ""}, {"mailto:ann@example.com?cc=bob@example.com", ""}, {"mailto:ann@example.com?to=bob%40example.com", ""}, {"a\u200bnn@example.com", ""}, {"ann\u00ad@example.com", ""},
		{"", ""}, {"ann", ""}, {"@example.com", ""}, {"ann@", ""}, {"ann@localhost", ""}, {"ann@@example.com", ""},
		{"ann@example..com", ""}, {"ann@.example.com", ""}, {"ann@-example.com", ""}, {"ann@exa mple.com", ""},
		{".ann@example.com", ""}, {"ann..archer@example.com", ""}, {"ann archer@example.com", ""},
		{"ann@example.com, bob@example.com", ""}, {"ann@example.com\x00", ""}, {"ann@xn--a.example", ""}, {"ann@[127.0.0.1]", ""},
		{strings.Repeat("a", 320) + "@example.com", ""}, {strings.Repeat("a", 200) + "@" + strings.Repeat("ü.", 30) + "example", ""}, {"ann@" + strings.Repeat("a", 64) + ".com", ""}, {"\xff@example.com", ""},
	} {
		a, ok := ParseAddress(tt.in)
		if got := a.String(); got != tt.want || ok != (tt.want != "") {
			t.Errorf("ParseAddress(%q) = %q, %v; want %q", tt.in, got, ok, tt.want)
		}
	}
}

// Rule M3: normalising is idempotent, and case and surrounding blanks do not matter to an ASCII
// address.
func TestParseAddressIsIdempotent(t *testing.T) {
	local := rapid.OneOf(
		rapid.StringMatching(`[a-zA-Z0-9.+_'-]{1,12}`), rapid.StringMatching(`"[a-zA-Z .@]{1,8}"`),
		rapid.StringOfN(rapid.RuneFrom([]rune("aZ\u00e9\u0308\u0410\u00df\u0130+.")), 1, 8, -1), rapid.String(),
	)
	domain := rapid.OneOf(
		rapid.StringMatching(`[a-zA-Z0-9-]{1,8}\.(com|example)`), rapid.StringMatching(`xn--[a-z0-9-]{1,8}\.com`),
		rapid.StringOfN(rapid.RuneFrom([]rune("aZ\u00fc\u0308.\u3002\u00df\u0130-")), 1, 10, -1), rapid.String(),
	)
	rapid.Check(t, func(t *rapid.T) {
		s := local.Draw(t, "local") + "@" + domain.Draw(t, "domain")
		a, ok := ParseAddress(s)
		if !ok {
			if a != (Address{}) {
				t.Fatalf("%q is no address, and reads %q", s, a)
			}
			return
		}
		if again, ok := NormalizeDomain(a.Domain); !ok || again != a.Domain {
			t.Fatalf("the domain %q becomes %q, %v", a.Domain, again, ok)
		}
		text := a.String()
		if again, ok := ParseAddress(" " + text + " "); !ok || again != a {
			t.Fatalf("%q becomes %q, which becomes %q, %v", s, a, again, ok)
		}
		if !ascii(text) {
			return
		}
		if upper, ok := ParseAddress(strings.ToUpper(text)); !ok || upper != a {
			t.Fatalf("in upper case %q becomes %q, %v", a, upper, ok)
		}
	})
}

// Rule D7: the address that the gate judges by.
func TestLoginAddress(t *testing.T) {
	email := func(value, typeName string, primary bool) any {
		return schema.Object{"value": value, "type": typeName, "primary": primary}
	}
	for _, tt := range []struct {
		what string
		in   schema.Object
		want string
	}{
		{"the primary", schema.Object{"emails": []any{email("a@x.example", "work", false), email("B@x.example", "home", true)}}, "b@x.example"},
		{"the one of type work", schema.Object{"emails": []any{email("a@x.example", "home", false), email("b@x.example", "Work", false)}}, "b@x.example"},
		{"the first", schema.Object{"emails": []any{email("a@x.example", "home", false), email("b@x.example", "other", false)}}, "a@x.example"},
		{"the userName", schema.Object{"userName": "C@x.example"}, "c@x.example"},
		{"e-mail before userName", schema.Object{"userName": "c@x.example", "emails": []any{email("a@x.example", "", false)}}, "a@x.example"},
		{"an e-mail that is none is not replaced by another", schema.Object{"userName": "c@x.example", "emails": []any{email("none", "", true)}}, ""},
		{"none", schema.Object{"userName": "ann"}, ""},
		{"nothing", schema.Object{}, ""},
	} {
		got, ok := LoginAddress(tt.in)
		if got.String() != tt.want || ok != (tt.want != "") {
			t.Errorf("%s: %q, %v; want %q", tt.what, got, ok, tt.want)
		}
	}
}

// Rule M3: addresses that are the same after normalisation count once; the userName is one, too.
func TestAddresses(t *testing.T) {
	o := schema.Object{"userName": "ANN@example.com", "emails": []any{
		schema.Object{"value": "ann@Example.com"}, schema.Object{"value": "no address"}, schema.Object{"value": "ann+b@example.com"},
	}}
	got := Addresses(o)
	if len(got) != 2 || got[0].String() != "ann@example.com" || got[1].String() != "ann+b@example.com" {
		t.Errorf("Addresses = %v", got)
	}
}
