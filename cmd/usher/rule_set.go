package main

import (
	"context"

	"github.com/usher-id/usher/internal/admin"
)

type ruleSet struct {
	Number      int     `arg:"" help:"Number of the rule."`
	Renumber    *int    `help:"Its number from now on." placeholder:"N"`
	Filter      *string `help:"Only people whom a SCIM filter fits; an empty text for all." placeholder:"FILTER"`
	Pool        *string `help:"Name of the pool." placeholder:"POOL"`
	Group       *string `help:"Only direct members of that group: its id, or SOURCE/NAME; an empty text for all." placeholder:"GROUP"`
	Source      *string `help:"Only people whom that source knows; an empty text for all." placeholder:"SOURCE"`
	Domain      *string `help:"Only people with an address of that domain; an empty text for all." placeholder:"DOMAIN"`
	Entitlement *string `help:"Only people of whom the source that counts most says that value in entitlements or roles; an empty text for all." placeholder:"VALUE"`
	Excludes    *bool   `negatable:"" help:"Give those people none, whatever later rules say."`
	inAccount
	acting
	asJSON
}

// Run changes a rule in its place. Nothing happens to people whom it fits before and after.
func (c *ruleSet) Run(ctx context.Context, a *app) error {
	return a.administer(ctx, errand{account: c.Account, as: c.As}, func(on *administration) error {
		r, changed, err := on.licensing.SetRule(ctx, on.actor, on.account, admin.RuleChange{
			Number: c.Number, Renumber: c.Renumber, Pool: c.Pool, Filter: c.Filter, Group: c.Group, Source: c.Source, Domain: c.Domain,
			Entitlement: c.Entitlement, Excludes: c.Excludes,
		})
		if err != nil {
			return err
		}
		v := viewRule(r)
		v.Changed = &changed
		if c.JSON {
			return write(a, true, "", []ruleView{v}, nil)
		}
		return write(a, false, "", []string{a.says("rule.set", "number", c.Number, "changed", changed)}, func(s string) []string { return []string{s} })
	})
}
