package inbound

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf8"

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
