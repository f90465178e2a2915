package scim_test

import "testing"

// add and replace do the same to a simple single value, be it there or not, in either mode.
func TestAddIsReplaceOfSingleValues(t *testing.T) {
	for _, mode := range [][]func(*fixture){nil, {strict}} {
		for _, before := range []string{`"title":"Dr"`, `"nickName":"A"`} {
			for path, value := range map[string]string{"title": `"Prof"`, "active": `false`, "name.givenName": `"G"`, enterpriseSchema + ":department": `"Sales"`} {
				var after [2]string
				for i, op := range []string{"add", "replace"} {
					f := newFixture(t, append(mode, func(f *fixture) { f.server.NewID = func() string { return "1" } })...)
					body := `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"` + op + `","path":"` + path + `","value":` + value + `}]}`
					after[i] = f.do("PATCH", "/Users/"+f.user("ann", before), body).want(t, 200).text
				}
				if after[0] != after[1] {
					t.Errorf("%s of %s: add gives\n%s\nreplace gives\n%s", path, before, after[0], after[1])
				}
			}
		}
	}
}

// a value that is taken is one that a filter finds, and the other way round: id and externalId
// compare exactly, userName does not.
func TestUniquenessIsEquality(t *testing.T) {
	for _, test := range []struct {
		one, other string
		same       bool
	}{
		{"ann", "ANN", true}, {"\u00c9cole", "e\u0301COLE", true}, {"ann", "anne", false}, {"ann", "a\u200bnn", false},
	} {
		ids := []string{"Id1", "Id2"}
		f := newFixture(t, func(f *fixture) { f.server.NewID = func() (id string) { id, ids = ids[0], ids[1:]; return id } })
		f.user(test.one, `"externalId":"aB"`)
		found := f.do("POST", "/Users/.search", `{"filter":"userName eq \"`+test.other+`\""}`).want(t, 200).get("totalResults") == 1.0
		taken := f.do("POST", "/Users", `{"userName":`+jsonText(test.other)+`}`).StatusCode == 409
		if found != test.same || taken != test.same {
			t.Errorf("%q and %q: found %v, taken %v, want %v", test.one, test.other, found, taken, test.same)
		}
		for filter, want := range map[string]float64{
			`externalId eq \"aB\"`: 1, `externalId eq \"ab\"`: 0, `id eq \"Id1\"`: 1, `id eq \"id1\"`: 0,
		} {
			if got := f.do("POST", "/Users/.search", `{"filter":"`+filter+`"}`).want(t, 200).get("totalResults"); got != want {
				t.Errorf("%s finds %v, want %v", filter, got, want)
			}
		}
	}
}
