package store_test

import (
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/domains"
	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/internal/store/storetest"
	"github.com/usher-id/usher/internal/store/storetest/fixture"
)

// Rule D1
func TestDomains(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		account, _ := fixture.NewAccount(t, db, "acme")
		other, _ := fixture.NewAccount(t, db, "other")
		for _, tt := range []struct {
			domain  string
			created bool
		}{{"example.org", true}, {"example.com", true}, {"example.org", false}} {
			created, err := db.ApproveDomain(ctx, account.ID, tt.domain)
			if err != nil || created != tt.created {
				t.Errorf("ApproveDomain(%s) = %v, %v; want %v", tt.domain, created, err, tt.created)
			}
		}
		got, err := db.Domains(ctx, account.ID)
		if err != nil {
			t.Fatal(err)
		}
		approved := func(name string) domains.AccountDomain {
			return domains.AccountDomain{Name: name, Level: directory.Approved, State: domains.Approved, Method: domains.ByWord, Created: noon, Since: noon}
		}
		if diff := cmp.Diff([]domains.AccountDomain{approved("example.com"), approved("example.org")}, got); diff != "" {
			t.Errorf("Domains (-want +got):\n%s", diff)
		}
		if got, err := db.Domains(ctx, other.ID); err != nil || len(got) != 0 {
			t.Errorf("the other account's Domains = %v, %v; want none", got, err)
		}
		_, err = db.Domain(ctx, other.ID, "example.com")
		wantKind(t, "the other account's domain", err, directory.NotFound)
		wantKind(t, "revoking it", db.RevokeDomain(ctx, other.ID, "example.com"), directory.NotFound)
	}, store.WithClock(stopped))
}

// clock is one that a test moves on.
type clock struct{ since atomic.Int64 }

func (c *clock) now() time.Time { return noon.Add(time.Duration(c.since.Load())) }

func (c *clock) move(days time.Duration) { c.since.Add(int64(days * 24 * time.Hour)) }

// eachClock runs fn on both databases, each with a clock of its own.
func eachClock(t *testing.T, fn func(t *testing.T, db *store.DB, c *clock)) {
	t.Helper()
	for name, open := range map[string]func(testing.TB, ...store.Option) *store.DB{"sqlite": storetest.SQLite, "postgres": storetest.Postgres} {
		t.Run(name, func(t *testing.T) {
			c := &clock{}
			fn(t, open(t, store.WithClock(c.now)), c)
		})
	}
}

// Everything that is known of a domain is kept, and each change leaves its log entry.
func TestHoldingIsKept(t *testing.T) {
	eachClock(t, func(t *testing.T, db *store.DB, c *clock) {
		ctx := t.Context()
		account, _ := fixture.NewAccount(t, db, "acme")
		claimed, err := db.ClaimDomain(ctx, account.ID, "example.com", "one", true)
		if err != nil {
			t.Fatal(err)
		}
		again, err := db.ClaimDomain(ctx, account.ID, "example.com", "two", false)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(claimed, again); diff != "" {
			t.Errorf("claimed again (-first +second):\n%s", diff)
		}
		c.move(1)
		missing := domains.Answer{Result: domains.Missing, Method: domains.ByDNS}
		for _, a := range []domains.Answer{missing, fixture.Proof, missing, missing} {
			h, err := db.ApplyCheck(ctx, account.ID, "example.com", "one", a)
			if err != nil {
				t.Fatal(err)
			}
			kept, err := db.Domain(ctx, account.ID, "example.com")
			if diff := cmp.Diff(h, kept); diff != "" || err != nil {
				t.Errorf("%s: kept (-told +kept), %v:\n%s", a.Result, err, diff)
			}
		}
		want := domains.AccountDomain{
			Name: "example.com", Level: directory.Verified, State: domains.Verified, Subdomains: true, Method: domains.ByDNS, Token: "one",
			Created: noon, Claimed: noon, Since: c.now(), Verified: c.now(), Checked: c.now(), Proved: c.now(),
			Failures: []time.Time{c.now(), c.now()}, Due: c.now().Add(24 * time.Hour),
		}
		got, err := db.Domain(ctx, account.ID, "example.com")
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("in the end (-want +got), %v:\n%s", err, diff)
		}
		if h, err := db.ApplyCheck(ctx, account.ID, "example.com", "another token", missing); err != nil || h.State != domains.Verified || len(h.Failures) != 2 {
			t.Errorf("a check with another token counted: %+v, %v", h, err)
		}
		if _, err := db.ApplyCheck(ctx, account.ID, "example.com", "one", missing); err != nil {
			t.Fatal(err)
		}
		if err := db.RevokeDomain(ctx, account.ID, "example.com"); err != nil {
			t.Fatal(err)
		}
		log, err := db.Log(ctx, account.ID, "", 100)
		if err != nil {
			t.Fatal(err)
		}
		var told []string
		for _, e := range log {
			if e.Channel != "domain" || !strings.Contains(e.Detail.String(), "example.com is ") {
				t.Errorf("log entry %+v", e)
			}
			told = append(told, e.Operation+" "+e.Rule+" "+string(e.Changes))
		}
		wantLog := []string{
			`CLAIM example.com D3 [{"path":"state","before":"","after":"claimed"}]`,
			`CHECK example.com D2 [{"path":"level","before":"none","after":"verified"},{"path":"state","before":"claimed","after":"verified"},{"path":"subdomains","before":false,"after":true}]`,
			`CHECK example.com D4 [{"path":"level","before":"verified","after":"none"},{"path":"state","before":"verified","after":"stale"}]`,
			`REVOKE example.com D4 [{"path":"state","before":"stale","after":"revoked"},{"path":"subdomains","before":true,"after":false}]`,
		}
		if diff := cmp.Diff(wantLog, told); diff != "" {
			t.Errorf("log (-want +got):\n%s", diff)
		}
	})
}

// Rule D3: a claim that has lapsed is as if it had never been.
func TestLapsedClaim(t *testing.T) {
	eachClock(t, func(t *testing.T, db *store.DB, c *clock) {
		ctx := t.Context()
		account, _ := fixture.NewAccount(t, db, "acme")
		if _, err := db.ClaimDomain(ctx, account.ID, "example.com", "one", false); err != nil {
			t.Fatal(err)
		}
		c.move(30)
		if all, err := db.Domains(ctx, account.ID); err != nil || len(all) != 0 {
			t.Errorf("Domains = %+v, %v", all, err)
		}
		_, err := db.Domain(ctx, account.ID, "example.com")
		wantKind(t, "a lapsed claim", err, directory.NotFound)
		wantKind(t, "revoking it", db.RevokeDomain(ctx, account.ID, "example.com"), directory.NotFound)
		if h, err := db.ApplyCheck(ctx, account.ID, "example.com", "one", fixture.Proof); err != nil || h.State != domains.Absent {
			t.Errorf("proving it: %+v, %v", h, err)
		}
		if h, err := db.ClaimDomain(ctx, account.ID, "example.com", "two", false); err != nil || h.Token != "two" || !h.Created.Equal(c.now()) {
			t.Errorf("claiming it anew: %+v, %v", h, err)
		}
	})
}
