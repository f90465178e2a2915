package main

import (
	"context"
	"fmt"

	"github.com/usher-id/usher/internal/admin"
	"github.com/usher-id/usher/internal/text"
)

type explainCommand struct {
	inAccount
	User string `required:"" help:"Id of a user or record, address or userName." placeholder:"USER"`
	asJSON
}

// Run prints why a person is linked, held, active or not: rule, inputs, and what would change it.
func (c *explainCommand) Run(ctx context.Context, a *app) error {
	return a.administer(ctx, errand{account: c.Account}, func(on *administration) error {
		x, err := on.people.Explain(ctx, on.actor, on.account, c.User)
		if err != nil {
			return err
		}
		e := admin.InWords(x, a.reader)
		if c.JSON {
			return write(a, true, "", []admin.Explained{e}, nil)
		}
		begins := "explain.user"
		if e.UserID == "" {
			begins = "explain.newcomer"
		}
		fmt.Fprintln(a.out, a.says(begins, "user", e.UserID, "state", string(e.State), "login", visible(e.Login)))
		for _, f := range e.Findings {
			who := text.New("explain.person")
			if f.Record != "" {
				who = text.New("explain.record", "record", f.Record, "source", visible(f.Source))
			}
			fmt.Fprintln(a.out)
			finding := text.New("explain.finding", "who", who, "says", visible(f.Says), "rule", f.Rule)
			if f.Case != "" {
				finding = text.New("explain.decided", "who", who, "says", visible(f.Says), "rule", f.Rule, "case",
					f.Case)
			}
			fmt.Fprintln(a.out, a.reader.Say(finding))
			for _, in := range f.Inputs {
				fmt.Fprintln(a.out, a.says("explain.because", "input", visible(in)))
			}
			if f.Change != "" {
				fmt.Fprintln(a.out, a.says("explain.change", "change", visible(f.Change)))
			}
		}
		return nil
	})
}
