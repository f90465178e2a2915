package check

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
)

func sample() *Report {
	res := func(section, id string, l Level, s Status) Result {
		return Result{Section: section, ID: id, Title: "Title of " + id, Level: l, RFC: "RFC 7644 section 3.4.2.2", Rows: []string{"R-106"},
			Outcome: Outcome{Status: s, Asked: "GET /Users", Got: "status 200 <b>\x1b[31m", Right: "400"}}
	}
	return &Report{URL: "https://scim.example.com", Leftover: []string{"/Users/1"}, Results: []Result{
		res("Filters", "a", Must, Pass), res("Filters", "b", Should, Fail), res("Filters", "c", Must, Fail),
		res("Filters", "d", Must, Inconclusive), res("Sorting", "e", Must, Skipped), res("Sorting", "f", Must, Skipped),
		res("Client: Okta", "g", Required, Fail), res("Client: Okta", "h", Tolerant, Fail),
		res("Client: Okta", "i", Policy, Fail), res("Client: Okta", "j", Recommended, Fail), res("Filters", "k", May, Fail),
	}}
}

// Only the levels must and required decide.
func TestFailed(t *testing.T) {
	if n := sample().Failed(); n != 2 {
		t.Errorf("%d", n)
	}
}

func TestWriteText(t *testing.T) {
	var b strings.Builder
	if err := sample().WriteText(&b); err != nil {
		t.Fatal(err)
	}
	s := b.String()
	order := []string{"Filters: 3 not right, 1 inconclusive, 1 pass", "FAIL  Title of c", "asked    GET /Users", "came     status 200", "right    400",
		"see      RFC 7644 section 3.4.2.2; R-106", "WARN  Title of b", "????  Title of d", "Sorting: 2 skipped", "not checked",
		"FAIL  Title of g", "Summary", "must ", "required", "could not be deleted: /Users/1", "Not conformant: 2 failures"}
	at := 0
	for _, want := range order {
		i := strings.Index(s[at:], want)
		if i < 0 {
			t.Fatalf("no %q after %q in\n%s", want, s[:at], s)
		}
		at += i
	}
	if strings.Contains(s, "\x1b") || strings.Contains(s, "Title of a") || strings.Count(s, "not checked") != 1 {
		t.Errorf("control characters, passes or repetitions in\n%s", s)
	}
	b.Reset()
	if err := (&Report{}).WriteText(&b); err != nil || !strings.Contains(b.String(), "No failure") {
		t.Errorf("%v %s", err, b.String())
	}
}

func TestWriteJSON(t *testing.T) {
	var b bytes.Buffer
	r := sample()
	if err := r.WriteJSON(&b); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(b.String()), "\n")
	if len(lines) != len(r.Results)+1 {
		t.Fatalf("%d lines", len(lines))
	}
	var first resultLine
	var last summaryLine
	if err := json.Unmarshal([]byte(lines[2]), &first); err != nil || first.ID != "c" || !first.Decides || first.Status != Fail {
		t.Errorf("%v %+v", err, first)
	}
	if err := json.Unmarshal([]byte(lines[len(lines)-1]), &last); err != nil || last.Type != "summary" || last.Failed != 2 || last.Counts[Must][Skipped] != 2 || len(last.Leftover) != 1 {
		t.Errorf("%v %+v", err, last)
	}
}
