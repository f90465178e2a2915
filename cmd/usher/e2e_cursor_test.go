package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/usher-id/usher/internal/inbound"
	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/scim"
	"github.com/usher-id/usher/scim/memory"
)

// a cursor goes on where it stopped, in its own search only.
func TestCursors(t *testing.T) {
	long(t, everyWay)
	t.Parallel()
	eachDatabase(t, func(t *testing.T, n *node) {
		c := n.tenant(t, "acme")
		var operations []object
		for i := range 25 {
			operations = append(operations, bulkPost("/Users", fmt.Sprint(i), person(fmt.Sprintf("p%02d", i), object{"title": fmt.Sprint(i % 3)})))
		}
		ids := c.created(t, operations)
		c.found(t, "team")
		walk := func(query string, want int) (seen []string, first string) {
			t.Helper()
			for next := ""; ; {
				a := c.get(t, "/Users?count=4&"+query+"&cursor="+next).want(200)
				if a.total() != want {
					t.Fatalf("%s: %d in all instead of %d", a.asked, a.total(), want)
				}
				seen = append(seen, a.each("id", "Resources")...)
				if next = a.text("nextCursor"); first == "" {
					first = next
				}
				if next == "" {
					return seen, first
				}
				if url.QueryEscape(next) != next || len(seen) > want {
					t.Fatalf("%s: the cursor %q after %d of %d", a.asked, next, len(seen), want)
				}
			}
		}
		for query, want := range map[string]int{
			"": 25, "sortBy=userName": 25, "sortBy=title&sortOrder=descending": 25, "sortBy=nickName": 25, "sortBy=meta.created&sortOrder=descending": 25,
			"filter=" + url.QueryEscape(`title eq "1"`): 8, "filter=" + url.QueryEscape(`title eq "1"`) + "&sortBy=emails": 8,
		} {
			seen, _ := walk(query, want)
			once := slices.Compact(slices.Sorted(slices.Values(seen)))
			if len(seen) != want || len(once) != want || want == 25 && !slices.Equal(once, slices.Sorted(slices.Values(ids))) {
				t.Errorf("by cursor and %q: %d of %d, %d different", query, len(seen), want, len(once))
			}
		}
		if seen, _ := walk("sortBy=userName&sortOrder=descending", 25); !slices.IsSortedFunc(seen, func(a, b string) int { return slices.Index(ids, b) - slices.Index(ids, a) }) {
			t.Errorf("by cursor, descending: %v", seen)
		}

		_, cursor := walk("sortBy=userName", 25)
		ask := func(query string) *answer { t.Helper(); return c.get(t, query+"&cursor="+cursor) }
		ask("/Users?sortBy=userName").want(200)
		ask("/Users?sortBy=userName&count=4").want(200)
		ask("/Users?sortBy=userName&count=5").wantError(400, "invalidCount", "count")
		for _, query := range []string{
			"/Users?count=4", "/Users?sortBy=title", "/Users?sortBy=userName&sortOrder=descending", "/Users?sortBy=userName&filter=id%20pr", "/Groups?sortBy=displayName", "/?sortBy=userName",
		} {
			ask(query).wantError(400, "invalidCursor", "cursor")
		}
		for i := range len(cursor) {
			if i%7 == 0 || i == len(cursor)-1 {
				forged := cursor[:i] + string("AB"[len(cursor[i:])%2]) + cursor[i+1:]
				if forged != cursor {
					c.get(t, "/Users?sortBy=userName&cursor="+forged).wantError(400, "invalidCursor", "cursor")
				}
				c.get(t, "/Users?sortBy=userName&cursor="+url.QueryEscape(cursor[:i]+"\x00")).wantError(400, "invalidCursor", "cursor")
			}
		}
		for _, other := range []*connection{n.connect(t, "acme", "entra"), n.tenant(t, "bolt")} {
			other.get(t, "/Users?sortBy=userName&cursor="+cursor).wantError(400, "invalidCursor", "cursor")
		}
		// What goes on meanwhile spoils no page: nobody who stays is passed over.
		page := c.get(t, "/Users?sortBy=userName&count=20&cursor=").want(200)
		c.delete(t, "/Users/"+ids[0]).want(204)
		c.hire(t, "a-newcomer")
		if rest := c.get(t, "/Users?sortBy=userName&cursor="+page.text("nextCursor")).want(200).each("id", "Resources"); !slices.Equal(rest, ids[20:]) {
			t.Errorf("after a removal the rest is %v instead of %v", rest, ids[20:])
		}
		c.get(t, "/Users?sortBy=userName&cursor="+oldCursor(t, n, "acme", "okta")).wantError(400, "expiredCursor", "cursor")
	})
}

// oldCursor is a cursor that was made for the source two hours ago, by another node, for /Users
// sorted by userName.
func oldCursor(t *testing.T, n *node, account, source string) string {
	t.Helper()
	db, err := store.Open(t.Context(), n.database)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	a, err := db.Account(t.Context(), account)
	if err != nil {
		t.Fatal(err)
	}
	s, err := db.Source(t.Context(), a.ID, source)
	if err != nil {
		t.Fatal(err)
	}
	key := hmac.New(sha256.New, a.Secret)
	key.Write([]byte("scim cursors"))
	past := func() time.Time { return time.Now().Add(-2 * time.Hour) }
	backend := memory.New(past)
	server := httptest.NewServer((&scim.Server{Now: past, Authenticate: func(*http.Request) (*scim.Tenant, error) {
		return &scim.Tenant{Backend: backend, Registry: inbound.Base(), CursorKey: key.Sum(nil), Scope: a.ID + "/" + s.ID}, nil
	}}).Handler())
	defer server.Close()
	c := &connection{base: server.URL}
	c.hire(t, "x")
	c.hire(t, "y")
	cursor := c.get(t, "/Users?sortBy=userName&count=1&cursor=").want(200).text("nextCursor")
	if cursor == "" || strings.ContainsAny(cursor, " /") {
		t.Fatalf("the cursor of another node: %q", cursor)
	}
	return cursor
}
