package scimsource_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/usher-id/usher/connectors"
	"github.com/usher-id/usher/connectors/connectortest/fakescim"
	"github.com/usher-id/usher/connectors/scimsource"
)

const secret = "s3cr3t+token/with=signs"

// asked is the error of a reading whose every request is answered so.
func asked(t *testing.T, answer http.HandlerFunc) *connectors.Error {
	t.Helper()
	server := httptest.NewServer(answer)
	defer server.Close()
	s, err := scimsource.New(scimsource.Options{
		BaseURL: server.URL, HTTP: server.Client(), Timeout: 5 * time.Second, MaxBody: 1 << 20,
		Now:        func() time.Time { return time.Date(2031, 5, 6, 7, 8, 9, 0, time.UTC) },
		Credential: func(context.Context) (string, error) { return secret, nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.Read(t.Context(), "")
	known := (*connectors.Error)(nil)
	if !errors.As(err, &known) {
		t.Fatalf("the error is %v", err)
	}
	if text := fmt.Sprintf("%v %+v", err, known.Err); strings.Contains(text, secret) || strings.Contains(text, "s3cr3t") {
		t.Errorf("the secret is in %q", text)
	}
	if strings.ContainsAny(known.Detail, "\n\r\x1b\x00") || len([]rune(known.Detail)) > 300 {
		t.Errorf("detail %q", known.Detail)
	}
	return known
}

// Every refusal is of the kind that says what to do, and says what the server said.
func TestRefusals(t *testing.T) {
	date := "Tue, 06 May 2031 10:00:00 GMT" // the server's clock is hours away from ours
	for _, tt := range []struct {
		name   string
		status int
		header http.Header
		body   string
		kind   connectors.Kind
		after  time.Duration
		says   string
	}{
		{name: "no credential", status: 401, body: `{"detail":"who is ` + secret + `?"}`, kind: connectors.Credential, says: "who is [token]?"},
		{name: "no right", status: 403, body: `{"Errors":[{"description":"not admin"}]}`, kind: connectors.Permission, says: "not admin"},
		{name: "seconds", status: 429, header: http.Header{"Retry-After": {"7"}}, kind: connectors.Throttled, after: 7 * time.Second},
		{name: "a fraction", status: 429, header: http.Header{"Retry-After": {"2.128"}}, kind: connectors.Throttled, after: 2128 * time.Millisecond},
		{
			name: "a date by the server's clock", status: 429, kind: connectors.Throttled, after: 90 * time.Second,
			header: http.Header{"Retry-After": {"Tue, 06 May 2031 10:01:30 GMT"}, "Date": {date}},
		},
		{
			name: "a date that has passed", status: 429, kind: connectors.Throttled,
			header: http.Header{"Retry-After": {"Tue, 06 May 2031 09:00:00 GMT"}, "Date": {date}},
		},
		{name: "too long to be meant", status: 429, header: http.Header{"Retry-After": {"1e300"}}, kind: connectors.Throttled, after: 24 * time.Hour},
		{name: "negative", status: 429, header: http.Header{"Retry-After": {"-5"}}, kind: connectors.Throttled},
		{name: "nonsense", status: 429, header: http.Header{"Retry-After": {"soon"}}, kind: connectors.Throttled},
		{name: "not a number", status: 429, header: http.Header{"Retry-After": {"NaN"}}, kind: connectors.Throttled},
		{
			name: "limits instead", status: 429, kind: connectors.Throttled, after: 30 * time.Second,
			header: http.Header{"X-Ratelimit-Remaining": {"0"}, "X-Ratelimit-Reset": {"1935828030"}, "Date": {"Tue, 06 May 2031 10:00:00 GMT"}},
		},
		{name: "maintenance", status: 503, header: http.Header{"Retry-After": {"60"}}, kind: connectors.Throttled, after: time.Minute},
		{
			name: "forbidden for being too many", status: 403, header: http.Header{"X-Ratelimit-Remaining": {"0"}, "X-Ratelimit-Reset": {"20"}},
			kind: connectors.Throttled, after: 20 * time.Second,
		},
		{name: "down", status: 503, body: "<html><body>Down\n\x1b[31m for " + secret, kind: connectors.Unavailable, says: "Down [31m for [token]"},
		{name: "a bad gateway", status: 502, kind: connectors.Unavailable, says: "502 Bad Gateway"},
		{name: "not SCIM", status: 404, body: `{"message":"no route"}`, kind: connectors.Malformed, says: "no route"},
		{name: "not understood", status: 400, body: `{"detail":7,"message":"what?"}`, kind: connectors.Malformed, says: "what?"},
		{name: "nothing", status: 204, kind: connectors.Malformed},
		{name: "a page", status: 200, body: "<!DOCTYPE html>\n<title>Sign in, " + secret + "</title>", kind: connectors.Malformed, says: "[token]</title>"},
		{name: "an error that is none", status: 200, body: `{"ok":false,"error":"invalid_auth"}`, kind: connectors.Malformed, says: "no Resources"},
		{name: "empty", status: 200, kind: connectors.Malformed, says: "it is empty"},
		{name: "cropped", status: 200, body: `{"totalResults":1,"Resources":[{"id":"a"`, kind: connectors.Malformed, says: "ends in the middle"},
		{name: "another type", status: 200, body: `{"totalResults":1,"Resources":{"id":"a"}}`, kind: connectors.Malformed, says: "no list"},
		{name: "a cursor that is none", status: 200, body: `{"nextCursor":7,"Resources":[]}`, kind: connectors.Malformed, says: "nextCursor"},
		{name: "too large", status: 200, body: `{"x":"` + strings.Repeat("x", 1<<20) + `"}`, kind: connectors.Malformed, says: "larger than 1048576 bytes"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := asked(t, func(w http.ResponseWriter, _ *http.Request) {
				for name, values := range tt.header {
					w.Header()[name] = values
				}
				w.WriteHeader(tt.status)
				_, _ = w.Write([]byte(tt.body))
			})
			if got.Kind != tt.kind || got.After != tt.after || !strings.Contains(got.Detail, tt.says) {
				t.Errorf("%s after %s: %q; want %s after %s: %q", got.Kind, got.After, got.Detail, tt.kind, tt.after, tt.says)
			}
		})
	}
}

// A connection that ends in the middle of an answer is no answer that is wrong.
func TestAnswerThatIsCutOff(t *testing.T) {
	got := asked(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "1000")
		_, _ = w.Write([]byte(`{"totalResults":1,"Resources":[`))
	})
	if got.Kind != connectors.Unavailable {
		t.Errorf("%v", got)
	}
}

// Nobody answers in time.
func TestTimeout(t *testing.T) {
	release := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-release:
		case <-r.Context().Done():
		}
	}))
	defer server.Close()
	defer close(release)
	s, err := scimsource.New(scimsource.Options{
		BaseURL: server.URL, HTTP: server.Client(), Timeout: time.Millisecond, Credential: func(context.Context) (string, error) { return secret, nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Read(t.Context(), ""); kindOf(err) != connectors.Unavailable {
		t.Errorf("%v", err)
	}
}

// The token goes to nobody else, whoever says to send it there.
func TestRedirects(t *testing.T) {
	users := fakescim.Users("p", 3)
	server := fakescim.Start(t, users, nil, fakescim.Behaviour{})
	asks := make(chan string, 100)
	other := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { asks <- r.Header.Get("Authorization") }))
	defer other.Close()
	server.Before(func(w http.ResponseWriter, r *http.Request, _ int) bool {
		http.Redirect(w, r, other.URL+r.URL.String(), http.StatusTemporaryRedirect)
		return true
	})
	if _, err := source(t, server, nil).Read(t.Context(), ""); kindOf(err) != connectors.Forbidden {
		t.Errorf("to another host: %v", err)
	}
	if len(asks) > 0 {
		t.Errorf("the other host was asked, with %q", <-asks)
	}
	server.Before(func(w http.ResponseWriter, r *http.Request, _ int) bool {
		if strings.Contains(r.URL.Path, "//") || strings.HasPrefix(r.URL.Path, "/scim/v2/scim") {
			return false
		}
		http.Redirect(w, r, r.URL.String(), http.StatusTemporaryRedirect)
		return true
	})
	if _, err := source(t, server, nil).Read(t.Context(), ""); kindOf(err) != connectors.Malformed {
		t.Errorf("in a circle: %v", err)
	}
}

// A token that can't be had, or can't be one, is a matter of the credential.
func TestTokens(t *testing.T) {
	server := fakescim.Start(t, fakescim.Users("p", 1), nil, fakescim.Behaviour{})
	for _, give := range []func() (string, error){
		func() (string, error) { return "", nil },
		func() (string, error) { return "  \n", nil },
		func() (string, error) { return "two\nlines", nil },
		func() (string, error) { return "", errors.New("the key is gone") },
		func() (string, error) {
			return "", &connectors.Error{Kind: connectors.Credential, Detail: "sealed with another key"}
		},
	} {
		s := source(t, server, func(o *scimsource.Options) { o.Credential = func(context.Context) (string, error) { return give() } })
		if _, err := s.Read(t.Context(), ""); kindOf(err) != connectors.Credential {
			t.Errorf("%v", err)
		}
	}
	if n := len(server.Requests()); n > 0 {
		t.Errorf("the server was asked %d times", n)
	}
}

// Options are checked before anybody is asked, and addresses that hold a secret are not repeated.
func TestOptions(t *testing.T) {
	token := func(context.Context) (string, error) { return "t", nil }
	for address, says := range map[string]string{
		"":                             "https://",
		"ftp://a.example":              "https://",
		"https://":                     "no host",
		"https://u:hunter2@a.example/": "a name or a password",
		"https://a.example/?token=x":   "below which /Users stands",
		"https://a.example/%zz":        "can't be read",
		"a.example/scim":               "https://",
	} {
		_, err := scimsource.New(scimsource.Options{BaseURL: address, Credential: token})
		if err == nil || !strings.Contains(err.Error(), says) || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%q: %v", address, err)
		}
	}
	if _, err := scimsource.New(scimsource.Options{BaseURL: "https://a.example", Credential: token, Preset: "slak"}); err == nil ||
		!strings.Contains(err.Error(), "slack") {
		t.Errorf("a preset that there is not: %v", err)
	}
	if _, err := scimsource.New(scimsource.Options{BaseURL: "https://a.example"}); err == nil {
		t.Error("a server is read without a token")
	}
	for _, p := range scimsource.Presets() {
		if p.Name == "" || p.PageSize <= 0 || p.PageSize > connectors.MaxPage || p.Source == "" || p.Address == "" {
			t.Errorf("%+v", p)
		}
		if _, err := scimsource.New(scimsource.Options{BaseURL: "https://a.example/scim/v2/Users/", Credential: token, Preset: p.Name}); err != nil {
			t.Errorf("%s: %v", p.Name, err)
		}
	}
}
