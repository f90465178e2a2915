package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"
	"unicode"
)

// asJSON is the flag of all commands that list or show.
type asJSON struct {
	JSON bool `name:"json" help:"Write one JSON object a line."`
}

// write shows rows to people, as a table under the heads, or to programs, as an object a line.
func write[T any](out io.Writer, asJSON bool, heads string, rows []T, cells func(T) []string) error {
	if asJSON {
		e := json.NewEncoder(out)
		e.SetEscapeHTML(false)
		for _, r := range rows {
			if err := e.Encode(r); err != nil {
				return err
			}
		}
		return nil
	}
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	if heads != "" {
		fmt.Fprintln(t, strings.ReplaceAll(heads, " ", "\t"))
	}
	for _, r := range rows {
		var line strings.Builder
		for i, c := range cells(r) {
			if i > 0 {
				line.WriteByte('\t')
			}
			line.WriteString(visible(c))
		}
		fmt.Fprintln(t, line.String())
	}
	return t.Flush()
}

// visible is text that moves no cursor and breaks no line, whoever wrote it; "-" for none.
func visible(s string) string {
	if s == "" {
		return "-"
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return unicode.ReplacementChar
	}, s)
}

// stamp is a moment in a table, to the second.
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// optional is a moment in JSON that may be missing.
func optional(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}
