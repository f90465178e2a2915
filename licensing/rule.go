package licensing

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/usher-id/usher/scim/filter"
)

// Rule gives the licenses of a pool to people (rule L6). Of several rules for a product that fit somebody the one with
// the lowest number counts, and one without conditions after all that have some.
type Rule struct {
	ID     string
	Number int
	PoolID string
	Conditions
}

// Conditions are what a rule asks of a person. All that are given must be met.
type Conditions struct {
	Filter   string `json:"filter,omitempty"` // a SCIM filter (RFC 7644 section 3.4.2.2) on the merged user
	GroupID  string `json:"group,omitempty"`  // a group of which one of the records is a direct member
	SourceID string `json:"source,omitempty"` // a source that knows the person
	Domain   string `json:"domain,omitempty"` // of the person's login address, as an A-label
	// a value in entitlements or roles of SourceID, or else of the source that counts most
	Entitlement string `json:"entitlement,omitempty"`
	Excludes    bool   `json:"excludes,omitempty"` // whom it fits gets none of the product, whatever later rules say
}

// ParseConditions reads what Text wrote.
func ParseConditions(text string) (c Conditions, err error) {
	if err = json.Unmarshal([]byte(text), &c); err != nil {
		return c, fmt.Errorf("conditions of a license rule: %w", err)
	}
	return c, nil
}

// KeptConditions is ParseConditions of what a database holds, which Text alone wrote.
func KeptConditions(text string) Conditions {
	c, err := ParseConditions(text)
	if err != nil {
		panic("licensing: " + err.Error())
	}
	return c
}

// Text is the conditions as they are kept.
func (c Conditions) Text() string {
	text, err := json.Marshal(c)
	if err != nil {
		panic("licensing: conditions are always JSON: " + err.Error())
	}
	return string(text)
}

// Default reports whether the rule is for everybody whom no other rule fits.
func (c Conditions) Default() bool {
	c.Excludes = false
	return c == Conditions{}
}

// Compiler makes a filter on users ready to be asked, as the schema of the account has it.
type Compiler func(filter string) (filter.Predicate, error)

// compareRules is the order in which rules count.
func compareRules(x, y Rule) int {
	if x.Default() != y.Default() {
		if x.Default() {
			return 1
		}
		return -1
	}
	return cmp.Or(cmp.Compare(x.Number, y.Number), strings.Compare(x.ID, y.ID))
}

// InOrder are rules in the order in which they count.
func InOrder(rules []Rule) []Rule {
	rules = slices.Clone(rules)
	slices.SortFunc(rules, compareRules)
	return rules
}

// RuleFor is the rule that gives a person the licenses of a product now; nil for none.
func (l *Ledger) RuleFor(product string, p *Person) *Rule { return l.rule(product, p) }

// Fits reports whether the conditions of a rule are met.
func (l *Ledger) Fits(r *Rule, p *Person) bool { return l.fits(r, p) }

// Person is what rules look at.
type Person struct {
	UserID       string
	Login        string         // normalised address
	Attributes   map[string]any // of the merged user
	Sources      []string       // ids
	Groups       []string       // ids, of all records
	Entitlements []string       // what the source that counts most says in entitlements and roles

	EntitlementsOf map[string][]string // what each source says there, by its id
}

// fits reports whether the rule's conditions are met.
func (l *Ledger) fits(r *Rule, p *Person) bool {
	if r.SourceID != "" && !slices.Contains(p.Sources, r.SourceID) || r.GroupID != "" &&
		!slices.Contains(p.Groups, r.GroupID) {
		return false
	}
	if r.Domain != "" {
		if _, domain, _ := strings.Cut(p.Login, "@"); domain != r.Domain {
			return false
		}
	}
	if r.Entitlement != "" {
		said := p.Entitlements
		if r.SourceID != "" { // the one that may say so, whoever else knows the person
			said = p.EntitlementsOf[r.SourceID]
		}
		if !slices.ContainsFunc(said, r.asks) {
			return false
		}
	}
	if r.Filter == "" {
		return true
	}
	predicate := l.predicate(r.Filter)
	return predicate != nil && predicate(p.Attributes)
}

// predicate is a rule's filter, compiled once. One that doesn't compile any more, since an attribute has
// gone from the schema, fits nobody.
func (l *Ledger) predicate(text string) filter.Predicate {
	p, known := l.predicates[text]
	if !known {
		p, _ = l.compile(text)
		l.predicates[text] = p
	}
	return p
}

// rule is the one that gives a person the licenses of a product now; nil for none.
func (l *Ledger) rule(product string, p *Person) *Rule {
	for i := range l.rules {
		r := &l.rules[i]
		pool := l.pools[r.PoolID]
		if pool == nil || pool.Product != product || !pool.Valid(l.now) || !l.fits(r, p) {
			continue
		}
		if r.Excludes {
			return nil
		}
		return r
	}
	return nil
}
