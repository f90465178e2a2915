package auth

import (
	"sync"
	"time"
)

// generationSize bounds each of the two generations: about 10,000 tokens, known and unknown
// ones together, so that whoever tries tokens fills no memory.
const generationSize = 5000

// entry is what the store said about a token at one moment.
type entry struct {
	asked    time.Time // before the store was asked
	token    Token
	identity *Identity // nil: the store has no such token,
	account  bool      // but the account that stands in it
}

// cache keeps entries while they are young. It forgets by generations: when the younger is full
// or old the elder is dropped whole, so that forgetting costs nothing for each entry.
type cache struct {
	mu      sync.Mutex
	younger map[credential]*entry
	elder   map[credential]*entry
	since   time.Time // when the younger generation began
}

func newCache() *cache { return &cache{younger: map[credential]*entry{}} }

func (c *cache) get(k credential, now time.Time) (*entry, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.younger[k]
	if !ok {
		e, ok = c.elder[k]
	}
	if !ok || now.Sub(e.asked) >= maxAge {
		return nil, false
	}
	return e, true
}

func (c *cache) put(k credential, e *entry) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.younger) >= generationSize || e.asked.Sub(c.since) >= maxAge {
		c.elder, c.younger, c.since = c.younger, map[credential]*entry{}, e.asked
	}
	c.younger[k] = e
}
