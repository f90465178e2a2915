package scim

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"

	"github.com/usher-id/usher/scim/schema"
)

// Rule P10: of the memory for large requests no scope takes more than its share, whatever waits; one that is larger than
// all goes alone; what is given back can be taken.
func TestBudget(t *testing.T) {
	b := newBudget(100, 60)
	status := func(scope string, n int64) int {
		var e *Error
		if err := b.take(t.Context(), scope, n, 0); errors.As(err, &e) {
			if e.Header.Get("Retry-After") == "" {
				t.Error("no Retry-After")
			}
			return e.Status
		} else if err != nil {
			t.Fatal(err)
		}
		return 0
	}
	for i, step := range []struct {
		scope      string
		take, give int64
		want       int
	}{
		{"a", 50, 0, 0}, {"a", 20, 0, 429}, {"b", 60, 0, 503}, {"b", 50, 0, 0}, {"c", 1, 0, 503},
		{"a", 0, 50, 0}, {"c", 50, 0, 0}, {"c", 0, 50, 0}, {"b", 0, 50, 0}, {"d", 500, 0, 0}, {"a", 1, 0, 503}, {"d", 0, 500, 0}, {"a", 1, 0, 0},
	} {
		if step.give > 0 {
			b.give(step.scope, step.give)
		} else if got := status(step.scope, step.take); got != step.want {
			t.Errorf("step %d: status %d, want %d", i, got, step.want)
		}
	}
	// Whoever waits is woken.
	h := holding{of: b, scope: "w"}
	if err := h.raise(t.Context(), 90, 0); err != nil {
		t.Fatal(err)
	}
	done := make(chan error)
	go func() { done <- b.take(t.Context(), "x", 90, patience) }()
	h.drop()
	if err := <-done; err != nil {
		t.Error(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := b.take(ctx, "y", 90, patience); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

// Rule P10: what a body takes of the memory for bodies is what it takes decoded, however short its objects are written
// and wherever in a Bulk they stand.
func TestBudgetOfManyShortObjects(t *testing.T) {
	for _, object := range []string{`{"a":1}`, `{"value":"aaaaaaaa"}`, `{"a":1,"b":2,"c":3,"d":4}`, `{"value":"01a21592-3a68-76be-8fb2-00afe6609413"}`, `{}`} {
		body := []byte(`{"displayName":"x","members":[` + strings.Repeat(object+",", 50_000) + object + `]}`)
		c := &call{body: &body, r: httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/Groups", nil)}
		c.bodies.of = newBudget(1<<30, 1<<30)
		if err := c.occupy(len(body)); err != nil {
			t.Fatal(err)
		}
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		v, err := schema.Decode(body)
		if err != nil {
			t.Fatal(err)
		}
		runtime.GC()
		runtime.ReadMemStats(&after)
		if takes := int64(after.HeapAlloc) - int64(before.HeapAlloc); takes > c.bodies.n {
			t.Errorf("50,001 times %s take %d bytes, and are taken for %d", object, takes, c.bodies.n)
		}
		runtime.KeepAlive(v)
		if part := len(body) / 2; c.occupy(part) != nil || c.bodies.n < int64(bytes.Count(body, []byte("{")))*perObject {
			t.Errorf("%s: a part of a body is taken for %d bytes", object, c.bodies.n)
		}
		c.bodies.drop()
	}
}
