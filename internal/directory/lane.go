package directory

import "time"

// What a batch takes at most, unless one caller brings more that belong together.
const (
	maxBatch      = 256     // changes
	maxBatchBytes = 4 << 20 // of what was asked
)

// maxWaiting is how many submissions of an account may wait.
const maxWaiting = 4096

// lane is the queue of one account.
type lane struct {
	waiting []*submission
	running bool
	last    int           // how many submissions the batch before had
	enough  chan struct{} // told when as many wait again
}

// enqueue lets a submission join the account's next batch, and starts the account's worker when
// there is none.
func (in *Intake) enqueue(s *submission) error {
	in.mu.Lock()
	defer in.mu.Unlock()
	l := in.lanes[s.account.ID]
	if l == nil {
		l = &lane{enough: make(chan struct{}, 1)}
		in.lanes[s.account.ID] = l
	}
	if len(l.waiting) >= maxWaiting {
		return ErrBusy
	}
	l.waiting = append(l.waiting, s)
	if l.last > 1 && len(l.waiting) >= l.last {
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

// drain runs batches until nothing waits.
func (in *Intake) drain(l *lane, accountID string) {
	defer in.open.Done()
	for {
		in.gather(l)
		together := in.next(l, accountID)
		if together == nil {
			return
		}
		in.run(together)
		for _, s := range together {
			close(s.done)
		}
	}
}

// next takes the next batch off the queue; nil when the queue is empty, and then nobody works
// for the account any more.
func (in *Intake) next(l *lane, accountID string) []*submission {
	in.mu.Lock()
	defer in.mu.Unlock()
	var together []*submission
	changes, bytes := 0, 0
	for len(l.waiting) > 0 {
		s := l.waiting[0]
		if s.ctx.Err() != nil { // nobody waits for it
			s.err = s.ctx.Err()
			close(s.done)
			l.waiting = l.waiting[1:]
			continue
		}
		size := 0
		for i := range s.changes {
			size += len(s.changes[i].Request.Asked)
		}
		if len(together) > 0 && (changes+len(s.changes) > maxBatch || bytes+size > maxBatchBytes || s.dry || together[0].dry) {
			break
		}
		changes, bytes = changes+len(s.changes), bytes+size
		together = append(together, s)
		l.waiting = l.waiting[1:]
	}
	l.last = len(together)
	if len(together) == 0 {
		l.running = false
		delete(in.lanes, accountID)
	}
	return together
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
