package inbound

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/usher-id/usher/internal/auth"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/scim"
)

// Rule O1: what a client made long or broken is in the log, cut.
func TestOperationIsClipped(t *testing.T) {
	identity := &auth.Identity{Source: directory.Source{ID: "source"}}
	for _, tt := range []struct{ method, path, want string }{
		{"GET", "/Users", "GET /Users"},
		{"GET", "/" + strings.Repeat("a", 195), "GET /" + strings.Repeat("a", 195)},
		{"GET", "/" + strings.Repeat("a", 196), "GET /" + strings.Repeat("a", 192) + "…"},
		{"GET", "/" + strings.Repeat("é", 5000), "GET /" + strings.Repeat("é", 96) + "…"},
		{"GET", "/a" + strings.Repeat("é", 5000), "GET /a" + strings.Repeat("é", 95) + "…"},
		{"GET", "/\xff\xfe", "GET /\uFFFD"},
		{"GET", "/" + strings.Repeat("\xffa", 5000), "GET /" + strings.Repeat("\uFFFDa", 48) + "…"},
		{strings.Repeat("X", 100_000), "/Users", strings.Repeat("X", 197) + "…"},
	} {
		request := httptest.NewRequest("GET", "/", nil)
		request.URL.Path = tt.path
		for name, e := range map[string]scim.Exchange{
			"whole":   {Request: request, Method: tt.method, Status: http.StatusNotFound},
			"refused": {Request: request, Method: tt.method, Status: http.StatusOK, Refused: []scim.Refusal{{Reason: &scim.Error{Status: http.StatusNotFound}}}},
		} {
			entries := logEntries(e, identity, time.Now())
			if len(entries) != 1 || entries[0].Operation != tt.want || len(entries[0].Operation) > maxOperation || !utf8.ValidString(entries[0].Operation) {
				t.Errorf("%s: %d entries, %q, want %q", name, len(entries), entries[0].Operation, tt.want)
			}
		}
	}
}
