package scim_test

import (
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"github.com/usher-id/usher/scim"
	"github.com/usher-id/usher/scim/memory"
	"github.com/usher-id/usher/scim/schema"
)

// oktaUser is what Okta creates, with a userName of its own.
func oktaUser(n int) string {
	name := "u" + strconv.Itoa(n) + "@example.com"
	return `{"schemas":["` + userSchema + `"],"userName":"` + name + `","name":{"givenName":"Ann","familyName":"Example"},
"emails":[{"primary":true,"value":"` + name + `","type":"work"}],"displayName":"Ann Example","locale":"en-US",
"externalId":"00ujl29u0le5T6Aj10h7","groups":[],"password":"1mz050nq","active":true}`
}

func benchmarkServer(b *testing.B, people int) (http.Handler, *memory.Backend) {
	backend := memory.New(nil)
	tenant := &scim.Tenant{Backend: backend, Registry: schema.Core(), CursorKey: []byte("key"), Scope: "acme"}
	server := &scim.Server{BaseURL: base, Authenticate: func(*http.Request) (*scim.Tenant, error) { return tenant, nil }}
	h := server.Handler()
	for i := range people {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest("POST", "/Users", strings.NewReader(oktaUser(i))))
		if w.Code != 201 {
			b.Fatal(w.Body)
		}
	}
	return h, backend
}

// discard is a ResponseWriter that costs nothing, so that what is counted is the server's.
type discard struct {
	header http.Header
	status int
}

func (d *discard) Header() http.Header         { return d.header }
func (d *discard) Write(p []byte) (int, error) { return len(p), nil }
func (d *discard) WriteHeader(status int)      { d.status = status }

func run(b *testing.B, h http.Handler, want int, method, target string, body func(n int) string) {
	b.ReportAllocs()
	for n := 0; b.Loop(); n++ {
		r := httptest.NewRequest(method, target, nil)
		if body != nil {
			text := body(n)
			r = httptest.NewRequest(method, target, strings.NewReader(text))
			r.Header["Content-Type"] = []string{"application/scim+json"}
		}
		r.Header["Accept"] = []string{"application/scim+json"}
		w := &discard{header: make(http.Header, 8)}
		h.ServeHTTP(w, r)
		if w.status != want {
			b.Fatalf("status %d", w.status)
		}
	}
}

func BenchmarkPost(b *testing.B) {
	h, _ := benchmarkServer(b, 0)
	run(b, h, 201, "POST", "/Users", oktaUser)
}

func BenchmarkGet(b *testing.B) {
	h, _ := benchmarkServer(b, 0)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("POST", "/Users", strings.NewReader(oktaUser(0))))
	run(b, h, 200, "GET", strings.TrimPrefix(w.Header().Get("Location"), base), nil)
}

func BenchmarkPatch(b *testing.B) {
	h, _ := benchmarkServer(b, 0)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("POST", "/Users", strings.NewReader(oktaUser(0))))
	run(b, h, 200, "PATCH", strings.TrimPrefix(w.Header().Get("Location"), base), func(n int) string {
		return `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","value":{"active":` + strconv.FormatBool(n%2 == 0) + `}}]}`
	})
}

func BenchmarkList100(b *testing.B) {
	h, _ := benchmarkServer(b, 1000)
	run(b, h, 200, "GET", "/Users?startIndex=1&count=100", nil)
}

func BenchmarkRedact(b *testing.B) {
	body, rt := []byte(oktaUser(1)), schema.Core().Type("User")
	b.ReportAllocs()
	for b.Loop() {
		scim.Redact(rt, body)
	}
}
