package main

import (
	"crypto/rand"
	"database/sql"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/lib/pq"

	"github.com/usher-id/usher/internal/bench"
)

// testServer serves from a schema of its own in the PostgreSQL that USHER_TEST_POSTGRES names.
func testServer(t *testing.T) string {
	t.Helper()
	admin := os.Getenv("USHER_TEST_POSTGRES")
	if admin == "" {
		const absent = "no test on PostgreSQL: USHER_TEST_POSTGRES is not set (the URL of a database where tests may CREATE DATABASE)"
		if os.Getenv("CI") != "" {
			t.Fatal(absent)
		}
		t.Skip(absent)
	}
	u, err := url.Parse(admin)
	if err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("postgres", admin)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	name := "bench_" + strings.ToLower(rand.Text())
	if _, err := db.Exec("create schema " + pq.QuoteIdentifier(name)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := db.Exec("drop schema " + pq.QuoteIdentifier(name) + " cascade"); err != nil {
			t.Error(err)
		}
	})
	query := u.Query()
	query.Set("search_path", name)
	u.RawQuery = query.Encode()

	pool, err := open(t.Context(), u.String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { pool.Close() })
	users, err := newCollection(t.Context(), pool, "users", "userName", "externalId", "displayName")
	if err != nil {
		t.Fatal(err)
	}
	groups, err := newCollection(t.Context(), pool, "groups", "displayName", "externalId")
	if err != nil {
		t.Fatal(err)
	}
	handler, err := newHandler(users, groups)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(authorized("secret", handler))
	t.Cleanup(server.Close)
	return server.URL + "/scim/v2"
}

// A yardstick that answered the load tool with errors, or lost updates, would measure nothing.
func TestServerDoesAllThatIsMeasured(t *testing.T) {
	lines, err := bench.Measure(t.Context(), bench.Options{
		URL: testServer(t), Token: "secret", Clients: 4, People: 60, Requests: 30, GroupSizes: []int{20}, Clean: true,
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(lines) < len(bench.Operations()) {
		t.Errorf("only %d results", len(lines))
	}
	for _, line := range lines {
		if line.Errors > 0 || line.Operations == 0 {
			t.Error(line)
		}
	}
}

func TestServerAnswers(t *testing.T) {
	base := testServer(t)
	ask := func(token, method, path, body string) int {
		t.Helper()
		req, err := http.NewRequestWithContext(t.Context(), method, base+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+token)
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		return res.StatusCode
	}
	ann := string(bench.PersonJSON("ann@example.com"))
	for _, c := range []struct {
		what, token, method, path, body string
		want                            int
	}{
		{"create", "secret", http.MethodPost, "/Users", ann, 201},
		{"create again", "secret", http.MethodPost, "/Users", ann, 409},
		{"create in capitals", "secret", http.MethodPost, "/Users", strings.Replace(ann, `"ann@`, `"ANN@`, 1), 409},
		{"wrong token", "guess", http.MethodGet, "/Users", "", 401},
		{"unknown id", "secret", http.MethodGet, "/Users/1f36e834-0c94-4137-8702-b2df65278d19", "", 404},
		{"no id at all", "secret", http.MethodPut, "/Users/nobody", ann, 404},
		{"delete an unknown one", "secret", http.MethodDelete, "/Users/1f36e834-0c94-4137-8702-b2df65278d19", "", 404},
		{"no JSON", "secret", http.MethodPost, "/Users", "{", 400},
		{"bad filter", "secret", http.MethodGet, "/Users?filter=userName%20is%20x", "", 400},
		{"other filter", "secret", http.MethodGet, "/Users?filter=userName%20sw%20%22ann%22", "", 200},
	} {
		if got := ask(c.token, c.method, c.path, c.body); got != c.want {
			t.Errorf("%s: %d, want %d", c.what, got, c.want)
		}
	}
}
