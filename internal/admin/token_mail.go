package admin

import (
	"cmp"
	"html/template"
	"strings"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/mail"
	"github.com/usher-id/usher/internal/text"
)

// warningPage is the mail as HTML.
var warningPage = template.Must(template.New("warning").Parse(`<!DOCTYPE html>
<html lang="{{.Language}}">
<head><meta charset="utf-8"><title>{{.Subject}}</title></head>
<body style="margin:0;padding:24px;font-family:sans-serif;font-size:16px;line-height:1.5;color:#1a1a1a;background:#ffffff">
<p>{{.Ends}}</p>
<p>{{.Do}}</p>
<p style="font-family:monospace"><strong>{{.Command}}</strong></p>
<p>{{.Then}}</p>
<p style="color:#555555">{{.Why}}</p>
</body>
</html>
`))

// composeWarning writes the mail in both its forms, in the account's language.
func composeWarning(account *directory.Account, t *ExpiringToken, w warning) (mail.Message, error) {
	reader := text.Reader{Language: cmp.Or(account.Language, text.English), Surface: text.CommandLine,
		Account: account.Name}
	at := t.Expires.UTC().Format("2006-01-02 15:04 UTC")
	view := struct{ Language, Subject, Ends, Do, Command, Then, Why string }{
		Language: string(reader.Language),
		Subject:  reader.Say(text.New("warning.subject", "source", t.Source, "account", account.Name, "days", w.Days)),
		Ends: reader.Say(text.New("warning.ends", "id", t.ID, "source", t.Source, "account", account.Name,
			"expires", at)),
		Do:      reader.Say(text.New("warning.do")),
		Command: "usher token rotate " + t.ID + " --account " + text.Quoted(account.Name),
		Then:    reader.Say(text.New("warning.then", "source", t.Source)),
		Why:     reader.Say(text.New("warning.why", "account", account.Name)),
	}
	var html strings.Builder
	if err := warningPage.Execute(&html, view); err != nil {
		return mail.Message{}, err
	}
	plain := strings.Join([]string{view.Ends, view.Do, "    " + view.Command, view.Then, view.Why}, "\n\n") + "\n"
	return mail.Message{To: w.Address, Subject: view.Subject, Language: view.Language, Text: plain,
		HTML: html.String()}, nil
}
