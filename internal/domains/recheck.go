package domains

import (
	"context"
	"log/slog"
	"time"

	"golang.org/x/sync/errgroup"
)

// Held is an account's domain and whose it is.
type Held struct {
	AccountID string
	AccountDomain
}

// AccountDomains keep what accounts hold, with a clock of their own.
type AccountDomains interface {
	// DueDomains takes domains whose check is due, at most limit. None of them is due to anybody
	// else before the lease is over, so that of several nodes one checks it.
	DueDomains(ctx context.Context, limit int, lease time.Duration) ([]Held, error)

	// ApplyCheck applies to a domain what a look for the proof with the token came to.
	ApplyCheck(ctx context.Context, accountID, name, token string, a Answer) (AccountDomain, error)
}

// What a Rechecker does at once.
const (
	recheckBatch = 64
	recheckAside = 8                // look-ups at the same time
	recheckLease = 10 * time.Minute // much longer than a batch can take
)

// Rechecker proves verified domains again every day (rule D4). Any number may run.
type Rechecker struct {
	AccountDomains AccountDomains
	Prover         *Prover
	Logger         *slog.Logger
}

// All checks whatever is due.
func (r *Rechecker) All(ctx context.Context) error {
	for {
		if n, err := r.Recheck(ctx); err != nil || n < recheckBatch {
			return err
		}
	}
}

// Recheck checks one batch of what is due, and says how many domains that were.
func (r *Rechecker) Recheck(ctx context.Context) (int, error) {
	due, err := r.AccountDomains.DueDomains(ctx, recheckBatch, recheckLease)
	if err != nil {
		return 0, err
	}
	var all errgroup.Group
	all.SetLimit(recheckAside)
	for _, h := range due {
		all.Go(func() error { return r.check(ctx, h) })
	}
	return len(due), all.Wait()
}

func (r *Rechecker) check(ctx context.Context, h Held) error {
	answer := r.Prover.Prove(ctx, h.Method, h.Name, h.Token)
	if ctx.Err() != nil {
		return ctx.Err() // the silence was ours; whoever comes after the lease asks again
	}
	after, err := r.AccountDomains.ApplyCheck(ctx, h.AccountID, h.Name, h.Token, answer)
	if err == nil && after.State != h.State {
		r.Logger.Warn("domain changed its state", "account", h.AccountID, "domain", h.Name, "from", h.State, "to",
			after.State, "reason", answer.String())
	}
	return err
}
