package bench

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/usher-id/usher/internal/text"
)

// quick measures everything in a fixed number of rounds, so that counts are exact.
func quick(s *stub) Options {
	return Options{URL: s.URL, Token: stubToken, Clients: 4, People: 40, Requests: 20, GroupSizes: []int{10, 30}, Duration: time.Minute}
}

func byName(t *testing.T, lines []Result, name string) Result {
	t.Helper()
	for _, line := range lines {
		if line.name() == name {
			return line
		}
	}
	t.Fatalf("no result %q in %v", name, lines)
	return Result{}
}

func TestMeasureCountsWhatItDid(t *testing.T) {
	s := newStub(t)
	lines, err := Measure(t.Context(), quick(s), nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]map[string]int{
		"people":                 {"201": 40},
		"fill-group/30":          {"204": 1},
		"create":                 {"201": 20},
		"get":                    {"200": 20},
		"filter":                 {"200": 20},
		"list":                   {"200": 20},
		"put":                    {"200": 20},
		"patch":                  {"200": 20},
		"group-add/10":           {"204": 20},
		"group-remove/30":        {"204": 20},
		"one-group":              {"204": 20},
		"okta-mix":               {"200": 60, "201": 20, "204": 20},
		"okta-mix:group":         {"204": 20},
		"entra-mix":              {"200": 80, "201": 20, "204": 40},
		"entra-mix:match":        {"200": 40},
		"entra-mix:group-remove": {"204": 20},
	} {
		line := byName(t, lines, name)
		requests := 0
		for status, n := range want {
			requests += n
			if line.Statuses[status] != n {
				t.Errorf("%s: statuses %v, want %v", name, line.Statuses, want)
			}
		}
		if line.Operations != requests || line.Errors != 0 {
			t.Errorf("%s: %d operations with %d errors, want %d with none", name, line.Operations, line.Errors, requests)
		}
		if line.PerSecond <= 0 || line.P50 <= 0 || line.P50 > line.P95 || line.P95 > line.P99 {
			t.Errorf("%s: %v a second, percentiles %v, %v, %v", name, line.PerSecond, line.P50, line.P95, line.P99)
		}
		if setup := name == "people" || name == "fill-group/30"; line.Setup != setup {
			t.Errorf("%s: setup is %v", name, line.Setup)
		}
	}
	// 40 shared, 20 by create, 20 by each mix.
	if len(s.users) != 100 {
		t.Errorf("the server has %d people, want 100", len(s.users))
	}
	for id, members := range s.groups {
		if n := len(members); n != 10 && n != 30 && n != 20 && n > 4 {
			t.Errorf("group %s was left with %d members", id, n)
		}
	}
}

func TestSecondRunReusesThePeople(t *testing.T) {
	s := newStub(t)
	o := quick(s)
	o.Only = []string{"get"}
	if _, err := Measure(t.Context(), o, nil); err != nil {
		t.Fatal(err)
	}
	o.People = 50
	lines, err := Measure(t.Context(), o, nil)
	if err != nil {
		t.Fatal(err)
	}
	if made := byName(t, lines, "people"); made.Operations != 10 {
		t.Errorf("the second run created %d people, want the 10 that were missing", made.Operations)
	}
	if len(s.users) != 50 {
		t.Errorf("the server has %d people, want 50", len(s.users))
	}
}

func TestCleanLeavesTheServerAsItWas(t *testing.T) {
	s := newStub(t)
	o := quick(s)
	o.Only, o.People = []string{"get"}, 15
	o.GroupSizes = []int{10}
	if _, err := Measure(t.Context(), o, nil); err != nil {
		t.Fatal(err)
	}
	o = quick(s)
	o.Clean = true
	lines, err := Measure(t.Context(), o, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(s.users) != 15 || len(s.groups) != 0 {
		t.Errorf("%d people and %d groups are left, want the 15 of the earlier run", len(s.users), len(s.groups))
	}
	if clean := byName(t, lines, "clean"); clean.Errors != 0 || !clean.Setup {
		t.Errorf("clean-up: %v", clean)
	}
}

func TestRefusalsAreCountedByStatus(t *testing.T) {
	s := newStub(t)
	n := 0
	s.answer = func(w http.ResponseWriter, r *http.Request) bool {
		if r.Method != http.MethodPut {
			return false
		}
		switch n++; n % 4 {
		case 0:
			refuse(w, 429, "slow down")
		case 1:
			refuse(w, 500, "out of order")
		case 2:
			panic(http.ErrAbortHandler) // drops the connection
		default:
			return false
		}
		return true
	}
	o := quick(s)
	o.Only, o.Clients = []string{"put"}, 1
	lines, err := Measure(t.Context(), o, nil)
	if err != nil {
		t.Fatal(err)
	}
	put := byName(t, lines, "put")
	if put.Operations != 20 || put.Errors != 15 || put.Statuses["200"] != 5 || put.Statuses["429"] != 5 || put.Statuses["500"] != 5 {
		t.Errorf("%d operations, %d errors, %v", put.Operations, put.Errors, put.Statuses)
	}
	if put.Statuses["connection lost"] != 5 {
		t.Errorf("dropped connections are counted as %v", put.Statuses)
	}
}

func TestLostUpdatesAreErrors(t *testing.T) {
	s := newStub(t)
	s.forgetful = true
	o := quick(s)
	o.Only = []string{"one-group"}
	lines, err := Measure(t.Context(), o, nil)
	if err != nil {
		t.Fatal(err)
	}
	if one := byName(t, lines, "one-group"); one.Errors != 10 || one.Statuses["lost update"] != 10 || one.Operations != 20 {
		t.Errorf("a server that lost half of 20 members gives %+v", one)
	}
}

func TestRunWritesJSONLines(t *testing.T) {
	s := newStub(t)
	o := quick(s)
	o.Only = []string{"group-remove", "create"}
	var out bytes.Buffer
	if err := Run(t.Context(), o, english, &out, true); err != nil {
		t.Fatal(err)
	}
	var names []string
	scanner := bufio.NewScanner(&out)
	for scanner.Scan() {
		var line Result
		if err := json.Unmarshal(scanner.Bytes(), &line); err != nil {
			t.Fatalf("%q: %v", scanner.Text(), err)
		}
		names = append(names, line.name())
	}
	want := []string{"people", "create", "fill-group/10", "fill-group/30", "group-remove/10", "group-remove/30"}
	if !slices.Equal(names, want) {
		t.Errorf("lines %v, want %v", names, want)
	}
}

func TestRunWritesATable(t *testing.T) {
	s := newStub(t)
	o := quick(s)
	o.Only = []string{"get", "list"}
	var out bytes.Buffer
	if err := Run(t.Context(), o, english, &out, false); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	for i, want := range []string{"Prepared people: 40 requests", "operation ", "get ", "list "} {
		if i >= len(lines) || !strings.HasPrefix(lines[i], want) {
			t.Fatalf("line %d should begin %q:\n%s", i, want, out.String())
		}
	}
}

// english reads reports in English.
var english = text.Reader{Language: text.English, Surface: text.CommandLine}

// Rule I3: who reads French gets a French report, with decimal commas; what programs read is the same for all.
func TestRunSpeaksFrench(t *testing.T) {
	s := newStub(t)
	s.answer = func(w http.ResponseWriter, r *http.Request) bool {
		if r.Method == http.MethodPut {
			panic(http.ErrAbortHandler) // the connection is lost
		}
		return false
	}
	o := quick(s)
	o.Only = []string{"get", "put"}
	var out bytes.Buffer
	if err := Run(t.Context(), o, text.Reader{Language: text.French}, &out, false); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`^Préparation de people\x{00A0}: 40 requêtes par 4 clients en \d+,\d s, \d+ par seconde, 0 erreur \(201\x{00A0}: 40\)\.\n`,
		`\nopération +clients opérations erreurs +opér\./s +p50 \(ms\) +p95 \(ms\) +p99 \(ms\)  statuts\n`,
		`\nget .* \d+,\d\d  200\x{00A0}: \d+\n`,
		`\nput .*  connexion perdue\x{00A0}: \d+\n`,
	} {
		if !regexp.MustCompile(want).MatchString(out.String()) {
			t.Errorf("no %s in\n%s", want, out.String())
		}
	}
	out.Reset()
	if err := Run(t.Context(), o, text.Reader{Language: text.French}, &out, true); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), `"connection lost":`) || strings.Contains(out.String(), "connexion") {
		t.Errorf("a label of programs is no code:\n%s", out.String())
	}
}

func TestStopKeepsWhatWasMeasured(t *testing.T) {
	s := newStub(t)
	ctx, stop := context.WithCancel(t.Context())
	s.answer = func(_ http.ResponseWriter, r *http.Request) bool {
		if r.Method == http.MethodPut && s.asked["PUT Users"] == 10 {
			stop()
		}
		return false
	}
	o := quick(s)
	o.Only, o.Requests = []string{"get", "put", "patch"}, 1000
	var out bytes.Buffer
	if err := Run(ctx, o, english, &out, false); err != nil {
		t.Fatal(err)
	}
	if text := out.String(); !strings.Contains(text, "\nget ") || !strings.Contains(text, "\nput ") ||
		strings.Contains(text, "\npatch ") || !strings.Contains(text, "Stopped before the end") {
		t.Errorf("report of a stopped run:\n%s", text)
	}
}

func TestStopDuringSetupStillCleans(t *testing.T) {
	s := newStub(t)
	ctx, stop := context.WithCancel(t.Context())
	s.answer = func(_ http.ResponseWriter, r *http.Request) bool {
		if s.asked["POST Users"] == 10 {
			stop()
		}
		return false
	}
	o := quick(s)
	o.Clean, o.Clients = true, 1
	err := Run(ctx, o, english, &bytes.Buffer{}, false)
	if err == nil || !strings.Contains(err.Error(), "before anything was measured") {
		t.Errorf("error %v", err)
	}
	// The request that the stop cut off may have been carried out: nobody can know its id.
	if len(s.users) > 1 {
		t.Errorf("%d people are left", len(s.users))
	}
}

// merge brings people through a second source whom the first one has made, each once; without a
// second token it is left out, or refused where it was asked for.
func TestMerge(t *testing.T) {
	s := newStub(t)
	options := quick(s)
	options.SecondToken, options.Only, options.Clean = secondToken, []string{"merge"}, true
	lines, err := Measure(t.Context(), options, nil)
	if err != nil {
		t.Fatal(err)
	}
	if line := byName(t, lines, "merge"); line.Statuses["201"] != 20 || line.Errors != 0 {
		t.Errorf("merge: %+v", line)
	}
	if len(s.users) != 0 {
		t.Errorf("%d people are left", len(s.users))
	}
	options = quick(s)
	options.Only = []string{"merge"}
	if _, err := Measure(t.Context(), options, nil); err == nil || !strings.Contains(err.Error(), "--second-token") {
		t.Errorf("without a second token: %v", err)
	}
}
