package confirm

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/mail"
	"github.com/usher-id/usher/internal/secretlink"
	"github.com/usher-id/usher/internal/text"
)

// Question is one mail that is to ask an address.
type Question struct {
	// UUID: of the confirmation, and the mail's Message-ID; whoever repeats it gives the same
	ID       string
	Key      directory.RecordKey // what the address was typed for
	Address  string
	Language string // BCP 47 tag
}

// Ask sends a mail to an address that was typed for a record, and returns when the mail server has
// taken it. A former mail's code and link are worth nothing from then on. Repeated with the same id
// it sends the same mail again, with the same Message-ID, code and link, unless it is known that the
// mail server took it, or the code and link count no more. The error is an *Error for what is no address
// and for an address that has had enough mails; the Mailer's own when the mail was not sent, which then
// counts for nothing unless it may have been sent all the same.
func (l *Loop) Ask(ctx context.Context, account *directory.Account, q Question) error {
	a, ok := directory.ParseAddress(q.Address)
	if !ok {
		return refuse(NoAddress, "confirm.noAddress", "address", q.Address)
	}
	if l.Mailer == nil || l.BaseURL == "" {
		return text.Errorf(nil, "confirm.noMailer")
	}
	token, secret, err := secretlink.Make(linkKind, account.ID, account.Secret, q.ID)
	if err != nil {
		return err
	}
	code, now := codeOf(account.Secret, q.ID), l.now()
	first, needless, err := l.open(ctx, Confirmation{
		AccountID: account.ID, ID: q.ID, Key: q.Key, Address: a.String(),
		CodeHash: codeHash(account.Secret, a.String(), code), LinkHash: secretlink.Hash(linkKind, account.Secret, secret),
		Created: now, Expires: now.Add(Validity),
	})
	if err != nil || needless {
		return err
	}
	message, err := compose(text.Accepted(q.Language, text.English), question{
		Account: account.Name, Address: a.String(), Code: showCode(code),
		Link: strings.TrimRight(l.BaseURL, "/") + Path + token,
	})
	if err == nil {
		message.ID = q.ID
		err = l.Mailer.Send(ctx, message)
	}
	// What follows must not be lost because whoever asked has gone.
	ctx = context.WithoutCancel(ctx)
	var failure *mail.Error
	switch {
	case err == nil:
		return l.note(ctx, account.ID, q.ID)
	case errors.As(err, &failure) && failure.Uncertain, !first:
		return err // should a mail arrive, it works
	}
	if dropped := l.Store.DropConfirmation(ctx, account.ID, q.ID); dropped != nil {
		return errors.Join(err, dropped)
	}
	return err
}

// open keeps a confirmation, or takes up one that was kept before. needless says that nothing is to be
// sent: the mail is out, or its code and link count no more.
func (l *Loop) open(ctx context.Context, c Confirmation) (first, needless bool, err error) {
	before, err := l.Store.ConfirmationByID(ctx, c.AccountID, c.ID)
	if err != nil {
		return false, false, fmt.Errorf("find the confirmation: %w", err)
	}
	if before != nil {
		if !before.Sent.IsZero() || !before.Used.IsZero() || before.Address != c.Address {
			return false, true, nil
		}
		counts, err := l.Store.RenewConfirmation(ctx, c.AccountID, c.ID, c.Expires)
		return false, !counts, err
	}
	opened, err := l.Store.OpenConfirmation(ctx, c)
	if err != nil {
		return false, false, fmt.Errorf("keep the confirmation: %w", err)
	}
	if !opened {
		return false, false, refuse(TooMany, "confirm.tooMany",
			"address", c.Address, "mails", MaxMails, "minutes", int(MailsSpan.Minutes()))
	}
	return true, false, nil
}

// How often and when it is tried to note that a mail is out: without the note it would be sent again.
const (
	noteTries = 6
	noteRest  = 500 * time.Millisecond
)

func (l *Loop) note(ctx context.Context, accountID, id string) error {
	var err error
	for try := range noteTries {
		if try > 0 {
			time.Sleep(noteRest)
		}
		if err = l.Store.ConfirmationSent(ctx, accountID, id, l.now()); err == nil {
			return nil
		}
	}
	return err
}
