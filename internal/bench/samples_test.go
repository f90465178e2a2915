package bench

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestPercentile(t *testing.T) {
	ten := []time.Duration{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}
	for _, c := range []struct {
		values []time.Duration
		p      float64
		want   time.Duration
	}{
		{nil, 50, 0},
		{ten[:1], 1, 1},
		{ten[:1], 99, 1},
		{ten, 50, 5},
		{ten, 51, 6},
		{ten, 95, 10},
		{ten, 100, 10},
		{ten, 0, 1},
	} {
		if got := percentile(c.values, c.p); got != c.want {
			t.Errorf("percentile(%v, %v) = %v, want %v", c.values, c.p, got, c.want)
		}
	}
}

// The nearest rank, said in other words: at least p per cent are not above it, and fewer than p per cent are below it.
func TestPercentileProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var s samples
		for _, n := range rapid.SliceOfN(rapid.IntRange(0, 50), 1, 300).Draw(t, "values") {
			s.add("200", true, time.Duration(n))
		}
		s.result("get", time.Second) // which sorts
		p := float64(rapid.IntRange(1, 100).Draw(t, "p"))
		got := percentile(s.took, p)
		below, upTo := 0, 0
		for _, value := range s.took {
			if value < got {
				below++
			}
			if value <= got {
				upTo++
			}
		}
		total := float64(len(s.took))
		if float64(upTo) < p/100*total {
			t.Fatalf("%d of %v values are not above percentile %v", upTo, total, p)
		}
		if float64(below) >= p/100*total {
			t.Fatalf("%d of %v values are below percentile %v", below, total, p)
		}
	})
}

func TestResultCountsEveryRequestOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var total samples
		requests, refused := 0, 0
		for range rapid.IntRange(0, 5).Draw(t, "clients") {
			var one samples
			for _, status := range rapid.SliceOf(rapid.SampledFrom([]string{"200", "204", "409", "timeout"})).Draw(t, "statuses") {
				ok := status[0] == '2'
				one.add(status, ok, time.Millisecond)
				requests++
				if !ok {
					refused++
				}
			}
			total.merge(one)
		}
		lost := rapid.IntRange(0, requests-refused).Draw(t, "lost")
		total.revoke("lost update", lost)

		r := total.result("put", 2*time.Second)
		if r.Operations != requests || r.Errors != refused+lost {
			t.Fatalf("%d operations with %d errors, want %d with %d", r.Operations, r.Errors, requests, refused+lost)
		}
		counted := 0
		for _, n := range r.Statuses {
			counted += n
		}
		if counted != requests || r.Statuses["lost update"] != lost {
			t.Fatalf("statuses %v, want %d in all and %d lost", r.Statuses, requests, lost)
		}
		if want := float64(requests-refused-lost) / 2; r.PerSecond != want {
			t.Fatalf("%v a second, want %v", r.PerSecond, want)
		}
	})
}

func TestScatterVisitsEachPlaceOnce(t *testing.T) {
	for _, length := range []int{1, 2, 10, 1000, 2048, 1_000_003} {
		seen := make([]bool, length)
		for n := range length {
			at := scatter(int64(n), length)
			if seen[at] {
				t.Fatalf("of %d places, %d came twice", length, at)
			}
			seen[at] = true
		}
	}
}

func TestLeast(t *testing.T) {
	for _, c := range []struct{ a, b, want int }{{0, 0, 0}, {0, 5, 5}, {5, 0, 5}, {3, 5, 3}, {5, 3, 3}} {
		if got := least(c.a, c.b); got != c.want {
			t.Errorf("least(%d, %d) = %d, want %d", c.a, c.b, got, c.want)
		}
	}
}
