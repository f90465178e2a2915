package admin

import (
	"context"
	"slices"
	"time"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/text"
	"github.com/usher-id/usher/licensing"
)

// RuleChange is what is to change of a rule: what is nil stays, and what is empty is a condition no more.
type RuleChange struct {
	Number      int // of the rule
	Renumber    *int
	Pool        *string
	Filter      *string
	Group       *string
	Source      *string
	Domain      *string
	Entitlement *string
	Excludes    *bool
}

// SetRule changes a rule in its place. It stays the same rule, so that nothing happens to people whom it fits
// before and after (rule L6).
func (s *Licensing) SetRule(
	ctx context.Context, actor Actor, account *directory.Account, r RuleChange,
) (is *RuleView, changed int, err error) {
	operation, resettle := "RULE SET", false
	err = s.do(ctx, actor, account, operation, func(ctx context.Context) error {
		asks, err := s.ruleConditions(ctx, account, &r)
		if err != nil {
			return err
		}
		err = s.Arrange(ctx, *account, 0, func(f *licensing.Facts, now time.Time) (*directory.Changes, error) {
			at := slices.IndexFunc(f.Rules, func(x licensing.Rule) bool { return x.Number == r.Number })
			if at < 0 {
				return nil, directory.Refuse(directory.NotFound, "rule.none", "number", r.Number)
			}
			was := f.Rules[at]
			next := was
			set(&next.Number, r.Renumber)
			if slices.ContainsFunc(f.Rules, func(x licensing.Rule) bool { return x.ID != was.ID && x.Number == next.Number }) {
				return nil, directory.Refuse(directory.Conflict, "rule.twice", "number", next.Number)
			}
			p, err := pool(f, was.PoolID)
			if r.Pool != nil {
				p, err = pool(f, *r.Pool)
			}
			if err != nil {
				return nil, err
			}
			next.PoolID = p.ID
			asks(&next.Conditions)
			is = &RuleView{Rule: next, Pool: p.Name, Product: p.Product}
			if next == was {
				return nil, nil
			}
			resettle = true
			c := &directory.Changes{NewRules: []licensing.Rule{next}}
			c.Log = actEntry(ctx, now, operation, text.New("act.rule.set", "number", was.Number, "pool", p.Name),
				changesOf(ruleFields(&was), ruleFields(&next)))
			c.Jobs = []directory.Job{directory.RelicenseJob(entryID(c.Log))}
			return c, nil
		})
		if err == nil && resettle {
			changed, err = s.Settle(ctx, account, directory.Resettling{})
		}
		return err
	})
	if err != nil {
		return nil, 0, err
	}
	rules, err := s.Rules(ctx, actor, account) // with the names of what it names
	for i := range rules {
		if rules[i].ID == is.ID {
			is = &rules[i]
		}
	}
	return is, changed, err
}

// ruleConditions checks the conditions of a change, and returns what puts them into a rule's.
func (s *Licensing) ruleConditions(
	ctx context.Context, account *directory.Account, r *RuleChange,
) (func(*licensing.Conditions), error) {
	asked := RuleRequest{Number: r.Number}
	if r.Renumber != nil {
		asked.Number = *r.Renumber
	}
	set(&asked.Filter, r.Filter)
	set(&asked.Group, r.Group)
	set(&asked.Source, r.Source)
	set(&asked.Domain, r.Domain)
	set(&asked.Entitlement, r.Entitlement)
	checked, err := s.rule(ctx, account, &asked)
	if err != nil {
		return nil, err
	}
	return func(c *licensing.Conditions) {
		for _, x := range []struct {
			asked *string
			into  *string
			is    string
		}{
			{r.Filter, &c.Filter, checked.Filter}, {r.Group, &c.GroupID, checked.GroupID},
			{r.Source, &c.SourceID, checked.SourceID},
			{r.Domain, &c.Domain, checked.Domain}, {r.Entitlement, &c.Entitlement, checked.Entitlement},
		} {
			if x.asked != nil {
				*x.into = x.is
			}
		}
		set(&c.Excludes, r.Excludes)
	}, nil
}

// ruleFields are what a log entry shows of a rule.
func ruleFields(r *licensing.Rule) any {
	return struct {
		Number int    `json:"number"`
		PoolID string `json:"pool"`
		licensing.Conditions
	}{r.Number, r.PoolID, r.Conditions}
}
