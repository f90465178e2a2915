package scim_test

import (
	"encoding/base64"
	"net/url"
	"strings"
	"testing"
	"time"
)

// pages follows nextCursor to the end and joins the names of all pages.
func pages(t *testing.T, f *fixture, query string) string {
	t.Helper()
	var names []string
	cursor := ""
	for range 20 {
		a := f.do("GET", "/Users?"+query+"&cursor="+cursor, "").want(t, 200)
		names = append(names, a.names())
		next, more := a.body["nextCursor"].(string)
		if !more {
			return strings.Join(names, " | ")
		}
		if url.QueryEscape(next) != next {
			t.Fatalf("cursor %q is not URL-safe", next)
		}
		if a.get("totalResults") != 5.0 || a.get("startIndex") != nil {
			t.Errorf("page: %s", a.text)
		}
		cursor = next
	}
	t.Fatal("the pages have no end")
	return ""
}

func TestCursorPaging(t *testing.T) {
	f := newFixture(t)
	people(f, "c", "a", "e", "b", "d")
	for query, want := range map[string]string{
		"count=2":                 "c a | e b | d",
		"count=5":                 "c a e b d",
		"count=2&sortBy=userName": "a b | c d | e",
		"count=3&sortBy=userName&sortOrder=descending":  "e d c | b a",
		"count=2&filter=userName+pr":                    "c a | e b | d",
		"count=0":                                       "",
		"count=-1":                                      "",
		"count=2&sortBy=title&attributes=id,userName":   "c a | e b | d",
		"count=2&sortBy=meta.created":                   "c a | e b | d",
		"count=2&filter=userName+pr&sortBy=displayName": "c a | e b | d",
	} {
		if got := pages(t, f, query); got != want {
			t.Errorf("%s: got %q, want %q", query, got, want)
		}
	}
	if a := f.do("GET", "/Users?count=2", "").want(t, 200); a.get("nextCursor") != nil {
		t.Errorf("paging by index gives a cursor: %s", a.text)
	}
	a := f.do("POST", "/Users/.search", `{"cursor":"","count":2}`).want(t, 200)
	if a = f.do("POST", "/Users/.search", `{"cursor":"`+a.get("nextCursor").(string)+`"}`).want(t, 200); a.names() != "e b" {
		t.Errorf("got %q", a.names())
	}
	if a = f.do("GET", "/?cursor=&count=3", "").want(t, 200); a.get("nextCursor") == nil {
		t.Errorf("no cursor at the root: %s", a.text)
	}
}

// A page by cursor goes on where the last one ended, whatever came and went in between.
func TestCursorSurvivesChanges(t *testing.T) {
	f := newFixture(t)
	people(f, "b", "d", "f")
	a := f.do("GET", "/Users?count=2&cursor=&sortBy=userName", "")
	gone := a.get("Resources", 1, "id").(string)
	f.do("DELETE", "/Users/"+gone, "").want(t, 204)
	people(f, "a", "e")
	next := f.do("GET", "/Users?count=2&sortBy=userName&cursor="+a.get("nextCursor").(string), "").want(t, 200)
	if next.names() != "e f" {
		t.Errorf("got %q, want e f", next.names())
	}
}

func TestCursorsRefused(t *testing.T) {
	f := newFixture(t)
	people(f, "a", "b", "c")
	first := "count=1&sortBy=userName&filter=" + url.QueryEscape(`userName pr`)
	cursor := f.do("GET", "/Users?cursor=&"+first, "").get("nextCursor").(string)
	raw, _ := base64.RawURLEncoding.DecodeString(cursor)
	raw[len(raw)/2] ^= 1
	forged := base64.RawURLEncoding.EncodeToString(raw)

	for name, query := range map[string]string{
		"nonsense":          "cursor=nonsense&" + first,
		"short":             "cursor=AAAA&" + first,
		"one bit":           "cursor=" + forged + "&" + first,
		"cut":               "cursor=" + cursor[:len(cursor)-4] + "&" + first,
		"other filter":      "cursor=" + cursor + "&count=1&sortBy=userName&filter=" + url.QueryEscape(`id pr`),
		"no filter":         "cursor=" + cursor + "&count=1&sortBy=userName",
		"other order":       "cursor=" + cursor + "&sortOrder=descending&" + first,
		"other sort":        "cursor=" + cursor + "&count=1&sortBy=id&filter=" + url.QueryEscape(`userName pr`),
		"NUL":               "cursor=%00&" + first,
		"trailing newline":  "cursor=" + cursor + "%0A&" + first,
		"another direction": "cursor=" + cursor + "x&" + first,
	} {
		t.Run(name, func(t *testing.T) { f.do("GET", "/Users?"+query, "").refused(t, 400, "invalidCursor") })
	}
	f.do("GET", "/Groups?cursor="+f.do("GET", "/Users?cursor=&count=1", "").get("nextCursor").(string), "").refused(t, 400, "invalidCursor")
	f.do("GET", "/Users?cursor="+cursor+"&startIndex=1&"+first, "").refused(t, 400, "invalidValue", "startIndex")
	f.do("GET", "/Users?cursor=&count=1001", "").refused(t, 400, "invalidCount", "1000")
	f.do("GET", "/Users?cursor="+cursor+"&"+strings.Replace(first, "count=1", "count=2", 1), "").refused(t, 400, "invalidCount", "1")

	// another tenant's cursor, by scope or by key
	f.tenant.Scope = "acme/entra"
	f.do("GET", "/Users?cursor="+cursor+"&"+first, "").refused(t, 400, "invalidCursor")
	f.tenant.Scope, f.tenant.CursorKey = "acme/okta", []byte("another key")
	f.do("GET", "/Users?cursor="+cursor+"&"+first, "").refused(t, 400, "invalidCursor")
	f.tenant.CursorKey = []byte("a key of this tenant")

	f.pass(time.Hour)
	f.do("GET", "/Users?cursor="+cursor+"&"+first, "").want(t, 200)
	f.pass(time.Second)
	f.do("GET", "/Users?cursor="+cursor+"&"+first, "").refused(t, 400, "expiredCursor", "1h")
}

// A tenant without a key of its own has cursors too, which nobody can forge with an empty key.
func TestCursorWithoutKey(t *testing.T) {
	f := newFixture(t, func(f *fixture) { f.tenant.CursorKey = nil })
	people(f, "a", "b")
	cursor := f.do("GET", "/Users?cursor=&count=1", "").get("nextCursor").(string)
	f.do("GET", "/Users?count=1&cursor="+cursor, "").want(t, 200)
	f.handler = f.server.Handler()
	f.do("GET", "/Users?count=1&cursor="+cursor, "").refused(t, 400, "invalidCursor")
}

func FuzzCursor(f *testing.F) {
	fix := newFixture(&testing.T{})
	fix.user("a")
	fix.user("b")
	f.Add(fix.do("GET", "/Users?cursor=&count=1", "").get("nextCursor").(string))
	f.Add("")
	f.Add("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
	f.Fuzz(func(t *testing.T, cursor string) {
		a := fix.do("GET", "/Users?count=1&cursor="+url.QueryEscape(cursor), "")
		if a.StatusCode != 200 && (a.StatusCode != 400 || a.get("scimType") != "invalidCursor") {
			t.Errorf("%q: %d %s", cursor, a.StatusCode, a.text)
		}
	})
}
