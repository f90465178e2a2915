package bench

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// report writes results as they come, for people or for programs.
type report struct {
	out    io.Writer
	json   *json.Encoder // nil for a table
	headed bool
	err    error // the first that writing met; later lines are dropped
}

func newReport(out io.Writer, jsonOut bool) *report {
	r := &report{out: out}
	if jsonOut {
		r.json = json.NewEncoder(out)
	}
	return r
}

const (
	headLayout = "%-24s %7s %10s %7s %10s %9s %9s %9s  %s\n"
	lineLayout = "%-24s %7d %10d %7d %10.1f %9.2f %9.2f %9.2f  %s\n"
)

func (r *report) line(line Result) {
	if r.json != nil {
		r.keep(r.json.Encode(line))
		return
	}
	if line.Setup {
		r.print("%s\n", line)
		return
	}
	if !r.headed {
		r.headed = true
		r.print(headLayout, "operation", "clients", "operations", "errors", "ops/s", "p50 ms", "p95 ms", "p99 ms", "statuses")
	}
	r.print(lineLayout, line.name(), line.Clients, line.Operations, line.Errors,
		line.PerSecond, line.P50, line.P95, line.P99, line.statusList())
}

// remark writes a sentence for people; JSON lines stay free of it.
func (r *report) remark(sentence string) {
	if r.json == nil {
		r.print("%s\n", sentence)
	}
}

func (r *report) print(layout string, values ...any) {
	if r.err == nil {
		_, err := fmt.Fprintf(r.out, layout, values...)
		r.keep(err)
	}
}

func (r *report) keep(err error) {
	if r.err == nil {
		r.err = err
	}
}

// String says in a sentence what was done.
func (r Result) String() string {
	verb := "Measured"
	if r.Setup {
		verb = "Prepared"
	}
	return fmt.Sprintf("%s %s: %d requests by %d clients in %.1f s, %.0f a second, %d errors (%s).",
		verb, r.name(), r.Operations, r.Clients, r.Seconds, r.PerSecond, r.Errors, r.statusList())
}

// name tells the sizes of an operation apart.
func (r Result) name() string {
	if r.GroupSize > 0 {
		return r.Operation + "/" + strconv.Itoa(r.GroupSize)
	}
	return r.Operation
}

func (r Result) statusList() string {
	var parts []string
	for _, status := range slices.Sorted(maps.Keys(r.Statuses)) {
		parts = append(parts, fmt.Sprintf("%s: %d", status, r.Statuses[status]))
	}
	return strings.Join(parts, ", ")
}
