package main

import (
	"context"
	"fmt"
	"strconv"

	"github.com/usher-id/usher/internal/admin"
)

// ruleConditions are the flags that say whom a rule is for.
type ruleConditions struct {
	Pool        string `help:"Name of the pool; it can be left out where there is only one." placeholder:"POOL"`
	Group       string `help:"Only direct members of that group: its id, or SOURCE/NAME." placeholder:"GROUP"`
	Source      string `help:"Only people whom that source knows." placeholder:"SOURCE"`
	Domain      string `help:"Only people with an address of that domain." placeholder:"DOMAIN"`
	Entitlement string `help:"Only people of whom the source that counts most (with --source: that source) says that value in entitlements or roles." placeholder:"VALUE"`
	Excludes    bool   `help:"Give those people none, whatever later rules say."`
}

func (c *ruleConditions) request(number int, filter string) admin.RuleRequest {
	return admin.RuleRequest{
		Pool: c.Pool, Number: number, Filter: filter, Group: c.Group, Source: c.Source, Domain: c.Domain, Entitlement: c.Entitlement, Excludes: c.Excludes,
	}
}

type ruleAdd struct {
	Number int    `required:"" help:"Number of the rule: of several that fit somebody the lowest counts. One without conditions counts last."`
	Filter string `help:"Only people whom a SCIM filter fits, such as 'department eq \"Sales\"'." placeholder:"FILTER"`
	ruleConditions
	inAccount
	acting
	asJSON
}

// Run adds a rule, and gives and takes licenses by it.
func (c *ruleAdd) Run(ctx context.Context, a *app) error {
	return a.administer(ctx, errand{account: c.Account, as: c.As}, func(on *administration) error {
		r, changed, err := on.licensing.AddRule(ctx, on.actor, on.account, c.request(c.Number, c.Filter))
		if err != nil {
			return err
		}
		v := viewRule(r)
		v.Changed = &changed
		if c.JSON {
			return write(a, true, "", []ruleView{v}, nil)
		}
		says := "rule.added"
		if v.Excludes {
			says = "rule.excluded"
		}
		_, err = fmt.Fprintln(a.out, a.says(says, "number", v.Number, "pool", v.Pool, "product", v.Product, "changed", changed))
		return err
	})
}

type ruleList struct {
	inAccount
	asJSON
}

// Run lists the rules in the order in which they count.
func (c *ruleList) Run(ctx context.Context, a *app) error {
	return a.administer(ctx, errand{account: c.Account}, func(on *administration) error {
		rules, err := on.licensing.Rules(ctx, on.actor, on.account)
		if err != nil {
			return err
		}
		views := make([]ruleView, len(rules))
		for i := range rules {
			views[i] = viewRule(&rules[i])
		}
		return write(a, c.JSON, "NUMBER POOL PRODUCT EXCLUDES SOURCE DOMAIN ENTITLEMENT GROUP FILTER", views, func(v ruleView) []string {
			return []string{strconv.Itoa(v.Number), v.Pool, v.Product, a.yesNo(v.Excludes), v.Source, v.Domain, v.Entitlement, v.Group, v.Filter}
		})
	})
}

type ruleRemove struct {
	Number int `arg:"" help:"Number of the rule."`
	inAccount
	acting
}

// Run removes a rule. Whoever has a license by it and by no other keeps it for its grace.
func (c *ruleRemove) Run(ctx context.Context, a *app) error {
	return a.administer(ctx, errand{account: c.Account, as: c.As}, func(on *administration) error {
		changed, err := on.licensing.RemoveRule(ctx, on.actor, on.account, c.Number)
		if err != nil {
			return err
		}
		return write(a, false, "", []string{a.says("rule.removed", "number", c.Number, "changed", changed)}, func(s string) []string { return []string{s} })
	})
}

type ruleTest struct {
	Filter string `arg:"" optional:"" help:"SCIM filter on the merged user; without it everybody whom the other conditions fit."`
	Number int    `help:"Number that the rule would have; the rule of that number is taken for replaced. The default is after all others."`
	ruleConditions
	inAccount
	asJSON
}

// Run says what a rule would do, and changes nothing.
func (c *ruleTest) Run(ctx context.Context, a *app) error {
	return a.administer(ctx, errand{account: c.Account}, func(on *administration) error {
		t, err := on.licensing.TestRule(ctx, on.actor, on.account, c.request(c.Number, c.Filter))
		if err != nil {
			return err
		}
		v := ruleTestView{t.Fits, t.Gain, t.Lose, t.Stay, t.Missing, t.Gainers, t.Losers}
		if c.JSON {
			return write(a, true, "", []ruleTestView{v}, nil)
		}
		says := []string{a.says("rule.tested", "fits", v.Fits, "gain", v.Gain, "lose", v.Lose, "stay", v.Stay, "missing", v.Missing)}
		for _, who := range v.Gainers {
			says = append(says, a.says("rule.gains", "user", visible(who)))
		}
		for _, who := range v.Losers {
			says = append(says, a.says("rule.loses", "user", visible(who)))
		}
		if more := v.Gain + v.Lose - len(v.Gainers) - len(v.Losers); more > 0 {
			says = append(says, a.says("rule.more", "more", more))
		}
		return write(a, false, "", says, func(s string) []string { return []string{s} })
	})
}

type ruleTestView struct {
	Fits    int      `json:"fits"`
	Gain    int      `json:"gain"`
	Lose    int      `json:"lose"`
	Stay    int      `json:"stay"`
	Missing int      `json:"missing"`
	Gainers []string `json:"gainers,omitempty"`
	Losers  []string `json:"losers,omitempty"`
}

type ruleView struct {
	ID          string `json:"id"`
	Number      int    `json:"number"`
	Pool        string `json:"pool"`
	Product     string `json:"product"`
	Filter      string `json:"filter,omitempty"`
	Group       string `json:"group,omitempty"`
	Source      string `json:"source,omitempty"`
	Domain      string `json:"domain,omitempty"`
	Entitlement string `json:"entitlement,omitempty"`
	Excludes    bool   `json:"excludes"`
	Changed     *int   `json:"changed,omitempty"`
}

func viewRule(r *admin.RuleView) ruleView {
	return ruleView{
		ID: r.ID, Number: r.Number, Pool: r.Pool, Product: r.Product, Filter: r.Filter, Group: r.Group, Source: r.Source, Domain: r.Domain,
		Entitlement: r.Entitlement, Excludes: r.Excludes,
	}
}
