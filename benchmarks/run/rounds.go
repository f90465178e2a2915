package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/usher-id/usher/internal/bench"
)

// operations are those compared, in the order of the report. "filter" is userName eq.
var operations = []string{"create", "merge", "get", "filter", "put", "patch", "group-add", "one-group"}

// cell is one place of the tables.
type cell struct {
	contender, operation string
	groupSize, clients   int
}

// figures holds what every round measured in each cell.
type figures map[cell][]bench.Result

// measure runs the rounds. For each number of clients and each operation the contenders follow one another at once;
// who begins changes from round to round.
func measure(ctx context.Context, s settings, pg *postgres, contenders []contender) (figures, error) {
	found := figures{}
	for round := range s.rounds {
		if err := pg.checkpoint(ctx); err != nil {
			return nil, err
		}
		for _, clients := range s.clients {
			for _, operation := range operations {
				for i := range contenders {
					c := contenders[(round+i)%len(contenders)]
					lines, err := c.measure(ctx, operation, clients)
					if err != nil {
						return nil, fmt.Errorf("%s, %s with %d clients: %w", c.name(), operation, clients, err)
					}
					for _, line := range lines {
						say("round %d, %s: %s", round+1, c.name(), line)
						at := cell{c.name(), line.Operation, line.GroupSize, clients}
						found[at] = append(found[at], line)
					}
				}
			}
		}
	}
	return found, nil
}

// rate is the median of the operations a second, with the lowest and the highest; 0 where nothing was measured.
func (f figures) rate(at cell) (median, lowest, highest float64) {
	return spread(f[at], func(r bench.Result) float64 { return r.PerSecond })
}

// latency is the median over the rounds of a percentile, in milliseconds.
func (f figures) latency(at cell, of func(bench.Result) float64) float64 {
	median, _, _ := spread(f[at], of)
	return median
}

// errors counts the failed requests of a cell, and all of them.
func (f figures) errors(at cell) (failed, all int) {
	for _, r := range f[at] {
		failed += r.Errors
		all += r.Operations
	}
	return failed, all
}

// cells lists what was measured, in a stable order.
func (f figures) cells() []cell {
	all := make([]cell, 0, len(f))
	for at := range f {
		all = append(all, at)
	}
	slices.SortFunc(all, func(a, b cell) int {
		return cmp.Or(
			cmp.Compare(a.contender, b.contender), cmp.Compare(a.operation, b.operation),
			cmp.Compare(a.groupSize, b.groupSize), cmp.Compare(a.clients, b.clients))
	})
	return all
}

func spread(rounds []bench.Result, of func(bench.Result) float64) (median, lowest, highest float64) {
	if len(rounds) == 0 {
		return 0, 0, 0
	}
	var values []float64
	for _, r := range rounds {
		values = append(values, of(r))
	}
	slices.Sort(values)
	middle := len(values) / 2
	median = values[middle]
	if len(values)%2 == 0 {
		median = (values[middle-1] + values[middle]) / 2
	}
	return median, values[0], values[len(values)-1]
}
