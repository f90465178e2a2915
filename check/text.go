package check

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/usher-id/usher/scim/message"
)

// WriteText writes the report for a person: a paragraph for everything that is not right,
// a line for what was not checked and why, and the counts of the rest.
func (r *Report) WriteText(w io.Writer) error {
	b := bufio.NewWriter(w)
	fmt.Fprintln(b, r.say("check.head", "url", r.URL, "time", r.Started.Format(time.RFC3339), "n", len(r.Results),
		"elapsed", r.Elapsed.Round(100*time.Millisecond)))
	for _, group := range r.bySection() {
		section := group[0].Section
		counted := r.counts(func(res Result) bool { return res.Section == section })
		fmt.Fprintf(b, "\n%s\n", r.say("check.counts", "section", section, "counts", counted.messages()))
		skipped := map[string]int{}
		for _, res := range group {
			switch res.Status {
			case Pass:
			case Skipped:
				skipped[res.Got]++
				if skipped[res.Got] == 1 {
					fmt.Fprintf(b, "  %s\n", r.say("check.notChecked", "why", visible(res.Got)))
				}
			default:
				r.writeResult(b, res)
			}
		}
	}
	r.writeSummary(b)
	return b.Flush()
}

// say is a message in the language of the report.
func (r *Report) say(key string, pairs ...any) string {
	speaker := r.speaker
	if speaker.Templates == nil { // an importer's own report
		speaker = english
	}
	return speaker.Say(message.New(key, pairs...))
}

// writeResult writes the paragraph about a result that is not right.
func (r *Report) writeResult(w io.Writer, res Result) {
	mark := r.say("check.mark.warn")
	switch {
	case res.Status == Inconclusive:
		mark = "????"
	case res.Decides():
		mark = r.say("check.mark.fail")
	}
	fmt.Fprintf(w, "  %s  %s  [%s, %s]\n", mark, res.Title, res.ID, res.Level)
	line := func(label, text string) {
		if text != "" {
			fmt.Fprintf(w, "        %-8s %s\n", r.say(label), visible(text))
		}
	}
	line("check.label.asked", res.Asked)
	line("check.label.came", res.Got)
	line("check.label.right", res.Right)
	see := ""
	for _, one := range []string{res.RFC, res.Source, strings.Join(res.Rows, " ")} {
		switch {
		case see == "":
			see = one
		case one != "":
			see = r.say("check.also", "one", see, "other", one)
		}
	}
	line("check.label.see", see)
}

// writeSummary writes the counts by level and what they mean.
func (r *Report) writeSummary(w io.Writer) {
	fmt.Fprintf(w, "\n%s\n  %-12s %7s %7s %13s %8s\n", r.say("check.summary"), "", r.say("check.column.pass"),
		r.say("check.column.fail"), r.say("check.column.inconclusive"), r.say("check.column.skipped"))
	for _, l := range levels {
		c := r.counts(func(res Result) bool { return res.Level == l })
		if len(c) > 0 {
			fmt.Fprintf(w, "  %-12s %7d %7d %13d %8d\n", l, c[Pass], c[Fail], c[Inconclusive], c[Skipped])
		}
	}
	for _, path := range r.Leftover {
		fmt.Fprintf(w, "  %s\n", r.say("check.leftover", "path", visible(path)))
	}
	if n := r.Failed(); n > 0 {
		fmt.Fprintln(w, r.say("check.breaches", "n", n))
	} else {
		fmt.Fprintln(w, r.say("check.none"))
	}
}

// messages are the counts in words.
func (c counts) messages() []message.Message {
	var parts []message.Message
	for _, s := range statuses {
		if c[s] > 0 {
			parts = append(parts, message.New("check.count."+string(s), "n", c[s]))
		}
	}
	return parts
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
