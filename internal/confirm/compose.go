package confirm

import (
	"embed"
	"fmt"
	"html/template"
	"strconv"
	"strings"

	"github.com/usher-id/usher/internal/mail"
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
func compose(w *words, q question) (mail.Message, error) {
	fill := filler(q.Account, q.Address)
	view := struct {
		question
		Language, Subject, Asks, CodeIs, LinkIs, Button, Validity, Unexpected string
	}{
		q, w.tag, fill(w.subject), fill(w.asks), fill(w.code), fill(w.link), fill(w.button), fill(w.validity), fill(w.unexpected),
	}
	var html strings.Builder
	if err := templates.ExecuteTemplate(&html, "mail.html", view); err != nil {
		return mail.Message{}, fmt.Errorf("write the mail: %w", err)
	}
	text := strings.Join([]string{
		view.Asks, view.CodeIs, "    " + q.Code, view.LinkIs, q.Link, view.Validity, view.Unexpected,
	}, "\n\n") + "\n"
	return mail.Message{To: q.Address, Subject: view.Subject, Language: w.tag, Text: text, HTML: html.String()}, nil
}

// filler puts the names into sentences, once: a name that itself reads {address} stays as it is.
func filler(account, address string) func(string) string {
	return strings.NewReplacer(
		"{account}", account, "{address}", address, "{minutes}", strconv.Itoa(int(Validity.Minutes())),
	).Replace
}
