package scim_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/usher-id/usher/scim"
)

// nothing is too many, since a page is all that one request gets; the rest is on the next.
// the root is searched like any endpoint.
func TestPagesInsteadOfTooMany(t *testing.T) {
	f := newFixture(t, func(f *fixture) { f.server.Limits = scim.Limits{MaxPage: 2} })
	people(f, "a", "b", "c")
	f.group("d")
	for _, test := range []struct {
		path  string
		total float64
	}{
		{"/Users", 3}, {"/Users?count=3", 3}, {"/Users?filter=id+pr&sortBy=userName", 3}, {"/", 4}, {"/?filter=id+pr&count=100", 4},
	} {
		a := f.do("GET", test.path, "").want(t, 200)
		if list, _ := a.get("Resources").([]any); a.get("totalResults") != test.total || len(list) != 2 {
			t.Errorf("%s: %d of %v, want 2 of %v", test.path, len(list), a.get("totalResults"), test.total)
		}
	}
	if a := f.do("GET", "/?startIndex=3", "").want(t, 200); a.names() != "c d" {
		t.Errorf("the second page is %q, want both types: c d", a.names())
	}
}

// what would cost too much is refused, by whoever is asked, before the backend hears of it.
func TestCostsAreBounded(t *testing.T) {
	f := newFixture(t, func(f *fixture) { f.server.Limits = scim.Limits{Body: 1 << 20, BulkPayload: 1 << 20} })
	before := f.backend.applied()
	for _, filter := range []string{
		strings.Repeat("(", 100_000), strings.Repeat("not (", 10_000) + "id pr", strings.Repeat("id pr or ", 100_000) + "id pr",
		`title eq "` + strings.Repeat("x", 1<<19) + `"`,
	} {
		f.do("GET", "/Users?filter="+url.QueryEscape(filter), "").refused(t, 400, "invalidFilter")
		f.do("POST", "/.search", `{"filter":`+jsonText(filter)+`}`).refused(t, 400, "invalidFilter")
	}
	for body, status := range map[string]int{
		`{"userName":"x","a":` + strings.Repeat("[", 10_000) + strings.Repeat("]", 10_000) + `}`: 400,
		`{"userName":"x","title":"` + strings.Repeat("x", 1<<20) + `"}`:                          413,
	} {
		scimType := map[int]string{400: "invalidSyntax"}[status]
		f.do("POST", "/Users", body).refused(t, status, scimType)
		f.do("PUT", "/Users/x", body).refused(t, status, scimType)
		f.do("POST", "/Bulk", `{"Operations":[{"method":"POST","path":"/Users","bulkId":"x","data":`+body+`}]}`).refused(t, status, scimType)
	}
	many := strings.TrimSuffix(strings.Repeat(`{"method":"DELETE","path":"/Users/x"},`, 1001), ",")
	f.do("POST", "/Bulk", `{"Operations":[`+many+`]}`).refused(t, 413, "", "1000")
	if f.backend.applied() != before {
		t.Errorf("the backend was asked %d times", f.backend.applied()-before)
	}
}
