package main

import (
	"strings"

	"github.com/usher-id/usher/internal/admin"
)

// onPeople is what commands share that decide who is whom.
type onPeople struct {
	inAccount
	acting
	DryRun bool `help:"Decide it and show what would come of it, but keep nothing."`
	asJSON
}

func (c *onPeople) errand() errand { return errand{account: c.Account, as: c.As} }

func (c *onPeople) options() admin.Options { return admin.Options{DryRun: c.DryRun} }

// onRisk is onPeople for decisions that may have risks.
type onRisk struct {
	onPeople
	AcceptRisk bool `help:"Do it although it has risks, which the refusal without this flag names."`
}

func (c *onRisk) options() admin.Options {
	return admin.Options{DryRun: c.DryRun, AcceptRisk: c.AcceptRisk}
}

// decisionView is what came of a decision.
type decisionView struct {
	Record  string `json:"record"`
	User    string `json:"user,omitempty"`
	State   string `json:"state"`
	Rule    string `json:"rule"`
	Outcome string `json:"outcome"`
	Reason  string `json:"reason,omitempty"`
	Case    string `json:"case"`
	DryRun  bool   `json:"dryRun,omitempty"`
}

// show prints what came of a decision, as a sentence or as an object.
func (c *onPeople) show(a *app, r admin.Result, says string) error {
	v, says := c.view(a, r, says)
	return put(a, c.JSON, v, says)
}

// view is what came of a decision, and what is said of it.
func (c *onPeople) view(a *app, r admin.Result, says string) (decisionView, string) {
	v := decisionView{Outcome: string(r.Outcome), Case: r.Case, DryRun: c.DryRun}
	if r.Record != nil {
		v.Record, v.User, v.State, v.Rule = r.Record.ID, r.Record.UserID, string(r.Record.Shown().Code), r.Record.Shown().Rule
		v.Reason = a.reader.Say(r.Record.Message())
	}
	if r.Outcome == admin.Unchanged {
		says = a.says("done.nothing")
	}
	if c.DryRun {
		says = a.says("done.dryRun", "says", says)
	}
	return v, says
}

// put prints an object, or the lines that are said of it.
func put[V any](a *app, asJSON bool, v V, says string) error {
	if asJSON {
		return write(a, true, "", []V{v}, nil)
	}
	return write(a, false, "", strings.Split(says, "\n"), func(line string) []string { return []string{line} })
}
