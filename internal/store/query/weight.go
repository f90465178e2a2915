package query

import (
	"strings"

	"github.com/usher-id/usher/scim/filter"
)

// maxWeight is how much of a filter the database decides for each record; a sieve decides what weighs
// more.
const maxWeight = 4

// weight is what a filter costs each record that is looked at, in comparisons. Those of memberships
// count for more: but for the questions whether there are any, and whether somebody is a member, they
// are subqueries over many rows.
func (c *compiler) weight(e filter.Expression) int {
	switch e := e.(type) {
	case *filter.AttributeExpression:
		if c.ofMemberships(e.AttributePath) && !asksForMember(e, e.AttributePath.SubAttribute) {
			return maxWeight + 1
		}
	case *filter.NotExpression:
		return c.weight(e.Expression)
	case *filter.LogicalExpression:
		sum := 0
		for _, t := range terms(e, e.Operator) {
			sum += c.weight(t)
		}
		return sum
	case *filter.ValuePath:
		if !c.ofMemberships(e.AttributePath) {
			return c.weight(e.ValueFilter)
		}
		for _, inner := range comparisons(e) {
			if asksForMember(inner, inner.AttributePath.SubAttribute) {
				return len(terms(e.ValueFilter, filter.AND))
			}
		}
		return maxWeight + 1
	}
	return 1
}

func (c *compiler) ofMemberships(p filter.AttributePath) bool {
	a, err := c.rt.Resolve(p)
	if err != nil || a.Parent == nil {
		return false
	}
	_, ok := c.memberships(a)
	return ok
}

// asksForMember reports whether a comparison asks for one member, or group, by its id, or for any.
func asksForMember(e *filter.AttributeExpression, sub *string) bool {
	return e.Operator == filter.PR && sub == nil || e.Operator == filter.EQ && e.CompareValue != nil &&
		(sub == nil || strings.EqualFold(*sub, "value"))
}
