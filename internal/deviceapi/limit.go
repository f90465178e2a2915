package deviceapi

import (
	"crypto/sha256"
	"sync"
	"time"

	"github.com/usher-id/usher/internal/clock"
)

// rate is how often something may come: so many at once, and one more each time that a span has passed.
type rate struct {
	burst int
	each  time.Duration
}

// How often one key and one client address may ask.
var (
	perKey     = rate{30, 2 * time.Second}
	perAddress = rate{300, 200 * time.Millisecond}
)

// mostLimited bounds of how many keys and addresses is known how often they have asked. Where there are more, all begin anew. What
// they are is kept as a hash, so that long ones take no more memory, about 10 MB for all.
const mostLimited = 100_000

// limiter counts how often things come.
type limiter struct {
	rate
	clock clock.Clock
	mu    sync.Mutex
	full  map[[sha256.Size]byte]time.Time // when nothing is left of what has come
}

func newLimiter(r rate, c clock.Clock) *limiter {
	return &limiter{rate: r, clock: c.OrSystem(), full: map[[sha256.Size]byte]time.Time{}}
}

// take counts one that comes, and says how long it has to wait; 0 for not at all, or else it was not counted.
func (l *limiter) take(name string) time.Duration {
	who := sha256.Sum256([]byte(name))
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.clock()
	if len(l.full) >= mostLimited {
		for other, at := range l.full {
			if !at.After(now) {
				delete(l.full, other)
			}
		}
		if len(l.full) >= mostLimited {
			clear(l.full)
		}
	}
	at := l.full[who]
	if at.Before(now) {
		at = now
	}
	if wait := at.Add(l.each).Sub(now) - time.Duration(l.burst)*l.each; wait > 0 {
		return wait
	}
	l.full[who] = at.Add(l.each)
	return 0
}
