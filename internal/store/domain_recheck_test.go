package store_test

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/miekg/dns"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/domains"
	"github.com/usher-id/usher/internal/domains/domainstest"
	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/internal/store/storetest"
	"github.com/usher-id/usher/internal/store/storetest/fixture"
)

// Rule D4, from a real DNS server to the tables: a verified domain is looked for every day; three
// failures make it stale, a proof makes it verified again, a month without one ends it.
func TestRecheck(t *testing.T) {
	eachClock(t, func(t *testing.T, db *store.DB, c *clock) {
		ctx := t.Context()
		account, _ := fixture.NewAccount(t, db, "acme")
		names := domainstest.StartDNS(t)
		const record = "_usher-challenge.example.com"
		h := fixture.Verify(t, db, account.ID, "example.com")
		if _, err := db.ClaimDomain(ctx, account.ID, "claimed.example", "token", false); err != nil {
			t.Fatal(err)
		}
		right := func() { names.TXT(record, "first", domains.Value(h.Token)) }
		r := &domains.Rechecker{AccountDomains: db, Prover: &domains.Prover{Resolver: names.Addr}, Logger: slog.New(slog.DiscardHandler)}
		check := func(what string, looked int, want domains.State, level directory.Level) {
			t.Helper()
			if n, err := r.Recheck(ctx); err != nil || n != looked {
				t.Fatalf("%s: looked for %d, %v; want %d", what, n, err, looked)
			}
			if n, err := r.Recheck(ctx); err != nil || n != 0 {
				t.Fatalf("%s: looked for %d again at once, %v", what, n, err)
			}
			h, err := db.Domain(ctx, account.ID, "example.com")
			if err != nil || h.State != want || h.Level != level {
				t.Fatalf("%s: %+v, %v; want %s, %q", what, h, err, want, level)
			}
		}
		right()
		check("too early", 0, domains.Verified, directory.Verified)
		c.move(1)
		check("published", 1, domains.Verified, directory.Verified)
		names.Fail(record, dns.RcodeServerFailure)
		for range 5 {
			c.move(1)
			check("no answer", 1, domains.Verified, directory.Verified)
		}
		names.Forget(record)
		c.move(1)
		check("missing", 1, domains.Verified, directory.Verified)
		names.TXT(record, "usher-verification=other")
		c.move(1)
		check("wrong", 1, domains.Verified, directory.Verified)
		names.TXT(record)
		c.move(1)
		check("empty", 1, domains.Stale, directory.Unapproved)
		right()
		c.move(1)
		check("published again", 1, domains.Verified, directory.Verified)
		names.Forget(record)
		for range 3 {
			c.move(1)
			if _, err := r.Recheck(ctx); err != nil {
				t.Fatal(err)
			}
		}
		c.move(29)
		check("29 days stale", 1, domains.Stale, directory.Unapproved)
		c.move(1)
		check("30 days stale", 1, domains.Revoked, directory.Unapproved)
		right()
		c.move(30)
		check("revoked", 0, domains.Revoked, directory.Unapproved)
	})
}

// Several nodes check each domain once; what a node took and did not finish is taken again when
// its lease is over.
func TestDueDomains(t *testing.T) {
	eachClock(t, func(t *testing.T, db *store.DB, c *clock) {
		account, _ := fixture.NewAccount(t, db, "acme")
		const n = 30
		for i := range n {
			fixture.Verify(t, db, account.ID, "d"+string(rune('a'+i%26))+string(rune('a'+i/26))+".example")
		}
		c.move(1)
		take := func() []domains.Held {
			due, err := db.DueDomains(t.Context(), 7, time.Hour)
			if err != nil {
				t.Error(err)
			}
			if len(due) > 7 {
				t.Errorf("%d taken at once", len(due))
			}
			return due
		}
		var mu sync.Mutex
		taken := map[string]int{}
		var nodes sync.WaitGroup
		for range 4 {
			nodes.Go(func() {
				for {
					due := take()
					if len(due) == 0 {
						return
					}
					mu.Lock()
					for _, h := range due {
						taken[h.Name]++
					}
					mu.Unlock()
				}
			})
		}
		nodes.Wait()
		for name, times := range taken {
			if times != 1 {
				t.Errorf("%s was taken %d times", name, times)
			}
		}
		if len(taken) != n {
			// Nodes that look at the same time may see the same rows and leave empty-handed.
			for due := take(); len(due) > 0; due = take() {
				for _, h := range due {
					taken[h.Name]++
				}
			}
		}
		if len(taken) != n {
			t.Errorf("%d domains taken, want %d", len(taken), n)
		}
		c.since.Add(int64(2 * time.Hour))
		if due := take(); len(due) != 7 || due[0].AccountID != account.ID || due[0].Token == "" || due[0].Method != domains.ByDNS {
			t.Errorf("after the lease: %+v", due)
		}
	})
}

// A node that is told to stop counts nothing against a domain.
func TestRecheckStops(t *testing.T) {
	eachClock(t, func(t *testing.T, db *store.DB, c *clock) {
		account, _ := fixture.NewAccount(t, db, "acme")
		names := domainstest.StartDNS(t)
		fixture.Verify(t, db, account.ID, "example.com")
		c.move(1)
		ctx, stop := context.WithCancel(t.Context())
		names.Silence("_usher-challenge.example.com")
		r := &domains.Rechecker{AccountDomains: db, Prover: &domains.Prover{Resolver: names.Addr}, Logger: slog.New(slog.DiscardHandler)}
		var running sync.WaitGroup
		running.Go(func() {
			if err := r.All(ctx); !errors.Is(err, context.Canceled) {
				t.Errorf("All: %v, want that it was stopped", err)
			}
		})
		storetest.Await(t, "a question to the DNS", func() bool { return names.Asked("udp", "_usher-challenge.example.com") > 0 })
		stop()
		running.Wait()
		if h, err := db.Domain(t.Context(), account.ID, "example.com"); err != nil || !h.Checked.Equal(noon) || h.State != domains.Verified {
			t.Errorf("%+v, %v", h, err)
		}
	})
}
