package admin

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/usher-id/usher/internal/confirm"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/jobs"
	"github.com/usher-id/usher/internal/mail"
	"github.com/usher-id/usher/internal/text"
)

// JobAsk is the kind of job that asks a mailbox by mail (rule M5). Its key is the record's id.
const JobAsk = "ask-mailbox"

// asking is the payload of such a job. The code and the link are computed from the job's id and the
// account's secret, so that they stand nowhere.
type asking struct {
	Source   string `json:"source"`
	Address  string `json:"address"`
	Language string `json:"language"`
}

// askJob is the job that asks the mailbox of a typed record.
func (s *People) askJob(
	key directory.RecordKey, address directory.Address, language string, wait time.Duration,
) (directory.Job, error) {
	return jobs.New(JobAsk, key.ID, asking{key.SourceID, address.String(), language}, wait)
}

// Asking is how a worker does such jobs, with what sends mails. A mail is let finish when the worker
// stops: whether it went out would be unknown otherwise.
func (s *People) Asking(asker Asker) jobs.Kind {
	do := func(ctx context.Context, j *jobs.Job) error { return s.ask(ctx, asker, j) }
	return jobs.Kind{Name: JobAsk, AtOnce: 4, Limit: 2 * mail.Timeout, Finish: true, Do: do}
}

// ask asks a mailbox whose answer is still wanted.
func (s *People) ask(ctx context.Context, asker Asker, j *jobs.Job) error {
	var what asking
	if err := j.Read(&what); err != nil {
		return err
	}
	account, err := s.Confirmations.ConfirmingAccount(ctx, j.AccountID)
	if err != nil || account == nil {
		return err
	}
	key := directory.RecordKey{SourceID: what.Source, Type: directory.TypeUser, ID: j.Key}
	if wanted, err := s.wanted(ctx, account, key, what.Address); err != nil || !wanted {
		return err
	}
	err = asker.Ask(ctx, account, confirm.Question{ID: j.ID, Key: key, Address: what.Address, Language: what.Language})
	var refused *confirm.Error
	var failure *mail.Error
	if errors.As(err, &refused) || errors.As(err, &failure) && failure.Final() {
		return jobs.Final(err)
	}
	return err
}

// wanted reports whether the record still waits for its mailbox.
func (s *People) wanted(
	ctx context.Context, account *directory.Account, key directory.RecordKey, address string,
) (bool, error) {
	p, err := s.Directory.Profile(ctx, account.ID, key.ID)
	if directory.KindOf(err) == directory.NotFound {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	for _, r := range p.Records {
		if r.RecordKey == key {
			return r.Verdict.Code == directory.PendingMerge && r.Confirmed != address, nil
		}
	}
	return false, nil
}

// asker gives what sends mails, or says why nothing does.
func (s *People) asker() (Asker, error) {
	if s.Asker == nil {
		return nil, text.Errorf(nil, "mail.none")
	}
	return s.Asker()
}

// askNow does the job that asks the mailbox of who was added, if this process can send mails, and
// notes what came of it.
func (s *People) askNow(ctx context.Context, account *directory.Account, added *Added, asker Asker, missing error) {
	if missing != nil {
		added.Unasked = text.Errorf(missing, "add.unasked.noMailer", "address", added.Address)
		return
	}
	kind := s.Asking(asker)
	kind.Finish = false // whoever asked need not wait for it; a server repeats it
	worker := jobs.Worker{Queue: s.Queue, Kinds: []jobs.Kind{kind}, Logger: slog.New(slog.DiscardHandler)}
	err := worker.Now(ctx, account.ID, JobAsk, added.Record.ID)
	switch {
	case err == nil:
		added.Asked = true
	case errors.Is(err, jobs.ErrNone):
		added.Queued = true
	case jobs.IsFinal(err):
		added.Unasked = text.Errorf(err, "add.unasked", "address", added.Address)
	default:
		added.Unasked = text.Errorf(err, "add.unasked.yet", "address", added.Address)
	}
}
