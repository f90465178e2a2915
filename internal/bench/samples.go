package bench

import (
	"math"
	"slices"
	"strings"
	"time"
)

// Result is one line of the report.
type Result struct {
	// Operation is one of Operations(); a step of a mix stands behind a colon ("okta-mix:probe").
	Operation string `json:"operation"`
	// Setup marks what was done to prepare or to clean up; it is shown, and is no measurement.
	Setup bool `json:"setup,omitempty"`
	// GroupSize is how many members the group had, where the operation is measured at several sizes.
	GroupSize int `json:"groupSize,omitempty"`
	Clients   int `json:"clients"`
	People    int `json:"people"`
	// Operations counts every request that was sent, whatever became of it.
	Operations int `json:"operations"`
	// Errors counts the requests not answered 2xx.
	Errors int `json:"errors"`
	// Seconds is the time of the measurement; where several kinds of request take turns, each one's share of it.
	Seconds float64 `json:"seconds"`
	// PerSecond counts the requests answered 2xx, and the percentiles (milliseconds) are theirs alone.
	PerSecond float64 `json:"perSecond"`
	P50       float64 `json:"p50"`
	P95       float64 `json:"p95"`
	P99       float64 `json:"p99"`
	// Statuses counts all requests by HTTP status, or by what went wrong if there was no answer.
	Statuses map[string]int `json:"statuses"`
}

// samples is what one client, or all of them together, saw of one kind of request.
type samples struct {
	took     []time.Duration // of the requests answered 2xx
	busy     time.Duration   // of all requests
	errors   int
	statuses map[string]int
}

func (s *samples) add(status string, ok bool, took time.Duration) {
	if s.statuses == nil {
		s.statuses = map[string]int{}
	}
	s.statuses[status]++
	s.busy += took
	if ok {
		s.took = append(s.took, took)
	} else {
		s.errors++
	}
}

// revoke counts so many of the requests answered 2xx as failed after all: the server did not do what it confirmed.
func (s *samples) revoke(label string, n int) {
	if n == 0 {
		return
	}
	s.took = s.took[:len(s.took)-n]
	s.errors += n
	for status, count := range s.statuses {
		if strings.HasPrefix(status, "2") {
			moved := min(count, n-s.statuses[label])
			s.statuses[status] -= moved
			s.statuses[label] += moved
		}
	}
}

func (s *samples) merge(other samples) {
	if s.statuses == nil {
		s.statuses = map[string]int{}
	}
	for status, n := range other.statuses {
		s.statuses[status] += n
	}
	s.took = append(s.took, other.took...)
	s.busy += other.busy
	s.errors += other.errors
}

// result sums up. share is the time these requests are held to have taken.
func (s *samples) result(operation string, share time.Duration) Result {
	slices.Sort(s.took)
	r := Result{
		Operation:  operation,
		Operations: len(s.took) + s.errors,
		Errors:     s.errors,
		Seconds:    share.Seconds(),
		P50:        milliseconds(percentile(s.took, 50)),
		P95:        milliseconds(percentile(s.took, 95)),
		P99:        milliseconds(percentile(s.took, 99)),
		Statuses:   s.statuses,
	}
	if r.Statuses == nil {
		r.Statuses = map[string]int{}
	}
	if share > 0 {
		r.PerSecond = float64(len(s.took)) / share.Seconds()
	}
	return r
}

// percentile is the smallest of the sorted values that at least p per cent of them do not exceed (nearest rank); 0
// of none.
func percentile(sorted []time.Duration, p float64) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	rank := int(math.Ceil(p / 100 * float64(len(sorted))))
	return sorted[min(max(rank, 1), len(sorted))-1]
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
