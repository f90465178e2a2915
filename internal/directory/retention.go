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
	// ForgetRuns removes an account's sync runs that were asked for before and have ended, at most limit, and says how many. The last ones
	// of each service stay.
	ForgetRuns(ctx context.Context, accountID string, before time.Time, limit int) (int, error)
	// ForgetSnapshots removes what was read of services whose sources are deleted, at most limit entries, and says how many.
	ForgetSnapshots(ctx context.Context, accountID string, limit int) (int, error)
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
			err := errors.Join(e.log(ctx, r, now), e.traffic(ctx, r, now), e.imports(ctx, r, now), e.runs(ctx, r, now),
				ForgetSnapshots(ctx, e.Kept, r.AccountID))
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

// runs forgets sync runs that are as old as the log.
func (e *Expirer) runs(ctx context.Context, r Retention, now time.Time) error {
	return inSlices(ctx, func() (int, error) {
		return e.Kept.ForgetRuns(ctx, r.AccountID, now.AddDate(0, 0, -r.LogDays), expireSlice)
	})
}

// Snapshots keeps what was read of services.
type Snapshots interface {
	ForgetSnapshots(ctx context.Context, accountID string, limit int) (int, error)
}

// ForgetSnapshots removes all that was read of an account's services whose sources are deleted, in slices.
func ForgetSnapshots(ctx context.Context, kept Snapshots, accountID string) error {
	return inSlices(ctx, func() (int, error) { return kept.ForgetSnapshots(ctx, accountID, expireSlice) })
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
