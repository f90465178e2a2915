// Package licensemail brings license keys to people (rule L9): a mail with a link that works once, within seven
// days. The link opens a page whose button shows the key; opening the page shows nothing yet, since programs that
// scan mails do that too. The key stands in no mail, no job, no log and no row: it follows from the account's
// secret, and so does the link, of which the hash alone is kept.
package licensemail

import (
	"context"
	"log/slog"
	"time"

	"github.com/usher-id/usher/internal/clock"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/mail"
	"github.com/usher-id/usher/internal/text"
	"github.com/usher-id/usher/licensing"
)

// The limits of rule L9.
const (
	Validity   = licensing.HoldTime  // of a link, from when the mail was sent last
	MaxMails   = 3                   // to one person within MailsSpan; those that the mail server refused don't count
	MailsSpan  = 24 * time.Hour      //
	Remembered = 90 * 24 * time.Hour // how long a mail is kept once its link works no more
)

// linkKind tells these links from others.
const linkKind = "license mail"

// State is how far a mail is.
type State string

// The states.
const (
	Waiting  State = "waiting"  // to be sent; Mail.Why says what the last attempt met
	Sent     State = "sent"     // the mail server took it
	Opened   State = "opened"   // the key was shown
	Replaced State = "replaced" // a newer mail about the license was sent
	Expired  State = "expired"  // nobody opened it in time
	Refused  State = "refused"  // Mail.Why says why it will not be sent
)

// Mail is one mail about one license.
type Mail struct {
	AccountID string
	ID        string // also of its job
	LicenseID string
	UserID    string
	Address   string // normalised (rule M3)
	LinkHash  string
	Created   time.Time
	Expires   time.Time
	Sent      time.Time // when the mail server took it; zero until then
	Opened    time.Time // when the key was shown; zero until then
	Replaced  time.Time // when a newer one was sent; zero until then
	Refused   time.Time // when it was given up; zero until then
	Why       text.Messages
}

// State is how far the mail is at a moment.
func (m *Mail) State(now time.Time) State {
	switch {
	case !m.Opened.IsZero():
		return Opened
	case !m.Refused.IsZero():
		return Refused
	case !m.Replaced.IsZero():
		return Replaced
	case m.Sent.IsZero():
		return Waiting
	case !now.Before(m.Expires):
		return Expired
	}
	return Sent
}

// open reports whether the link still shows the key. A mail of which it is not known whether it went out works if
// it did.
func (m *Mail) open(now time.Time) bool {
	return m.Opened.IsZero() && m.Replaced.IsZero() && m.Refused.IsZero() && now.Before(m.Expires)
}

// License is a license with the pool whose seat it has, or for which it waits.
type License struct {
	licensing.License
	Pool licensing.Pool
}

// Refusal is why a license's key is not given to anybody now; no message where it is.
func (l *License) Refusal(now time.Time) text.Message {
	switch {
	case l.State == licensing.Waiting:
		return text.New("licensemail.waiting", "product", l.Product)
	case l.State == licensing.Merged:
		return text.New("licensemail.merged", "product", l.Product)
	case l.State == licensing.Grace && l.Why == licensing.Suspended:
		return text.New("licensemail.suspended", "product", l.Product)
	case l.Pool.Ended(now):
		return text.New("licensemail.ended", "product", l.Product, "day", l.Pool.To)
	}
	return text.Message{}
}

// Store keeps license mails.
type Store interface {
	// ConfirmingAccount finds an account by its id, nil when there is none.
	ConfirmingAccount(ctx context.Context, accountID string) (*directory.Account, error)

	// License finds a license by its id; nil when there is none.
	License(ctx context.Context, accountID, id string) (*License, error)

	// LicensesOf are the licenses of a person, those that merges set aside left out.
	LicensesOf(ctx context.Context, accountID, userID string) ([]License, error)

	// OpenLicenseMail keeps m. A seat that is held for the mailbox to confirm is held until m.Expires. It does nothing
	// and reports false when its person has had MaxMails within MailsSpan. The account's mails that ended before
	// m.Created - Remembered are forgotten.
	OpenLicenseMail(ctx context.Context, m *Mail) (opened bool, err error)

	// LicenseMail finds a mail; nil when there is none.
	LicenseMail(ctx context.Context, accountID, id string) (*Mail, error)

	// LicenseMailByLink finds a mail, open or not, by its link; nil when there is none.
	LicenseMailByLink(ctx context.Context, accountID, linkHash string) (*Mail, error)

	// RenewLicenseMail has a mail that was neither opened nor replaced expire later, and a seat that is held for it,
	// too; it reports whether it was so.
	RenewLicenseMail(ctx context.Context, accountID, id string, expires time.Time) (bool, error)

	// LicenseMailSent notes that the mail server took a mail; earlier ones about the same license work no more.
	LicenseMailSent(ctx context.Context, m *Mail, at time.Time) error

	// LicenseMailRefused keeps why a mail will not be sent.
	LicenseMailRefused(ctx context.Context, accountID, id string, at time.Time, why text.Messages) error

	// DropLicenseMail forgets a mail that was not sent.
	DropLicenseMail(ctx context.Context, accountID, id string) error

	// UseLicenseMail uses up a link, with the log entry, and reports whether it was open until now: of those who use it
	// at the same time, one is told so.
	UseLicenseMail(ctx context.Context, accountID, id string, now time.Time, e directory.LogEntry) (bool, error)
}

// Mailer sends mails; a *mail.Sender is one.
type Mailer interface {
	Send(ctx context.Context, m mail.Message) error
}

// People finds the people whose licenses they are.
type People interface {
	Profile(ctx context.Context, accountID, ref string) (*directory.Profile, error)
}

// Answered is told that whoever owns a mailbox has opened what was sent there for a user. It must be idempotent.
// Its error leaves the link as it was.
type Answered func(ctx context.Context, accountID, userID, address string) error

// Sender sends license mails and serves the pages of their links. It is safe for concurrent use.
type Sender struct {
	Store    Store
	People   People
	Mailer   Mailer       // nil where only pages are served
	BaseURL  string       // where the link leads and devices activate: scheme, host and path prefix
	Answered Answered     // nil for nothing
	Clock    clock.Clock  // nil for the machine's
	Logger   *slog.Logger // of the pages' own failures; nil for none
}

func (s *Sender) now() time.Time { return s.Clock.OrSystem().Stamp() }

func (s *Sender) logger() *slog.Logger {
	if s.Logger == nil {
		return slog.New(slog.DiscardHandler)
	}
	return s.Logger
}
