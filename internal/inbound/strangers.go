package inbound

import (
	"net/netip"
	"sync"
	"time"
)

// What tokens that nobody knows may take of the recent traffic: each is a kind of its own, so that two clients that are
// set up wrongly are told apart, until there are too many.
const (
	strangersTime  = time.Hour
	strangersFrom  = 20  // tokens from one client
	strangersAtAll = 200 // tokens from all of them
)

// strangers remembers unknown tokens for a while.
type strangers struct {
	mu    sync.Mutex
	since time.Time
	seen  map[stranger]bool
	from  map[netip.Prefix]int
}

type stranger struct {
	from netip.Prefix
	mark string
}

// many reports whether an unknown token is one too many to be told apart from others.
func (s *strangers) many(from netip.Addr, mark string, now time.Time) bool {
	who := stranger{network(from), mark}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.seen == nil || now.Sub(s.since) >= strangersTime {
		s.since, s.seen, s.from = now, map[stranger]bool{}, map[netip.Prefix]int{}
	}
	switch {
	case s.seen[who]:
		return false
	case len(s.seen) >= strangersAtAll, s.from[who.from] >= strangersFrom:
		return true
	}
	s.seen[who] = true
	s.from[who.from]++
	return false
}
