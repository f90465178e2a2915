package confirm

import (
	"strings"
	"testing"

	"github.com/usher-id/usher/internal/text"
)

func TestCompose(t *testing.T) {
	q := question{Account: "Acme", Address: "ana@example.com", Code: "2A4C-6E8G", Link: "https://usher.example.com/confirm/token"}
	for tag, want := range map[string]struct{ subject, sentence string }{
		"en":    {"Acme asks you to confirm your e-mail address", "within 15 minutes"},
		"fr-CH": {"Acme vous demande de confirmer votre adresse de courriel", "dans les 15 minutes"},
		"":      {"Acme asks you to confirm your e-mail address", "do nothing"},
	} {
		m, err := compose(text.Accepted(tag, text.English), q)
		if err != nil {
			t.Fatal(err)
		}
		if m.To != q.Address || m.Subject != want.subject {
			t.Errorf("%q: to %s, subject %q", tag, m.To, m.Subject)
		}
		for form, body := range map[string]string{"text": m.Text, "HTML": m.HTML} {
			for _, part := range []string{q.Account, q.Address, q.Code, q.Link, want.sentence} {
				if !strings.Contains(body, part) {
					t.Errorf("%q: the %s lacks %q:\n%s", tag, form, part, body)
				}
			}
		}
	}
}

// Text that others chose stays text, in mails and on pages.
func TestEscapes(t *testing.T) {
	const hostile = `<script>alert(1)</script>"'><img src=x onerror=alert(1)>{{.Code}}{address}{minutes}`
	q := question{Account: hostile, Address: `"<b>x"@example.com`, Code: "2A4C-6E8G", Link: "https://usher.example.com/confirm/token"}
	m, err := compose(text.English, q)
	if err != nil {
		t.Fatal(err)
	}
	var shown strings.Builder
	fill := voice{text.English, q.Account, q.Address}.fill
	err = templates.ExecuteTemplate(&shown, "page.html", page{Language: "en", Title: fill("mailbox.title"), Text: fill("mailbox.question"), Button: "b", Note: fill("mailbox.note"), Style: style})
	if err != nil {
		t.Fatal(err)
	}
	for what, html := range map[string]string{"mail": m.HTML, "page": shown.String()} {
		for _, tag := range []string{"<script", "<img", "<b>"} {
			if strings.Contains(html, tag) {
				t.Errorf("the %s holds %s:\n%s", what, tag, html)
			}
		}
		if !strings.Contains(html, "&lt;script&gt;") || !strings.Contains(html, "{address}{minutes}") {
			t.Errorf("the %s does not show the name as it is:\n%s", what, html)
		}
	}
	if !strings.Contains(shown.String(), style) {
		t.Error("the page's style is not what the policy allows")
	}
}
