package licensemail

import (
	"embed"
	"fmt"
	"html/template"
	"strings"

	"github.com/usher-id/usher/internal/mail"
	"github.com/usher-id/usher/internal/text"
	"github.com/usher-id/usher/licensing"
)

//go:embed mail.html page.html
var files embed.FS

var templates = template.Must(template.ParseFS(files, "*.html"))

// compose writes the mail in both its forms. The key is in neither.
func compose(to *Recipient, account string, l *License, link string) (mail.Message, error) {
	fill := voice{to.Language, account, l}.fill
	has := fill("licensemail.has")
	if l.State == licensing.Held {
		has += " " + fill("licensemail.confirms")
	}
	view := struct{ Language, Subject, Has, LinkIs, Link, Button, Validity, Unexpected string }{
		string(to.Language), fill("licensemail.subject"), has, fill("licensemail.link"), link,
		fill("licensemail.button"), fill("licensemail.validity"), fill("licensemail.unexpected"),
	}
	var html strings.Builder
	if err := templates.ExecuteTemplate(&html, "mail.html", view); err != nil {
		return mail.Message{}, fmt.Errorf("write the mail: %w", err)
	}
	plain := strings.Join([]string{view.Has, view.LinkIs, link, view.Validity, view.Unexpected}, "\n\n") + "\n"
	return mail.Message{
		To: to.Address, Subject: view.Subject, Language: view.Language, Text: plain, HTML: html.String(),
	}, nil
}

// voice speaks to whoever has a license: in a language, and of an account and a license, which are "" and nil where
// nobody is to be named.
type voice struct {
	language text.Language
	account  string
	license  *License
}

// fill is a sentence of the catalogue with the names in it.
func (v voice) fill(key string) string {
	l := v.license
	if l == nil {
		l = &License{}
	}
	return text.In(v.language, text.New(key, "account", v.account, "product", l.Product, "devices", l.Devices, "days",
		int(Validity.Hours()/24)))
}
