package directory

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/usher-id/usher/scim/schema"
)

// Waiting finds the records that wait for a domain.
type Waiting interface {
	// HeldBy returns the records that wait for the domain in the order of their arrival, those
	// after the given id, at most limit.
	HeldBy(ctx context.Context, accountID, domain, after string, limit int) ([]RecordKey, error)

	// Unowned returns the records of people who bring an address of the domain that nobody owns, in
	// the order of their arrival, those after the given id, at most limit.
	Unowned(ctx context.Context, accountID, domain, after string, limit int) ([]RecordKey, error)

	// UserRecords are a source's people in the order of their arrival, those after the given id, at most limit.
	UserRecords(ctx context.Context, accountID, sourceID, after string, limit int) ([]RecordKey, error)

	// HeldInVain lists approved domains for which records still wait, at most limit.
	HeldInVain(ctx context.Context, limit int) ([]Release, error)

	// InReview returns the records that wait for a decision in the order of their arrival, those
	// after the given id, at most limit.
	InReview(ctx context.Context, accountID, after string, limit int) ([]RecordKey, error)

	// ReviewedInVain lists accounts with records that wait for a decision which nobody is asked for
	// any more, since the question has gone; at most limit.
	ReviewedInVain(ctx context.Context, limit int) ([]Account, error)
}

// Release is a domain of an account whose held records may come in.
type Release struct {
	Account Account
	Domain  string
}

// Reconsiderer judges again who waits for a domain, once it is approved (rule D7), or for a decision
// that has become needless.
type Reconsiderer struct {
	Intake  *Intake
	Waiting Waiting
	// User gives the account's definition of the type User, and Sources its sources.
	User    func(ctx context.Context, accountID string) (*schema.ResourceType, error)
	Sources func(ctx context.Context, accountID string) ([]Source, error)
}

// Domain judges again, in the order of arrival, everybody who waits for the domain, and returns
// how many were let in.
func (r *Reconsiderer) Domain(ctx context.Context, account Account, domain string) (int, error) {
	// Those who are in already come first: an address that they bring beside another is theirs.
	_, err := r.again(ctx, account, "domain", "APPROVE "+domain, "", func(after string) ([]RecordKey, error) {
		return r.Waiting.Unowned(ctx, account.ID, domain, after, MaxBatch)
	})
	if err != nil {
		return 0, err
	}
	return r.again(ctx, account, "domain", "APPROVE "+domain, PendingDomain, func(after string) ([]RecordKey, error) {
		return r.Waiting.HeldBy(ctx, account.ID, domain, after, MaxBatch)
	})
}

// Review correlates again, in the order of arrival, everybody who waits for an administrator's
// decision, and returns how many need none any more.
func (r *Reconsiderer) Review(ctx context.Context, account Account) (int, error) {
	return r.again(ctx, account, "review", "REVIEW", PendingMerge, func(after string) ([]RecordKey, error) {
		return r.Waiting.InReview(ctx, account.ID, after, MaxBatch)
	})
}

// Source judges all people of a source again, after its settings have changed.
func (r *Reconsiderer) Source(ctx context.Context, account Account, sourceID string) error {
	_, err := r.again(ctx, account, "source", "SOURCE", "", func(after string) ([]RecordKey, error) {
		return r.Waiting.UserRecords(ctx, account.ID, sourceID, after, MaxBatch)
	})
	return err
}

// again reconsiders records, a batch after the other, and counts those that waited with the code
// and don't any more.
func (r *Reconsiderer) again(ctx context.Context, account Account, channel, operation string, code Code,
	next func(after string) ([]RecordKey, error)) (int, error) {
	user, err := r.User(ctx, account.ID)
	if err != nil {
		return 0, err
	}
	list, err := r.Sources(ctx, account.ID)
	if err != nil {
		return 0, err
	}
	sources := make(map[string]Source, len(list))
	for _, s := range list {
		sources[s.ID] = s
	}
	// Batches that were decided before what has changed are written when this has had its turn.
	if _, err := r.Intake.Apply(ctx, account, nil); err != nil {
		return 0, err
	}
	admitted, after := 0, ""
	for {
		keys, err := next(after)
		if err != nil || len(keys) == 0 {
			return admitted, err
		}
		after = keys[len(keys)-1].ID
		changes := make([]Change, 0, len(keys))
		for _, k := range keys {
			source, known := sources[k.SourceID]
			if !known {
				continue
			}
			source.Policy = Hold
			changes = append(changes, Change{Source: source, Action: Reconsider, Type: user, ID: k.ID,
				Request: Request{Channel: channel, Operation: operation}})
		}
		results, err := r.Intake.Apply(ctx, account, changes)
		if err != nil {
			return admitted, err
		}
		for _, result := range results {
			if result.Record != nil && result.Record.Verdict.Code != code {
				admitted++
			}
		}
	}
}

// How long a server rests after it has looked for people who wait in vain. Where looking takes long and
// finds nobody, since many wait for good reason, it rests so much longer.
const (
	sweepEvery  = 5 * time.Second
	SweepAtMost = 15 * time.Second
	sweepShare  = 50 // rests so many times as long as it has looked
)

// rest is how long the sweep rests after it has looked for so long in vain.
func rest(looked time.Duration) time.Duration {
	return min(max(looked*sweepShare, sweepEvery), SweepAtMost)
}

// Sweep judges again who waits in vain: records that arrived while a domain was approved, and those
// whose question has gone. It returns how long to rest until the next time. One account's trouble is not
// another's: the error is what went wrong with any.
func (r *Reconsiderer) Sweep(ctx context.Context) (time.Duration, error) {
	began := time.Now()
	releases, err := r.Waiting.HeldInVain(ctx, 64)
	looked := time.Since(began)
	failed := []error{err}
	for _, release := range releases {
		if _, err := r.Domain(ctx, release.Account, release.Domain); err != nil {
			failed = append(failed, fmt.Errorf("people held for %s in account %s can't be judged again: %w",
				release.Domain, release.Account.ID, err))
		}
	}
	began = time.Now()
	accounts, err := r.Waiting.ReviewedInVain(ctx, 64)
	looked += time.Since(began)
	failed = append(failed, err)
	for _, account := range accounts {
		if _, err := r.Review(ctx, account); err != nil {
			failed = append(failed, fmt.Errorf("people in review in account %s can't be matched again: %w", account.ID,
				err))
		}
	}
	if len(releases)+len(accounts) > 0 { // there may be more
		looked = 0
	}
	return rest(looked), errors.Join(failed...)
}
