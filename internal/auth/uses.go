package auth

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

const (
	// useInterval is how often the last use of one token is written at most.
	useInterval = time.Minute
	// flushDelay lets uses of many tokens gather for one write.
	flushDelay = 100 * time.Millisecond
	// maxNoted bounds how many tokens' last writes are remembered.
	maxNoted = 10_000
)

// uses writes when tokens were last used, in the background: no request waits for it.
type uses struct {
	store Store
	log   *slog.Logger

	mu      sync.Mutex
	noted   map[string]time.Time // token id -> the use that was last noted
	pending []Use
	closed  bool

	wake chan struct{} // has room for one: something is pending
	stop chan struct{} // closed to end the writer
	done chan struct{} // closed when the writer has ended
}

func newUses(store Store, log *slog.Logger) *uses {
	u := &uses{
		store: store, log: log, noted: map[string]time.Time{},
		wake: make(chan struct{}, 1), stop: make(chan struct{}), done: make(chan struct{}),
	}
	go u.run()
	return u
}

// note takes down a use, unless one within the last minute is known: the store's known, or one
// that was taken down here.
func (u *uses) note(use Use, known time.Time) {
	if use.At.Sub(known) < useInterval {
		return
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.closed || use.At.Sub(u.noted[use.TokenID]) < useInterval {
		return
	}
	if len(u.noted) >= maxNoted {
		clear(u.noted) // costs a write too many a token, once in 10,000 tokens
	}
	u.noted[use.TokenID] = use.At
	u.pending = append(u.pending, use)
	select {
	case u.wake <- struct{}{}:
	default:
	}
}

// run writes until it is stopped, and then once more.
func (u *uses) run() {
	defer close(u.done)
	for stopped := false; !stopped; {
		select {
		case <-u.wake:
			timer := time.NewTimer(flushDelay)
			select {
			case <-timer.C:
			case <-u.stop:
				timer.Stop()
			}
		case <-u.stop:
			stopped = true
		}
		u.flush()
	}
}

// flush writes what is pending. What can't be written is dropped: a minute later there is a
// newer use to write.
func (u *uses) flush() {
	u.mu.Lock()
	pending := u.pending
	u.pending = nil
	u.mu.Unlock()
	if len(pending) == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), lookupTimeout)
	defer cancel()
	if err := u.store.TokensUsed(ctx, pending); err != nil {
		u.log.Warn("last use of tokens was not written", "tokens", len(pending), "error", err)
	}
}

// close ends the writer, which first writes what is pending. It waits for that as long as ctx
// allows. Later uses are not noted.
func (u *uses) close(ctx context.Context) error {
	u.mu.Lock()
	if !u.closed {
		u.closed = true
		close(u.stop)
	}
	u.mu.Unlock()
	select {
	case <-u.done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
