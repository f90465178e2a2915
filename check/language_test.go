package check

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/usher-id/usher/scim/message"
)

// marked is a language that has all that the package can say, and shows whether it went by it.
var marked = message.Language{Templates: func(key string) (string, bool) {
	template, known := templates()[key]
	return "‹" + template + "›", known
}}

// saidAll fails unless all that a result says of its own went by the language.
func (r Result) saidAll(t *testing.T) {
	t.Helper()
	for what, text := range map[string]string{"section": r.Section, "title": r.Title, "found": r.Got, "right": r.Right} {
		if !strings.HasPrefix(text, "‹") && (text != "" || what != "right") {
			t.Errorf("%s: the language has not been asked for what is %s: %q", r.ID, what, text)
		}
	}
}

// Rule I3: a report speaks the language that its reader asked for, and English where that language has no words.
func TestLanguage(t *testing.T) {
	s, _ := newStub(t, answers("GET /Users/.*", 500, "{}"))
	few := message.Language{Templates: func(key string) (string, bool) {
		words := map[string]string{"check.title.user.read": "Lire", "check.count.fail": "{n} {n?faux|fausses}", "check.status": "statut {status}"}
		template, known := words[key]
		return template, known
	}}
	var b strings.Builder
	if err := run(t, Options{URL: s.url, Only: []string{"user.read"}, As: []string{"google"}, Language: few}).WriteText(&b); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"2 fausses", "Lire", "came     statut 500", "right    200 and the same user", "Not conformant"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %q in\n%s", want, b.String())
		}
	}
	b.Reset()
	if err := run(t, Options{URL: s.url, Only: []string{"user.", "cursor."}, Language: marked}).WriteText(&b); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(b.String()) {
		coded := slices.ContainsFunc(levels, func(l Level) bool { return strings.HasPrefix(line, "  "+string(l)+" ") })
		if strings.TrimSpace(line) != "" && !coded && !strings.Contains(line, "‹") {
			t.Errorf("the language has not been asked for %q", line)
		}
	}
}

// Errors of a run speak it, too, and what a server says is asked for in it.
func TestLanguageOfErrors(t *testing.T) {
	s, _ := newStub(t, nil)
	for _, o := range []Options{
		{URL: "x"}, {URL: "http://[::1"}, {URL: "https://u:p@x"}, {URL: s.url, Token: "a\nb"}, {URL: s.url, Token: "wrong"},
		{URL: s.url, As: []string{"nobody"}}, {URL: s.url, Only: []string{"nothing"}}, {URL: "http://127.0.0.1:1"}, {URL: s.url + "/none"},
	} {
		o.Language = marked
		if _, err := Run(t.Context(), o); err == nil || !strings.HasPrefix(err.Error(), "‹") {
			t.Errorf("%+v: %v", o, err)
		}
	}
	asked := ""
	s, _ = newStub(t, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
			asked = q.Header.Get("Accept-Language")
			next.ServeHTTP(w, q)
		})
	})
	run(t, Options{URL: s.url, Only: []string{"schemas.one"}, As: []string{"google"}, AcceptLanguage: "fr"})
	if asked != "fr" {
		t.Errorf("Accept-Language %q", asked)
	}
}
