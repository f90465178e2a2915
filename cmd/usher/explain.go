package main

import (
	"context"
	"fmt"

	"github.com/usher-id/usher/internal/admin"
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
		if c.JSON {
			return write(a, true, "", []admin.Explanation{*x}, nil)
		}
		fmt.Fprintf(a.out, "user %s is %s, known as %s\n", visible(x.UserID), x.State, visible(x.Login))
		for _, f := range x.Findings {
			who := "the person"
			if f.Record != "" {
				who = "record " + f.Record + " of " + visible(f.Source)
			}
			fmt.Fprintf(a.out, "\n%s: %s (rule %s, case %s)\n", who, visible(f.Says), f.Rule, visible(f.Case))
			for _, in := range f.Inputs {
				fmt.Fprintf(a.out, "  since  %s\n", visible(in))
			}
			if f.Change != "" {
				fmt.Fprintf(a.out, "  to change it  %s\n", visible(f.Change))
			}
		}
		return nil
	})
}
