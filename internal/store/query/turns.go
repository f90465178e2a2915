package query

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/usher-id/usher/internal/directory"
)

// How many searches that look at many records may be under way at once, and wait for their turn.
// Look-ups by an index don't count. Large pages of plain lists have turns of their own: hundreds at once would keep
// the look-ups of others waiting for a connection.
const (
	smallPage         = 100 // records that a list may ask for without a turn
	maxPages          = 8
	searchesOfSource  = 2
	searchesOfAccount = 4
	waitingOfSource   = 32
)

// heavy reports whether a search looks at each of many records: so do filters that no index answers,
// and whatever is sorted.
func (s *search) heavy() bool {
	return s.order.keys != nil || slices.ContainsFunc(s.branches, func(b branch) bool { return b.heavy })
}

// turns bounds how many searches run at once (rule P10). Who comes first is served first, unless its
// source or account has as many under way as it may have: then others go on.
type turns struct {
	most    int           // of all accounts
	patient time.Duration // how long one waits

	mu      sync.Mutex
	all     int
	running map[string]int // by account, and by source
	queued  map[string]int // by source
	waiting []*turn
}

type turn struct {
	account, source string
	given           chan struct{}
}

func newTurns(most int, patient time.Duration) *turns {
	return &turns{most: most, patient: patient, running: map[string]int{}, queued: map[string]int{}}
}

// key tells sources from accounts: the readers' source has the account's id.
func (t *turn) key() string { return t.account + " " + t.source }

// wait waits for a turn and returns how to end it. When too many wait already, or it takes too long,
// the error has the kind directory.Busy.
func (ts *turns) wait(ctx context.Context, account, source string) (end func(), err error) {
	t := &turn{account: account, source: source, given: make(chan struct{})}
	ts.mu.Lock()
	switch {
	case ts.free(t):
		ts.begin(t)
		ts.mu.Unlock()
		return func() { ts.end(t) }, nil
	case ts.queued[t.key()] >= waitingOfSource:
		ts.mu.Unlock()
		return nil, tooManySearches()
	}
	ts.queued[t.key()]++
	ts.waiting = append(ts.waiting, t)
	ts.mu.Unlock()
	timer := time.NewTimer(ts.patient)
	defer timer.Stop()
	select {
	case <-t.given:
		return func() { ts.end(t) }, nil
	case <-ctx.Done():
		err = ctx.Err()
	case <-timer.C:
		err = tooManySearches()
	}
	if ts.leave(t) {
		return nil, err
	}
	return func() { ts.end(t) }, nil // it was given in this moment
}

func tooManySearches() error {
	return directory.Refuse(directory.Busy, "search.busy", "limit", searchesOfSource)
}

// free reports whether a turn may begin.
func (ts *turns) free(t *turn) bool {
	return ts.all < ts.most && ts.running[t.account] < searchesOfAccount && ts.running[t.key()] < searchesOfSource
}

func (ts *turns) begin(t *turn) {
	ts.all++
	ts.running[t.account]++
	ts.running[t.key()]++
}

func (ts *turns) end(t *turn) {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	ts.all--
	less(ts.running, t.account)
	less(ts.running, t.key())
	if next := slices.IndexFunc(ts.waiting, ts.free); next >= 0 {
		t := ts.waiting[next]
		ts.waiting = slices.Delete(ts.waiting, next, next+1)
		less(ts.queued, t.key())
		ts.begin(t)
		close(t.given)
	}
}

// leave takes a turn out of the queue, if it is still there.
func (ts *turns) leave(t *turn) bool {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	at := slices.Index(ts.waiting, t)
	if at < 0 {
		return false
	}
	ts.waiting = slices.Delete(ts.waiting, at, at+1)
	less(ts.queued, t.key())
	return true
}

// less forgets who has nothing any more.
func less(counts map[string]int, key string) {
	if counts[key]--; counts[key] <= 0 {
		delete(counts, key)
	}
}
