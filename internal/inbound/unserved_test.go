package inbound

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/text"
	"github.com/usher-id/usher/scim"
)

// Rules P7 and P10: too much at once is 429, a database that serves nobody 503, both with Retry-After
// and a sentence that shows nothing of the database; the cause is for the log.
func TestRefusalsThatAskToWait(t *testing.T) {
	gone := &directory.Error{Kind: directory.Unavailable, Err: errors.New("dial tcp 10.0.0.1:5432: connection refused")}
	for name, c := range map[string]struct {
		err    error
		status int
	}{
		"too many changes":  {directory.ErrBusy, http.StatusTooManyRequests},
		"too many searches": {fmt.Errorf("search: %w", &directory.Error{Kind: directory.Busy, Message: text.Plain("too many searches")}), http.StatusTooManyRequests},
		"gone":              {fmt.Errorf("read record: %w", gone), http.StatusServiceUnavailable},
		"too slow":          {fmt.Errorf("read record: %w", context.DeadlineExceeded), http.StatusServiceUnavailable},
		"unknown outcome":   {fmt.Errorf("write: %w", directory.ErrUncertain), http.StatusServiceUnavailable},
	} {
		refused := refusal(c.err)
		var e *scim.Error
		if !errors.As(refused, &e) || e.Status != c.status || e.Header.Get("Retry-After") == "" || e.Detail == "" {
			t.Errorf("%s: %v, want status %d with Retry-After", name, refused, c.status)
			continue
		}
		if c.status == http.StatusServiceUnavailable && !errors.Is(refused, c.err) {
			t.Errorf("%s: the log is not told of %v", name, c.err)
		}
	}
	if err := errors.New("a fault"); refusal(err) != err {
		t.Error("a fault of Usher's own became something else")
	}
}

// pages keeps what the log writes.
type pages struct {
	mu      sync.Mutex
	entries []directory.LogEntry
}

func (p *pages) AppendLog(_ context.Context, _ string, entries []directory.LogEntry) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.entries = append(p.entries, entries...)
	return nil
}

// outage is a database that takes no entries for a while.
type outage struct {
	pages
	over atomic.Bool
}

func (o *outage) AppendLog(ctx context.Context, account string, entries []directory.LogEntry) error {
	if !o.over.Load() {
		return &directory.Error{Kind: directory.Unavailable, Err: errors.New("read-only")}
	}
	return o.pages.AppendLog(ctx, account, entries)
}

// Rule P10: no request waits for a log that can't be written, however many there are; once it can be
// again, it is.
func TestNobodyWaitsForTheLogOfAnOutage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		to := &outage{}
		log := NewLog(to, slog.New(slog.DiscardHandler))
		log.Append("acme", directory.LogEntry{ID: "first"})
		time.Sleep(10 * time.Second) // by then the first was given up
		began := time.Now()
		for range 100_000 {
			log.Append("acme", directory.LogEntry{ID: "lost"})
		}
		if waited := time.Since(began); waited > time.Second {
			t.Errorf("requests waited %s for the log", waited)
		}
		time.Sleep(10 * time.Second)
		to.over.Store(true)
		log.Append("acme", directory.LogEntry{ID: "kept"})
		if err := log.Close(t.Context()); err != nil {
			t.Fatal(err)
		}
		if n := len(to.entries); n != 1 || to.entries[0].ID != "kept" {
			t.Errorf("%d entries were kept, want the one after the outage", n)
		}
	})
}
