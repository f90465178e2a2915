package directory

import (
	"cmp"
	"slices"
	"time"
)

// What a batch takes at most, unless one caller brings more that belong together.
const (
	MaxBatch      = 256     // changes
	maxBatchBytes = 4 << 20 // of what was asked
)

// maxWaiting is how many submissions of an account may wait.
const maxWaiting = 4096

// queue is the queue of one account.
type queue struct {
	waiting []*submission
	running bool
	last    int           // how many submissions the batch before had
	took    time.Duration // and how long it took
	want    int           // how many the next batch waits for; 0 while it doesn't
	enough  chan struct{} // told when so many wait
	vain    int           // how often in a row a wait was in vain
	skip    int           // how many batches begin without one, since it was
}

// enqueue lets a submission join the account's next batch, and starts the account's worker when
// there is none.
func (in *Intake) enqueue(s *submission) error {
	in.mu.Lock()
	defer in.mu.Unlock()
	l := in.queues[s.account.ID]
	if l == nil {
		l = &queue{enough: make(chan struct{}, 1)}
		in.queues[s.account.ID] = l
	}
	if len(l.waiting) >= maxWaiting {
		return ErrBusy
	}
	l.waiting = slices.Insert(l.waiting, l.place(s), s)
	if l.want > 0 && len(l.waiting) >= l.want {
		select {
		case l.enough <- struct{}{}:
		default:
		}
	}
	if !l.running {
		l.running = true
		in.open.Add(1)
		go in.drain(l, s.account.ID)
	}
	return nil
}

// place is where a submission joins the queue: one of a sync run stands behind all others, which therefore never wait for more than
// one batch of it (rule P10).
func (l *queue) place(s *submission) int {
	if s.patient() {
		return len(l.waiting)
	}
	for i, other := range l.waiting {
		if other.patient() && !other.passed {
			return i
		}
	}
	return len(l.waiting)
}

// patient reports whether a submission is of a sync run, for which nobody waits at the moment.
func (s *submission) patient() bool {
	return len(s.items) > 0 && s.items[0].Said != nil && s.items[0].Said.Sync != nil
}

// drain runs batches until nothing waits.
func (in *Intake) drain(l *queue, accountID string) {
	defer in.open.Done()
	for {
		in.gather(l)
		together := in.next(l, accountID)
		if together == nil {
			return
		}
		began := time.Now()
		in.run(together)
		l.took = time.Since(began)
		in.putBack(l, together)
	}
}

// putBack tells the callers of a batch that it is done. Those for whom it had no room come first in the next one,
// and of all who wait those of other sources than the one that began it: who sends much waits for itself.
func (in *Intake) putBack(l *queue, together []*submission) {
	var again []*submission
	cut := false
	for _, s := range together {
		cut = cut || s.err == nil && len(s.results) < len(s.items)
		if s.err == nil && len(s.results) == 0 && len(s.items) > 0 {
			again = append(again, s)
		} else {
			close(s.done)
		}
	}
	if !cut {
		return
	}
	in.mu.Lock()
	defer in.mu.Unlock()
	l.waiting = append(again, l.waiting...)
	first := together[0].items[0].sourceID()
	slices.SortStableFunc(l.waiting, func(x, y *submission) int {
		return cmp.Compare(x.from(first), y.from(first))
	})
}

// from is 1 for a submission of a source, or of none, 0 for others.
func (s *submission) from(sourceID string) int {
	if len(s.items) > 0 && s.items[0].sourceID() == sourceID {
		return 1
	}
	return 0
}

// next takes the next batch off the queue; nil when the queue is empty, and then nobody works
// for the account any more.
func (in *Intake) next(l *queue, accountID string) []*submission {
	in.mu.Lock()
	defer in.mu.Unlock()
	var together []*submission
	items, bytes := 0, 0
	for len(l.waiting) > 0 {
		s := l.waiting[0]
		if s.ctx.Err() != nil { // nobody waits for it
			s.err = s.ctx.Err()
			close(s.done)
			l.waiting = l.waiting[1:]
			continue
		}
		size := 0
		for _, item := range s.items {
			size += len(item.Request().Asked)
		}
		if len(together) > 0 && (items+len(s.items) > MaxBatch || bytes+size > maxBatchBytes || s.dry ||
			together[0].dry) {
			break
		}
		if len(together) > 0 && s.patient() && !s.passed {
			s.passed = true // nobody waits for it here; next time it goes with the others
			break
		}
		items, bytes = items+len(s.items), bytes+size
		together = append(together, s)
		l.waiting = l.waiting[1:]
	}
	l.last = len(together)
	if len(together) == 0 {
		l.running = false
		delete(in.queues, accountID)
	}
	return together
}

// maxGather is how long a batch waits at most for callers who were in the one before.
const maxGather = 2 * time.Millisecond

// worthwhile is how many share a batch's costs well enough for it not to wait for more, when
// that is as many as the batch before had.
const worthwhile = 8

// gather waits a moment for those whose answers have just gone out: most will be back before a
// batch without them could be done, and a batch of all costs little more than one of half. Where
// they don't come back the next batches don't wait. Whoever is alone never waits. (What
// PostgreSQL's commit_delay is to commits; measured in docs/decisions.md.)
func (in *Intake) gather(l *queue) {
	in.mu.Lock()
	now := len(l.waiting)
	if l.skip > 0 || now >= max(l.last, worthwhile) || l.last+now < 2 || now > 0 && l.waiting[0].patient() {
		l.skip = max(l.skip-1, 0)
		in.mu.Unlock()
		return
	}
	select { // forget what was told of the batch before
	case <-l.enough:
	default:
	}
	l.want = l.last + now
	in.mu.Unlock()

	timer := time.NewTimer(min(l.took/2, maxGather))
	defer timer.Stop()
	select {
	case <-l.enough:
	case <-timer.C:
	}
	in.mu.Lock()
	if came := len(l.waiting) - now; came*2 >= l.last {
		l.vain = 0
	} else {
		l.vain = min(l.vain+1, 6)
		l.skip = 1 << l.vain
	}
	l.want = 0
	in.mu.Unlock()
}
