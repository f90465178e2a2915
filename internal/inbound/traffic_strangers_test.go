package inbound

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf8"

	"github.com/usher-id/usher/internal/auth"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/scim"
)

// Rule O2: tokens that nobody knows are told apart, but whoever tries many fills nothing with them, from one address or
// from many.
func TestStrangers(t *testing.T) {
	var s strangers
	now := time.Now()
	apart := 0
	one := netip.MustParseAddr("192.0.2.1")
	for i := range 10_000 {
		if !s.many(one, fmt.Sprint(i), now) {
			apart++
		}
	}
	if apart != strangersFrom || s.many(one, "3", now) {
		t.Errorf("%d tokens from one address are told apart, want %d", apart, strangersFrom)
	}
	for i := range 10_000 { // of one network of IPv6
		if !s.many(netip.MustParseAddr(fmt.Sprintf("2001:db8::%x", i+1)), fmt.Sprint(i), now) {
			apart++
		}
	}
	if apart != 2*strangersFrom {
		t.Errorf("%d tokens from two clients are told apart", apart)
	}
	for i := range 10_000 {
		if !s.many(netip.AddrFrom4([4]byte{10, 0, byte(i >> 8), byte(i)}), "x", now) {
			apart++
		}
	}
	if apart != strangersAtAll || len(s.seen) > strangersAtAll || len(s.from) > strangersAtAll {
		t.Errorf("%d tokens are told apart, %d remembered", apart, len(s.seen))
	}
	if s.many(one, "new", now.Add(strangersTime)) {
		t.Error("after a while it does not begin anew")
	}
}

// Rule O2: who sent a request is who holds the connection, unless that is a proxy which is trusted.
func TestClientAddress(t *testing.T) {
	trusted := Proxies{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("fd00::/8")}
	for _, tt := range []struct {
		proxies   Proxies
		held      string
		forwarded []string
		want      string
	}{
		{nil, "192.0.2.1:80", []string{"203.0.113.9"}, "192.0.2.1"},
		{trusted, "192.0.2.1:80", []string{"203.0.113.9"}, "192.0.2.1"},
		{trusted, "10.1.1.1:80", []string{"203.0.113.9"}, "203.0.113.9"},
		{trusted, "10.1.1.1:80", []string{"1.2.3.4, 203.0.113.9, 10.2.2.2"}, "203.0.113.9"},
		{trusted, "10.1.1.1:80", []string{"1.2.3.4", "203.0.113.9"}, "203.0.113.9"},
		{trusted, "10.1.1.1:80", []string{"nonsense"}, "10.1.1.1"},
		{trusted, "10.1.1.1:80", []string{"1.2.3.4, nonsense, 10.2.2.2"}, "10.2.2.2"},
		{trusted, "10.1.1.1:80", nil, "10.1.1.1"},
		{trusted, "10.1.1.1:80", []string{strings.Repeat("10.0.0.1,", 100_000) + "10.0.0.1"}, "10.0.0.1"},
		{trusted, "10.1.1.1:80", []string{"203.0.113.9:4711"}, "203.0.113.9"},
		{trusted, "[fd00::1]:80", []string{"[2001:db8::1]"}, "2001:db8::1"},
		{trusted, "[::ffff:10.1.1.1]:80", []string{"::ffff:203.0.113.9"}, "203.0.113.9"},
		{trusted, "@", []string{"203.0.113.9"}, ""},
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = tt.held
		r.Header["X-Forwarded-For"] = tt.forwarded
		if got := shown(tt.proxies.Client(r)); got != tt.want {
			t.Errorf("%s, forwarded %.40q: %q, want %q", tt.held, tt.forwarded, got, tt.want)
		}
	}
}

// Rules O2 and P7: a refused token is counted under the account that stands in it, and the client is not told more than
// the case.
func TestRefusedTokensAreCounted(t *testing.T) {
	kept := &ledger{}
	d := &channel{Config: Config{Traffic: newTestTraffic(kept), Logger: slog.New(slog.DiscardHandler)}}
	identity := &auth.Identity{Account: directory.Account{ID: "acme"}, Source: directory.Source{ID: "okta"}, TokenID: "t1"}
	ended := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		refused *auth.Error
		want    directory.Traffic
		says    string
	}{
		{&auth.Error{Reason: auth.Missing}, directory.Traffic{Reason: directory.NoToken}, "No bearer token was sent."},
		{&auth.Error{Reason: auth.Expired, Identity: identity, AccountID: "acme", Token: "ush_..4f", Mark: "m", Ended: ended},
			directory.Traffic{AccountID: "acme", SourceID: "okta", TokenID: "t1", Reason: directory.ExpiredToken, Token: "ush_..4f"},
			"Token ush_..4f expired on 2026-03-01 12:00 UTC."},
		{&auth.Error{Reason: auth.Unknown, AccountID: "acme", Token: "ush_..4f", Mark: "m"},
			directory.Traffic{AccountID: "acme", Reason: directory.UnknownToken, Token: "ush_..4f"},
			"Token ush_..4f is not known here: it was mistyped, or made by another server."},
	} {
		kept.rows = nil
		who := &caller{identity: tt.refused.Identity, refused: tt.refused, prefix: Prefix}
		ctx := withCaller(t.Context(), who)
		e := scim.Exchange{
			Request: httptest.NewRequest("POST", "/Users", nil), Method: "POST", Route: "/{endpoint}", Path: "/Users", Status: http.StatusUnauthorized,
		}
		id, says := d.caseOf(ctx, scim.Refused{Exchange: &e, Shown: &scim.Error{Status: 401, Detail: "No."}})
		if detail := reader(e.Request).Say(says); detail != "No. (case "+id+")" {
			t.Errorf("the client reads %q", detail)
		}
		for range 3 {
			d.observe(ctx, e)
		}
		d.Traffic.flush()
		k := kept.only(t)
		if k.Count != 3 || k.ID != id || k.Route != "/Users" || k.Path != "/scim/v2/Users" || k.Address != "192.0.2.1" || k.Status != 401 {
			t.Errorf("counted as %+v", k)
		}
		if k.AccountID != tt.want.AccountID || k.SourceID != tt.want.SourceID || k.TokenID != tt.want.TokenID || k.Token != tt.want.Token ||
			k.Reason != tt.want.Reason || k.Detail.String() != tt.says {
			t.Errorf("counted as %+v, %s", k, k.Detail)
		}
	}
}

// Rule P3: what a source sends and no schema has is counted by name; no value, secret or address is among the names, and
// no source fills the memory with them.
func TestNamesAreLeftAside(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		kept := &ledger{}
		traffic := newTestTraffic(kept)
		for range 3 {
			traffic.leftAside("acme", "okta", []string{
				"costCentre", "urn:acme:2.0:User:badge", "größe", "rosa@example.com", `password eq "x"`, "a b", "", "\xff", strings.Repeat("x", 201),
				`emails[value eq "rosa"].x`, "password:hunter2",
			})
		}
		time.Sleep(time.Second)
		var names []string
		kept.mu.Lock()
		for _, a := range kept.aside {
			names = append(names, fmt.Sprint(a.Name, " ", a.Count))
		}
		kept.err = &directory.Error{Kind: directory.Unavailable, Err: errors.New("gone")}
		kept.mu.Unlock()
		slices.Sort(names)
		if got := strings.Join(names, ", "); got != "costCentre 3, größe 3, urn:acme:2.0:User:badge 3" {
			t.Errorf("counted: %s", got)
		}
		for i := range 3 * maxPending {
			traffic.leftAside("acme", "okta", []string{fmt.Sprint("x", i)})
		}
		time.Sleep(5 * time.Second)
		traffic.mu.Lock()
		if len(traffic.aside) != maxPending {
			t.Errorf("%d names are held, want %d", len(traffic.aside), maxPending)
		}
		traffic.mu.Unlock()
		if err := traffic.Close(t.Context()); err != nil {
			t.Fatal(err)
		}
	})
}

// Rules P7 and P9: a path of bytes that are no text is told shortened, whatever is in it.
func TestWhatIsNoTextIsCut(t *testing.T) {
	for _, s := range []string{strings.Repeat("\xff", 1000), strings.Repeat("é\xff", 700), "\xff" + strings.Repeat("x", 2000), strings.Repeat("\x00", 999)} {
		for most := 4; most < 600; most += 7 {
			if out := cut(s, most); len(out) > most || !utf8.ValidString(out) {
				t.Fatalf("%q to %d bytes became %q", s[:8], most, out)
			}
		}
	}
}
