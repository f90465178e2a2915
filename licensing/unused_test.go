package licensing

import (
	"testing"
	"time"
)

// Rule L6: a license whose seat the first activation would take stays the same one when it takes its seat without, since its pool counts
// so from now on, or a rule of another pool gives it: the key that was mailed works on, and what an administrator gave stays given.
func TestAnUnusedLicenseThatGetsItsSeatStaysTheSame(t *testing.T) {
	for _, assigned := range []bool{true, false} {
		for _, seats := range []int{1, 0} {
			s := &shelf{
				pools: map[string]Pool{
					"first": {ID: "first", Settings: Settings{Product: "x", Seats: 1, FirstUse: true}},
					"plain": {ID: "plain", Settings: Settings{Product: "x", Seats: seats}},
				},
				licenses: map[string]License{}, people: map[string]*Subject{}, now: time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC), heads: 4,
			}
			only := func(when string) License {
				t.Helper()
				if len(s.licenses) != 1 {
					t.Fatalf("%s, assigned %t: %d licenses", when, assigned, len(s.licenses))
				}
				for _, x := range s.licenses {
					return x
				}
				return License{}
			}
			ann := func(order *Order, id string) {
				s.carry([]deed{{Subject: Subject{Person: Person{UserID: "ann"}, Case: id}, order: order}})
			}
			if assigned {
				ann(&Order{Do: Assign, PoolID: "first", Product: "x", Devices: 2}, "01990000-0000-7000-8000-000000000001")
			} else {
				s.rules = []Rule{{ID: "rule", Number: 1, PoolID: "first"}}
				ann(nil, "01990000-0000-7000-8000-000000000001")
			}
			was := only("given")
			if was.State != Unused || was.Direct != assigned {
				t.Fatalf("given: %+v", was)
			}
			if assigned {
				s.pools["first"] = Pool{ID: "first", Settings: Settings{Product: "x", Seats: seats}}
			} else {
				s.rules[0].PoolID = "plain"
			}
			for _, id := range []string{"01990000-0000-7000-8000-000000000002", "01990000-0000-7000-8000-000000000003"} {
				ann(nil, id)
				is, want := only("settled"), Active
				if seats == 0 {
					want = Waiting
				}
				if is.ID != was.ID || is.State != want || is.Direct != assigned || is.Devices != was.Devices {
					t.Errorf("of %d seats, assigned %t: %+v, and it was %+v", seats, assigned, is, was)
				}
			}
		}
	}
}

// Rule L5: who waits for a seat, and comes by a rule to a pool that counts from first use, waits no more: the first activation takes
// a seat there, and none is taken for nobody's device.
func TestWhoWaitsComesToAPoolThatCountsFromFirstUse(t *testing.T) {
	s := &shelf{
		pools: map[string]Pool{
			"full":  {ID: "full", Settings: Settings{Product: "x", Priority: 7}},
			"first": {ID: "first", Settings: Settings{Product: "x", Seats: 1, FirstUse: true}},
		},
		rules:    []Rule{{ID: "rule", Number: 1, PoolID: "full"}},
		licenses: map[string]License{}, people: map[string]*Subject{}, now: time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC), heads: 4,
	}
	var was License
	for i, want := range []State{Waiting, Unused, Unused} {
		if i == 1 {
			s.rules[0].PoolID = "first"
		}
		s.carry([]deed{{Subject: Subject{Person: Person{UserID: "ann"}, Case: "01990000-0000-7000-8000-00000000000" + string(rune('1'+i))}}})
		if len(s.licenses) != 1 {
			t.Fatalf("%d licenses", len(s.licenses))
		}
		for _, is := range s.licenses {
			if is.State != want || i > 0 && (is.ID != was.ID || is.PoolID != "first" || is.Wants != "" || is.Priority != 0) {
				t.Errorf("%d: %+v, and it was %+v", i, is, was)
			}
			was = is
		}
		if full, first := s.pools["full"], s.pools["first"]; first.Used+first.Waiting != 0 || i > 0 && full.Waiting != 0 {
			t.Errorf("%d: %d wait, %d have and %d wait for first use", i, full.Waiting, first.Used, first.Waiting)
		}
	}
}
