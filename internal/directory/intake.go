package directory

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"
)

// Decide decides a batch over the facts (package decide does). When it returns questions, their
// answers must be added to the facts and Decide called again. cases are the ids of the log
// entries, one an item, given once so that a second run gives the same.
type Decide func(
	ctx context.Context, t Terms, account Account, items []Item, cases []string, facts *Facts, now time.Time,
) (*Resolution, *Questions, error)

// Terms bound a batch.
type Terms struct {
	Limits Limits
	Work   int // after which the rest of the changes is left for another batch; 0 for no bound
}

// Resolution is what a batch comes to.
type Resolution struct {
	Results []Result // one an item, or of the first of them only, as the terms have it
	Effect  *Changes
}

// Intake is the one way to change what the directory holds (rule I1). It works on batches:
// while one batch of an account is in the database, the changes that arrive gather and go
// together as the next. Nobody waits when the account is idle.
type Intake struct {
	Limits Limits // set before it is used

	store  Store
	decide Decide
	logger *slog.Logger

	mu     sync.Mutex
	queues map[string]*queue
	open   sync.WaitGroup
}

// submission is what one caller brought.
type submission struct {
	ctx     context.Context // of the caller: what nobody waits for any more is not begun
	account Account
	items   []Item
	dry     bool       // to be decided and rolled back
	known   *Rehearsal // with dry: what came before it; nil for nothing
	results []Result
	err     error
	done    chan struct{}

	asked  *Questions // what its items raise by themselves; nil when that is not known
	passed bool       // others went before it once: not twice
}

// ErrBusy refuses changes of an account for which too much is waiting.
var ErrBusy = errors.New("too many changes of this account are waiting")

// NewIntake returns an intake over a store, whose batches are decided by decide.
func NewIntake(store Store, decide Decide, logger *slog.Logger) *Intake {
	return &Intake{store: store, decide: decide, logger: logger, queues: map[string]*queue{}}
}

// Apply carries out changes of one account, in their order, and returns a result for each at the
// same index. A change that is refused spoils no other. The error is ErrBusy or the server's own
// fault, and then nothing was done, but for ErrUncertain. When the context ends first its error
// is returned, and the changes may still be carried out. Many changes, or such of large records, go in
// parts, each a transaction; an error that comes after the first part is that of the results that are
// left. Beyond a bound of work these are refused (TooLarge).
func (in *Intake) Apply(ctx context.Context, account Account, changes []Change) ([]Result, error) {
	return in.inParts(ctx, account, Said(changes...))
}

// Decide carries out an administrator's decisions, as Apply does what sources say.
func (in *Intake) Decide(ctx context.Context, account Account, decisions []Decision) ([]Result, error) {
	return in.inParts(ctx, account, Decided(decisions...))
}

// DryRun decides changes as Apply would, and rolls everything back, log entries included (rule
// I4). It waits in the same queue.
func (in *Intake) DryRun(ctx context.Context, account Account, changes []Change) ([]Result, error) {
	return in.rehearse(ctx, account, Said(changes...))
}

// DryDecide is DryRun for an administrator's decisions.
func (in *Intake) DryDecide(ctx context.Context, account Account, decisions []Decision) ([]Result, error) {
	return in.rehearse(ctx, account, Decided(decisions...))
}

// Rehearse is DryRun for a part of many changes, which sees the seats that the parts before it would have taken.
func (in *Intake) Rehearse(ctx context.Context, account Account, changes []Change, r *Rehearsal) ([]Result, error) {
	items := Said(changes...)
	results, err := in.submit(&submission{ctx: ctx, account: account, items: items, dry: true, known: r})
	if err != nil {
		return nil, err
	}
	return spent(results, len(items), "limit.work.dryRun"), nil
}

func (in *Intake) rehearse(ctx context.Context, account Account, items []Item) ([]Result, error) {
	results, err := in.submit(&submission{ctx: ctx, account: account, items: items, dry: true})
	if err != nil {
		return nil, err
	}
	return spent(results, len(items), "limit.work.dryRun"), nil
}

func (in *Intake) submit(s *submission) ([]Result, error) {
	if err := s.ctx.Err(); err != nil {
		return nil, err
	}
	s.done = make(chan struct{})
	s.prepare(in.decide)
	if err := in.enqueue(s); err != nil {
		return nil, err
	}
	select {
	case <-s.done:
		return s.results, s.err
	case <-s.ctx.Done():
		return nil, s.ctx.Err()
	}
}

// Waiting is how many submissions of an account wait for its next batch.
func (in *Intake) Waiting(accountID string) int {
	in.mu.Lock()
	defer in.mu.Unlock()
	if l := in.queues[accountID]; l != nil {
		return len(l.waiting)
	}
	return 0
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
