package scim

import (
	"context"
	"errors"
	"testing"
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
