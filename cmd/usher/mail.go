package main

import (
	"net/url"

	"github.com/usher-id/usher/internal/confirm"
	"github.com/usher-id/usher/internal/mail"
	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/internal/text"
)

// mailServer says how mails go out.
type mailServer struct {
	SMTP     string `name:"smtp" help:"Mail server: smtp://USER:PASSWORD@HOST:PORT, or smtps:// for TLS from the start." placeholder:"URL" setting:"SMTP"`
	MailFrom string `help:"Address that mails come from, such as \"Usher <usher@example.com>\"." placeholder:"ADDRESS" setting:"MAIL_FROM"`
}

// mailSettings say that, and where the links in mails lead.
type mailSettings struct {
	mailServer
	BaseURL string `help:"Where clients reach Usher, such as https://usher.example.com: absolute addresses begin with it." placeholder:"URL" setting:"BASE_URL"`
}

// mailLoop makes the loop that sends confirmations; confirmed is nil for a command that only sends.
// The error says which setting is missing or wrong.
func mailLoop(db *store.DB, s mailSettings, confirmed confirm.Confirmed) (*confirm.Loop, error) {
	for _, setting := range []struct{ value, flag, name, example string }{
		{s.SMTP, "--smtp", "USHER_SMTP", "smtp://mail.example.com:587"},
		{s.MailFrom, "--mail-from", "USHER_MAIL_FROM", "usher@example.com"},
		{s.BaseURL, "--base-url", "USHER_BASE_URL", "https://usher.example.com"},
	} {
		if setting.value == "" {
			return nil, text.Errorf(nil, "mail.set", "flag", setting.flag, "name", setting.name, "example",
				setting.example)
		}
	}
	base, err := url.Parse(s.BaseURL)
	if err != nil || base.Host == "" || base.Scheme != "http" && base.Scheme != "https" || base.RawQuery != "" ||
		base.Fragment != "" || base.User != nil {
		return nil, text.Errorf(nil, "usage.baseURL", "url", s.BaseURL)
	}
	sender, err := mail.New(s.SMTP, s.MailFrom)
	if err != nil {
		return nil, err
	}
	return &confirm.Loop{Store: db, Mailer: sender, BaseURL: origin(s.BaseURL), Confirmed: confirmed}, nil
}
