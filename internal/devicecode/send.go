package devicecode

import (
	"cmp"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"html/template"
	"strings"
	"time"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/jobs"
	"github.com/usher-id/usher/internal/mail"
	"github.com/usher-id/usher/internal/secretlink"
	"github.com/usher-id/usher/internal/text"
)

// JobKind is the kind of job that mails a code. Its key is the code's id; it belongs to no account.
const JobKind = "device-code"

//go:embed mail.html
var page string

var pageTemplate = template.Must(template.New("mail").Parse(page))

// Mailing is how a worker mails codes. A mail is let finish when the worker stops: whether it went out would be
// unknown otherwise.
func (s *Service) Mailing(mailer Mailer) jobs.Kind {
	return jobs.Kind{Name: JobKind, AtOnce: 4, Limit: 2 * mail.Timeout, Finish: true,
		Do: func(ctx context.Context, j *jobs.Job) error {
			return s.send(ctx, mailer, j.Key)
		}}
}

// Forgetting forgets what is over.
func (s *Service) Forgetting() jobs.Kind {
	const slice = 1000
	return jobs.Kind{Name: "forget-codes", Every: time.Hour, Do: func(ctx context.Context, _ *jobs.Job) error {
		for {
			if n, err := s.Store.ForgetCodes(ctx, slice); err != nil || n < slice {
				return err
			}
		}
	}}
}

// send mails a code, and returns when the mail server has taken it. Repeated it sends the same mail again, with the
// same Message-ID and code, unless it is known that the mail server took it, or a later one is in its place.
func (s *Service) send(ctx context.Context, mailer Mailer, id string) error {
	c, err := s.Store.CodeByID(ctx, id)
	if err != nil || c == nil || !c.Sent.IsZero() || !c.Used.IsZero() {
		return err
	}
	if s.now().Sub(c.Created) > GiveUp {
		return jobs.Final(text.Errorf(nil, "devicecode.late", "minutes", int(GiveUp.Minutes())))
	}
	address, ok := directory.ParseAddress(c.Address)
	if !ok {
		return jobs.Final(fmt.Errorf("the address of code %s can't be read", c.ID))
	}
	name, language := "", text.Language("")
	if account, err := s.account(ctx, address, c.Asked); err == nil {
		name, language = account.Name, account.Language
	}
	if err := s.Store.RenewCode(ctx, id, Validity); err != nil {
		return err
	}
	message, err := compose(cmp.Or(text.Language(c.Language), language, text.English), name, c.Address,
		secretlink.ShowCode(secretlink.Code(codeKind, s.Key, id)))
	if err == nil {
		message.ID = id
		err = mailer.Send(ctx, message)
	}
	var failure *mail.Error
	switch {
	case err == nil:
		return s.Store.CodeSent(context.WithoutCancel(ctx), id)
	case errors.As(err, &failure) && failure.Final():
		return jobs.Final(err)
	}
	return err
}

// compose writes the mail in both its forms. account is "" where the address leads to none, or to several.
func compose(language text.Language, account, address, code string) (mail.Message, error) {
	fill := func(key string) string {
		return text.In(language, text.New(key, "account", account, "minutes", int(Validity.Minutes())))
	}
	asks := fill("devicecode.mail.asks")
	if account != "" {
		asks = fill("devicecode.mail.asksOf")
	}
	view := struct{ Language, Subject, Asks, Code, Validity, Unexpected string }{
		string(language), fill("devicecode.mail.subject"), asks, code, fill("devicecode.mail.validity"),
		fill("devicecode.mail.unexpected"),
	}
	var html strings.Builder
	if err := pageTemplate.Execute(&html, view); err != nil {
		return mail.Message{}, fmt.Errorf("write the mail: %w", err)
	}
	plain := strings.Join([]string{view.Asks, "    " + view.Code, view.Validity, view.Unexpected}, "\n\n") + "\n"
	return mail.Message{To: address, Subject: view.Subject, Language: view.Language, Text: plain, HTML: html.String()}, nil
}
