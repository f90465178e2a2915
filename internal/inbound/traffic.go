package inbound

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/usher-id/usher/internal/clock"
	"github.com/usher-id/usher/internal/directory"
)

// TrafficKeeper keeps recent traffic.
type TrafficKeeper interface {
	// KeepTraffic counts kinds of requests, in one statement. Of accounts that are named in grown it then keeps
	// only the newest directory.TrafficKinds; "" stands for what belongs to no account.
	KeepTraffic(ctx context.Context, kinds []directory.Traffic, grown []string) error
	// KeepAside counts names that sources send and no schema has, in one statement.
	KeepAside(ctx context.Context, names []directory.Aside) error
}

// Traffic counts what clients do that changes nothing: reads, and requests that were not understood (rule O2). It
// gathers for a moment and writes each kind once, however often it came; a crash loses at most that moment. No request
// waits for it. Nothing that clients do makes it hold more than maxPending kinds: what is beyond is counted by nobody,
// and the server's own log says so. A nil *Traffic counts nothing and knows no cases.
type Traffic struct {
	to        TrafficKeeper
	key       []byte
	clock     clock.Clock
	logger    *slog.Logger
	strangers strangers

	mu      sync.Mutex
	pending map[kindKey]*tally
	aside   map[asideKey]*directory.Aside
	lost    int  // requests that were not counted since the last writing
	closed  bool // no more is taken

	written map[string]bool // ids that are known to be kept; the writer's own
	failing bool            // the writer's own: that it fails has been said

	wake, stop, done chan struct{}
}

const (
	trafficMoment = 100 * time.Millisecond // how long a first request waits for others
	trafficRest   = time.Second            // between two writings
	maxPending    = 4096                   // kinds that are gathered; of each at most 2 KiB are held
	maxWritten    = 20_000                 // ids that are remembered to be kept
)

// NewTraffic begins to count; Close ends it. The key makes the case ids and has to be the same on all nodes.
func NewTraffic(to TrafficKeeper, key []byte, c clock.Clock, logger *slog.Logger) *Traffic {
	t := &Traffic{
		to: to, key: key, clock: c.OrSystem(), logger: logger, pending: map[kindKey]*tally{},
		aside: map[asideKey]*directory.Aside{}, written: map[string]bool{},
		wake: make(chan struct{}, 1), stop: make(chan struct{}), done: make(chan struct{}),
	}
	go t.run()
	return t
}

// note counts one request.
func (t *Traffic) note(k *kind) {
	if t == nil {
		return
	}
	now := t.clock.Stamp()
	t.mu.Lock()
	defer t.mu.Unlock()
	c, known := t.pending[k.kindKey]
	if !known {
		if t.closed || len(t.pending) >= maxPending {
			t.lost++
			return
		}
		c = &tally{id: t.caseOf(k), first: now}
		t.pending[k.kindKey] = c
	}
	c.count, c.last, c.latest = c.count+1, now, k.latest
	t.awake()
}

// awake has the writer look for something to write.
func (t *Traffic) awake() {
	select {
	case t.wake <- struct{}{}:
	default:
	}
}

// Close writes what is left, as far as it can while ctx lasts.
func (t *Traffic) Close(ctx context.Context) error {
	t.mu.Lock()
	if !t.closed {
		t.closed = true
		close(t.stop)
	}
	t.mu.Unlock()
	select {
	case <-t.done:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("recent traffic was not written to its end: %w", ctx.Err())
	}
}

func (t *Traffic) run() {
	defer close(t.done)
	for {
		select {
		case <-t.wake:
		case <-t.stop:
			t.flush()
			return
		}
		if t.rest(trafficMoment) {
			t.flush()
			return
		}
		t.flush()
		if t.rest(trafficRest - trafficMoment) {
			t.flush()
			return
		}
	}
}

// rest waits, and reports whether it was ended.
func (t *Traffic) rest(d time.Duration) (stopped bool) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return false
	case <-t.stop:
		return true
	}
}

// flush writes what was gathered. What the database does not take now is gathered again with what comes.
func (t *Traffic) flush() {
	t.mu.Lock()
	gathered, aside, lost := t.pending, t.aside, t.lost
	t.pending, t.aside, t.lost = map[kindKey]*tally{}, map[asideKey]*directory.Aside{}, 0
	t.mu.Unlock()
	t.flushAside(aside)
	if lost > 0 {
		t.logger.Warn("requests of so many kinds came that some are missing in the recent traffic", "requests", lost)
	}
	if len(gathered) == 0 {
		return
	}
	kinds := make([]directory.Traffic, 0, len(gathered))
	var grown []string
	for key, c := range gathered {
		k := c.traffic(key)
		kinds = append(kinds, k)
		if !t.written[k.ID] && !slices.Contains(grown, k.AccountID) {
			grown = append(grown, k.AccountID)
		}
	}
	slices.Sort(grown)
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := t.to.KeepTraffic(ctx, kinds, grown); err != nil {
		t.failed(gathered, err)
		return
	}
	t.failing = false
	if len(t.written)+len(kinds) > maxWritten {
		clear(t.written) // costs a look too many an account, once in many kinds
	}
	for _, k := range kinds {
		t.written[k.ID] = true
	}
}

// failed keeps what could not be written for the next time, if that may help.
func (t *Traffic) failed(gathered map[kindKey]*tally, err error) {
	t.fails(len(gathered), err)
	if _, unserved := directory.Unserved(err); !unserved {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	for key, old := range gathered {
		c, known := t.pending[key]
		switch {
		case known:
			c.count, c.first = c.count+old.count, old.first
		case len(t.pending) < maxPending:
			t.pending[key] = old
		default:
			t.lost += int(old.count)
		}
	}
	t.awake()
}

// fails says that nothing can be written, once for a while in which that is so.
func (t *Traffic) fails(kinds int, err error) {
	if !t.failing {
		t.failing = true
		t.logger.Error("recent traffic can't be written", "kinds", kinds, "error", err)
	}
}
