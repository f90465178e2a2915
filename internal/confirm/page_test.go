package confirm_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/usher-id/usher/internal/confirm"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/storetest"
	"github.com/usher-id/usher/internal/text"
)

// visit asks the pages for something; headers are pairs of names and values.
func visit(t *testing.T, s *stage, method, path string, headers ...string) (*http.Response, string) {
	t.Helper()
	r := httptest.NewRequest(method, "http://usher.example.com"+path, nil)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	s.Handler().ServeHTTP(w, r)
	answer := w.Result()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer, string(body)
}

func wantPage(t *testing.T, what string, answer *http.Response, body string, status int, says ...string) {
	t.Helper()
	if answer.StatusCode != status {
		t.Errorf("%s: status %d, want %d", what, answer.StatusCode, status)
	}
	for _, want := range says {
		if !strings.Contains(body, want) {
			t.Errorf("%s: the page does not say %q:\n%s", what, want, body)
		}
	}
}

// Rule M5: looking at a link, as programs that scan mails do, uses nothing up; its button does.
func TestPages(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		_, token := s.begin(t, "ana@example.com")
		path := confirm.Path + token
		for range 3 {
			answer, body := visit(t, s, "GET", path)
			wantPage(t, "GET", answer, body, http.StatusOK, "Acme", "ana@example.com", `<form method="post">`, "Yes, this is my address", `lang="en"`)
			answer, _ = visit(t, s, "HEAD", path)
			wantPage(t, "HEAD", answer, "", http.StatusOK)
		}
		if n := len(s.answers()); n != 0 {
			t.Fatalf("looking was taken for %d answers", n)
		}
		answer, body := visit(t, s, "POST", path)
		wantPage(t, "POST", answer, body, http.StatusOK, "the address is confirmed", "Acme", "ana@example.com")
		if len(s.answers()) != 1 {
			t.Errorf("answers: %v", s.answers())
		}
		for _, method := range []string{"POST", "GET"} {
			answer, body = visit(t, s, method, path)
			wantPage(t, method+" of a used link", answer, body, http.StatusGone, "This link does not work")
		}
	})
}

// All links that don't work lead to one page, which names nobody.
func TestOnePageForAllThatFails(t *testing.T) {
	s := newStage(t, storetest.SQLite(t), "Acme")
	_, replaced := s.begin(t, "ana@example.com")
	_, used := s.begin(t, "ana@example.com")
	if err := s.byLink(t, used); err != nil {
		t.Fatal(err)
	}
	_, expired := s.begin(t, "bob@example.com")
	s.wait(confirm.Validity)
	page := ""
	for _, tt := range []struct {
		what, rest string
		status     int
	}{
		{"replaced", replaced, http.StatusGone},
		{"used", used, http.StatusGone},
		{"expired", expired, http.StatusGone},
		{"of nobody", strings.Repeat("A", 64), http.StatusNotFound},
		{"of another secret", used[:30] + strings.Repeat("A", 34), http.StatusNotFound},
		{"cut", used[:20], http.StatusNotFound},
		{"hostile", "%3Cscript%3Ealert(1)%3C%2Fscript%3E", http.StatusNotFound},
		{"none", "", http.StatusNotFound},
		{"too long", strings.Repeat("x", 8000), http.StatusNotFound},
		{"deeper", "a/b", http.StatusNotFound},
	} {
		answer, body := visit(t, s, "GET", confirm.Path+tt.rest)
		wantPage(t, tt.what, answer, body, tt.status, "This link does not work", "within 15 minutes")
		if page == "" {
			page = body
		}
		if body != page || strings.Contains(body, "Acme") || strings.Contains(body, "example.com") || strings.Contains(body, "alert") {
			t.Errorf("%s: not the one page:\n%s", tt.what, body)
		}
		checkHeaders(t, tt.what, answer)
	}
	if answer, _ := visit(t, s, "DELETE", confirm.Path+used); answer.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("DELETE: status %d", answer.StatusCode)
	}
}

func checkHeaders(t *testing.T, what string, answer *http.Response) {
	t.Helper()
	for name, want := range map[string]string{
		"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff",
		"Content-Type": "text/html; charset=utf-8", "Vary": "Accept-Language",
	} {
		if got := answer.Header.Get(name); got != want {
			t.Errorf("%s: %s is %q, want %q", what, name, got, want)
		}
	}
	policy := answer.Header.Get("Content-Security-Policy")
	for _, want := range []string{"default-src 'none'", "style-src 'sha256-", "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'"} {
		if !strings.Contains(policy, want) || strings.Contains(policy, "unsafe") {
			t.Errorf("%s: the policy %q lacks %s, or is unsafe", what, policy, want)
		}
	}
}

// What went wrong behind the page leaves the link open, and shows nothing of it.
func TestPageOfAFailure(t *testing.T) {
	s := newStage(t, storetest.SQLite(t), "Acme")
	_, token := s.begin(t, "ana@example.com")
	for _, tt := range []struct {
		fails  error
		status int
		says   string
	}{
		{errors.New("secret detail"), http.StatusInternalServerError, "your link still works"},
		{&directory.Error{Kind: directory.Conflict, Message: text.Plain("secret detail")}, http.StatusConflict, "has changed since the mail was sent"},
		{&directory.Error{Kind: directory.NotFound, Message: text.Plain("secret detail")}, http.StatusGone, "This link does not work"},
		{nil, http.StatusOK, "the address is confirmed"},
	} {
		s.failWith(tt.fails)
		answer, body := visit(t, s, "POST", confirm.Path+token)
		wantPage(t, tt.says, answer, body, tt.status, tt.says)
		if strings.Contains(body, "secret detail") {
			t.Errorf("the page shows the cause:\n%s", body)
		}
		checkHeaders(t, tt.says, answer)
	}
}

// Another site's page presses no button; a browser that hides where it comes from may, as may a
// program that is no browser.
func TestCrossOrigin(t *testing.T) {
	s := newStage(t, storetest.SQLite(t), "Acme")
	for _, tt := range []struct {
		what    string
		headers []string
		status  int
	}{
		{"another site", []string{"Sec-Fetch-Site", "cross-site", "Origin", "https://evil.test"}, http.StatusForbidden},
		{"another site that hides", []string{"Sec-Fetch-Site", "cross-site", "Origin", "null"}, http.StatusForbidden},
		{"a sibling", []string{"Sec-Fetch-Site", "same-site", "Origin", "https://blog.example.com"}, http.StatusForbidden},
		{"another site in an old browser", []string{"Origin", "https://evil.test"}, http.StatusForbidden},
		{"the page itself", []string{"Sec-Fetch-Site", "same-origin", "Origin", "null"}, http.StatusOK},
		{"the page itself over plain HTTP", []string{"Origin", "null"}, http.StatusOK},
		{"the base URL behind a proxy", []string{"Origin", "https://usher.example.com"}, http.StatusOK},
		{"no browser", nil, http.StatusOK},
	} {
		_, token := s.begin(t, strings.ReplaceAll(tt.what, " ", "-")+"@example.com")
		answer, body := visit(t, s, "POST", confirm.Path+token, tt.headers...)
		wantPage(t, tt.what, answer, body, tt.status)
		checkHeaders(t, tt.what, answer)
		if tt.status == http.StatusForbidden {
			wantPage(t, tt.what, answer, body, tt.status, "Please open the link from the mail")
			wantReason(t, tt.what+": the link afterwards", s.byLink(t, token), "")
		}
	}
}

func TestLanguageOfPages(t *testing.T) {
	s := newStage(t, storetest.SQLite(t), "Acme")
	_, token := s.begin(t, "ana@example.com")
	for accepted, want := range map[string]string{
		"":                        "en",
		"en-GB,en;q=0.9":          "en",
		"fr":                      "fr",
		"fr-CA,fr;q=0.9,en;q=0.8": "fr",
		"de, fr;q=0.5, en;q=0.1":  "fr",
		"de":                      "en",
		"en;q=0.5, fr;q=0.9":      "fr",
		"*":                       "en",
		"fr" + strings.Repeat("-x-aaaaaaaa", 200): "en",
		";;;=\x7f": "en",
	} {
		answer, body := visit(t, s, "GET", confirm.Path+token, "Accept-Language", accepted)
		wantPage(t, accepted, answer, body, http.StatusOK, `<html lang="`+want+`">`)
		if got := answer.Header.Get("Content-Language"); got != want {
			t.Errorf("%q: Content-Language %q, want %q", accepted, got, want)
		}
	}
	_, body := visit(t, s, "POST", confirm.Path+token, "Accept-Language", "fr")
	if !strings.Contains(body, "Merci, l’adresse est confirmée") {
		t.Errorf("the French page:\n%s", body)
	}
}
