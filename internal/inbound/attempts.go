package inbound

import (
	"sync"
	"time"
)

const (
	// attemptInterval is how often the provisioning log shows that somebody tried one dead token.
	attemptInterval = time.Second
	// maxAttempts bounds how many tokens' last attempts are remembered.
	maxAttempts = 10_000
)

// attempts are requests with tokens that were revoked or have expired. A client that was not told
// so goes on for months, and its account's log is to show that without being filled by it; the
// access log shows each request.
type attempts struct {
	mu     sync.Mutex
	logged map[string]time.Time // token id -> when an entry was last kept
}

// log reports whether an attempt now is to be logged.
func (a *attempts) log(tokenID string, now time.Time) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if last, ok := a.logged[tokenID]; ok && now.Sub(last) < attemptInterval {
		return false
	}
	if a.logged == nil || len(a.logged) >= maxAttempts {
		a.logged = map[string]time.Time{} // costs an entry too many a token, once in 10,000 tokens
	}
	a.logged[tokenID] = now
	return true
}
