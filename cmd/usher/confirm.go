package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"

	"github.com/usher-id/usher/internal/confirm"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/mail"
	"github.com/usher-id/usher/internal/store"
)

type userConfirm struct {
	Email string `arg:"" help:"Address that the mail was sent to."`
	Code  string `arg:"" help:"Code that stands in the mail, such as 2A4C-6E8G."`
	inAccount
	asJSON
}

// Run takes the code of a mail, which proves that its mailbox agrees (rule M5).
func (c *userConfirm) Run(ctx context.Context, a *app) error {
	return a.withAccount(ctx, c.Account, func(db *store.DB, account *directory.Account) (err error) {
		intake := intakeOver(db, slog.New(slog.DiscardHandler))
		defer func() { err = errors.Join(err, intake.Close(context.WithoutCancel(ctx))) }()
		loop := &confirm.Loop{Store: db, Confirmed: confirmed(db, intake)}
		key, err := loop.ByCode(ctx, account, c.Email, c.Code)
		if err != nil {
			return err
		}
		names, err := sourceNames(ctx, db, account.ID)
		if err != nil {
			return err
		}
		view := confirmationView{Address: directory.EmailKey(c.Email), Account: account.Name, Source: names[key.SourceID], Record: key.ID}
		return write(a.out, c.JSON, "", []confirmationView{view}, func(v confirmationView) []string {
			return []string{fmt.Sprintf("%s is confirmed", v.Address)}
		})
	})
}

type confirmationView struct {
	Address string `json:"address"`
	Account string `json:"account"`
	Source  string `json:"source"`
	Record  string `json:"record"`
}

// confirmed brings a mailbox's answer to the intake. A record that is gone, or that brings another
// address by now, is refused there; an answer that is given twice changes nothing the second time.
func confirmed(db *store.DB, intake *directory.Intake) confirm.Confirmed {
	return func(ctx context.Context, accountID string, key directory.RecordKey, address string) error {
		account, err := db.ConfirmingAccount(ctx, accountID)
		if err != nil {
			return err
		}
		if account == nil {
			return &directory.Error{Kind: directory.NotFound, Detail: "the account of this confirmation is gone"}
		}
		user, err := definitions{db}.user(ctx, accountID)
		if err != nil {
			return err
		}
		results, err := intake.Apply(ctx, *account, []directory.Change{{
			Source: directory.Source{ID: key.SourceID, AccountID: accountID, Policy: directory.Hold},
			Action: directory.Confirm, Type: user, ID: key.ID, Address: address,
			Request: directory.Request{Door: "mail", Operation: "CONFIRM"},
		}})
		if err != nil {
			return err
		}
		return results[0].Err
	}
}

// mailSettings say how mails go out and where the links in them lead.
type mailSettings struct {
	SMTP     string `name:"smtp" help:"Mail server: smtp://USER:PASSWORD@HOST:PORT, or smtps:// for TLS from the start." placeholder:"URL" setting:"SMTP"`
	MailFrom string `help:"Address that mails come from, such as \"Usher <usher@example.com>\"." placeholder:"ADDRESS" setting:"MAIL_FROM"`
	BaseURL  string `help:"Where clients reach Usher, such as https://usher.example.com: absolute addresses begin with it." placeholder:"URL" setting:"BASE_URL"`
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
			return nil, fmt.Errorf("to send mails, set %s (%s), such as %s", setting.flag, setting.name, setting.example)
		}
	}
	base, err := url.Parse(s.BaseURL)
	if err != nil || base.Host == "" || base.Scheme != "http" && base.Scheme != "https" || base.RawQuery != "" || base.Fragment != "" || base.User != nil {
		return nil, fmt.Errorf("--base-url=%q: write an absolute address such as https://usher.example.com", s.BaseURL)
	}
	sender, err := mail.New(s.SMTP, s.MailFrom)
	if err != nil {
		return nil, err
	}
	return &confirm.Loop{Store: db, Mailer: sender, BaseURL: s.BaseURL, Confirmed: confirmed}, nil
}
