package licensing

import (
	"testing"
	"time"
)

// Rule L1: a license comes with the first day of its pool and goes when the last one is over, without a grace; where another pool of the product has
// a rule for the person, the license moves there.
func TestLicensesFollowThePoolsDays(t *testing.T) {
	at := func(day int) time.Time { return time.Date(2026, 12, day, 12, 0, 0, 0, time.UTC) }
	s := &shelf{pools: map[string]Pool{}, licenses: map[string]License{}, people: map[string]*Subject{}, heads: 4}
	s.pools["december"] = Pool{ID: "december", Settings: Settings{Product: "x", Seats: 1, From: "2026-12-02", To: "2026-12-04"}}
	s.rules = []Rule{{ID: "first", Number: 1, PoolID: "december"}}
	settle := func(day int, want State) License {
		t.Helper()
		s.now = at(day)
		s.run([]Subject{{Person: Person{UserID: "ann"}, Case: "01990000-0000-7000-8000-000000000001"}})
		var has License
		for _, x := range s.licenses {
			has = x
		}
		if has.State != want {
			t.Errorf("on day %d the license is %q, want %q", day, has.State, want)
		}
		return has
	}
	settle(1, "")
	settle(2, Active)
	settle(4, Active)
	settle(5, "")
	if p := s.pools["december"]; p.Used != 0 {
		t.Errorf("%d seats of a pool that has ended are held", p.Used)
	}
	settle(3, Active)
	s.pools["always"] = Pool{ID: "always", Settings: Settings{Product: "x", Seats: 1}}
	s.rules = append(s.rules, Rule{ID: "second", Number: 2, PoolID: "always"})
	if has := settle(5, Active); has.PoolID != "always" {
		t.Errorf("the license is of the pool %q", has.PoolID)
	}
}
