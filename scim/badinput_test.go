package scim_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/usher-id/usher/scim"
	"github.com/usher-id/usher/scim/schema"
)

// Whatever comes, the answer is a SCIM error of the 400s that tells the spot, and nothing is kept.
func TestBadBodies(t *testing.T) {
	f := newFixture(t)
	id := f.user("ann", `"title":"Dr"`)
	before := f.do("GET", "/", "").text
	calls := f.backend.applied()
	deep := strings.Repeat(`{"a":`, 100) + "1" + strings.Repeat("}", 100)
	for _, test := range []struct {
		body             string
		status           int
		scimType, detail string
	}{
		{``, 400, "invalidSyntax", ""},
		{`{`, 400, "invalidSyntax", ""},
		{`nonsense`, 400, "invalidSyntax", ""},
		{`null`, 400, "invalidSyntax", "object"},
		{`[]`, 400, "invalidSyntax", "object"},
		{`"x"`, 400, "invalidSyntax", "object"},
		{`{"userName":"x"} {}`, 400, "invalidSyntax", ""},
		{`{"userName":"x","userName":"y"}`, 400, "invalidSyntax", "userName"},
		{`{"userName":"x","USERNAME":"y"}`, 400, "invalidSyntax", "userName"},
		{"{\"userName\":\"\xff\"}", 400, "invalidSyntax", ""},
		{`{"userName":"a\u0000b"}`, 400, "invalidSyntax", ""},
		{`{"userName":"x","n":1e999999}`, 400, "invalidSyntax", ""},
		{deep, 400, "invalidSyntax", "64"},
		{`{}`, 400, "invalidValue", "userName"},
		{`{"userName":""}`, 400, "invalidValue", "userName"},
		{`{"userName":null}`, 400, "invalidValue", "userName"},
		{`{"userName":{"value":1}}`, 400, "invalidValue", "userName"},
		{`{"userName":"x","active":"maybe"}`, 400, "invalidValue", "active"},
		{`{"userName":"x","name":"y"}`, 400, "invalidValue", "name"},
		{`{"userName":7}`, 400, "invalidValue", "userName"},                      // rule P3: the one text that no number stands for
		{`{"userName":"` + strings.Repeat("x", 1<<20) + `"}`, 413, "", "262144"},
	} {
		for _, request := range []struct{ method, path string }{{"POST", "/Users"}, {"PUT", "/Users/" + id}} {
			a := f.do(request.method, request.path, test.body, "Content-Type: application/json")
			if a.StatusCode != test.status {
				t.Errorf("%s %.80s: status %d, want %d: %s", request.method, test.body, a.StatusCode, test.status, a.text)
				continue
			}
			a.refused(t, test.status, test.scimType, test.detail)
			if e := f.lastEvent(); e.Status != test.status || e.ScimType != test.scimType || e.Detail != a.get("detail") || e.Err != nil {
				t.Errorf("%.80s: event %+v", test.body, e)
			}
		}
	}
	for _, body := range []string{``, `[]`, `{}`, `{"Operations":[]}`, `{"Operations":[{"op":"add"}]}`, `{"Operations":[{"op":"move","path":"title"}]}`,
		`{"Operations":[{"op":"add","path":"nope.nope","value":1}]}`, `{"Operations":[{"op":"add","path":"emails[","value":1}]}`, deep} {
		if a := f.do("PATCH", "/Users/"+id, body, "Content-Type: application/json"); a.StatusCode != 400 || a.get("detail") == "" {
			t.Errorf("PATCH %.80s: %d %s", body, a.StatusCode, a.text)
		}
	}
	for _, body := range []string{``, `[]`, `{"schemas":["urn:x"]}`, `{"schemas":7}`, `{"filter":7}`, `{"startIndex":{}}`, `{"count":true}`,
		`{"attributes":[7]}`, `{"attributes":{}}`, `{"sortBy":[]}`, `{"filter":""}`, `{"count":"x"}`, `{"count":1.5}`, deep} {
		if a := f.do("POST", "/Users/.search", body, "Content-Type: application/json"); a.StatusCode != 400 || a.get("detail") == "" {
			t.Errorf(".search %.80s: %d %s", body, a.StatusCode, a.text)
		}
	}
	if after := f.do("GET", "/", "").text; after != before {
		t.Errorf("something was kept:\n%s", after)
	}
	if f.backend.applied() != calls {
		t.Error("the backend was asked to change something")
	}
}

func TestUnknownIDs(t *testing.T) {
	f := newFixture(t)
	id := f.user("ann")
	for _, path := range []string{
		"/Users/0", "/Users/" + strings.ToUpper(id), "/Groups/" + id, "/Users/%00", "/Users/%ff%fe", "/Users/a%2Fb", "/Users/..", "/Users/.",
		"/Users/.search", "/Users/%22%3Cscript%3E", "/Users/" + strings.Repeat("x", 5000), "/Users/%2e%2e%2fGroups",
	} {
		for _, method := range []string{"GET", "PUT", "PATCH", "DELETE"} {
			if path == "/Users/.search" {
				continue
			}
			f.do(method, path, `{"userName":"x","displayName":"x","Operations":[{"op":"add","path":"externalId","value":"x"}]}`).refused(t, 404, "")
		}
	}
	f.do("GET", "/Users/.search", "").refused(t, 405, "", "POST")
}

func TestUnknownPaths(t *testing.T) {
	f := newFixture(t)
	for _, path := range []string{"/Printers", "/Printers/1", "/Users/1/2", "/Users//1//2", "//Printers", "/Bulk/1", "/Me/x", "/ServiceProviderConfigs", "/%00", "/Schemas/a/b", "/../Users", "/v1/Users"} { // R-195
		for _, method := range []string{"GET", "POST"} {
			f.do(method, path, "{}").refused(t, 404, "", "/Users", "/Groups")
		}
	}
}

func TestMethods(t *testing.T) {
	f := newFixture(t)
	for _, test := range []struct{ method, path, allow string }{
		{"PUT", "/Users", "GET, HEAD, POST"},
		{"PATCH", "/Users", "GET, HEAD, POST"},
		{"DELETE", "/Users", "GET, HEAD, POST"},
		{"POST", "/Users/1", "DELETE, GET, HEAD, PATCH, PUT"},
		{"OPTIONS", "/Users", "GET, HEAD, POST"},
		{"OPTIONS", "/Users/1", "DELETE, GET, HEAD, PATCH, PUT"},
		{"TRACE", "/Users", "GET, HEAD, POST"},
		{"BREW", "/Users", "GET, HEAD, POST"},
		{"GET", "/Bulk", "POST"},
		{"GET", "/.search", "POST"},
		{"POST", "/", "GET, HEAD"},
	} {
		a := f.do(test.method, test.path, "").refused(t, 405, "", test.allow)
		if a.Header.Get("Allow") != test.allow {
			t.Errorf("%s %s: Allow %q, want %q", test.method, test.path, a.Header.Get("Allow"), test.allow)
		}
	}
}

func TestNegotiation(t *testing.T) {
	f := newFixture(t)
	for accept, status := range map[string]int{
		"application/scim+json": 200, "application/json": 200, "*/*": 200, "application/*": 200, "": 200,
		"text/html, */*;q=0.1": 200, "APPLICATION/JSON": 200, "application/json;q=0, application/scim+json": 200,
		"application/scim+json; charset=utf-8": 200, "text/html": 406, "application/xml;q=0.9, text/plain": 406, "application/json;q=0": 406,
	} {
		if a := f.do("GET", "/Users", "", "Accept: "+accept).want(t, status); status == 406 {
			a.refused(t, 406, "", "application/scim+json")
		} else if a.Header.Get("Content-Type") != "application/scim+json" {
			t.Errorf("Content-Type %q", a.Header.Get("Content-Type"))
		}
	}
	for contentType, status := range map[string]int{
		"application/scim+json": 201, "application/json": 201, "application/scim+json; charset=utf-8": 201, "Application/JSON;charset=\"UTF-8\"": 201,
		"application/scim+json;charset=UTF-8; profile=x": 201, "": 201, "text/plain": 415, "application/xml": 415, "application/x-www-form-urlencoded": 415,
		"application/json; charset=iso-8859-1": 415, "application/jsonx": 415, ";": 415, "multipart/form-data; boundary=x": 415,
	} {
		a := f.do("POST", "/Users", `{"userName":`+jsonText("u "+contentType)+`}`, "Content-Type: "+contentType).want(t, status)
		if status == 415 {
			a.refused(t, 415, "")
		}
	}
	f.do("POST", "/Users", `{"userName":"x"}`, "Content-Encoding: gzip").refused(t, 415, "", "gzip")
	f.do("POST", "/Users", `{"userName":"x"}`, "Content-Encoding: identity").want(t, 201)
	f.do("DELETE", "/Users/0", "", "Content-Type: text/plain").refused(t, 404, "")
}

func TestCredentials(t *testing.T) {
	f := newFixture(t)
	for _, path := range []string{"/Users", "/Users/1", "/Nothing", "/Bulk", "/Me", "/Schemas"} {
		for _, header := range []string{"Authorization: ", "Authorization: Bearer wrong"} {
			a := f.do("GET", path, "", header).refused(t, 401, "")
			if !strings.HasPrefix(a.Header.Get("WWW-Authenticate"), "Bearer") {
				t.Errorf("%s: WWW-Authenticate %q", path, a.Header.Get("WWW-Authenticate"))
			}
		}
	}
	if e := f.lastEvent(); e.Tenant != nil || e.Status != 401 {
		t.Errorf("event %+v", e)
	}
}

// failing is a backend that fails in the way it is told to.
type failing struct {
	scim.Backend
	err error
}

func (b failing) Get(context.Context, *schema.ResourceType, string, *schema.Projection) (*scim.Resource, error) {
	if b.err == nil {
		panic("index out of range: secret")
	}
	return nil, b.err
}

// errors leak nothing internal.
func TestInternalErrors(t *testing.T) {
	for name, test := range map[string]struct {
		err    error
		status int
	}{
		"error":    {errors.New("pq: secret"), 500},
		"panic":    {nil, 500},
		"deadline": {context.DeadlineExceeded, 503},
		"gone":     {context.Canceled, 499},
		"own":      {&scim.Error{Status: 500, Detail: "out of order"}, 500},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t, func(f *fixture) { f.backend.Backend = failing{f.backend.Backend, test.err} })
			a := f.do("GET", "/Users/1", "").refused(t, test.status, "")
			if strings.Contains(a.text, "secret") || strings.Contains(a.text, "goroutine") {
				t.Errorf("the answer tells too much: %s", a.text)
			}
			if e := f.lastEvent(); e.Err == nil || test.err != nil && !errors.Is(e.Err, test.err) {
				t.Errorf("the event lacks the cause: %+v", e)
			}
		})
	}
	f := newFixture(t, func(f *fixture) {
		f.backend.Backend = failing{f.backend.Backend, &scim.Error{Status: 429, Detail: "slow down", Header: http.Header{"Retry-After": {"7"}}}}
	})
	if a := f.do("GET", "/Users/1", "").refused(t, 429, ""); a.Header.Get("Retry-After") != "7" { // P7
		t.Errorf("headers %v", a.Header)
	}
}

func TestBrokenBodies(t *testing.T) {
	f := newFixture(t)
	r := httptest.NewRequest("POST", "/Users", iotest.TimeoutReader(iotest.OneByteReader(strings.NewReader(`{"userName":"x"}`))))
	r.Header.Set("Authorization", "Bearer secret")
	w := httptest.NewRecorder()
	f.handler.ServeHTTP(w, r)
	read(t, w.Result()).refused(t, 400, "invalidSyntax", "complete")

	r = httptest.NewRequest("POST", "/Users", strings.NewReader(`{"userName":"`+strings.Repeat("x", 2<<20)+`"}`))
	r.ContentLength = -1 // chunked
	r.Header.Set("Authorization", "Bearer secret")
	w = httptest.NewRecorder()
	f.handler.ServeHTTP(w, r)
	read(t, w.Result()).refused(t, 413, "", "262144")
}

func TestRequestIDs(t *testing.T) {
	f := newFixture(t)
	for given, kept := range map[string]bool{"abc-123": true, "": false, "two words": false, "x\x7fy": false, strings.Repeat("x", 200): false} {
		id := f.do("GET", "/Users", "", "X-Request-Id: "+given).Header.Get("X-Request-Id")
		if id == "" || (id == given) != kept || f.lastEvent().RequestID != id {
			t.Errorf("given %q, answered %q, event %q", given, id, f.lastEvent().RequestID)
		}
	}
}

// Without BaseURL the locations are where the request came to.
func TestDerivedBase(t *testing.T) {
	f := newFixture(t, func(f *fixture) { f.server.BaseURL = "" })
	for prefix, want := range map[string]string{"": "http://scim.test/Users/", "/scim/v2": "http://scim.test/scim/v2/Users/"} {
		r := httptest.NewRequest("POST", "http://scim.test/", strings.NewReader(`{"userName":"u`+prefix+`"}`))
		r.URL, _ = url.Parse(prefix + "/Users?attributes=id,meta")
		r.RequestURI = r.URL.RequestURI()
		r.Header.Set("Authorization", "Bearer secret")
		r.Header.Set("X-Forwarded-Host", "evil.example.net")
		w := httptest.NewRecorder()
		http.StripPrefix(prefix, f.handler).ServeHTTP(w, r)
		a := read(t, w.Result()).want(t, 201)
		if location := a.Header.Get("Location"); !strings.HasPrefix(location, want) || a.get("meta", "location") != location {
			t.Errorf("Location %q, want %q...", location, want)
		}
	}
}

func FuzzRequests(f *testing.F) {
	fix := newFixture(&testing.T{})
	fix.user("ann")
	f.Add("POST", "/Users", "", `{"userName":"x","emails":[{"value":"x"}]}`)
	f.Add("PUT", "/Users/x", "attributes=a&excludedAttributes=b", `{"userName":"x"}`)
	f.Add("PATCH", "/Users/x", "", `{"Operations":[{"op":"add","path":"emails[type eq \"work\"].value","value":"x"}]}`)
	f.Add("GET", "/Users", "filter=userName%20eq%20%22x%22&sortBy=name.familyName&count=5&cursor=", "")
	f.Add("POST", "/.search", "", `{"filter":"userName pr","count":"7","attributes":"a,b"}`)
	f.Fuzz(func(t *testing.T, method, path, query, body string) {
		r := httptest.NewRequest("GET", "/", strings.NewReader(body))
		r.Method, r.URL.Path, r.URL.RawQuery = method, path, query
		r.Header.Set("Authorization", "Bearer secret")
		w := httptest.NewRecorder()
		fix.handler.ServeHTTP(w, r)
		if w.Code >= 500 && w.Code != 501 {
			t.Errorf("%s %q?%q %q: %d %s", method, path, query, body, w.Code, w.Body)
		}
	})
}
