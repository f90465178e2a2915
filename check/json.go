package check

import (
	"encoding/json"
	"io"
	"time"
)

// resultLine is a result in the JSON report.
type resultLine struct {
	Type    string   `json:"type"` // "result"
	Section string   `json:"section"`
	ID      string   `json:"id"`
	Title   string   `json:"title"`
	Level   Level    `json:"level"`
	Status  Status   `json:"status"`
	Decides bool     `json:"decides"` // it makes the exit status non-zero
	Asked   string   `json:"asked,omitempty"`
	Got     string   `json:"got,omitempty"`
	Right   string   `json:"right,omitempty"`
	RFC     string   `json:"rfc,omitempty"`
	Rows    []string `json:"rows,omitempty"`
	Client  string   `json:"client,omitempty"`
	Source  string   `json:"source,omitempty"`
}

// summaryLine is the last line of the JSON report.
type summaryLine struct {
	Type     string           `json:"type"` // "summary"
	URL      string           `json:"url"`
	Started  time.Time        `json:"started"`
	Seconds  float64          `json:"seconds"`
	Failed   int              `json:"failed"` // results that decide
	Counts   map[Level]counts `json:"counts"`
	Leftover []string         `json:"leftover,omitempty"`
}

// WriteJSON writes the report for a program: one object a line for each result, in the order
// in which the checks ran, then one for the summary.
func (r *Report) WriteJSON(w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for _, res := range r.Results {
		line := resultLine{
			Type: "result", Section: res.Section, ID: res.ID, Title: res.Title, Level: res.Level,
			Status: res.Status, Decides: res.Decides(), Asked: res.Asked, Got: res.Got, Right: res.Right,
			RFC: res.RFC, Rows: res.Rows, Client: res.Client, Source: res.Source,
		}
		if err := enc.Encode(line); err != nil {
			return err
		}
	}
	sum := summaryLine{
		Type: "summary", URL: r.URL, Started: r.Started, Seconds: r.Elapsed.Seconds(),
		Failed: r.Failed(), Counts: map[Level]counts{}, Leftover: r.Leftover,
	}
	for _, l := range levels {
		if c := r.counts(func(res Result) bool { return res.Level == l }); len(c) > 0 {
			sum.Counts[l] = c
		}
	}
	return enc.Encode(sum)
}
