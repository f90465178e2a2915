package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/usher-id/usher/internal/bench"
)

var titles = map[string]string{
	"create":    "create",
	"merge":     "create somebody known from another source",
	"get":       "GET by id",
	"filter":    "userName eq",
	"put":       "PUT",
	"patch":     "PATCH active",
	"group-add": "add a member",
	"one-group": "add to one group",
}

var names = map[string]string{"pgbench": "pgbench", "elimity": "elimity server", "usher": "Usher"}

var portraits = map[string]string{
	"pgbench": "PostgreSQL's own load tool on a table with a jsonb document and three unique indexes, prepared statements, nothing above it",
	"elimity": "the plain SCIM server of `benchmarks/elimity`, on github.com/elimity-com/scim and lib/pq",
	"usher":   "this project, with gate, merge, license step and provisioning log",
}

// render writes the page.
func render(s settings, machine []fact, found figures, now time.Time) string {
	var b strings.Builder
	p := func(format string, values ...any) { fmt.Fprintf(&b, format+"\n", values...) }

	p("# Benchmarks\n")
	p("Measured %s by `make bench`, which wrote this page; no figure in it is by hand.\n",
		now.UTC().Format("2 January 2006, 15:04 UTC"))
	p("Compared on one PostgreSQL:\n")
	for _, c := range s.only {
		p("- **%s**: %s.", names[c], portraits[c])
	}
	p("\nThe servers are driven over HTTP by the load tool of `usher bench`; a person is a document of %d bytes.\n",
		len(bench.PersonJSON("somebody@example.com")))
	p("%s people before the first round; every create measurement adds %s more to each contender. %s, the contenders"+
		" in turn within each operation; the medians count. Only requests answered 2xx count as done.\n",
		grouped(float64(s.people)), grouped(float64(s.creates)), counted(s.rounds, "round"))

	rates(p, s, found)
	latencies(p, s, found)
	if slices.Contains(s.only, "usher") {
		verdicts(p, s, found)
	}
	failures(p, found)

	p("## Machine\n\n| | |\n|---|---|")
	for _, f := range machine {
		p("| %s | %s |", f.what, f.value)
	}
	p("\n## Again\n\n```\nDATABASE_URL='postgres://USER@HOST:PORT/postgres?sslmode=disable' make bench\n```\n")
	p("The role must be allowed to create databases and to checkpoint; `pgbench` must be on the PATH. A quick look, with other sizes and"+
		" into another file: `go run ./benchmarks/run -people 2000 -rounds 1 -group-sizes 100,1000 -length 1s -creates 512 -out FILE`."+
		" `-only elimity,usher` leaves a contender out. Nothing else should run on the machine meanwhile.\n\nThis run: `%s`.", s.command())
	return b.String()
}

// rates is the table of operations a second.
func rates(p func(string, ...any), s settings, found figures) {
	p("## Operations a second\n\nMedian (lowest to highest).\n")
	head, rule := "| operation | clients |", "|---|---|"
	for _, c := range s.only {
		head, rule = head+" "+names[c]+" |", rule+"---|"
	}
	both := slices.Contains(s.only, "usher") && slices.Contains(s.only, "elimity")
	if both {
		head, rule = head+" Usher / elimity |", rule+"---|"
	}
	p("%s\n%s", head, rule)
	eachRow(s, func(title string, at cell) {
		row := fmt.Sprintf("| %s | %d |", title, at.clients)
		for _, c := range s.only {
			at.contender = c
			if len(found[at]) == 0 {
				row += " |"
				continue
			}
			median, lowest, highest := found.rate(at)
			row += fmt.Sprintf(" %s (%s to %s) |", grouped(median), grouped(lowest), grouped(highest))
		}
		if both {
			ratio, _, measured := target{over: at.by("usher"), under: at.by("elimity")}.judge(found)
			row += mark(measured, fmt.Sprintf(" %.2f |", ratio), " |")
		}
		p("%s", row)
	})
	p("")
}

// latencies is the table of milliseconds, of the servers.
func latencies(p func(string, ...any), s settings, found figures) {
	p("## Milliseconds\n\np50 / p95 / p99, each the median of the rounds.\n")
	head, rule := "| operation | clients |", "|---|---|"
	var servers []string
	for _, c := range s.only {
		if c != "pgbench" {
			servers = append(servers, c)
			head, rule = head+" "+names[c]+" |", rule+"---|"
		}
	}
	p("%s\n%s", head, rule)
	eachRow(s, func(title string, at cell) {
		row := fmt.Sprintf("| %s | %d |", title, at.clients)
		for _, c := range servers {
			at = at.by(c)
			if len(found[at]) == 0 {
				row += " |"
				continue
			}
			row += fmt.Sprintf(" %.2f / %.2f / %.2f |",
				found.latency(at, func(r bench.Result) float64 { return r.P50 }),
				found.latency(at, func(r bench.Result) float64 { return r.P95 }),
				found.latency(at, func(r bench.Result) float64 { return r.P99 }))
		}
		p("%s", row)
	})
	p("")
}

// verdicts holds the figures against what Usher is to reach.
func verdicts(p func(string, ...any), s settings, found figures) {
	p("## Aims\n\nRatios of the medians of operations a second.\n\n| what | aim | measured | |\n|---|---|---|---|")
	for _, t := range targets(s) {
		ratio, met, measured := t.judge(found)
		p("| %s | %s (%.2f) | %s | %s |", t.what, t.wantedFor, t.at,
			mark(measured, fmt.Sprintf("%.3f", ratio), "not measured"), mark(measured, mark(met, "met", "**missed**"),
				""))
	}
	p("")
}

// failures says what did not work, so that no rate hides it.
func failures(p func(string, ...any), found figures) {
	p("## Errors\n")
	none := true
	for _, at := range found.cells() {
		if failed, all := found.errors(at); failed > 0 {
			none = false
			statuses := map[string]int{}
			for _, r := range found[at] {
				for status, n := range r.Statuses {
					statuses[status] += n
				}
			}
			p("- %s, %s with %d clients: %d of %d requests failed: %v.", names[at.contender], title(at), at.clients,
				failed, all, statuses)
		}
	}
	if none {
		p("None: every request of every round was answered 2xx, and every confirmed member was in its group.")
	}
	p("")
}

// eachRow goes through the rows that the tables share.
func eachRow(s settings, row func(title string, at cell)) {
	for _, operation := range operations {
		sizes := []int{0}
		if operation == "group-add" {
			sizes = s.groupSizes
		}
		for _, size := range sizes {
			for _, clients := range s.clients {
				at := cell{operation: operation, groupSize: size, clients: clients}
				row(title(at), at)
			}
		}
	}
}

func title(at cell) string {
	if at.groupSize > 0 {
		return titles[at.operation] + " to " + grouped(float64(at.groupSize))
	}
	if name, ok := titles[at.operation]; ok {
		return name
	}
	return at.operation
}

// by is the same cell of another contender.
func (c cell) by(contender string) cell {
	c.contender = contender
	return c
}

// command is the call that makes the same run again.
func (s settings) command() string {
	return fmt.Sprintf("go run ./benchmarks/run -only %s -people %d -rounds %d -clients %s -group-sizes %s -length %s -creates %d -one-group %d",
		strings.Join(s.only, ","), s.people, s.rounds, joined(s.clients), joined(s.groupSizes), s.length, s.creates,
		s.oneGroup)
}

func joined(numbers []int) string {
	var parts []string
	for _, n := range numbers {
		parts = append(parts, strconv.Itoa(n))
	}
	return strings.Join(parts, ",")
}

// grouped writes a number with commas between thousands, and one decimal if it is small.
func grouped(value float64) string {
	if value < 100 && value != float64(int(value)) {
		return strconv.FormatFloat(value, 'f', 1, 64)
	}
	digits := strconv.FormatFloat(value, 'f', 0, 64)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

func mark(yes bool, one, other string) string {
	if yes {
		return one
	}
	return other
}
