package directory

import (
	"context"
	"time"

	"github.com/usher-id/usher/licensing"
)

// Arrange changes the account's pools or license rules in a turn of its own among the account's batches: what fn
// decides over the facts is written as a whole, and nobody is licensed by what was so before. heads is how many of
// each waiting list fn needs. It may run fn several times. An error of fn is returned, and nothing is written.
func (in *Intake) Arrange(
	ctx context.Context, account Account, heads int, fn func(f *licensing.Facts, now time.Time) (*Changes, error),
) error {
	ctx, cancel := context.WithTimeout(ctx, transactTime)
	defer cancel()
	return in.store.Transact(ctx, account.ID, false, func(tx Tx) error {
		q := &Questions{Licensing: true}
		if heads > 0 {
			q.Heads = Keys[int]{Heads(heads)}
		}
		facts := NewFacts()
		if err := tx.Find(ctx, account.ID, q, facts); err != nil {
			return err
		}
		c, err := fn(facts.Licensing, tx.Now())
		if err != nil || c == nil {
			return err
		}
		return tx.Write(ctx, account.ID, c)
	})
}
