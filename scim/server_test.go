package scim_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/usher-id/usher/scim"
	"github.com/usher-id/usher/scim/memory"
	"github.com/usher-id/usher/scim/schema"
)

const (
	userSchema       = "urn:ietf:params:scim:schemas:core:2.0:User"
	enterpriseSchema = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
	errorSchema      = "urn:ietf:params:scim:api:messages:2.0:Error"
	listSchema       = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
	base             = "https://usher.example.com/scim/v2"
)

// fixture is a server over a memory backend that remembers what it was told and what it told.
type fixture struct {
	t       *testing.T
	server  *scim.Server
	handler http.Handler
	tenant  *scim.Tenant
	backend *recorder

	mu     sync.Mutex
	clock  time.Time
	events []scim.Exchange
}

// recorder counts what reaches the backend.
type recorder struct {
	scim.Backend
	mu    sync.Mutex
	calls [][]scim.Operation
}

func (r *recorder) Apply(ctx context.Context, ops []scim.Operation) []scim.Result {
	r.mu.Lock()
	r.calls = append(r.calls, ops)
	r.mu.Unlock()
	return r.Backend.Apply(ctx, ops)
}

func (r *recorder) applied() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.calls)
}

func newFixture(t *testing.T, change ...func(*fixture)) *fixture {
	t.Helper()
	f := &fixture{t: t, clock: time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)}
	f.backend = &recorder{Backend: memory.New(f.now)}
	f.tenant = &scim.Tenant{
		Backend: f.backend, Registry: schema.Core(), CursorKey: []byte("a key of this tenant"), Scope: "acme/okta",
	}
	f.server = &scim.Server{
		BaseURL: base,
		Now:     f.now,
		Authenticate: func(r *http.Request) (*scim.Tenant, error) {
			if r.Header.Get("Authorization") != "Bearer secret" {
				return nil, &scim.Error{Status: http.StatusUnauthorized, Detail: "the bearer token is missing or not known"}
			}
			return f.tenant, nil
		},
		Observe: func(_ context.Context, e scim.Exchange) {
			f.mu.Lock()
			defer f.mu.Unlock()
			f.events = append(f.events, e)
		},
	}
	for _, c := range change {
		c(f)
	}
	f.handler = f.server.Handler()
	return f
}

func strict(f *fixture) { f.tenant.Strict = true }

func (f *fixture) now() time.Time {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.clock
}

func (f *fixture) pass(d time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.clock = f.clock.Add(d)
}

func (f *fixture) lastEvent() scim.Exchange {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.events[len(f.events)-1]
}

// answer is what came back.
type answer struct {
	*http.Response
	text string
	body map[string]any
}

// do sends a request. Headers are given as "Name: value".
func (f *fixture) do(method, path, body string, headers ...string) answer {
	f.t.Helper()
	r := httptest.NewRequest(method, "https://elsewhere.example.net", strings.NewReader(body))
	r.URL.Opaque = ""
	target, query, _ := strings.Cut(path, "?")
	r.URL.Path, r.URL.RawQuery, r.RequestURI = unescape(f.t, target), query, path
	if r.URL.Path != target {
		r.URL.RawPath = target
	}
	r.Header.Set("Authorization", "Bearer secret")
	if body != "" {
		r.Header.Set("Content-Type", "application/scim+json")
	}
	for _, header := range headers {
		name, value, _ := strings.Cut(header, ": ")
		r.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	f.handler.ServeHTTP(w, r)
	return read(f.t, w.Result())
}

func read(t *testing.T, response *http.Response) answer {
	t.Helper()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	a := answer{Response: response, text: string(text)}
	if len(text) > 0 {
		if err := json.Unmarshal(text, &a.body); err != nil {
			t.Fatalf("the answer is not JSON: %v\n%s", err, text)
		}
	}
	return a
}

func unescape(t *testing.T, path string) string {
	t.Helper()
	u, err := http.NewRequest("GET", "http://x"+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	return u.URL.Path
}

// want checks the status.
func (a answer) want(t *testing.T, status int) answer {
	t.Helper()
	if a.StatusCode != status {
		t.Fatalf("status %d, want %d\n%s", a.StatusCode, status, a.text)
	}
	return a
}

// keywords are all that RFC 7644 table 9 and RFC 9865 know.
const keywords = " invalidFilter tooMany uniqueness mutability invalidSyntax invalidPath noTarget invalidValue invalidVers sensitive invalidCursor expiredCursor invalidCount "

// refused checks that the answer is a SCIM error with the keyword, whose detail has all
// the parts.
func (a answer) refused(t *testing.T, status int, scimType string, parts ...string) answer {
	t.Helper()
	a.want(t, status)
	detail, _ := a.body["detail"].(string)
	keyword, _ := a.body["scimType"].(string)
	if keyword != scimType || detail == "" || keyword != "" && !strings.Contains(keywords, " "+keyword+" ") {
		t.Errorf("scimType %q, want %q\n%s", keyword, scimType, a.text)
	}
	if schemas, _ := a.body["schemas"].([]any); len(schemas) != 1 || schemas[0] != errorSchema {
		t.Errorf("schemas %v, want [%s]", schemas, errorSchema)
	}
	if got := a.body["status"]; got != jsonText(status) {
		t.Errorf("status member %#v, want %q", got, jsonText(status))
	}
	if got := a.Header.Get("Content-Type"); got != "application/scim+json" {
		t.Errorf("Content-Type %q", got)
	}
	for _, part := range parts {
		if !strings.Contains(detail, part) {
			t.Errorf("detail %q does not say %q", detail, part)
		}
	}
	return a
}

func jsonText(v any) string {
	b, _ := json.Marshal(v)
	return string(b)
}

// get walks to a member: names for objects, numbers for arrays.
func (a answer) get(path ...any) any { return walk(a.body, path...) }

func walk(v any, path ...any) any {
	for _, step := range path {
		switch step := step.(type) {
		case string:
			o, _ := v.(map[string]any)
			v = o[step]
		case int:
			l, _ := v.([]any)
			if step >= len(l) {
				return nil
			}
			v = l[step]
		}
	}
	return v
}

// user creates a user and returns the id.
func (f *fixture) user(userName string, members ...string) string {
	f.t.Helper()
	body := `{"schemas":["` + userSchema + `"],"userName":` + jsonText(userName)
	for _, member := range members {
		body += "," + member
	}
	id, _ := f.do("POST", "/Users", body+"}").want(f.t, 201).get("id").(string)
	return id
}

func (f *fixture) group(displayName string, members ...string) string {
	f.t.Helper()
	list := []any{}
	for _, id := range members {
		list = append(list, map[string]any{"value": id})
	}
	id, _ := f.do("POST", "/Groups", `{"displayName":`+jsonText(displayName)+`,"members":`+jsonText(list)+`}`).want(f.t, 201).get("id").(string)
	return id
}
