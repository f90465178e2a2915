package deviceapi

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/usher-id/usher/internal/devices"
	"github.com/usher-id/usher/internal/text"
	"github.com/usher-id/usher/licensing/key"
)

// stub answers each request with what it is told.
type stub struct {
	err     error
	answer  devices.Answer
	request devices.Request
}

func (s *stub) say(_ context.Context, r devices.Request) (*devices.Answer, error) {
	s.request = r
	return &s.answer, s.err
}
func (s *stub) Activate(c context.Context, r devices.Request) (*devices.Answer, error) {
	return s.say(c, r)
}
func (s *stub) Heartbeat(c context.Context, r devices.Request) (*devices.Answer, error) {
	return s.say(c, r)
}
func (s *stub) Release(c context.Context, r devices.Request) (*devices.Answer, error) {
	return s.say(c, r)
}
func (s *stub) Status(c context.Context, r devices.Request) (*devices.Answer, error) {
	return s.say(c, r)
}

func ask(h http.Handler, path, body string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

// Rule L8: what a client sends reaches the service, and what it answers the client.
func TestAnswers(t *testing.T) {
	s := &stub{answer: devices.Answer{Device: devices.Device{ID: "d1"}, License: devices.License{ID: "l1", Product: "player", Limit: 3}, Used: 1}}
	h := (&API{Devices: s, Logger: quiet()}).Handler()
	w := ask(h, "/device/v1/activate", `{"key":"K","fingerprint":"F","hardware":"H","name":"N","platform":"P","version":"V","ask":true,"offline":true}`)
	var grant Grant
	if err := json.Unmarshal(w.Body.Bytes(), &grant); err != nil || w.Code != 201 || grant.Device != "d1" || grant.Heartbeat != 86400 || grant.Limit != 3 {
		t.Errorf("%d %s %v", w.Code, w.Body, err)
	}
	want := devices.Request{Key: "K", Fingerprint: "F", Hardware: "H", Name: "N", Platform: "P", Version: "V", Ask: true, Offline: true, Issuer: "http://example.com"}
	if s.request != want {
		t.Errorf("the service was asked %+v", s.request)
	}
	for _, path := range []string{"heartbeat", "release", "status"} {
		if w := ask(h, Prefix+path, `{"key":"K","fingerprint":"F"}`); w.Code != 200 {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
	}
}

// Bad input gets a problem document with a code, in the reader's language, and never 5xx (rule I3).
func TestProblems(t *testing.T) {
	refused := &devices.Error{Code: devices.Limit, Limit: 3, Used: 3, Message: text.New("device.limit", "product", "player", "limit", 3, "used", 3)}
	for _, tt := range []struct {
		name, path, body string
		headers          []string
		err              error
		status           int
		code, says       string
	}{
		{"no JSON", "activate", `{`, nil, nil, 400, "invalid-request", "JSON"},
		{"two documents", "activate", `{}{}`, nil, nil, 400, "invalid-request", "JSON"},
		{"a mistyped member", "activate", `{"fingerprnt":"x"}`, nil, nil, 400, "invalid-request", "openapi.json"},
		{"a number", "activate", `{"key":5}`, nil, nil, 400, "invalid-request", "key"},
		{"too large", "activate", `{"key":"` + strings.Repeat("x", MaxBody) + `"}`, nil, nil, 413, "too-large", "16384"},
		{"a form", "activate", `{}`, []string{"Content-Type", "text/plain"}, nil, 415, "media-type", "application/json"},
		{"nothing there", "nothing", `{}`, nil, nil, 404, "not-found", "openapi.json"},
		{"over the limit", "activate", `{}`, nil, refused, 409, "device-limit", "allows 3 devices"},
		{"in French", "activate", `{}`, []string{"Accept-Language", "fr-CA, en;q=0.5"}, refused, 409, "device-limit", "permet 3 appareils"},
		{"our fault", "activate", `{}`, nil, errors.New("SECRET"), 500, "failed", ""},
		{"too slow", "activate", `{}`, nil, context.DeadlineExceeded, 503, "unavailable", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := (&API{Devices: &stub{err: tt.err}, Logger: quiet()}).Handler()
			w := ask(h, Prefix+tt.path, tt.body, tt.headers...)
			var p problem
			err := json.Unmarshal(w.Body.Bytes(), &p)
			if err != nil || w.Code != tt.status || p.Status != tt.status || p.Code != tt.code || !strings.Contains(p.Detail, tt.says) ||
				w.Header().Get("Content-Type") != "application/problem+json" || strings.Contains(w.Body.String(), "SECRET") {
				t.Errorf("%d %s %v", w.Code, w.Body, err)
			}
		})
	}
	w := httptest.NewRecorder()
	(&API{Devices: &stub{}, Logger: quiet()}).Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, Prefix+"activate", nil))
	if w.Code != 405 || w.Header().Get("Allow") != "POST" {
		t.Errorf("GET: %d %v", w.Code, w.Header())
	}
}

// Rule P10: one key, and one address with many keys, may ask so often and no more; then it may again.
func TestLimits(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	h := (&API{Devices: &stub{}, Logger: quiet(), Clock: func() time.Time { return now }}).Handler()
	asked := func(key string) int {
		return ask(h, Prefix+"status", fmt.Sprintf(`{"key":%q,"fingerprint":"F"}`, key)).Code
	}
	for range perKey.burst {
		if code := asked("one"); code != 200 {
			t.Fatalf("%d within the limit", code)
		}
	}
	if code := asked("one"); code != 429 {
		t.Errorf("%d beyond the limit", code)
	}
	now = now.Add(perKey.each)
	if code := asked("one"); code != 200 {
		t.Errorf("%d after a while", code)
	}
	last := 0
	for n := range perAddress.burst + 1 {
		last = asked(fmt.Sprint(n))
	}
	if last != 429 {
		t.Errorf("%d from one address with many keys", last)
	}
}

// However a key or an address is spelled it counts as one (rule P10), and long ones that are wrong take no memory.
func TestLimitsOfSpellings(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	keys := key.Derive([]byte("a secret"), "of a license").Text()
	for _, tt := range []struct {
		what   string
		ask    func(n int) *Request
		counts int
	}{
		{"a key", func(n int) *Request { return &Request{Key: strings.Repeat(" ", n) + strings.ToLower(keys)} }, 1},
		{"an address", func(n int) *Request { return &Request{Email: strings.Repeat(" ", n) + "Ana@Acme.com"} }, 1},
		{"wrong keys", func(n int) *Request { return &Request{Key: strings.Repeat("x", MaxBody-100) + fmt.Sprint(n)} }, 10},
	} {
		l := newLimiter(perKey, func() time.Time { return now })
		for n := range 10 {
			l.take(tt.ask(n).asker())
		}
		kept := 0
		for who := range l.full {
			kept += len(who)
		}
		if len(l.full) != tt.counts || kept > 32*tt.counts {
			t.Errorf("%s: %d are counted apart, in %d bytes", tt.what, len(l.full), kept)
		}
	}
}
