package admin

import (
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/text"
)

// Explained is an explanation in words, as programs read it.
type Explained struct {
	UserID   string         `json:"user,omitempty"`
	State    directory.Code `json:"state"`
	Login    string         `json:"login,omitempty"`
	Findings []Found        `json:"findings"`
}

// Found is a finding in words.
type Found struct {
	Record string         `json:"record,omitempty"` // "" for what concerns the whole person
	Source string         `json:"source,omitempty"` // its name
	Code   directory.Code `json:"state"`
	Rule   string         `json:"rule"`
	Case   string         `json:"case,omitempty"` // id of the log entry, or of the review
	Says   string         `json:"says"`
	Inputs []string       `json:"inputs"`
	Change string         `json:"change,omitempty"`
}

// InWords is an explanation as a reader gets it.
func InWords(x *Explanation, reader text.Reader) Explained {
	e := Explained{UserID: x.UserID, State: x.State, Login: x.Login, Findings: []Found{}}
	for _, f := range x.Findings {
		found := Found{
			Record: f.Record, Source: f.Source, Code: f.Code, Rule: f.Rule, Case: f.Case, Says: reader.Say(f.Says),
			Inputs: []string{},
			Change: reader.Say(f.Change),
		}
		for _, in := range f.Inputs {
			found.Inputs = append(found.Inputs, reader.Say(in))
		}
		e.Findings = append(e.Findings, found)
	}
	return e
}
