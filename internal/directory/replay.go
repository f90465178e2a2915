package directory

import (
	"context"
	"log/slog"
	"time"

	"github.com/usher-id/usher/scim/schema"
)

// Waiting finds the records that wait for a domain.
type Waiting interface {
	// HeldBy returns the records that wait for the domain in the order of their arrival, those
	// after the given id, at most limit.
	HeldBy(ctx context.Context, accountID, domain, after string, limit int) ([]RecordKey, error)

	// HeldInVain lists approved domains for which records still wait, at most limit.
	HeldInVain(ctx context.Context, limit int) ([]Release, error)
}

// Release is a domain of an account whose held records may come in.
type Release struct {
	Account Account
	Domain  string
}

// Replayer lets in who waits for a domain, once it is approved (rule D7).
type Replayer struct {
	Intake  *Intake
	Waiting Waiting
	// User gives the account's definition of the type User.
	User   func(ctx context.Context, accountID string) (*schema.ResourceType, error)
	Logger *slog.Logger
}

// Replay judges again, in the order of arrival, everybody who waits for the domain, and returns
// how many were let in.
func (r *Replayer) Replay(ctx context.Context, account Account, domain string) (int, error) {
	user, err := r.User(ctx, account.ID)
	if err != nil {
		return 0, err
	}
	admitted, after := 0, ""
	for {
		keys, err := r.Waiting.HeldBy(ctx, account.ID, domain, after, maxBatch)
		if err != nil || len(keys) == 0 {
			return admitted, err
		}
		after = keys[len(keys)-1].ID
		changes := make([]Change, len(keys))
		for i, k := range keys {
			changes[i] = Change{
				Source: Source{ID: k.SourceID, AccountID: account.ID, Policy: Hold}, Action: Reconsider, Type: user, ID: k.ID,
				Request: Request{Door: "domain", Operation: "APPROVE " + domain},
			}
		}
		results, err := r.Intake.Apply(ctx, account, changes)
		if err != nil {
			return admitted, err
		}
		for _, result := range results {
			if result.Record != nil && result.Record.Verdict.Code != PendingDomain {
				admitted++
			}
		}
	}
}

// sweepEvery is how often a server looks for people who wait in vain.
const sweepEvery = time.Second

// Run replays, until the context ends, what an approval left behind: records that arrived while
// it happened, and those of an approval that was killed half way.
func (r *Replayer) Run(ctx context.Context) {
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		releases, err := r.Waiting.HeldInVain(ctx, 64)
		if err != nil && ctx.Err() == nil {
			r.Logger.Error("held people can't be found", "error", err)
		}
		for _, release := range releases {
			// One account's trouble is not another's.
			if _, err := r.Replay(ctx, release.Account, release.Domain); err != nil && ctx.Err() == nil {
				r.Logger.Error("held people can't be replayed", "account", release.Account.ID, "domain", release.Domain, "error", err)
			}
		}
	}
}
