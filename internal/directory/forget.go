package directory

import (
	"context"
	"time"

	"github.com/usher-id/usher/internal/clock"
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

// Forgetter forgets what was remembered of deleted people for long enough.
type Forgetter struct {
	Hashes Hashes
	Clock  clock.Clock
}

// Of how many people it is forgotten at once, and how long to rest between: nobody is to wait for it.
const (
	forgetSlice = 500
	forgetRest  = time.Second
)

// Forget forgets all that is old enough.
func (f *Forgetter) Forget(ctx context.Context) error {
	for {
		n, err := f.Hashes.ForgetHashes(ctx, f.Clock().Add(-TombstoneLife), forgetSlice)
		if err != nil || n < forgetSlice {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(forgetRest):
		}
	}
}
