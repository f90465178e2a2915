package admin

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"html"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/usher-id/usher/internal/clock"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/jobs"
	"github.com/usher-id/usher/internal/mail"
	"github.com/usher-id/usher/internal/text"
	"github.com/usher-id/usher/licensing"
)

// SeatThresholds are how full a pool is when contacts are told, percent of its seats (rule L9).
var SeatThresholds = []int{80, 90, 100}

// SeatCalm is how long a pool has to stay below a threshold until it is told of again.
const SeatCalm = 24 * time.Hour

// JobSeats is the kind of job that tells a contact, the key, of pools that run out.
const JobSeats = "warn-of-pool"

// SeatAlerts tells accounts of pools that run out of seats: in the log, and by mail to their contacts. It is safe for
// concurrent use.
type SeatAlerts struct {
	Store  SeatStore
	Mailer Mailer // nil where no mails are sent
	Clock  clock.Clock
}

// WatchedPool is a pool with what was told of it.
type WatchedPool struct {
	licensing.Pool
	Alerted int       // the highest threshold that was told, 0 for none
	Below   time.Time // since when it has been below that; zero where it is not
}

// SeatStore keeps what was told of pools.
type SeatStore interface {
	// AccountsWithPools are ids of accounts that stay, in their order: those behind after, at most limit.
	AccountsWithPools(ctx context.Context, after string, limit int) ([]string, error)
	// WatchedPools are the pools of an account in the order of their names.
	WatchedPools(ctx context.Context, accountID string) ([]WatchedPool, error)
	// AlertSeats keeps Alerted and Below of pools, from what they were before, with the entry and the jobs. It does
	// nothing and reports false when another node was faster with one of them.
	AlertSeats(ctx context.Context, accountID string, before, after []WatchedPool, entries []directory.LogEntry, list []directory.Job) (bool, error)
	// AccountSettings are an account's settings; NotFound when it is gone.
	AccountSettings(ctx context.Context, accountID string) (*directory.AccountSettings, error)
	// ConfirmingAccount finds an account by its id, nil when there is none.
	ConfirmingAccount(ctx context.Context, accountID string) (*directory.Account, error)
}

// level is the highest threshold that a pool has reached.
func (p *WatchedPool) level() (level int) {
	for _, threshold := range SeatThresholds {
		if p.Used+p.Waiting > 0 && p.Used*100 >= p.Seats*threshold {
			level = threshold
		}
	}
	return level
}

// next is what is kept of a pool from now on; told says that contacts are to be told.
func (p *WatchedPool) next(now time.Time) (after WatchedPool, told bool) {
	after = *p
	switch level := p.level(); {
	case level > p.Alerted:
		after.Alerted, after.Below, told = level, time.Time{}, true
	case level == p.Alerted:
		after.Below = time.Time{}
	case p.Below.IsZero():
		after.Below = now
	case now.Sub(p.Below) >= SeatCalm:
		after.Alerted, after.Below = level, time.Time{}
	}
	return after, told
}

// says is how full a pool is, how many seats are missing and where there are more (rule L10).
func (p *WatchedPool) says() text.Message {
	buy := directory.MoreSeats(p.BuyAt)
	return text.New("seats.pool", "pool", p.Name, "used", p.Used, "seats", p.Seats, "waiting", p.Waiting,
		"missing", max(0, p.Used+p.Waiting-p.Seats), "buy", buy)
}

// All looks at the pools of all accounts, and tells of each threshold once over all nodes. One account's trouble is not
// another's: the error is what went wrong with any.
func (s *SeatAlerts) All(ctx context.Context) error {
	var failed []error
	for after := ""; ; {
		list, err := s.Store.AccountsWithPools(ctx, after, warnSlice)
		if err != nil || len(list) == 0 {
			return errors.Join(append(failed, err)...)
		}
		for _, id := range list {
			if err := s.account(ctx, id); err != nil {
				failed = append(failed, fmt.Errorf("pools of account %s: %w", id, err))
			}
		}
		after = list[len(list)-1]
	}
}

func (s *SeatAlerts) account(ctx context.Context, accountID string) error {
	pools, err := s.Store.WatchedPools(ctx, accountID)
	if err != nil {
		return err
	}
	var before, after []WatchedPool
	var entries []directory.LogEntry
	for _, p := range pools {
		next, told := p.next(s.Clock())
		if next.Alerted != p.Alerted || !next.Below.Equal(p.Below) {
			before, after = append(before, p), append(after, next)
		}
		if told {
			id, err := uuid.NewV7()
			if err != nil {
				return err
			}
			entries = append(entries, directory.LogEntry{
				ID: id.String(), Channel: directory.ChannelJob, Operation: "POOL WARN", Outcome: directory.Changed, Rule: "L9",
				Subject: p.Name, Detail: text.Messages{p.says()},
			})
		}
	}
	if len(after) == 0 {
		return nil
	}
	var list []directory.Job
	if len(entries) > 0 {
		settings, err := s.Store.AccountSettings(ctx, accountID)
		if err != nil {
			return err
		}
		for _, address := range settings.Contacts {
			job, err := jobs.New(JobSeats, address, struct{}{}, 0)
			if err != nil {
				return err
			}
			list = append(list, job)
		}
	}
	_, err = s.Store.AlertSeats(ctx, accountID, before, after, entries, list)
	return err
}

// Mailing is how a worker sends such mails. A mail is let finish when the worker stops: whether it went out would be
// unknown otherwise.
func (s *SeatAlerts) Mailing() jobs.Kind {
	return jobs.Kind{Name: JobSeats, AtOnce: 4, Limit: 2 * mail.Timeout, Finish: true, Do: s.mail}
}

// mail tells one contact of all pools that are at a threshold by now.
func (s *SeatAlerts) mail(ctx context.Context, j *jobs.Job) error {
	account, err := s.Store.ConfirmingAccount(ctx, j.AccountID)
	if err != nil || account == nil || !account.Ending.IsZero() {
		return err
	}
	pools, err := s.Store.WatchedPools(ctx, j.AccountID)
	if err != nil {
		return err
	}
	reader := text.Reader{Language: cmp.Or(account.Language, text.English), Surface: text.CommandLine, Account: account.Name}
	lines := []string{reader.Say(text.New("seats.lead", "account", account.Name))}
	for i := range pools {
		if pools[i].level() > 0 {
			lines = append(lines, reader.Say(pools[i].says()))
		}
	}
	if len(lines) == 1 {
		return nil
	}
	lines = append(lines, reader.Say(text.New("warning.why", "account", account.Name)))
	var page strings.Builder
	subject := reader.Say(text.New("seats.subject", "account", account.Name))
	fmt.Fprintf(&page, "<!DOCTYPE html>\n<html lang=\"%s\">\n<head><meta charset=\"utf-8\"><title>%s</title></head>\n<body>\n",
		reader.Language, html.EscapeString(subject))
	for _, line := range lines {
		fmt.Fprintf(&page, "<p>%s</p>\n", html.EscapeString(line))
	}
	page.WriteString("</body>\n</html>\n")
	err = s.Mailer.Send(ctx, mail.Message{
		ID: j.ID, To: j.Key, Subject: subject, Language: string(reader.Language), Text: strings.Join(lines, "\n\n") + "\n", HTML: page.String(),
	})
	var failure *mail.Error
	if errors.As(err, &failure) && failure.Final() {
		return jobs.Final(err)
	}
	return err
}
