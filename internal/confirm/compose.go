package confirm

import (
	"embed"
	"fmt"
	"html/template"
	"strings"

	"github.com/usher-id/usher/internal/mail"
	"github.com/usher-id/usher/internal/text"
)

//go:embed mail.html page.html
var files embed.FS

var templates = template.Must(template.ParseFS(files, "*.html"))

// question is what a mail asks.
type question struct {
	Account, Address string
	Code             string // as people read it
	Link             string
}

// compose writes the mail in both its forms.
func compose(language text.Language, q question) (mail.Message, error) {
	fill := voice{language, q.Account, q.Address}.fill
	view := struct {
		question
		Language, Subject, Asks, CodeIs, LinkIs, Button, Validity, Unexpected string
	}{
		q, string(language), fill("mailbox.subject"), fill("mailbox.asks"), fill("mailbox.code"), fill("mailbox.link"),
		fill("mailbox.button"), fill("mailbox.validity"), fill("mailbox.unexpected"),
	}
	var html strings.Builder
	if err := templates.ExecuteTemplate(&html, "mail.html", view); err != nil {
		return mail.Message{}, fmt.Errorf("write the mail: %w", err)
	}
	plain := strings.Join([]string{
		view.Asks, view.CodeIs, "    " + q.Code, view.LinkIs, q.Link, view.Validity, view.Unexpected,
	}, "\n\n") + "\n"
	return mail.Message{
		To: q.Address, Subject: view.Subject, Language: view.Language, Text: plain, HTML: html.String(),
	}, nil
}
