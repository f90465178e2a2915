package directory

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/google/uuid"
)

// maxBatch is how many changes share a transaction at most, unless one caller brings more that
// belong together.
const maxBatch = 256

// Licenser gives the users of a batch their licenses, inside its transaction. It sees the users
// as merged.
type Licenser interface {
	License(ctx context.Context, tx Tx, accountID string, users []User) error
}

// Intake is the one way to change what the directory holds (rule I1). It works on batches:
// while one batch of an account is in the database, the changes that arrive gather and go
// together as the next. Nobody waits when the account is idle.
type Intake struct {
	store    Store
	licenser Licenser
	logger   *slog.Logger

	mu    sync.Mutex
	lanes map[string]*lane
	open  sync.WaitGroup
}

// lane is the queue of one account.
type lane struct {
	waiting []*submission
	running bool
	last    int           // how many submissions the batch before had
	enough  chan struct{} // told when as many wait again
}

// submission is what one caller brought.
type submission struct {
	account Account
	changes []Change
	results []Result
	err     error
	done    chan struct{}
}

// NewIntake returns an intake over a store.
func NewIntake(store Store, licenser Licenser, logger *slog.Logger) *Intake {
	return &Intake{store: store, licenser: licenser, logger: logger, lanes: map[string]*lane{}}
}

// Apply carries out changes of one account, in their order, and returns a result for each at the
// same index. A change that is refused spoils no other. The error is the server's own fault,
// and then nothing was done, but for ErrUncertain. When the context ends first its error is returned, and the changes
// may still be carried out.
func (in *Intake) Apply(ctx context.Context, account Account, changes []Change) ([]Result, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	s := &submission{account: account, changes: changes, done: make(chan struct{})}
	in.mu.Lock()
	l := in.lanes[account.ID]
	if l == nil {
		l = &lane{enough: make(chan struct{}, 1)}
		in.lanes[account.ID] = l
	}
	l.waiting = append(l.waiting, s)
	if l.last > 1 && len(l.waiting) >= l.last {
		select {
		case l.enough <- struct{}{}:
		default:
		}
	}
	start := !l.running
	if start {
		l.running = true
		in.open.Add(1)
	}
	in.mu.Unlock()
	if start {
		go in.drain(l, account.ID)
	}
	select {
	case <-s.done:
		return s.results, s.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Close waits until everything that was accepted is done, or until ctx ends.
func (in *Intake) Close(ctx context.Context) error {
	done := make(chan struct{})
	go func() { in.open.Wait(); close(done) }()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("changes were still under way: %w", ctx.Err())
	}
}

// drain runs batches until nothing waits.
func (in *Intake) drain(l *lane, accountID string) {
	defer in.open.Done()
	for {
		in.gather(l)
		in.mu.Lock()
		next, n := 0, 0
		for next < len(l.waiting) && (next == 0 || n+len(l.waiting[next].changes) <= maxBatch) {
			n += len(l.waiting[next].changes)
			next++
		}
		if next == 0 {
			l.running = false
			delete(in.lanes, accountID)
			in.mu.Unlock()
			return
		}
		together := l.waiting[:next:next]
		l.waiting = l.waiting[next:]
		l.last = next
		in.mu.Unlock()
		in.run(together)
		for _, s := range together {
			close(s.done)
		}
	}
}

// gatherTime is how long a batch waits, at most, for callers who were in the one before.
const gatherTime = 300 * time.Microsecond

// gather waits a moment when fewer wait than the batch before had: those callers have just had
// their answers, and most will be back before a batch without them could be done. Whoever is
// alone never waits. (What PostgreSQL's commit_delay is to commits, and measured in
// docs/decisions.md.)
func (in *Intake) gather(l *lane) {
	in.mu.Lock()
	wait := l.last > 1 && len(l.waiting) < l.last
	if wait {
		select { // forget what was told of the batch before
		case <-l.enough:
		default:
		}
	}
	in.mu.Unlock()
	if !wait {
		return
	}
	timer := time.NewTimer(gatherTime)
	defer timer.Stop()
	select {
	case <-l.enough:
	case <-timer.C:
	}
}

// run carries submissions out in one transaction. When the transaction fails for a reason that
// isn't a lost race, the submissions go on in halves, so that one that the database can't take
// spoils no other. What may have been committed is not run again.
func (in *Intake) run(together []*submission) {
	var changes []Change
	for _, s := range together {
		base := len(changes)
		for _, c := range s.changes {
			if base > 0 && len(c.Requires) > 0 {
				shifted := make([]int, len(c.Requires))
				for i, n := range c.Requires {
					if shifted[i] = n; n != Impossible {
						shifted[i] = base + n
					}
				}
				c.Requires = shifted
			}
			changes = append(changes, c)
		}
	}
	results, err := in.transact(context.Background(), together[0].account, changes, false)
	if err != nil && len(together) > 1 && !errors.Is(err, ErrUncertain) {
		half := len(together) / 2
		in.run(together[:half])
		in.run(together[half:])
		return
	}
	if err != nil {
		in.logger.Error("a batch failed", "account", together[0].account.ID, "changes", len(changes), "error", err)
	}
	for _, s := range together {
		s.err = err
		if err == nil {
			s.results = results[:len(s.changes):len(s.changes)]
			results = results[len(s.changes):]
		}
	}
}

// errDryRun rolls a dry run back.
var errDryRun = errors.New("dry run")

// DryRun decides changes as Apply would, and rolls everything back, log entries included (rule
// I4).
func (in *Intake) DryRun(ctx context.Context, account Account, changes []Change) ([]Result, error) {
	return in.transact(ctx, account, changes, true)
}

// maxRounds bounds how often facts are asked for. Each round can only bring up questions that
// the answers before gave rise to: the records, then their groups, then those groups' records.
const maxRounds = 16

// transact decides changes and writes what follows, in one transaction.
func (in *Intake) transact(ctx context.Context, account Account, changes []Change, dry bool) ([]Result, error) {
	cases := make([]string, len(changes))
	for i := range cases {
		cases[i] = uuid.Must(uuid.NewV7()).String()
	}
	var results []Result
	err := in.store.Transact(ctx, account.ID, func(tx Tx) error {
		facts := NewFacts()
		for range maxRounds {
			b, missing := decide(account, changes, cases, facts, tx.Now())
			if missing != nil {
				if err := tx.Find(ctx, account.ID, missing, facts); err != nil {
					return err
				}
				continue
			}
			effect := b.effect()
			if err := in.licenser.License(ctx, tx, account.ID, effect.Users); err != nil {
				return err
			}
			if err := tx.Write(ctx, account.ID, effect); err != nil {
				return err
			}
			results = b.results
			if dry {
				return errDryRun
			}
			return nil
		}
		return fmt.Errorf("a batch of %d changes did not come to a decision after %d rounds", len(changes), maxRounds)
	})
	if dry && errors.Is(err, errDryRun) {
		err = nil
	}
	if err != nil {
		return nil, err
	}
	return results, nil
}
