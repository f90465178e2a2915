package inbound

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// Rule P9: who opens the server's root without credentials reads what it is, and the SCIM base URL, in their language.
func TestRootSaysWhatThisIs(t *testing.T) {
	t.Parallel()
	served := func(*http.Request) bool { return false }
	h := Elsewhere(Config{BaseURL: "https://usher.example.com"}, served, http.NotFoundHandler())
	for language, want := range map[string]string{"": "This is Usher", "fr": "Ici Usher"} {
		r := httptest.NewRequest("GET", "/", nil)
		r.Header.Set("Accept-Language", language)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if said := w.Body.String(); w.Code != 200 || !strings.Contains(said, want) || !strings.Contains(said, "https://usher.example.com/scim/v2") {
			t.Errorf("%q is answered %d: %s", language, w.Code, said)
		}
	}
	w := httptest.NewRecorder()
	if h.ServeHTTP(w, httptest.NewRequest("POST", "/", nil)); w.Code != 404 {
		t.Errorf("POST / is answered %d", w.Code)
	}
}
