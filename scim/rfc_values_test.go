package scim_test

import (
	"encoding/base64"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"
)

// text of any script comes back as it was sent. R-020: canonical values are suggestions: they are
// published, and another value is kept. What is no string, or no UTF-8, is refused.
func TestStrings(t *testing.T) {
	f := newFixture(t)
	for _, text := range []string{"日本語", "שלום \u200fabc", "😀 👩‍👩‍👧", "e\u0301 \u00e9", "<b>&amp;\u2028</b>", `"quoted\" \\`, "tab\tand\nline", "\U0010ffff"} {
		id := f.user("u"+text, `"title":`+jsonText(text))
		if got := f.do("GET", "/Users/"+id, "").want(t, 200).get("title"); got != text {
			t.Errorf("sent %q, got %q", text, got)
		}
		if a := f.do("GET", "/Users?filter="+url.QueryEscape(`title eq `+jsonText(text)), "").want(t, 200); !strings.Contains(a.text, id) {
			t.Errorf("%q is not found by its own value: %s", text, a.text)
		}
	}
	id := f.user("ann", `"emails":[{"value":"a@example.com","type":"Weekend"}]`)
	if got := f.do("GET", "/Users/"+id, "").get("emails", 0, "type"); got != "Weekend" {
		t.Errorf("a type that is no canonical value came back as %v", got)
	}
	f.do("POST", "/Users", `{"userName":"x","title":{"value":{}}}`).refused(t, 400, "invalidValue", "title")
	f.do("POST", "/Users", "{\"userName\":\"x\",\"title\":\"\xc3\x28\"}").refused(t, 400, "invalidSyntax", "UTF-8")
}

// the usual labels of addresses and telephones are published.
func TestPublishedLabels(t *testing.T) {
	f := newFixture(t)
	a := f.do("GET", "/Schemas/"+userSchema, "").want(t, 200)
	for name, labels := range map[string][]string{"emails": {"work", "home", "other"}, "phoneNumbers": {"work", "home", "mobile", "fax", "pager", "other"}} {
		var got []any
		for _, attribute := range a.body["attributes"].([]any) {
			subs, _ := walk(attribute, "subAttributes").([]any)
			for _, sub := range subs {
				if walk(attribute, "name") == name && walk(sub, "name") == "type" {
					got, _ = walk(sub, "canonicalValues").([]any)
				}
			}
		}
		for _, label := range labels {
			if !slices.Contains(got, any(label)) {
				t.Errorf("%s.type has the canonical values %v, without %q", name, got, label)
			}
		}
	}
}

// a certificate is DER in base64: its bytes come back, and what is not base64 is refused.
func TestCertificates(t *testing.T) {
	f := newFixture(t)
	der := []byte{0x30, 0x82, 0x01, 0x0a, 0x00, 0xfb, 0xff, 0xfe, 0x3e, 0x3f} // has both characters that base64's alphabets differ in
	value := base64.StdEncoding.EncodeToString(der)
	id := f.user("ann", `"x509Certificates":[{"value":"`+value+`"}]`)
	got, _ := f.do("GET", "/Users/"+id, "").get("x509Certificates", 0, "value").(string)
	if back, err := base64.StdEncoding.DecodeString(got); err != nil || !slices.Equal(back, der) {
		t.Errorf("sent %q, got %q: %v", value, got, err)
	}
	for _, value := range []string{"-----BEGIN CERTIFICATE-----\\nMIIBCgKC\\n-----END CERTIFICATE-----", "MIIB+-8_", "MIIB!", "MIIBA", "MII=BA=="} {
		f.do("POST", "/Users", `{"userName":"x","x509Certificates":[{"value":"`+value+`"}]}`).refused(t, 400, "invalidValue", "x509Certificates")
	}
}

// nothing is made up for what the client leaves out.
func TestNoDefaults(t *testing.T) {
	f := newFixture(t)
	for _, a := range []answer{
		f.do("POST", "/Users", `{"userName":"ann"}`).want(t, 201),
		f.do("POST", "/Users", `{"userName":"bob","active":null,"displayName":"","emails":[]}`).want(t, 201),
	} {
		if got := keys(a.body); got != "id meta.created meta.lastModified meta.location meta.resourceType meta.version schemas userName" {
			t.Errorf("members %s", got)
		}
	}
}

// an id is a random UUID, not something that the client said.
func TestIDsAreNotGuessable(t *testing.T) {
	f := newFixture(t)
	var last uuid.UUID
	for _, name := range []string{"ann", "bob", "carl", "dora"} {
		id, err := uuid.Parse(f.user(name, `"externalId":"`+name+`"`))
		if err != nil || id.Version() != 7 || id.Variant() != uuid.RFC4122 {
			t.Fatalf("%s has the id %v: %v", name, id, err)
		}
		if slices.Equal(id[9:], last[9:]) {
			t.Errorf("the random parts of %v and %v are the same", id, last)
		}
		last = id
	}
}

// an operation can give an attribute nothing that its schema does not allow.
func TestPatchKeepsToTheSchema(t *testing.T) {
	f, id := newGadgets(t)
	before := f.do("GET", "/Gadgets/"+id, "").want(t, 200).text
	for operation, scimType := range map[string]string{
		`{"op":"replace","path":"enabled","value":"maybe"}`:                     "invalidValue",
		`{"op":"replace","path":"weight","value":"heavy"}`:                      "invalidValue",
		`{"op":"replace","path":"count","value":1.5}`:                           "invalidValue",
		`{"op":"replace","path":"bought","value":"2026-01-02"}`:                 "invalidValue",
		`{"op":"replace","path":"key","value":"?"}`:                             "invalidValue",
		`{"op":"replace","path":"label","value":{"x":{}}}`:                      "invalidValue",
		`{"op":"replace","path":"size.width","value":true}`:                     "invalidValue",
		`{"op":"add","path":"ports","value":["http"]}`:                          "invalidValue",
		`{"op":"add","path":"parts","value":[{"price":"dear"}]}`:                "invalidValue",
		`{"op":"replace","path":"serial","value":"S2"}`:                         "mutability", // immutable
		`{"op":"replace","path":"status","value":"on"}`:                         "mutability", // readOnly
		`{"op":"remove","path":"label"}`:                                        "mutability", // required
		`{"op":"replace","value":{"count":"many","label":"Lamp 2"}}`:            "invalidValue",
		`{"op":"replace","path":"parts[value eq \"p1\"].price","value":"dear"}`: "invalidValue",
	} {
		// A good operation goes before each, of which nothing may stay.
		f.do("PATCH", "/Gadgets/"+id, `{"Operations":[{"op":"replace","path":"label","value":"Torch"},`+operation+`]}`).refused(t, 400, scimType)
		if after := f.do("GET", "/Gadgets/"+id, "").want(t, 200).text; after != before {
			t.Fatalf("%s left\n%s\nof\n%s", operation, after, before)
		}
	}
}

// two spellings of one text are one userName, and are found by each other; what was
// sent comes back as it was sent.
func TestSpellings(t *testing.T) {
	for _, test := range []struct{ kind, one, other string }{
		{"composed and decomposed", "jos\u00e9", "jose\u0301"},
		{"full width", "\uff2aensen", "jensen"},
		{"sharp s", "stra\u00dfe", "STRASSE"},
		{"ligature", "\ufb01ne", "FINE"},
		{"Kelvin sign", "\u212aate", "kate"},
		{"capitals beyond ASCII", "\u00c9COLE", "\u00e9cole"},
	} {
		t.Run(test.kind, func(t *testing.T) {
			f := newFixture(t)
			id := f.user(test.one)
			f.do("POST", "/Users", `{"userName":`+jsonText(test.other)+`}`).refused(t, 409, "uniqueness", "userName")
			found := f.do("GET", "/Users?filter="+url.QueryEscape(`userName eq `+jsonText(test.other)), "").want(t, 200)
			if found.get("Resources", 0, "id") != id || found.get("Resources", 0, "userName") != test.one {
				t.Errorf("%q is not found as %q: %s", test.one, test.other, found.text)
			}
		})
	}
}
