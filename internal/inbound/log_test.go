package inbound

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/usher-id/usher/internal/auth"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/scim"
)

// pages keeps what the log writes.
type pages struct {
	mu      sync.Mutex
	entries []directory.LogEntry
}

func (p *pages) AppendLog(_ context.Context, _ string, entries []directory.LogEntry) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.entries = append(p.entries, entries...)
	return nil
}

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
			"read":    {Request: request, Method: tt.method, Status: http.StatusNotFound},
			"refused": {Request: request, Method: tt.method, Status: http.StatusOK, Refused: []scim.Refusal{{Reason: &scim.Error{Status: http.StatusNotFound}}}},
		} {
			entries := logEntries(e, identity, time.Now())
			if len(entries) != 1 || entries[0].Operation != tt.want || len(entries[0].Operation) > maxOperation || !utf8.ValidString(entries[0].Operation) {
				t.Errorf("%s: %d entries, %q, want %q", name, len(entries), entries[0].Operation, tt.want)
			}
		}
	}
}

// Rule O1: an account's log shows that a dead token is tried, but isn't filled by it; the access
// log has every request.
func TestDeadTokensDoNotFillTheLog(t *testing.T) {
	kept, access := &pages{}, &bytes.Buffer{}
	logger := slog.New(slog.NewTextHandler(access, nil))
	d := &channel{Config: Config{Log: NewLog(kept, logger), Logger: logger}}
	observe := func(token string, refused bool) {
		who := &caller{identity: &auth.Identity{TokenID: token}, refused: refused}
		d.observe(context.WithValue(t.Context(), callerKey{}, who), scim.Exchange{
			Request: httptest.NewRequest("DELETE", "/Users/1", nil), Method: "DELETE", ID: token, Status: http.StatusUnauthorized,
		})
	}
	observe("dead", true)
	d.attempts.logged["dead"] = time.Now().Add(time.Hour) // stands for: just now
	observe("dead", true)
	observe("other", true)
	observe("dead", false) // as one that was revoked while its request was under way
	if err := d.Log.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	var tokens []string
	for _, e := range kept.entries {
		tokens = append(tokens, e.RecordID)
	}
	if got := strings.Join(tokens, " "); got != "dead other dead" {
		t.Errorf("the log has entries of %q", got)
	}
	if n := strings.Count(access.String(), "msg=request"); n != 4 {
		t.Errorf("the access log has %d requests, want 4", n)
	}
}

func TestAttempts(t *testing.T) {
	var a attempts
	start := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		token string
		after time.Duration
		want  bool
	}{
		{"a", 0, true}, {"a", 0, false}, {"b", 0, true}, {"a", attemptInterval - 1, false},
		{"a", attemptInterval, true}, {"a", attemptInterval + 1, false}, {"b", time.Hour, true},
	} {
		if got := a.log(tt.token, start.Add(tt.after)); got != tt.want {
			t.Errorf("%s after %s: %v, want %v", tt.token, tt.after, got, tt.want)
		}
	}
	for i := range 3 * maxAttempts {
		a.log(string(rune('a'+i)), start)
	}
	if n := len(a.logged); n > maxAttempts {
		t.Errorf("%d tokens are remembered, want at most %d", n, maxAttempts)
	}
}
