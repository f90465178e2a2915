package admin

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/google/uuid"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/jobs"
	"github.com/usher-id/usher/internal/text"
)

// Kinds of jobs that delete accounts. The key of the first is the account's id, which has it; that of the second, which
// no account has, the case.
const (
	JobDeleteAccount  = "delete-account"
	JobAccountReceipt = "account-deleted"
)

// AccountRemover deletes accounts with all that they have, in slices, by a job that survives whatever ends the process.
type AccountRemover struct {
	Store  RemoverStore
	Queue  jobs.Queue
	Logger *slog.Logger
	Lease  time.Duration
	// Settled is how long requests that were let in before may still be under way. What comes later goes with the
	// receipt.
	Settled time.Duration
}

// RemoverStore deletes accounts.
type RemoverStore interface {
	// Account finds an account by its name; NotFound when there is none.
	Account(ctx context.Context, name string) (*directory.Account, error)
	// EndAccount says that an account is being deleted, revokes its tokens, and keeps the job. It does nothing but that
	// again when it was said before.
	EndAccount(ctx context.Context, accountID string, job directory.Job) error
	// ForgetAccount removes a slice of what an account has, but for the account and the jobs of a kind. The first
	// stage is 0; next is that of the next slice, if there may be more.
	ForgetAccount(ctx context.Context, accountID, kind string, stage int) (next int, more bool, err error)
	// DropAccount removes the account and its jobs, and keeps a log entry and a job that belong to no account. It does
	// nothing when the account is gone.
	DropAccount(ctx context.Context, accountID string, e directory.LogEntry, receipt directory.Job) error
}

// deletion is the payload of both jobs.
type deletion struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Case    string `json:"case"`
	Actor   string `json:"actor"`
	Channel string `json:"channel"`
}

// AccountReceipt says that an account was deleted.
type AccountReceipt struct {
	ID, Name string
	Case     string // of the entry that stays, which belongs to no account
	Pending  bool   // a server does it, or will
}

// receiptAfter is how long after the end of an account it is looked again for what came late.
const receiptAfter = 2 * time.Minute

// Delete deletes an account with all that it has. confirm has to be its name. Its tokens end at once. Repeating it
// goes on with a deletion that was cut off.
func (s *Accounts) Delete(ctx context.Context, actor Actor, name, confirm string) (*AccountReceipt, error) {
	if err := actor.check(); err != nil {
		return nil, err
	}
	account, err := s.Remover.Store.Account(ctx, name)
	if err != nil {
		return nil, err
	}
	if confirm != account.Name {
		return nil, s.do(ctx, actor, account, "ACCOUNT DELETE", func(context.Context) error {
			return directory.Refuse(directory.Invalid, "account.confirm", "name", account.Name)
		})
	}
	id, err := uuid.NewV7()
	if err != nil {
		return nil, err
	}
	what := deletion{account.ID, account.Name, id.String(), actor.Name, actor.Channel}
	job, err := jobs.New(JobDeleteAccount, account.ID, what, jobs.Grace)
	if err != nil {
		return nil, err
	}
	if err := s.Remover.Store.EndAccount(ctx, account.ID, job); err != nil {
		return nil, err
	}
	receipt, err := s.Remover.now(ctx, account.ID)
	switch {
	case receipt != nil: // the job went with the account, so that nobody can note that it is done
		return receipt, nil
	case errors.Is(err, jobs.ErrNone):
		return &AccountReceipt{ID: account.ID, Name: account.Name, Pending: true}, nil
	}
	return nil, text.Errorf(err, "account.halfDeleted")
}

// Kinds are how a worker deletes accounts, and tells of it.
func (r *AccountRemover) Kinds() []jobs.Kind {
	return []jobs.Kind{
		{Name: JobDeleteAccount, Limit: leaveLimit, Do: func(ctx context.Context, j *jobs.Job) error {
			_, err := r.do(ctx, j)
			return err
		}},
		{Name: JobAccountReceipt, Limit: leaveLimit, Do: r.tell},
	}
}

func (r *AccountRemover) now(ctx context.Context, accountID string) (receipt *AccountReceipt, err error) {
	kind := jobs.Kind{Name: JobDeleteAccount, Limit: leaveLimit,
		Do: func(ctx context.Context, j *jobs.Job) (err error) {
			receipt, err = r.do(ctx, j)
			return err
		}}
	worker := jobs.Worker{Queue: r.Queue, Kinds: []jobs.Kind{kind}, Logger: slog.New(slog.DiscardHandler),
		Lease: r.Lease}
	err = worker.Now(ctx, accountID, JobDeleteAccount, accountID)
	return receipt, err
}

// do deletes all that an account has, twice: what was under way when its tokens ended is found by the second round.
func (r *AccountRemover) do(ctx context.Context, j *jobs.Job) (*AccountReceipt, error) {
	var what deletion
	if err := j.Read(&what); err != nil {
		return nil, err
	}
	if err := r.forget(ctx, what.ID); err != nil {
		return nil, err
	}
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-time.After(r.Settled):
	}
	if err := r.forget(ctx, what.ID); err != nil {
		return nil, err
	}
	receipt, err := jobs.New(JobAccountReceipt, what.Case, what, receiptAfter)
	if err != nil {
		return nil, err
	}
	err = r.Store.DropAccount(ctx, what.ID, directory.LogEntry{
		ID: what.Case, Channel: what.Channel, Actor: what.Actor, Operation: "ACCOUNT DELETE",
		Outcome: directory.Changed,
		Detail:  text.Messages{text.New("act.account.delete", "account", what.Name)},
	}, receipt)
	if err != nil {
		return nil, err
	}
	return &AccountReceipt{ID: what.ID, Name: what.Name, Case: what.Case}, nil
}

// forget deletes in slices, and rests after each for as long as it took, so that other accounts come between.
func (r *AccountRemover) forget(ctx context.Context, accountID string) error {
	for stage, more := 0, true; more; {
		began := time.Now()
		var err error
		if stage, more, err = r.Store.ForgetAccount(ctx, accountID, JobDeleteAccount, stage); err != nil {
			return err
		}
		if !more {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Since(began)):
		}
	}
	return nil
}

// tell looks a last time for what came late, and leaves the receipt in the server's own log.
func (r *AccountRemover) tell(ctx context.Context, j *jobs.Job) error {
	var what deletion
	if err := j.Read(&what); err != nil {
		return err
	}
	if err := r.forget(ctx, what.ID); err != nil {
		return err
	}
	r.Logger.Info("account deleted", "account", what.Name, "id", what.ID, "case", what.Case, "actor", what.Actor)
	return nil
}
