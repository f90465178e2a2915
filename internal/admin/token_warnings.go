package admin

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/usher-id/usher/internal/clock"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/jobs"
	"github.com/usher-id/usher/internal/mail"
	"github.com/usher-id/usher/internal/text"
)

// WarningDays are how many days before the end of a token its account is warned, once for each. A token that was made
// for less than that is not warned of so early.
var WarningDays = []int{1, 7, 14, 30}

// JobWarn is the kind of job that warns a contact of a token's end by mail.
const JobWarn = "warn-of-token"

// Warnings warns accounts of tokens that are about to end: in the log, and by mail to their contacts. It is safe for
// concurrent use.
type Warnings struct {
	Store  WarningStore
	Mailer Mailer // nil where no mails are sent
	Clock  clock.Clock
}

// Mailer sends mails; a *mail.Sender is one.
type Mailer interface {
	Send(ctx context.Context, m mail.Message) error
}

// ExpiringToken is a token that can be used, and ends soon.
type ExpiringToken struct {
	LiveToken
	AccountID string
	Created   time.Time
	Warned    int // how many days before its end it was last warned of; the first of many for never
}

// NeverWarned is ExpiringToken.Warned of a token that was not warned of.
const NeverWarned = 1 << 20

// WarningStore keeps what was warned of.
type WarningStore interface {
	// ExpiringTokens are the tokens of all accounts that are neither revoked nor replaced and end after one moment and
	// until another, in the order of their ends: those behind after, at most limit. after may be nil.
	ExpiringTokens(ctx context.Context, from, until time.Time, after *ExpiringToken, limit int) ([]ExpiringToken, error)
	// WarnToken notes that a token is warned of so many days before its end, with the log entry and the jobs. It does
	// nothing and reports false when that was done before, or the token is revoked or replaced.
	WarnToken(ctx context.Context, t *ExpiringToken, days int, e directory.LogEntry, list []directory.Job) (bool, error)
	// ExpiringToken finds such a token by its id, whenever it ends; nil when there is none.
	ExpiringToken(ctx context.Context, accountID, id string) (*ExpiringToken, error)
	// AccountSettings are an account's settings; NotFound when it is gone.
	AccountSettings(ctx context.Context, accountID string) (*directory.AccountSettings, error)
	// ConfirmingAccount finds an account by its id, nil when there is none.
	ConfirmingAccount(ctx context.Context, accountID string) (*directory.Account, error)
}

// warnSlice is how many tokens are looked at in one query.
const warnSlice = 500

// All warns of every token that is to be warned of now, each once over all nodes. One account's trouble is not
// another's: the error is what went wrong with any.
func (s *Warnings) All(ctx context.Context) error {
	now := s.Clock()
	until := now.AddDate(0, 0, WarningDays[len(WarningDays)-1])
	var after *ExpiringToken
	var failed []error
	for {
		list, err := s.Store.ExpiringTokens(ctx, now, until, after, warnSlice)
		if err != nil || len(list) == 0 {
			return errors.Join(append(failed, err)...)
		}
		for i := range list {
			t := &list[i]
			days, due := t.due(now)
			if !due {
				continue
			}
			if err := s.warn(ctx, t, days); err != nil {
				failed = append(failed, fmt.Errorf("token %s of account %s: %w", t.ID, t.AccountID, err))
			}
		}
		after = &list[len(list)-1]
	}
}

// due is the number of days by which a token is to be warned of now.
func (t *ExpiringToken) due(now time.Time) (days int, due bool) {
	for _, days := range WarningDays {
		span := time.Duration(days) * 24 * time.Hour
		if t.Expires.Sub(now) <= span {
			return days, days < t.Warned && t.Expires.Sub(t.Created) > span
		}
	}
	return 0, false
}

// warn leaves the entry, and a mail for each contact.
func (s *Warnings) warn(ctx context.Context, t *ExpiringToken, days int) error {
	settings, err := s.Store.AccountSettings(ctx, t.AccountID)
	if directory.KindOf(err) == directory.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	list := make([]directory.Job, len(settings.Contacts))
	for i, address := range settings.Contacts {
		key := fmt.Sprintf("%s %d %s", t.ID, days, address)
		if list[i], err = jobs.New(JobWarn, key, warning{t.ID, days, address}, 0); err != nil {
			return err
		}
	}
	id, err := uuid.NewV7()
	if err != nil {
		return err
	}
	_, err = s.Store.WarnToken(ctx, t, days, directory.LogEntry{
		ID: id.String(), SourceID: t.SourceID, Channel: directory.ChannelJob, Operation: "TOKEN WARN",
		Outcome: directory.Changed,
		Detail:  text.Messages{t.says()},
	}, list)
	return err
}

// says is what is to be done about it.
func (t *ExpiringToken) says() text.Message {
	return text.New("token.ends", "id", t.ID, "source", t.Source, "expires", t.Expires.Format(time.RFC3339))
}

// warning is the payload of a JobWarn.
type warning struct {
	Token   string `json:"token"`
	Days    int    `json:"days"`
	Address string `json:"address"`
}

// Mailing is how a worker sends such mails. A mail is let finish when the worker stops: whether it went out would be
// unknown otherwise.
func (s *Warnings) Mailing() jobs.Kind {
	return jobs.Kind{Name: JobWarn, AtOnce: 4, Limit: 2 * mail.Timeout, Finish: true, Do: s.mail}
}

// mail sends one warning that is still true and not followed by a more urgent one.
func (s *Warnings) mail(ctx context.Context, j *jobs.Job) error {
	var w warning
	if err := j.Read(&w); err != nil {
		return err
	}
	account, err := s.Store.ConfirmingAccount(ctx, j.AccountID)
	if err != nil || account == nil || !account.Ending.IsZero() {
		return err
	}
	t, err := s.Store.ExpiringToken(ctx, j.AccountID, w.Token)
	if err != nil || t == nil || t.Warned != w.Days || !s.Clock().Before(t.Expires) {
		return err
	}
	message, err := composeWarning(account, t, w)
	if err != nil {
		return jobs.Final(err)
	}
	message.ID = j.ID
	err = s.Mailer.Send(ctx, message)
	var failure *mail.Error
	if errors.As(err, &failure) && failure.Final() {
		return jobs.Final(err)
	}
	return err
}
