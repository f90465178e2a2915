package main

import (
	"strings"
	"testing"
	"time"

	"github.com/usher-id/usher/internal/bench"
)

func TestParse(t *testing.T) {
	t.Setenv("DATABASE_URL", "postgres://usher@127.0.0.1/postgres")
	s, err := parse(nil)
	if err != nil {
		t.Fatal(err)
	}
	if s.people != 50000 || s.rounds != 5 || joined(s.clients) != "1,8,32" || joined(s.groupSizes) != "100,1000,20000" || len(s.only) != 3 {
		t.Errorf("without flags: %+v", s)
	}
	for args, want := range map[string]string{
		"-only nobody":              `unknown contender "nobody"`,
		"-clients 1,two":            "not a list of positive numbers",
		"-clients 3":                "4096 creates cannot be shared out evenly among 3 clients",
		"-rounds 0":                 "start at 1",
		"-length 10ms":              "the length at 1s",
		"-group-sizes 0":            "not a list of positive numbers",
		"-creates 4 -clients 1,8":   "4 creates cannot be shared out",
		"-only pgbench,elimity,any": `unknown contender "any"`,
	} {
		if _, err := parse(strings.Fields(args)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want %q", args, err, want)
		}
	}
	t.Setenv("DATABASE_URL", "")
	if _, err := parse(nil); err == nil || !strings.Contains(err.Error(), "DATABASE_URL names no PostgreSQL") {
		t.Errorf("without a database: %v", err)
	}
}

func TestReadPgbench(t *testing.T) {
	const report = `pgbench (15.1)
transaction type: create.sql
query mode: prepared
number of clients: 8
number of transactions per client: 100
number of transactions actually processed: 799/800
number of failed transactions: 1 (0.125%)
latency average = 0.771 ms
initial connection time = 8.013 ms
tps = 10373.442324 (without initial connection time)
`
	r, err := readPgbench(report)
	if err != nil || r.PerSecond != 10373.442324 || r.Operations != 800 || r.Errors != 1 {
		t.Errorf("%+v, %v", r, err)
	}
	if _, err := readPgbench("pgbench: error: no"); err == nil {
		t.Error("a report without figures is taken for one")
	}
}

func TestSpread(t *testing.T) {
	for _, c := range []struct {
		rates                   []float64
		median, lowest, highest float64
	}{
		{nil, 0, 0, 0},
		{[]float64{7}, 7, 7, 7},
		{[]float64{9, 1, 5}, 5, 1, 9},
		{[]float64{4, 1, 2, 9}, 3, 1, 9},
	} {
		f := figures{}
		for _, rate := range c.rates {
			f[cell{}] = append(f[cell{}], bench.Result{PerSecond: rate})
		}
		if median, lowest, highest := f.rate(cell{}); median != c.median || lowest != c.lowest || highest != c.highest {
			t.Errorf("%v: %v (%v to %v)", c.rates, median, lowest, highest)
		}
	}
}

// sample is a run in which Usher creates at the rate given, merges at a part of it, and is otherwise just good enough.
func sample(t *testing.T, creates, merges float64) (settings, figures) {
	t.Helper()
	t.Setenv("DATABASE_URL", "postgres://usher@127.0.0.1/postgres")
	s, err := parse([]string{"-rounds", "1", "-group-sizes", "100,20000"})
	if err != nil {
		t.Fatal(err)
	}
	f := figures{}
	put := func(contender, operation string, size, clients int, rate float64) {
		f[cell{contender, operation, size, clients}] = []bench.Result{{Operations: 100, PerSecond: rate, P50: 1.25}}
	}
	for _, clients := range s.clients {
		for _, operation := range []string{"create", "get", "filter"} {
			put("elimity", operation, 0, clients, 1000)
			put("usher", operation, 0, clients, 2000)
		}
		put("usher", "create", 0, clients, creates)
		put("usher", "merge", 0, clients, creates*merges)
		put("usher", "group-add", 100, clients, 300)
		put("usher", "group-add", 20000, clients, 201)
		put("usher", "one-group", 0, clients, 4500)
	}
	return s, f
}

func TestAimsAreJudged(t *testing.T) {
	for _, tt := range []struct {
		creates, merges float64
		missed          int
	}{{2000, 0.71, 0}, {1499, 0.71, 1}, {999, 0.71, 2}, {2000, 0.69, 3}} {
		s, f := sample(t, tt.creates, tt.merges)
		misses := 0
		for _, aim := range targets(s) {
			if _, met, measured := aim.judge(f); !measured {
				t.Errorf("%s was not measured", aim.what)
			} else if !met {
				misses++
			}
		}
		if misses != tt.missed {
			t.Errorf("%+v: %d aims are missed", tt, misses)
		}
	}
}

func TestRender(t *testing.T) {
	s, f := sample(t, 1499, 0.71)
	put := cell{"elimity", "put", 0, 8}
	f[put] = []bench.Result{{Operations: 10, Errors: 3, PerSecond: 12.34, Statuses: map[string]int{"200": 7, "500": 3}}}
	page := render(s, []fact{{"processor", "two of them"}}, f, time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC))
	for _, want := range []string{
		"Measured 22 November 2026, 08:00 UTC",
		"50,000 people before the first round",
		"| operation | clients | pgbench | elimity server | Usher | Usher / elimity |",
		"| create | 8 | | 1,000 (1,000 to 1,000) | 1,499 (1,499 to 1,499) | 1.50 |",
		"| PUT | 8 | | 12.3 (12.3 to 12.3) | | |",
		"| create | 32 | 1.25 / 0.00 / 0.00 | 1.25 / 0.00 / 0.00 |",
		"| create, 32 clients: Usher / elimity | 1.5 times (1.50) | 1.499 | **missed** |",
		"| add a member, 1 client: group of 20,000 / of 100 | at most 1.5 times as slow (0.67) | 0.670 | met |",
		"- elimity server, PUT with 8 clients: 3 of 10 requests failed: map[200:7 500:3].",
		"| processor | two of them |",
		"This run: `go run ./benchmarks/run -only pgbench,elimity,usher -people 50000 -rounds 1",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if t.Failed() {
		t.Log(page)
	}
}

func TestGrouped(t *testing.T) {
	for value, want := range map[float64]string{0: "0", 7: "7", 70.94: "70.9", 100.4: "100", 999.6: "1,000", 12345: "12,345", 1234567: "1,234,567"} {
		if got := grouped(value); got != want {
			t.Errorf("grouped(%v) = %q, want %q", value, got, want)
		}
	}
}
