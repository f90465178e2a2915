package directory

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/google/uuid"
)

// run carries submissions out in one transaction. When the transaction fails for a reason that
// isn't a lost race, the submissions go on in halves, so that one that the database can't take
// spoils no other. What may have been committed is not run again, and nothing is while the database
// serves nobody.
func (in *Intake) run(together []*submission) {
	items := joined(together)
	first := together[0]
	results, err := in.transact(first.account, items, firstQuestions(together), first.dry, first.known)
	if _, unserved := Unserved(err); err != nil && len(together) > 1 && !unserved {
		half := len(together) / 2
		in.run(together[:half])
		in.run(together[half:])
		return
	}
	if err != nil {
		in.logger.Error("a batch failed", "account", together[0].account.ID, "changes", len(items), "error", err)
	}
	for _, s := range together {
		s.err = err
		if err == nil {
			n := min(len(s.items), len(results)) // the rest is for another batch
			s.results = results[:n:n]
			results = results[n:]
		}
	}
}

// joined are the items of all submissions. What they require is counted from where each
// submission's own items begin.
func joined(together []*submission) []Item {
	var items []Item
	for _, s := range together {
		base := len(items)
		for _, item := range s.items {
			if needs := item.Requires(); base > 0 && len(needs) > 0 {
				shifted := make([]int, len(needs))
				for i, n := range needs {
					if shifted[i] = n; n != Impossible {
						shifted[i] = base + n
					}
				}
				item = item.requiring(shifted)
			}
			items = append(items, item)
		}
	}
	return items
}

// maxRounds bounds how often facts are asked for, beside once a change. A round brings up
// questions that the answers before gave rise to: the records, then their groups, then those
// groups' records; or those of a change that turns out differently once another is refused.
const maxRounds = 16

// transactTime bounds a transaction, so that a database that hangs holds no account up for good.
const transactTime = time.Minute

// errDryRun rolls a dry run back.
var errDryRun = errors.New("dry run")

// transact decides items and writes what follows, in one transaction: of as many of them as one may
// take, which is one at least. A panic on the way is an error, and what was begun is rolled back.
func (in *Intake) transact(
	account Account, items []Item, first *Questions, dry bool, before *Rehearsal,
) (results []Result, err error) {
	defer func() {
		if p := recover(); p != nil {
			results, err = nil, fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	ctx, cancel := context.WithTimeout(context.Background(), transactTime)
	defer cancel()
	var cases []string
	err = in.store.Transact(ctx, account.ID, dry, func(tx Tx) error {
		if cases == nil { // not before the account's turn has come: the log is read in their order
			cases = newCases(len(items))
		}
		b, err := in.resolve(ctx, tx, account, items, first, cases, dry, before)
		if err != nil {
			return err
		}
		b.settled()
		for i, result := range b.Results {
			b.Effect.Jobs = append(b.Effect.Jobs, items[i].jobs(result)...)
			if synced := items[i].synced(&result); synced != nil {
				b.Effect.Synced = append(b.Effect.Synced, *synced)
			}
			b.Effect.Imported = append(b.Effect.Imported, items[i].imported(result)...)
		}
		if err := tx.Write(ctx, account.ID, b.Effect); err != nil {
			return err
		}
		results = b.Results
		if dry {
			before.took(b.Effect.Licensing)
			return errDryRun
		}
		return nil
	})
	if dry && errors.Is(err, errDryRun) {
		err = nil
	}
	if err != nil {
		return nil, err
	}
	return results, nil
}

// resolve decides the batch, asking for facts until none is missing, and for those that are known to
// be missing at first.
func (in *Intake) resolve(
	ctx context.Context, tx Tx, account Account, items []Item, first *Questions, cases []string, dry bool,
	before *Rehearsal,
) (*Resolution, error) {
	facts := NewFacts()
	t := Terms{Limits: in.Limits, Work: maxWork}
	if dry {
		t.Work = maxDryWork
	}
	if !first.Empty() {
		if err := tx.Find(ctx, account.ID, first, facts); err != nil {
			return nil, err
		}
		before.onto(facts)
	}
	for range maxRounds + len(items) {
		b, missing, err := in.decide(ctx, t, account, items, cases, facts, tx.Now())
		if err != nil {
			return nil, err
		}
		if missing == nil {
			return b, nil
		}
		if err := tx.Find(ctx, account.ID, missing, facts); err != nil {
			return nil, err
		}
		before.onto(facts)
	}
	return nil, fmt.Errorf("a batch of %d changes did not come to a decision", len(items))
}

func newCases(n int) []string {
	cases := make([]string, n)
	for i := range cases {
		cases[i] = uuid.Must(uuid.NewV7()).String()
	}
	return cases
}
