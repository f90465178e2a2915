package scim

import (
	"context"
	"net/http"
	"sync"
	"time"
)

// budget bounds the memory that requests hold at the same time, and the share of it that those of one
// scope do, so that nobody's requests, however many and however slow, take the server's memory or
// keep others waiting (rule P10). A request that alone is more than all there is has it to itself.
type budget struct {
	most, share int64 // bytes

	mu    sync.Mutex
	used  int64
	by    map[string]int64
	freed chan struct{} // closed when something is given back
}

func newBudget(most, share int64) *budget {
	return &budget{most: most, share: share, by: map[string]int64{}, freed: make(chan struct{})}
}

// take waits until n bytes are free, as long as patience lasts. Then it refuses, with 429 where the
// scope's own requests are in the way, with 503 otherwise.
func (b *budget) take(ctx context.Context, scope string, n int64, patience time.Duration) error {
	var timeout <-chan time.Time
	for {
		b.mu.Lock()
		own := b.by[scope] == 0 || b.by[scope]+n <= b.share
		if own && (b.used == 0 || b.used+n <= b.most) {
			b.used += n
			b.by[scope] += n
			b.mu.Unlock()
			return nil
		}
		freed := b.freed
		b.mu.Unlock()
		if timeout == nil {
			timer := time.NewTimer(patience)
			defer timer.Stop()
			timeout = timer.C
		}
		select {
		case <-freed:
		case <-ctx.Done():
			return ctx.Err()
		case <-timeout:
			return exhausted(own)
		}
	}
}

func exhausted(ownFree bool) *Error {
	e := refuse(http.StatusTooManyRequests, "", "request.memory.own")
	if ownFree {
		e = refuse(http.StatusServiceUnavailable, "", "request.memory.all")
	}
	e.Header = http.Header{"Retry-After": {"1"}}
	return e
}

func (b *budget) give(scope string, n int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.used -= n
	if b.by[scope] -= n; b.by[scope] == 0 {
		delete(b.by, scope)
	}
	close(b.freed)
	b.freed = make(chan struct{})
}

// holding is what one request holds of a budget.
type holding struct {
	of    *budget
	scope string
	n     int64
}

// raise makes the request hold n bytes at least.
func (h *holding) raise(ctx context.Context, n int64, patience time.Duration) error {
	if n <= h.n {
		return nil
	}
	h.drop() // two requests that wait for each other's would wait in vain
	err := h.of.take(ctx, h.scope, n, patience)
	if err == nil {
		h.n = n
	}
	return err
}

func (h *holding) drop() {
	if h.n > 0 {
		h.of.give(h.scope, h.n)
		h.n = 0
	}
}
