package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/usher-id/usher/check"
	"github.com/usher-id/usher/internal/store/storetest"
)

// dialectCases is how many sequences of real clients the papers hold.
const dialectCases = 98

// stores are what the sequences of real clients are sent to: an empty store and one in use, on
// both databases; with -short, only to the one in use.
func stores(t *testing.T, fn func(t *testing.T, c *connection)) {
	for name, url := range storetest.URLs(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			n := startNode(t, url)
			t.Run("empty", func(t *testing.T) {
				long(t, "the store in use is enough")
				t.Parallel()
				fn(t, n.tenant(t, "empty"))
			})
			t.Run("filled", func(t *testing.T) {
				t.Parallel()
				c := n.tenant(t, "filled")
				c.seed(t)
				fn(t, c)
			})
		})
	}
}

func TestDialects(t *testing.T) {
	t.Parallel()
	cases := check.Dialects()
	if len(cases) != dialectCases {
		t.Fatalf("%d cases instead of %d", len(cases), dialectCases)
	}
	stores(t, func(t *testing.T, c *connection) {
		client, err := check.NewClient(check.Options{URL: c.base, Token: c.token})
		if err != nil {
			t.Fatal(err)
		}
		people, groups := c.get(t, "/Users?count=0").total(), c.get(t, "/Groups?count=0").total()
		for i, dialect := range cases {
			if testing.Short() && i%3 != 0 {
				continue
			}
			t.Run(dialect.ID, func(t *testing.T) {
				if o := dialect.Run(t.Context(), client); o.Status != check.Pass {
					t.Errorf("%s (%s)\n%s: %s\ngot   %s\nright %s", dialect.Purpose, dialect.Level, o.Status, o.Asked, o.Got, o.Right)
				}
				if left := client.Cleanup(t.Context(), time.Minute); len(left) > 0 {
					t.Errorf("can't be deleted again: %s", left)
				}
			})
		}
		if p, g := c.get(t, "/Users?count=0").total(), c.get(t, "/Groups?count=0").total(); p != people || g != groups {
			t.Errorf("the cases began with %d people and %d groups and ended with %d and %d", people, groups, p, g)
		}
	})
}

// The checker that others use reports the same, and finds nothing wrong by the RFCs either.
func TestCheckReportsTheSame(t *testing.T) {
	long(t, "TestDialects and package check run the parts of it")
	t.Parallel()
	stores(t, func(t *testing.T, c *connection) {
		var out, log bytes.Buffer
		if status := Run(t.Context(), []string{"check", c.base, "--token", c.token, "--json"}, noEnvironment, &out, &log); status != 0 {
			t.Errorf("usher check: status %d: %s", status, &log)
		}
		dialects := 0
		for text := range strings.Lines(out.String()) {
			var line struct {
				Type, ID, Title, Level, Status, Asked, Got, Right, Client string
				Leftover                                                  []string
			}
			if err := json.Unmarshal([]byte(text), &line); err != nil {
				t.Fatalf("%v: %s", err, text)
			}
			if line.Type == "summary" {
				if len(line.Leftover) > 0 {
					t.Errorf("left behind: %s", line.Leftover)
				}
				continue
			}
			if line.Client != "" {
				dialects++
			}
			moot := line.Status == string(check.Skipped) && strings.HasPrefix(line.ID, "discovery.") // about what the server doesn't claim
			if line.Status != string(check.Pass) && !moot {
				t.Errorf("%s %s (%s): %s\nasked %s\ngot   %s\nright %s", line.ID, line.Title, line.Level, line.Status, line.Asked, line.Got, line.Right)
			}
		}
		if dialects != dialectCases {
			t.Errorf("%d cases of clients instead of %d", dialects, dialectCases)
		}
	})
}
