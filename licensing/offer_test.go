package licensing

import (
	"fmt"
	"testing"
	"time"
)

// Rule L6: a pool is offered under the value that gives a license of it, to the sources that the rule is for.
func TestOffers(t *testing.T) {
	rule := func(n int, pool string, c Conditions) Rule {
		return Rule{ID: fmt.Sprint("r", n), Number: n, PoolID: pool, Conditions: c}
	}
	rules := []Rule{
		rule(9, "p1", Conditions{Entitlement: "late"}), rule(3, "p1", Conditions{Entitlement: "Shield", SourceID: "okta"}),
		rule(1, "p1", Conditions{Entitlement: "never", Excludes: true}), rule(4, "p2", Conditions{Filter: "userName pr"}),
		rule(5, "p3", Conditions{Entitlement: "over"}),
	}
	for source, want := range map[string]string{
		"okta": "p1 Shield true, p2 p2 false, p3 over false, ", "entra": "p1 late true, p2 p2 false, p3 over false, ",
	} {
		pools := []Offer{{Pool: Pool{ID: "p1"}}, {Pool: Pool{ID: "p2"}}, {Pool: Pool{ID: "p3", Settings: Settings{To: "2026-01-31"}}}}
		got := ""
		for _, o := range Offers(pools, rules, source, time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC)) {
			got += fmt.Sprint(o.ID, " ", o.Value, " ", o.Assignable, ", ")
		}
		if got != want {
			t.Errorf("%s is offered %s\nwant %s", source, got, want)
		}
	}
	l := NewLedger(&Facts{Pools: []Pool{{ID: "p1", Settings: Settings{Product: "x"}}}, Rules: rules[:2]}, nil, time.Now())
	for said, want := range map[string]int{"LATE": 9, "P1": 9, "shield": 0, "p2": 0} {
		got := 0
		if r := l.RuleFor("x", &Person{Sources: []string{"entra"}, Entitlements: []string{"none", said}}); r != nil {
			got = r.Number
		}
		if got != want {
			t.Errorf("saying %s meets rule %d, want %d", said, got, want)
		}
	}
}
