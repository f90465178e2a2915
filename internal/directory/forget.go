package directory

import (
	"context"
	"log/slog"
	"time"
)

// TombstoneLife is how long a deleted person is known again by what is kept of them: keyed hashes of
// externalId, addresses, and what was said of whom they never are (rules M7 and M8).
const TombstoneLife = 180 * 24 * time.Hour

// Hashes keeps what is remembered of deleted people.
type Hashes interface {
	// ForgetHashes forgets it of those who were deleted before, at most limit of them, and returns of how
	// many.
	ForgetHashes(ctx context.Context, before time.Time, limit int) (int, error)
}

// Forgetter forgets what was remembered of deleted people for long enough. On several nodes each does
// it, and only the first finds anything.
type Forgetter struct {
	Hashes Hashes
	Now    func() time.Time
	Logger *slog.Logger
}

// How often a server looks, and of how many it forgets at once: nobody is to wait for it.
const (
	forgetEvery = 6 * time.Hour
	forgetSlice = 500
)

// Run forgets until the context ends.
func (f *Forgetter) Run(ctx context.Context) {
	timer := time.NewTimer(time.Minute)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
		}
		rest := forgetEvery
		switch n, err := f.Hashes.ForgetHashes(ctx, f.Now().Add(-TombstoneLife), forgetSlice); {
		case err != nil && ctx.Err() == nil:
			f.Logger.Error("what was kept of deleted people can't be forgotten", "error", err)
		case n == forgetSlice: // there may be more
			rest = time.Second
		}
		timer.Reset(rest)
	}
}
