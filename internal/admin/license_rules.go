package admin

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/domains"
	"github.com/usher-id/usher/internal/text"
	"github.com/usher-id/usher/licensing"
)

// RuleRequest is a license rule that is to be made. All conditions that are given must be met; none are needed for
// a rule that is for everybody whom no other rule fits.
type RuleRequest struct {
	Pool        string // "" for the account's only one
	Number      int    // the lower, the earlier; each once in an account
	Filter      string // a SCIM filter
	Group       string // id of a group, or SOURCE/NAME
	Source      string // name
	Domain      string
	Entitlement string
	Excludes    bool
}

// RuleView is a rule with the names of what it names.
type RuleView struct {
	licensing.Rule
	Pool, Product, Source, Group string
}

// maxRuleNumber bounds the numbers of rules.
const maxRuleNumber = 1_000_000

// AddRule makes a rule, and gives and takes licenses by it (rule L6).
func (s *Licensing) AddRule(
	ctx context.Context, actor Actor, account *directory.Account, r RuleRequest,
) (made *RuleView, changed int, err error) {
	operation := "RULE ADD"
	err = s.do(ctx, actor, account, operation, func(ctx context.Context) error {
		rule, err := s.rule(ctx, account, &r)
		if err != nil {
			return err
		}
		err = s.Arrange(ctx, *account, 0, func(f *licensing.Facts, now time.Time) (*directory.Changes, error) {
			p, err := rulePool(f, r.Pool)
			if err != nil {
				return nil, err
			}
			for _, other := range f.Rules {
				if other.Number == rule.Number {
					return nil, directory.Refuse(directory.Conflict, "rule.twice", "number", rule.Number)
				}
			}
			if len(f.Rules) >= licensing.MaxRules {
				return nil, directory.Refuse(directory.Invalid, "rule.many", "limit", licensing.MaxRules)
			}
			rule.ID, rule.PoolID = uuid.Must(uuid.NewV7()).String(), p.ID
			made = &RuleView{Rule: *rule, Pool: p.Name, Product: p.Product, Source: r.Source, Group: r.Group}
			c := &directory.Changes{NewRules: []licensing.Rule{*rule}}
			act := "act.rule.add"
			if rule.Excludes {
				act = "act.rule.exclude"
			}
			c.Log = actEntry(ctx, now, operation, text.New(act, "number", rule.Number, "pool", p.Name, "product", p.Product),
				changesOf(licensing.Conditions{}, rule.Conditions))
			c.Jobs = []directory.Job{directory.RelicenseJob(entryID(c.Log))}
			return c, nil
		})
		if err != nil {
			return err
		}
		changed, err = s.Settle(ctx, account, directory.Resettling{})
		return err
	})
	return made, changed, err
}

// rulePool is the pool of that name, or the only one.
func rulePool(f *licensing.Facts, name string) (*licensing.Pool, error) {
	switch {
	case name != "":
		return pool(f, name)
	case len(f.Pools) == 1:
		return &f.Pools[0], nil
	case len(f.Pools) == 0:
		return nil, directory.Refuse(directory.NotFound, "pool.noneYet")
	}
	names := make([]string, len(f.Pools))
	for i := range f.Pools {
		names[i] = f.Pools[i].Name
	}
	return nil, directory.Refuse(directory.Invalid, "pool.which", "names", names)
}

// maxRuleText bounds what a condition may say.
const maxRuleText = 4096

// rule checks a request.
func (s *Licensing) rule(ctx context.Context, account *directory.Account, r *RuleRequest) (*licensing.Rule, error) {
	rule := &licensing.Rule{Number: r.Number}
	switch {
	case r.Number < 1 || r.Number > maxRuleNumber:
		return nil, directory.Refuse(directory.Invalid, "rule.number", "limit", maxRuleNumber)
	case len(r.Filter)+len(r.Entitlement) > maxRuleText:
		return nil, directory.Refuse(directory.Invalid, "rule.long", "limit", maxRuleText)
	}
	rule.Filter, rule.Entitlement, rule.Excludes = strings.TrimSpace(r.Filter), strings.TrimSpace(r.Entitlement),
		r.Excludes
	if rule.Filter != "" {
		if _, _, err := s.filterOf(ctx, account, rule.Filter); err != nil {
			return nil, err
		}
	}
	if r.Source != "" {
		source, err := s.Sources.Source(ctx, account.ID, r.Source)
		if err != nil {
			return nil, err
		}
		rule.SourceID = source.ID
	}
	if r.Domain != "" {
		d, err := domains.Parse(r.Domain)
		if err != nil {
			return nil, err
		}
		rule.Domain = d.Name
	}
	if r.Group != "" {
		id, err := s.group(ctx, account, r.Group)
		if err != nil {
			return nil, err
		}
		rule.GroupID = id
	}
	return rule, nil
}

// group finds a group by its id, or by SOURCE/NAME.
func (s *Licensing) group(ctx context.Context, account *directory.Account, ref string) (string, error) {
	sourceName, name, both := strings.Cut(ref, "/")
	if !both {
		id, err := s.Finder.WholeGroup(ctx, account.ID, ref)
		if err != nil {
			return "", err
		}
		if there, err := s.Store.HasGroup(ctx, account.ID, id); err != nil || !there {
			return "", cmp.Or(err, error(directory.Refuse(directory.NotFound, "rule.noSuchGroup", "group", ref)))
		}
		return id, nil
	}
	source, err := s.Sources.Source(ctx, account.ID, sourceName)
	if err != nil {
		return "", err
	}
	ids, err := s.Store.GroupsNamed(ctx, account.ID, source.ID, name)
	switch {
	case err != nil:
		return "", err
	case len(ids) == 0:
		return "", directory.Refuse(directory.NotFound, "rule.noGroup", "name", name, "source", source.Name)
	case len(ids) > 1:
		return "", directory.Refuse(directory.Conflict, "rule.groups", "name", name, "ids", ids)
	}
	return ids[0], nil
}

// Rules are the account's rules in the order in which they count.
func (s *Licensing) Rules(ctx context.Context, _ Actor, account *directory.Account) ([]RuleView, error) {
	f, err := s.Store.Licensing(ctx, account.ID)
	if err != nil {
		return nil, err
	}
	names, err := s.Sources.SourceNames(ctx, account.ID)
	if err != nil {
		return nil, err
	}
	var list []RuleView
	for _, r := range licensing.InOrder(f.Rules) {
		v := RuleView{Rule: r, Source: names[r.SourceID], Group: r.GroupID}
		for _, p := range f.Pools {
			if p.ID == r.PoolID {
				v.Pool, v.Product = p.Name, p.Product
			}
		}
		list = append(list, v)
	}
	return list, nil
}

// RemoveRule removes a rule; whoever has a license by it and by no other keeps it for its grace (rules L6 and L7).
func (s *Licensing) RemoveRule(
	ctx context.Context, actor Actor, account *directory.Account, number int,
) (changed int, err error) {
	operation := "RULE REMOVE"
	err = s.do(ctx, actor, account, operation, func(ctx context.Context) error {
		err := s.Arrange(ctx, *account, 0, func(f *licensing.Facts, now time.Time) (*directory.Changes, error) {
			at := slices.IndexFunc(f.Rules, func(r licensing.Rule) bool { return r.Number == number })
			if at < 0 {
				return nil, directory.Refuse(directory.NotFound, "rule.none", "number", number)
			}
			c := &directory.Changes{LostRules: []string{f.Rules[at].ID}}
			c.Log = actEntry(ctx, now, operation, text.New("act.rule.remove", "number", number),
				changesOf(f.Rules[at].Conditions, licensing.Conditions{}))
			c.Jobs = []directory.Job{directory.RelicenseJob(entryID(c.Log))}
			return c, nil
		})
		if err != nil {
			return err
		}
		changed, err = s.Settle(ctx, account, directory.Resettling{})
		return err
	})
	return changed, err
}
