package scim_test

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/usher-id/usher/scim"
)

const messages = "urn:ietf:params:scim:api:messages:2.0:"

// what is not a resource has a schema of the messages' own namespace, and a message of another
// name is not taken for the one that belongs there.
func TestMessageURNs(t *testing.T) {
	f := newFixture(t)
	id := f.user("ann")
	const nothing = `"Operations":[{"method":"DELETE","path":"/Users/x"}]`
	for _, test := range []struct {
		name string
		a    answer
	}{
		{"ListResponse", f.do("GET", "/Users", "")},
		{"ListResponse", f.do("POST", "/.search", `{"schemas":["`+messages+`SearchRequest"]}`)},
		{"ListResponse", f.do("GET", "/Schemas", "")},
		{"BulkResponse", f.do("POST", "/Bulk", `{"schemas":["`+messages+`BulkRequest"],`+nothing+`}`)},
		{"Error", f.do("GET", "/Users/x", "")},
	} {
		if got := jsonText(test.a.get("schemas")); got != `["`+messages+test.name+`"]` {
			t.Errorf("schemas %s, want %s: %s", got, test.name, test.a.text)
		}
	}
	f.do("POST", "/Users/.search", `{"schemas":["`+messages+`PatchOp"]}`).refused(t, 400, "invalidSyntax", messages+"SearchRequest")
	f.do("POST", "/Bulk", `{"schemas":["`+messages+`SearchRequest"],`+nothing+`}`).refused(t, 400, "invalidSyntax", messages+"BulkRequest")
	exact := newFixture(t, strict)
	exact.do("PATCH", "/Users/"+id, `{"schemas":["`+messages+`BulkRequest"],"Operations":[{"op":"add","path":"title","value":"x"}]}`).refused(t, 400, "invalidSyntax", messages+"PatchOp")
}

// status is a string, and nothing but the four members stands in an error.: each
// keyword has its occasion. R-194: each status has its.
func TestErrorDocuments(t *testing.T) {
	f := newFixture(t)
	id := f.user("ann")
	f.user("bob")
	patch := func(op string) string { return `{"Operations":[` + op + `]}` }
	for _, test := range []struct {
		method, path, body string
		status             int
		scimType           string
		header             string
	}{
		{"GET", "/Users?filter=(", "", 400, "invalidFilter", ""},
		{"POST", "/Users", `{"userName":"ANN"}`, 409, "uniqueness", ""},
		{"PATCH", "/Users/" + id, patch(`{"op":"replace","path":"id","value":"x"}`), 400, "mutability", ""},
		{"POST", "/Users", `{"userName":`, 400, "invalidSyntax", ""},
		{"POST", "/Users", `["userName"]`, 400, "invalidSyntax", ""},
		{"PATCH", "/Users/" + id, patch(`{"op":"add","path":"emails[","value":"x"}`), 400, "invalidPath", ""},
		{"PATCH", "/Users/" + id, patch(`{"op":"remove"}`), 400, "noTarget", ""},
		{"POST", "/Users", `{"userName":"x","active":"maybe"}`, 400, "invalidValue", ""},
		{"GET", "/Users?filter=password+pr", "", 403, "sensitive", ""},
		{"GET", "/Users?cursor=x", "", 400, "invalidCursor", ""},
		{"GET", "/Users?cursor=&count=1001", "", 400, "invalidCount", ""},
		{"GET", "/Users", "", 401, "", "Authorization: Bearer wrong"},
		{"GET", "/Schemas?filter=id+pr", "", 403, "", ""},
		{"GET", "/Users/nobody", "", 404, "", ""},
		{"DELETE", "/Users/" + id, "", 412, "", `If-Match: W/"7"`},
		{"POST", "/Users", `{"userName":"` + strings.Repeat("x", 1<<20) + `"}`, 413, "", ""},
		{"GET", "/Me", "", 501, "", ""},
	} {
		a := f.do(test.method, test.path, test.body, test.header).refused(t, test.status, test.scimType)
		want := "detail schemas scimType status"
		if test.scimType == "" {
			want = "detail schemas status"
		}
		if got := keys(a.body); got != want {
			t.Errorf("%s %.40s: members %q, want %q", test.method, test.path, got, want)
		}
	}
	broken := newFixture(t, func(f *fixture) { f.backend.Backend = failing{f.backend.Backend, errors.New("out of order")} })
	broken.do("GET", "/Users/1", "").refused(t, 500, "")
}

// a resource's address is the same wherever it stands, and never has a query, be it
// configured or taken from the request.
func TestLocations(t *testing.T) {
	for _, configured := range []string{base, ""} {
		f := newFixture(t, func(f *fixture) { f.server.BaseURL = configured })
		const query = "?attributes=title,meta.location"
		made := f.do("POST", "/Users"+query, `{"userName":"ann","title":"Dr"}`).want(t, 201)
		location := made.Header.Get("Location")
		path := location[strings.LastIndex(location, "/Users/"):]
		for _, a := range []answer{
			made, f.do("GET", path+query, ""), f.do("PUT", path+query, `{"userName":"ann"}`),
			f.do("PATCH", path+query, `{"Operations":[{"op":"add","path":"title","value":"Prof"}]}`), f.do("GET", "/Users"+query+"&count=1", ""),
		} {
			if list, ok := a.body["Resources"].([]any); ok {
				if got := walk(list, 0, "meta", "location"); got != location {
					t.Errorf("in a list: %v, want %q", got, location)
				}
				continue
			}
			if a.get("meta", "location") != location || a.StatusCode == http.StatusOK && a.Header.Get("Content-Location") != location {
				t.Errorf("meta.location %v, Content-Location %q, want %q", a.get("meta", "location"), a.Header.Get("Content-Location"), location)
			}
		}
		if strings.ContainsAny(location, "?#") || !strings.HasPrefix(location, "http") {
			t.Errorf("the address %q is not absolute, or has a query", location)
		}
	}
}

// nothing is said about asynchronous requests, which means that there are none, and
// who prefers them is answered at once.
func TestNoAsynchronousRequests(t *testing.T) {
	f := newFixture(t)
	a := f.do("GET", "/ServiceProviderConfig", "").want(t, 200)
	if _, said := a.body["securityEvents"]; said {
		t.Errorf("securityEvents: %v", a.get("securityEvents"))
	}
	id := f.user("bob")
	for _, a := range []answer{
		f.do("POST", "/Users", `{"userName":"ann"}`, "Prefer: respond-async").want(t, 201),
		f.do("PATCH", "/Users/"+id, `{"Operations":[{"op":"add","path":"title","value":"x"}]}`, "Prefer: respond-async, wait=10").want(t, 200),
	} {
		if a.get("id") == nil || a.Header.Get("Preference-Applied") != "" || a.Header.Get("Set-Txn") != "" {
			t.Errorf("headers %v, body %s", a.Header, a.text)
		}
	}
}

// what Bulk's flag says is what the endpoint does.
func TestBulkIsWhatItsFlagSays(t *testing.T) {
	f := newFixture(t)
	flag := f.do("GET", "/ServiceProviderConfig", "").get("bulk", "supported")
	a := f.do("POST", "/Bulk", `{"Operations":[{"method":"POST","path":"/Users","bulkId":"a","data":{"userName":"ann"}}]}`)
	if works := a.StatusCode == 200 && a.statuses() == "201"; flag != works {
		t.Errorf("bulk.supported is %v, and /Bulk answers %d: %s", flag, a.StatusCode, a.text)
	}
}

// of the keywords, the package knows those of the RFCs and no other.
func TestKeywords(t *testing.T) {
	known := strings.Fields(keywords)
	for _, keyword := range []string{
		scim.InvalidFilter, scim.TooMany, scim.Uniqueness, scim.Mutability, scim.InvalidSyntax, scim.InvalidPath, scim.NoTarget,
		scim.InvalidValue, scim.InvalidVers, scim.Sensitive, scim.InvalidCursor, scim.ExpiredCursor, scim.InvalidCount,
	} {
		i := slices.Index(known, keyword)
		if i < 0 {
			t.Errorf("%q is no keyword, or two constants have it", keyword)
			continue
		}
		known = slices.Delete(known, i, i+1)
	}
	if len(known) > 0 {
		t.Errorf("no constant for %q", known)
	}
}
