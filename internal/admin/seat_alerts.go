package admin

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"html"
	"maps"
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
	Told map[int]time.Time // thresholds that were told, with since when it has been below each; zero where it is not
}

// SeatStore keeps what was told of pools.
type SeatStore interface {
	// AccountsWithPools are ids of accounts that stay, in their order: those behind after, at most limit.
	AccountsWithPools(ctx context.Context, after string, limit int) ([]string, error)
	// WatchedPools are the pools of an account in the order of their names.
	WatchedPools(ctx context.Context, accountID string) ([]WatchedPool, error)
	// AlertSeats keeps what was told of pools, from what it was before, with the entry and the jobs. It does nothing and
	// reports false when another node was faster with one of them.
	AlertSeats(ctx context.Context, accountID string, before, after []WatchedPool, entries []directory.LogEntry,
		list []directory.Job) (bool, error)
	// AccountSettings are an account's settings; NotFound when it is gone.
	AccountSettings(ctx context.Context, accountID string) (*directory.AccountSettings, error)
	// ConfirmingAccount finds an account by its id, nil when there is none.
	ConfirmingAccount(ctx context.Context, accountID string) (*directory.Account, error)
}

// reached reports whether so many percent of the seats are held.
func (p *WatchedPool) reached(threshold int) bool {
	return p.Used+p.Waiting > 0 && p.Used*100 >= p.Seats*threshold
}

// next is what is kept of a pool from now on; told says that contacts are to be told. Each threshold is told once
// until the pool has stayed below it for SeatCalm, whatever it does about the others.
func (p *WatchedPool) next(now time.Time) (after WatchedPool, told bool) {
	after = *p
	after.Told = maps.Clone(p.Told)
	if after.Told == nil {
		after.Told = map[int]time.Time{}
	}
	for _, threshold := range SeatThresholds {
		since, was := p.Told[threshold]
		switch {
		case p.reached(threshold):
			after.Told[threshold], told = time.Time{}, told || !was
		case was && (since.IsZero() || since.After(now)): // or the clock was put back
			after.Told[threshold] = now
		case was && now.Sub(since) >= SeatCalm:
			delete(after.Told, threshold)
		}
	}
	return after, told
}

// says is how full a pool is, how many seats are missing and where there are more (rule L10).
func (p *WatchedPool) says() text.Message {
	buy := directory.MoreSeats(p.BuyAt)
	return text.New("seats.pool", "pool", p.Name, "used", p.Used, "seats", p.Seats, "waiting", p.Waiting,
		"missing", p.Missing(p.Waiting, 0), "buy", buy)
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
		if !maps.EqualFunc(next.Told, p.Told, time.Time.Equal) {
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
	reader := text.Reader{Language: cmp.Or(account.Language, text.English), Surface: text.CommandLine,
		Account: account.Name}
	lines := []string{reader.Say(text.New("seats.lead", "account", account.Name))}
	for i := range pools {
		if pools[i].reached(SeatThresholds[0]) {
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
		ID: j.ID, To: j.Key, Subject: subject, Language: string(reader.Language), Text: strings.Join(lines, "\n\n") + "\n",
		HTML: page.String(),
	})
	var failure *mail.Error
	if errors.As(err, &failure) && failure.Final() {
		return jobs.Final(err)
	}
	return err
}
