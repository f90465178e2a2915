package admin

import (
	"context"
	"errors"

	"github.com/google/uuid"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/text"
)

// Journal keeps log entries of what came to nothing. What is done logs itself, in the transaction that does it.
type Journal interface {
	AppendLog(ctx context.Context, accountID string, entries []directory.LogEntry) error
}

// acts is what all that administrators do has in common: it has an actor, who stands in the log entry, be it done or
// refused (rules O1 and O4).
type acts struct{ Journal Journal }

// do carries out an act. operation is that of the log entry of a refusal.
func (a acts) do(
	ctx context.Context, actor Actor, account *directory.Account, operation string, fn func(ctx context.Context) error,
) error {
	if err := actor.check(); err != nil {
		return err
	}
	err := fn(directory.WithAct(ctx, directory.Act{Actor: actor.Name, Channel: actor.Channel}))
	var refused *directory.Error
	if account == nil || !errors.As(err, &refused) || refused.Kind == directory.Unavailable {
		return err
	}
	id, failed := uuid.NewV7()
	if failed != nil {
		return errors.Join(err, failed)
	}
	failed = a.Journal.AppendLog(ctx, account.ID, []directory.LogEntry{{
		ID: id.String(), Channel: actor.Channel, Actor: actor.Name, Operation: operation, Outcome: directory.Declined,
		Rule: refused.Verdict.Rule, Status: refused.Kind.Status(), Detail: text.Messages{refused.Tell()},
	}})
	if failed != nil {
		return errors.Join(err, failed)
	}
	return &Refused{Err: err, Case: id.String()}
}

// Refused is a refusal that has a log entry.
type Refused struct {
	Err  error
	Case string // id of the entry
}

// Error is the refusal with its case, in English.
func (r *Refused) Error() string { return text.In(text.English, r.Tell()) }

// Tell is the refusal with its case.
func (r *Refused) Tell() text.Message { return text.New("case.of", "says", r.Err, "case", r.Case) }

// Unwrap gives the refusal.
func (r *Refused) Unwrap() error { return r.Err }
