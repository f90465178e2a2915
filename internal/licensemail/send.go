package licensemail

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/mail"
	"github.com/usher-id/usher/internal/secretlink"
	"github.com/usher-id/usher/internal/text"
	"github.com/usher-id/usher/licensing"
)

// Sendable checks whether a license's key can be sent, and to whom. The error is an *Error when it can't be.
func (s *Sender) Sendable(ctx context.Context, account *directory.Account, l *License) (*Recipient, error) {
	if why := l.Refusal(s.now()); !why.IsZero() {
		return nil, &Error{why}
	}
	p, err := s.People.Profile(ctx, account.ID, l.UserID)
	switch {
	case directory.KindOf(err) == directory.NotFound:
		return nil, &Error{text.New("licensemail.gone", "user", l.UserID)}
	case err != nil:
		return nil, err
	case p.ID == "" && l.State == licensing.Held && len(p.Records) > 0 && p.Records[0].ID == l.UserID: // the mailbox says who it is
		p.Body, p.UserName = p.Records[0].Body, p.Records[0].UserName
	case p.ID != l.UserID || p.State != directory.Active:
		return nil, &Error{text.New("licensemail.inactive", "user", l.UserID)}
	}
	to := recipient(account, p)
	if to.Address == "" {
		return nil, &Error{text.New("licensemail.noAddress", "user", l.UserID)}
	}
	return to, nil
}

// send sends the mail with an id about a license, and returns when the mail server has taken it. Repeated with the
// same id it sends the same mail again, with the same Message-ID and link, unless it is known that the mail server
// took it.
func (s *Sender) send(ctx context.Context, account *directory.Account, id, licenseID string) error {
	license, err := s.Store.License(ctx, account.ID, licenseID)
	if err != nil || license == nil { // it was taken back: nobody needs the mail
		return err
	}
	to, err := s.Sendable(ctx, account, license)
	if err != nil {
		return err
	}
	token, secret, err := secretlink.Make(linkKind, account.ID, account.Secret, id)
	if err != nil {
		return err
	}
	now := s.now()
	m := &Mail{
		AccountID: account.ID, ID: id, LicenseID: license.ID, UserID: license.UserID, Address: to.Address,
		LinkHash: secretlink.Hash(linkKind, account.Secret, secret), Created: now, Expires: now.Add(Validity),
	}
	first, needless, err := s.open(ctx, m)
	if err != nil || needless {
		return err
	}
	message, err := compose(to, account.Name, license, strings.TrimRight(s.BaseURL, "/")+Path+token)
	if err == nil {
		message.ID = id
		err = s.Mailer.Send(ctx, message)
	}
	// What follows must not be lost because whoever asked has gone.
	ctx = context.WithoutCancel(ctx)
	var failure *mail.Error
	switch {
	case err == nil:
		return s.note(ctx, m)
	case errors.As(err, &failure) && failure.Final():
		return errors.Join(err, s.Store.LicenseMailRefused(ctx, account.ID, id, s.now(), text.Messages{text.Told(err)}))
	case errors.As(err, &failure) && failure.Uncertain, !first:
		return err // should a mail arrive, its link works
	}
	if dropped := s.Store.DropLicenseMail(ctx, account.ID, id); dropped != nil {
		return errors.Join(err, dropped)
	}
	return err
}

// open keeps a mail, or takes up one that was kept before. needless says that nothing is to be sent: the mail is
// out, or its link works no more.
func (s *Sender) open(ctx context.Context, m *Mail) (first, needless bool, err error) {
	before, err := s.Store.LicenseMail(ctx, m.AccountID, m.ID)
	if err != nil {
		return false, false, fmt.Errorf("find the license mail: %w", err)
	}
	if before != nil {
		if !before.Sent.IsZero() || !before.Opened.IsZero() || before.Address != m.Address || before.UserID != m.UserID {
			return false, true, nil
		}
		counts, err := s.Store.RenewLicenseMail(ctx, m.AccountID, m.ID, m.Expires)
		return false, !counts, err
	}
	opened, err := s.Store.OpenLicenseMail(ctx, m)
	if err != nil {
		return false, false, fmt.Errorf("keep the license mail: %w", err)
	}
	if !opened {
		return false, false, &Error{TooMany(m.UserID)}
	}
	return true, false, nil
}

// TooMany says that a person has had enough mails.
func TooMany(userID string) text.Message {
	return text.New("licensemail.tooMany", "user", userID, "mails", MaxMails, "hours", int(MailsSpan.Hours()))
}

// How often and when it is tried to note that a mail is out: without the note it would be sent again.
const (
	noteTries = 6
	noteRest  = 500 * time.Millisecond
)

func (s *Sender) note(ctx context.Context, m *Mail) error {
	var err error
	for try := range noteTries {
		if try > 0 {
			time.Sleep(noteRest)
		}
		if err = s.Store.LicenseMailSent(ctx, m, s.now()); err == nil {
			return nil
		}
	}
	return err
}

// Recipient is who gets a license mail.
type Recipient struct {
	Address  string // normalised; "" for nobody
	Language text.Language
}

// recipient is where a person reads mails, and in which language: the person's own, or else the account's.
func recipient(account *directory.Account, p *directory.Profile) *Recipient {
	var is struct {
		UserName          string
		PreferredLanguage string
		Locale            string
		Emails            []struct {
			Value   string
			Primary bool
		}
	}
	// What can't be read has no address then.
	_ = json.Unmarshal(slices.Concat([]byte("{"), p.Body, []byte("}")), &is)
	addresses := []string{cmp.Or(is.UserName, p.UserName)}
	for _, primary := range []bool{false, true} {
		for _, e := range slices.Backward(is.Emails) {
			if e.Primary == primary {
				addresses = append(addresses, e.Value)
			}
		}
	}
	to := &Recipient{Language: text.Accepted(is.PreferredLanguage,
		text.Accepted(is.Locale, cmp.Or(account.Language, text.English)))}
	for _, typed := range slices.Backward(addresses) {
		if a, ok := directory.ParseAddress(typed); ok {
			to.Address = a.String()
			return to
		}
	}
	return to
}
