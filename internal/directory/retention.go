package directory

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/usher-id/usher/internal/clock"
)

// Retention is how long what happened in an account is kept (rule O3).
type Retention struct {
	AccountID   string // "" for what belongs to no account
	LogDays     int
	TrafficDays int
}

// Kept keeps what happened, for so long as accounts want it.
type Kept interface {
	// Retentions are those of the accounts after the given id, in the order of their ids, at most limit.
	Retentions(ctx context.Context, after string, limit int) ([]Retention, error)
	// ForgetLog removes the oldest of an account's log entries that were made before, at most limit, and says how many.
	ForgetLog(ctx context.Context, accountID string, before time.Time, limit int) (int, error)
	// ForgetTraffic removes kinds of an account's requests that were last seen before, at most limit, and says how
	// many.
	ForgetTraffic(ctx context.Context, accountID string, before time.Time, limit int) (int, error)
	// ForgetImports removes what is kept of an account's imports that began before, at most limit lines, and says how many.
	ForgetImports(ctx context.Context, accountID string, before time.Time, limit int) (int, error)
}

// Expirer removes log entries and recent traffic that are older than their account keeps them (rule O3).
type Expirer struct {
	Kept  Kept
	Clock clock.Clock
}

// How much an Expirer removes in one transaction, and for how many accounts it asks at once.
const (
	expireSlice    = 1000
	expireAccounts = 500
)

// Expire removes all that is old enough. One account's trouble is not another's: the error is what went wrong with any.
func (e *Expirer) Expire(ctx context.Context) error {
	now := e.Clock()
	nobodys := Retention{LogDays: LogDays, TrafficDays: TrafficDays}
	failed := []error{e.log(ctx, nobodys, now), e.traffic(ctx, nobodys, now)}
	after := ""
	for {
		list, err := e.Kept.Retentions(ctx, after, expireAccounts)
		if err != nil || len(list) == 0 {
			return errors.Join(append(failed, err)...)
		}
		for _, r := range list {
			err := errors.Join(e.log(ctx, r, now), e.traffic(ctx, r, now), e.imports(ctx, r, now))
			if ctx.Err() != nil {
				return ctx.Err()
			}
			if err != nil {
				failed = append(failed, fmt.Errorf("account %s: %w", r.AccountID, err))
			}
		}
		after = list[len(list)-1].AccountID
	}
}

func (e *Expirer) log(ctx context.Context, r Retention, now time.Time) error {
	return inSlices(ctx, func() (int, error) {
		return e.Kept.ForgetLog(ctx, r.AccountID, now.AddDate(0, 0, -r.LogDays), expireSlice)
	})
}

func (e *Expirer) traffic(ctx context.Context, r Retention, now time.Time) error {
	return inSlices(ctx, func() (int, error) {
		return e.Kept.ForgetTraffic(ctx, r.AccountID, now.AddDate(0, 0, -r.TrafficDays), expireSlice)
	})
}

// imports forgets what imports did as long ago as the log: what was there before them is data of people, too.
func (e *Expirer) imports(ctx context.Context, r Retention, now time.Time) error {
	return inSlices(ctx, func() (int, error) {
		return e.Kept.ForgetImports(ctx, r.AccountID, now.AddDate(0, 0, -r.LogDays), expireSlice)
	})
}

// AsideKept keeps the names that were left aside.
type AsideKept interface {
	// ForgetAside removes names that were last seen before, at most limit, and says how many.
	ForgetAside(ctx context.Context, before time.Time, limit int) (int, error)
}

// ForgetAside removes all names that were last seen before a moment, in slices.
func ForgetAside(ctx context.Context, kept AsideKept, before time.Time) error {
	return inSlices(ctx, func() (int, error) { return kept.ForgetAside(ctx, before, expireSlice) })
}

// inSlices removes a slice after the other, and rests after each for as long as it took, so that others come between.
func inSlices(ctx context.Context, remove func() (int, error)) error {
	for {
		began := time.Now()
		n, err := remove()
		if err != nil || n < expireSlice {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Since(began)):
		}
	}
}
