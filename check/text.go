package check

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// WriteText writes the report for a person: a paragraph for everything that is not right,
// a line for what was not checked and why, and the counts of the rest.
func (r *Report) WriteText(w io.Writer) error {
	b := bufio.NewWriter(w)
	fmt.Fprintf(b, "SCIM check of %s, %s, %d checks in %s\n", r.URL, r.Started.Format(time.RFC3339), len(r.Results), r.Elapsed.Round(100*time.Millisecond))
	for _, group := range r.bySection() {
		section := group[0].Section
		fmt.Fprintf(b, "\n%s: %s\n", section, r.counts(func(res Result) bool { return res.Section == section }))
		skipped := map[string]int{}
		for _, res := range group {
			switch res.Status {
			case Pass:
			case Skipped:
				skipped[res.Got]++
				if skipped[res.Got] == 1 {
					fmt.Fprintf(b, "  not checked: %s\n", visible(res.Got))
				}
			default:
				res.writeText(b)
			}
		}
	}
	r.writeSummary(b)
	return b.Flush()
}

// writeText writes the paragraph about a result that is not right.
func (r Result) writeText(w io.Writer) {
	word := "WARN"
	switch {
	case r.Status == Inconclusive:
		word = "????"
	case r.Decides():
		word = "FAIL"
	}
	fmt.Fprintf(w, "  %s  %s  [%s, %s]\n", word, r.Title, r.ID, r.Level)
	line := func(label, text string) {
		if text != "" {
			fmt.Fprintf(w, "        %-8s %s\n", label, visible(text))
		}
	}
	line("asked", r.Asked)
	line("came", r.Got)
	line("right", r.Right)
	see := slices.DeleteFunc([]string{r.RFC, r.Source, strings.Join(r.Rows, " ")}, func(s string) bool { return s == "" })
	line("see", strings.Join(see, "; "))
}

// writeSummary writes the counts by level and what they mean.
func (r *Report) writeSummary(w io.Writer) {
	fmt.Fprintf(w, "\nSummary\n  %-12s %5s %5s %13s %8s\n", "", "pass", "fail", "inconclusive", "skipped")
	for _, l := range levels {
		c := r.counts(func(res Result) bool { return res.Level == l })
		if len(c) > 0 {
			fmt.Fprintf(w, "  %-12s %5d %5d %13d %8d\n", l, c[Pass], c[Fail], c[Inconclusive], c[Skipped])
		}
	}
	for _, path := range r.Leftover {
		fmt.Fprintf(w, "  could not be deleted: %s\n", visible(path))
	}
	if n := r.Failed(); n > 0 {
		fmt.Fprintf(w, "Not conformant: %d failures at the levels must and required.\n", n)
	} else {
		fmt.Fprintln(w, "No failure at the levels must and required.")
	}
}

// String is the counts in words.
func (c counts) String() string {
	var parts []string
	for _, s := range statuses {
		if c[s] > 0 {
			word := string(s)
			if s == Fail {
				word = "not right"
			}
			parts = append(parts, fmt.Sprintf("%d %s", c[s], word))
		}
	}
	return strings.Join(parts, ", ")
}

// visible replaces control characters: what a server answers must not steer a terminal.
func visible(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r >= 0x7f && r < 0xa0 {
			return ' '
		}
		return r
	}, s)
}
