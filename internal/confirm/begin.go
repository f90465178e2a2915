package confirm

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/google/uuid"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/mail"
)

// Begin sends a mail to an address that was typed for a record, in the language of a BCP 47 tag,
// and returns when the mail server has taken it. A former mail's code and link are worth nothing
// from then on. The error is an *Error for what is no address and for an address that has had
// enough mails; the Mailer's own when the mail was not sent, which then counts for nothing.
func (l *Loop) Begin(ctx context.Context, account *directory.Account, key directory.RecordKey, address, language string) error {
	a, ok := directory.ParseAddress(address)
	if !ok {
		return refuse(NoAddress, "%q is not an e-mail address: write one such as ana@example.com", address)
	}
	if l.Mailer == nil || l.BaseURL == "" {
		return errors.New("mails can't be sent: no mail server or no base URL is set")
	}
	id, err := uuid.NewV7()
	if err != nil {
		return err
	}
	token, secret, err := newToken(account.ID)
	if err != nil {
		return err
	}
	code, now := newCode(), l.now()
	c := Confirmation{
		AccountID: account.ID, ID: id.String(), Key: key, Address: a.String(),
		CodeHash: codeHash(account.Secret, a.String(), code), LinkHash: linkHash(account.Secret, secret),
		Created: now, Expires: now.Add(Validity),
	}
	opened, err := l.Store.OpenConfirmation(ctx, c)
	if err != nil {
		return fmt.Errorf("keep the confirmation: %w", err)
	}
	if !opened {
		return refuse(TooMany, "%s has had %d mails within %.0f minutes: use the code or link of the last one, or wait", c.Address, MaxMails, MailsSpan.Minutes())
	}
	message, err := compose(languageOf(language), question{
		Account: account.Name, Address: c.Address, Code: showCode(code), Link: strings.TrimRight(l.BaseURL, "/") + Path + token,
	})
	if err == nil {
		err = l.Mailer.Send(ctx, message)
	}
	// What follows must not be lost because whoever asked has gone.
	ctx = context.WithoutCancel(ctx)
	var failure *mail.Error
	if errors.As(err, &failure) && failure.Uncertain {
		return err // should the mail arrive, it works
	}
	if err != nil {
		return errors.Join(err, l.Store.DropConfirmation(ctx, c.AccountID, c.ID))
	}
	return l.Store.ConfirmationSent(ctx, c.AccountID, c.ID, l.now())
}
