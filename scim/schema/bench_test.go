package schema_test

import (
	"testing"

	"github.com/usher-id/usher/scim/schema"
)

// oktaUser is what Okta sends for an employee.
const oktaUser = `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User","urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],
"userName":"barbara.jensen@example.com","externalId":"00u1dhhb7ltXuPKpB0h8","name":{"givenName":"Barbara","middleName":"","familyName":"Jensen","formatted":"Barbara Jensen"},
"displayName":"Barbara Jensen","nickName":"","title":"Tour Guide","locale":"en-US","timezone":"America/Los_Angeles","userType":"Employee","password":"1mz050nq","active":true,
"emails":[{"value":"barbara.jensen@example.com","type":"work","primary":true},{"value":"babs@jensen.example","type":"home","primary":false}],
"phoneNumbers":[{"value":"+1-555-555-8377","type":"work"},{"value":"+1-555-555-4444","type":"mobile"}],
"addresses":[{"type":"work","streetAddress":"100 Universal City Plaza","locality":"Hollywood","region":"CA","postalCode":"91608","country":"US","primary":true}],"groups":[],
"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"employeeNumber":"701984","costCenter":"4130","organization":"Universal Studios","division":"Theme Park","department":"Tour Operations","manager":{"value":"26118915-6090-4610-87e4-49d8ca9f808d","displayName":"John Smith"}}}`

func benchmarkUser(b *testing.B) (*schema.ResourceType, object) {
	o, err := canonical(user(b), oktaUser, schema.Mode{})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	return user(b), o
}

func BenchmarkDecode(b *testing.B) {
	body := []byte(oktaUser)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := schema.Decode(body); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDecodeCanonical(b *testing.B) {
	rt, _ := benchmarkUser(b)
	body := []byte(oktaUser)
	for b.Loop() {
		raw, err := schema.Decode(body)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := rt.Canonical(raw, schema.Mode{}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkAppendJSON(b *testing.B) {
	rt, o := benchmarkUser(b)
	var dst []byte
	for b.Loop() {
		dst = rt.AppendJSON(dst[:0], o, nil)
	}
}

func BenchmarkSearchDoc(b *testing.B) {
	rt, o := benchmarkUser(b)
	for b.Loop() {
		rt.SearchDoc(o, nil)
	}
}
