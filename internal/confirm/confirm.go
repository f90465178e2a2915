// Package confirm finds out whether whoever owns a mailbox agrees to what somebody else has typed
// (rule M5): a mail with a code and a link goes to the address, and only an answer counts. Both
// are used up by one use, live 15 minutes from the mail's last sending, are kept as keyed hashes alone, and give
// way to those of a newer mail. Opening the link answers nothing yet, since programs that scan mails do that
// too: the button on its page does.
package confirm

import (
	"context"
	"log/slog"
	"time"

	"github.com/usher-id/usher/internal/clock"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/mail"
)

// The limits of rule M5.
const (
	Validity   = 15 * time.Minute // of a code and its link
	MaxTries   = 5                // wrong codes for each mail; its link goes on
	MaxMails   = 3                // to one address of an account within MailsSpan
	MailsSpan  = 15 * time.Minute
	Remembered = 24 * time.Hour // how long a confirmation is kept once it can't be answered any more
)

// Confirmation is one mail that asks an address. It is open until it is used up, gives way to a
// newer one, or expires.
type Confirmation struct {
	AccountID string
	ID        string
	Key       directory.RecordKey // what the address was typed for
	Address   string              // normalised (rule M3)
	CodeHash  string
	LinkHash  string
	Created   time.Time
	Expires   time.Time
	Tries     int       // wrong codes so far
	Used      time.Time // when it was used up or gave way; zero while it is open
	Sent      time.Time // when the mail server took the mail; zero until then
}

// open reports whether it can still be answered.
func (c *Confirmation) open(now time.Time) bool { return c.Used.IsZero() && now.Before(c.Expires) }

// Store keeps confirmations.
type Store interface {
	// ConfirmingAccount finds an account by its id, nil when there is none.
	ConfirmingAccount(ctx context.Context, accountID string) (*directory.Account, error)

	// OpenConfirmation keeps c as the only open confirmation of its account and address: a former
	// one gives way at c.Created. It does nothing and reports false when the address has had
	// MaxMails within MailsSpan. The account's confirmations that ended before
	// c.Created - Remembered are forgotten.
	OpenConfirmation(ctx context.Context, c Confirmation) (opened bool, err error)

	// ConfirmationByID finds a confirmation, open or not; nil when there is none.
	ConfirmationByID(ctx context.Context, accountID, id string) (*Confirmation, error)

	// RenewConfirmation has a confirmation that was not used up expire later, and reports whether it
	// was open or had only expired.
	RenewConfirmation(ctx context.Context, accountID, id string, expires time.Time) (bool, error)

	// ConfirmationSent notes that the mail server took the mail.
	ConfirmationSent(ctx context.Context, accountID, id string, at time.Time) error

	// DropConfirmation forgets a confirmation whose mail was not sent.
	DropConfirmation(ctx context.Context, accountID, id string) error

	// TryCode looks for the open confirmation of an address. In the same step, a hash that is not
	// its code's counts as a try; one that has had MaxTries counts no more. When there is none
	// that could be tried it gives the address's latest, and nil when there is none at all.
	TryCode(ctx context.Context, accountID, address, codeHash string, now time.Time) (*Confirmation, error)

	// ConfirmationByLink finds a confirmation, open or not, by its link; nil when there is none.
	ConfirmationByLink(ctx context.Context, accountID, linkHash string) (*Confirmation, error)

	// UseConfirmation uses up a confirmation and reports whether it was open until now: of those
	// who use it at the same time, one is told so.
	UseConfirmation(ctx context.Context, accountID, id string, now time.Time) (bool, error)
}

// Mailer sends mails.
type Mailer interface {
	Send(ctx context.Context, m mail.Message) error
}

// Confirmed acts on an address's answer. It must be idempotent: a process that ends after it, and
// before the confirmation is used up, leaves both to be repeated; so do two who answer at the same
// time. Whether the record still exists and still brings the address is its to check. Its error
// leaves the confirmation open.
type Confirmed func(ctx context.Context, accountID string, key directory.RecordKey, address string) error

// Loop sends confirmations and takes their answers. It is safe for concurrent use.
type Loop struct {
	Store     Store
	Mailer    Mailer       // nil where only answers are taken
	BaseURL   string       // where the link is to lead: scheme, host and path prefix
	Confirmed Confirmed    // what an answer brings about
	Clock     clock.Clock  // nil for the machine's
	Logger    *slog.Logger // of the pages' own failures; nil for none
}

func (l *Loop) now() time.Time { return l.Clock.OrSystem().Stamp() }

func (l *Loop) logger() *slog.Logger {
	if l.Logger == nil {
		return slog.New(slog.DiscardHandler)
	}
	return l.Logger
}
