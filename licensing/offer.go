package licensing

import (
	"strings"
	"time"
)

// Offer is a pool as a source may discover it: as an entitlement of which it can say that a person has it (rule L6).
type Offer struct {
	Pool
	Modified time.Time // when its settings last changed

	// Value is what gives a license of the pool when the source says it in entitlements or roles: what a rule of the
	// pool asks for, or the pool's id, which every such rule takes for it.
	Value string
	// Assignable tells that saying so gives a license: the pool is valid, and a rule of it asks this source for an
	// entitlement.
	Assignable bool
}

// Offers are pools as a source may discover them, in their order, at a moment. The rule that counts first names the
// value.
func Offers(pools []Offer, rules []Rule, sourceID string, now time.Time) []Offer {
	rules = InOrder(rules)
	for i := range pools {
		p := &pools[i]
		p.Value = p.ID
		for _, r := range rules {
			if r.PoolID == p.ID && r.Entitlement != "" && !r.Excludes && (r.SourceID == "" || r.SourceID == sourceID) {
				p.Value, p.Assignable = r.Entitlement, p.Valid(now)
				break
			}
		}
	}
	return pools
}

// asks reports whether an entitlement is what the rule asks for. Besides its own words that is the id of its pool, by
// which sources discover the pool.
func (r *Rule) asks(entitlement string) bool {
	return strings.EqualFold(entitlement, r.Entitlement) || strings.EqualFold(entitlement, r.PoolID)
}
