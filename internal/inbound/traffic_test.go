package inbound

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf8"

	"github.com/usher-id/usher/internal/auth"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/text"
	"github.com/usher-id/usher/scim"
)

// ledger keeps what is written of recent traffic.
type ledger struct {
	mu     sync.Mutex
	writes int
	rows   map[string]directory.Traffic
	grown  [][]string
	aside  []directory.Aside
	err    error
}

func (l *ledger) KeepTraffic(_ context.Context, kinds []directory.Traffic, grown []string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.writes++
	if l.err != nil {
		return l.err
	}
	if l.rows == nil {
		l.rows = map[string]directory.Traffic{}
	}
	for _, k := range kinds {
		k.Count += l.rows[k.ID].Count
		l.rows[k.ID] = k
	}
	l.grown = append(l.grown, grown)
	return nil
}

func (l *ledger) KeepAside(_ context.Context, names []directory.Aside) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.err == nil {
		l.aside = append(l.aside, names...)
	}
	return l.err
}

func (l *ledger) only(t *testing.T) directory.Traffic {
	t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.rows) != 1 {
		t.Fatalf("%d kinds instead of one: %v", len(l.rows), l.rows)
	}
	for _, k := range l.rows {
		return k
	}
	panic("unreachable")
}

func newTestTraffic(l *ledger) *Traffic {
	return NewTraffic(l, []byte("key"), nil, slog.New(slog.DiscardHandler))
}

func read(n int) *kind {
	return &kind{kindKey: kindKey{account: "a", source: "s", method: "GET", route: fmt.Sprint("/", n), status: 200}}
}

// Rule O2: however often something is read, it is one kind, written now and then.
func TestTrafficIsGathered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		kept := &ledger{}
		traffic := newTestTraffic(kept)
		began := time.Now()
		for range 10_000 {
			traffic.note(read(1))
			time.Sleep(time.Millisecond)
		}
		if err := traffic.Close(t.Context()); err != nil {
			t.Fatal(err)
		}
		k := kept.only(t)
		if k.Count != 10_000 || k.ID != traffic.caseOf(read(1)) {
			t.Errorf("kept %+v", k)
		}
		if most := int(time.Since(began)/trafficRest) + 2; kept.writes > most {
			t.Errorf("%d writings in %s", kept.writes, time.Since(began))
		}
		for i, grown := range kept.grown { // only a new kind makes an account larger
			if (i == 0) != (len(grown) == 1) {
				t.Errorf("writing %d looked at %v", i, grown)
			}
		}
		traffic.note(read(1)) // a request that outlived the server
		if kept.only(t).Count != 10_000 {
			t.Error("something was counted after the end")
		}
	})
}

// Rules O2 and P10: no client fills the memory, and nobody waits for a database that is gone.
func TestTrafficIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		kept := &ledger{err: &directory.Error{Kind: directory.Unavailable, Err: errors.New("gone")}}
		traffic := newTestTraffic(kept)
		for i := range 3 * maxPending {
			traffic.note(read(i))
		}
		time.Sleep(10 * time.Second)
		traffic.mu.Lock()
		pending := len(traffic.pending)
		traffic.mu.Unlock()
		if pending != maxPending {
			t.Errorf("%d kinds are held, want %d", pending, maxPending)
		}
		kept.mu.Lock()
		kept.err = nil
		kept.mu.Unlock()
		if err := traffic.Close(t.Context()); err != nil {
			t.Fatal(err)
		}
		if len(kept.rows) != maxPending {
			t.Errorf("%d kinds were written once the database was there again, want %d", len(kept.rows), maxPending)
		}
	})
}

// Rule P9: a kind has the same case on all nodes, and no two kinds have the same.
func TestTrafficCases(t *testing.T) {
	one, other := &Traffic{key: []byte("key")}, &Traffic{key: []byte("another")}
	base := kindKey{"account", "source", "token", "GET", "/Users", 200, ""}
	variants := []kindKey{base}
	for _, change := range []func(*kindKey){
		func(k *kindKey) { k.account = "" }, func(k *kindKey) { k.source = "" }, func(k *kindKey) { k.token = "" },
		func(k *kindKey) { k.source, k.token = "sourcet", "oken" }, func(k *kindKey) { k.method = "HEAD" },
		func(k *kindKey) { k.route = "/Groups" }, func(k *kindKey) { k.status = 404 }, func(k *kindKey) { k.reason = directory.WrongPath },
	} {
		k := base
		change(&k)
		variants = append(variants, k)
	}
	seen := map[string]bool{}
	for _, v := range variants {
		id := one.caseOf(&kind{kindKey: v})
		if seen[id] || !directory.IsID(id) || id != (&Traffic{key: []byte("key")}).caseOf(&kind{kindKey: v}) || id == other.caseOf(&kind{kindKey: v}) {
			t.Errorf("%+v has the case %s", v, id)
		}
		seen[id] = true
	}
}

// Rules O2 and P10: whatever a client sends, what is kept of it is short, valid, and names nobody.
func TestTrafficShowsNobody(t *testing.T) {
	id := "0190a0de-7e57-7000-8000-000000000001"
	for path, want := range map[string]string{
		"/scim/v2/Users/" + id:              "/scim/v2/Users/" + id,
		"/scim/v2/Users/rosa@example.com":   "/scim/v2/Users/…",
		"/scim/v2/Users/rosa.li/x":          "/scim/v2/Users/…/…",
		"/scim/v2/scim/v2/Users":            "/scim/v2/scim/v2/Users",
		"/v2/users/.search":                 "/v2/users/.search",
		"/tenant/rosa@example.com/Users":    "/tenant/…/Users",
		"/Rosa Li":                          "/…",
		"/\xff\xfe/Users":                   "/…/Users",
		"/scim/v2/Users?password=x":         "…",
		"/" + strings.Repeat("a/", 100_000): "/" + strings.Repeat("a/", 98) + elided,
		"/" + strings.Repeat("é", 100_000):  "/…",
		"":                                  "",
		"//Users":                           "//Users",
	} {
		got := shownPath(path)
		if got != want || len(got) > maxPath || !utf8.ValidString(got) {
			t.Errorf("%.60q is shown as %q, want %q", path, got, want)
		}
	}
	for query, want := range map[string]string{
		`userName eq "rosa@example.com"`:                           `userName eq "…"`,
		`emails[type eq "work" and value co "rosa"] or not (x pr)`: `emails[type eq "…" and value co "…"] or not (x pr)`,
		`userName eq rosa@example.com`:                             `userName eq "…"`,
		`externalId eq 17 and active eq true`:                      `externalId eq "…" and active eq "…"`,
		`nonsense "rosa"`:                                          "",
		`userName eq "` + strings.Repeat("x", heldQuery) + `"`:     "",
	} {
		if got := filterShape(query); got != want {
			t.Errorf("%.60q is kept as %q, want %q", query, got, want)
		}
	}
	for detail, want := range map[string]string{
		`at character 5: "rosa" is no operator; use eq`: `at character 5: "…" is no operator; use eq`,
		`User "rosa \"x\" li" does not exist`:           `User "…" does not exist`,
		`it is "rosa`:                                   `it is "…"`,
	} {
		if got := unquoted(detail); got != want {
			t.Errorf("%q is kept as %q, want %q", detail, got, want)
		}
	}
	sent := scim.NotFound("User", strings.Repeat("rosa", 100))
	nested := text.New("place.path", "path", `emails[value eq "rosa"]`, "says", sent.Tell())
	french := "emails[value eq \"…\"]\u00A0: User \"…\" n'existe pas dans cette connexion"
	if got := text.In(text.French, elide(nested)); got != french {
		t.Errorf("a refusal is kept as %q", got)
	}
	many := elide(text.New("value.object", "value", "x", "names", strings.Split(strings.Repeat("a,", 100), ",")))
	if got := many.Args["names"].([]string); len(got) != maxListed+1 || got[maxListed] != elided {
		t.Errorf("a long list is kept as %q", got)
	}
	for path, want := range map[string]string{
		"/Users": "…/Users", "/scim/v2/scim/v2/users/1": "…/Users", "/x/y": "…", "/v2/ServiceProviderConfig": "…/ServiceProviderConfig",
	} {
		if got := unserved(path); got != want {
			t.Errorf("%s is of the kind %s, want %s", path, got, want)
		}
	}
}

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
