package bench

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/usher-id/usher/internal/text"
)

// report writes results as they come, for people or for programs.
type report struct {
	reader text.Reader
	out    io.Writer
	json   *json.Encoder // nil for a table
	headed bool
	err    error // the first that writing met; later lines are dropped
}

func newReport(reader text.Reader, out io.Writer, jsonOut bool) *report {
	r := &report{reader: reader, out: out}
	if jsonOut {
		r.json = json.NewEncoder(out)
	}
	return r
}

// columns are the headings of the table, by key.
var columns = []string{
	"bench.column.operation", "bench.column.clients", "bench.column.operations", "bench.column.errors",
	"bench.column.rate", "bench.column.p50", "bench.column.p95", "bench.column.p99", "bench.column.statuses",
}

const (
	headLayout = "%-24s %7s %10s %7s %10s %9s %9s %9s  %s\n"
	lineLayout = "%-24s %7d %10d %7d %10s %9s %9s %9s  %s\n"
)

func (r *report) line(line Result) {
	if r.json != nil {
		r.keep(r.json.Encode(line))
		return
	}
	if line.Setup {
		r.remark(line.sentence())
		return
	}
	if !r.headed {
		r.headed = true
		heads := make([]any, len(columns))
		for i, key := range columns {
			heads[i] = r.reader.Say(text.New(key))
		}
		r.print(headLayout, heads...)
	}
	number := func(value float64, places int) string { return r.reader.Say(decimal(value, places)) }
	r.print(lineLayout, line.name(), line.Clients, line.Operations, line.Errors, number(line.PerSecond, 1),
		number(line.P50, 2), number(line.P95, 2), number(line.P99, 2), r.reader.Say(line.statusList()))
}

// remark writes a sentence for people; JSON lines stay free of it.
func (r *report) remark(sentence text.Message) {
	if r.json == nil {
		r.print("%s\n", r.reader.Say(sentence))
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

// String says in a sentence what was done, in English.
func (r Result) String() string { return text.In(text.English, r.sentence()) }

// sentence says what was done.
func (r Result) sentence() text.Message {
	key := "bench.measured"
	if r.Setup {
		key = "bench.prepared"
	}
	return text.New(key, "name", r.name(), "requests", r.Operations, "clients", r.Clients,
		"seconds", decimal(r.Seconds, 1), "rate", decimal(r.PerSecond, 0), "errors", r.Errors, "statuses",
		r.statusList())
}

// decimal is a number with so many decimal places.
func decimal(value float64, places int) text.Message {
	whole, rest, found := strings.Cut(strconv.FormatFloat(value, 'f', places, 64), ".")
	if !found {
		return text.Plain(whole)
	}
	return text.New("bench.decimal", "whole", whole, "rest", rest)
}

// name tells the sizes of an operation apart.
func (r Result) name() string {
	if r.GroupSize > 0 {
		return r.Operation + "/" + strconv.Itoa(r.GroupSize)
	}
	return r.Operation
}

// statusList is how often which status came; what is no status has a label, which people read in words.
func (r Result) statusList() text.Message {
	var parts []text.Message
	for _, status := range slices.Sorted(maps.Keys(r.Statuses)) {
		answer := text.Plain(status)
		if key, known := labels[status]; known {
			answer = text.New(key)
		}
		parts = append(parts, text.New("bench.count", "answer", answer, "n", r.Statuses[status]))
	}
	return text.New("bench.counts", "all", parts)
}
