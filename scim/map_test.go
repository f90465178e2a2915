package scim_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// The server of the example lets in who sends its token, however the scheme is written, and nobody else; operations of a
// Bulk that need each other and can't all be done leave nothing behind.
func TestServerOfOneToken(t *testing.T) {
	h := newHandler()
	ask := func(method, path, header, body string) (int, string) {
		r := httptest.NewRequest(method, "http://localhost:8080/scim/v2"+path, strings.NewReader(body))
		r.Header.Set("Content-Type", "application/scim+json")
		if header != "" {
			r.Header.Set("Authorization", header)
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w.Code, w.Body.String()
	}
	for header, want := range map[string]int{
		"Bearer secret": http.StatusOK, "bearer  secret": http.StatusOK, "": http.StatusUnauthorized,
		"Bearer secrets": http.StatusUnauthorized, "Bearer": http.StatusUnauthorized, "Basic secret": http.StatusUnauthorized,
	} {
		if status, body := ask("GET", "/Users", header, ""); status != want {
			t.Errorf("%q: %d instead of %d: %s", header, status, want, body)
		}
	}
	const bulk = `{"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],"Operations":[
		{"method":"POST","path":"/Groups","bulkId":"a","data":{"displayName":"A","members":[{"value":"bulkId:b"}]}},
		{"method":"POST","path":"/Groups","bulkId":"b","data":{"displayName":"B","members":[{"value":"bulkId:a"},{"value":"bulkId:c"}]}},
		{"method":"POST","path":"/Users","bulkId":"c","data":{"userName":"taken"}}]}`
	if status, body := ask("POST", "/Users", "Bearer secret", `{"userName":"Taken"}`); status != http.StatusCreated {
		t.Fatal(status, body)
	}
	if status, body := ask("POST", "/Bulk", "Bearer secret", bulk); status != http.StatusOK || strings.Contains(body, `"201"`) {
		t.Errorf("%d: %s", status, body)
	}
	if _, body := ask("GET", "/Groups", "Bearer secret", ""); !strings.Contains(body, `"totalResults":0`) {
		t.Errorf("left: %s", body)
	}
}
