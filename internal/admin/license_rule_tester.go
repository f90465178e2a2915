package admin

import (
	"context"
	"slices"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/licensing"
)

// MaxRuleNames bounds how many people RuleTest names of each kind.
const MaxRuleNames = 1000

// RuleTest is what a rule would do, with the rule in the place of the one of its number.
type RuleTest struct {
	Fits int // active people whom the conditions fit
	Gain int // who have no license of the product now, or one that ends, and would have one by a rule
	// who have one by a rule, or wait for one, and would have none; a seat is kept for its grace (rule L7)
	Lose    int
	Stay    int      // who have one, or wait for one, and would go on so, untouched or in another pool
	Missing int      // seats that would be missing at once, those who wait already included
	Gainers []string // login addresses of the first MaxRuleNames who gain
	Losers  []string // and of those who lose
}

// TestRule says what a rule would do, and changes nothing: in the place of the rule of its number, where there is
// one, whose pool it is of where the request names none.
func (s *Licensing) TestRule(
	ctx context.Context, _ Actor, account *directory.Account, r RuleRequest,
) (*RuleTest, error) {
	if r.Number == 0 {
		r.Number = maxRuleNumber
	}
	rule, err := s.rule(ctx, account, &r)
	if err != nil {
		return nil, err
	}
	f, err := s.Store.Licensing(ctx, account.ID)
	if err != nil {
		return nil, err
	}
	if at := slices.IndexFunc(f.Rules, func(o licensing.Rule) bool { return o.Number == r.Number }); at >= 0 &&
		r.Pool == "" {
		r.Pool = f.Rules[at].PoolID
	}
	p, err := rulePool(f, r.Pool)
	if err != nil {
		return nil, err
	}
	rule.ID, rule.PoolID = "tested", p.ID
	next := *f
	next.Rules = append(slices.DeleteFunc(slices.Clone(f.Rules),
		func(o licensing.Rule) bool { return o.Number == rule.Number }), *rule)
	then := licensing.NewLedger(&next, s.compiler(ctx, account), s.Now())
	test := &RuleTest{}
	products := []string{p.Product}
	for i := range f.Rules { // the rule in whose place it would be may be for another product
		if was, err := pool(f, f.Rules[i].PoolID); err == nil && f.Rules[i].Number == rule.Number &&
			was.Product != p.Product {
			products = append(products, was.Product)
		}
	}
	wants, queued := 0, p.Waiting
	err = s.eachPerson(ctx, account, then.ByGroup(""), func(person *licensing.Person, has []licensing.License) {
		if then.Fits(rule, person) {
			test.Fits++
		}
		for _, product := range products {
			now := ofProduct(has, product)
			if now != nil && now.Direct { // what an administrator gave counts before all rules
				test.Stay++
				continue
			}
			is := then.RuleFor(product, person)
			switch {
			case now == nil && is == nil, now != nil && is == nil && now.State == licensing.Grace:
			case is == nil:
				test.Lose++
				test.Losers = named1000(test.Losers, person.Login)
				if now.Wants == p.ID {
					queued--
				}
			case now == nil || now.State == licensing.Grace:
				test.Gain++
				test.Gainers = named1000(test.Gainers, person.Login)
			default:
				test.Stay++
			}
			if is != nil && is.PoolID == p.ID && !p.FirstUse && (now == nil || now.Wants != p.ID && now.PoolID != p.ID) {
				wants++
			}
		}
	})
	if err != nil {
		return nil, err
	}
	if queued+wants > 0 {
		test.Missing = p.Missing(queued+wants, 0)
	}
	return test, nil
}

func named1000(list []string, login string) []string {
	if len(list) < MaxRuleNames {
		list = append(list, login)
	}
	return list
}
