package licensing

import (
	"fmt"
	"testing"
	"time"
)

// Rule M8: what an administrator gave to one of two who become one is that one's again when they are taken apart, for as many
// devices, and what a rule gave the other is the other's; and what is taken from the one that both are does not come back.
func TestAssignedLicenseComesOutOfAMerge(t *testing.T) {
	for _, revoked := range []bool{false, true} {
		s := &shelf{
			pools:    map[string]Pool{"pool": {ID: "pool", Settings: Settings{Product: "x", Seats: 9, Mode: PerDevice}}},
			rules:    []Rule{{ID: "rule", Number: 1, PoolID: "pool", Conditions: Conditions{Filter: "staff"}}},
			licenses: map[string]License{}, people: map[string]*Subject{}, now: time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC), heads: 9,
		}
		n := 0
		person := func(id, title, into string, order *Order) deed {
			n++
			d := deed{Subject: Subject{Person: Person{UserID: id, Attributes: map[string]any{"title": title}}, Case: fmt.Sprintf("01990000-0000-7000-8000-%012d", n)}}
			if d.order = order; into != "" {
				d.Standing, d.Into = Gone, into
			}
			return d
		}
		assign := func(devices int) *Order { return &Order{Do: Assign, PoolID: "pool", Product: "x", Devices: devices} }
		want := func(when, userID string, direct bool, devices int) {
			t.Helper()
			for _, x := range s.licenses {
				if x.UserID == userID && x.State == Active && x.Direct == direct && x.Devices == devices {
					return
				}
			}
			t.Errorf("%s, revoked %t: %s has no license for %d devices, direct %t: %+v", when, revoked, userID, devices, direct, s.licenses)
		}
		for _, d := range []deed{person("ann", "guest", "", assign(5)), person("bob", "staff", "", nil), person("ann", "guest", "bob", nil)} {
			s.carry([]deed{d})
		}
		want("merged", "bob", false, 3)
		s.carry([]deed{person("ann", "guest", "", nil), person("bob", "staff", "", nil)})
		want("taken apart", "ann", true, 5)
		want("taken apart", "bob", false, 3)

		s.carry([]deed{person("bob", "staff", "ann", nil), person("ann", "guest", "", nil)})
		want("merged the other way", "ann", true, 5)
		if revoked {
			s.carry([]deed{person("ann", "guest", "", &Order{Do: Revoke, Product: "x"})})
			s.carry([]deed{person("ann", "guest", "", nil)})
			for _, x := range s.licenses {
				if x.UserID == "ann" && x.State != Merged {
					t.Errorf("what was taken is back: %+v", x)
				}
			}
		}
		if used := s.pools["pool"].Used; used > 5 {
			t.Errorf("%d seats are held of one person's license", used)
		}
	}
}

// Rule M8: what a merge took from somebody who has got another license since comes back once that is gone, in the batch in which it
// goes as in any later one.
func TestWhatAMergeTookComesBackOnceTheOtherIsGone(t *testing.T) {
	for _, together := range []bool{false, true} {
		s := &shelf{
			pools: map[string]Pool{"pool": {ID: "pool", Settings: Settings{Product: "x", Seats: 9}}},
			rules: []Rule{{ID: "rule", Number: 1, PoolID: "pool"}}, licenses: map[string]License{}, people: map[string]*Subject{},
			now: time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC), heads: 9,
		}
		n := 0
		ann := func(into string, order *Order) deed {
			n++
			d := deed{Subject: Subject{Person: Person{UserID: "ann"}, Case: fmt.Sprintf("01990000-0000-7000-8000-%012d", n)}, order: order}
			if d.Into = into; into != "" {
				d.Standing = Gone
			}
			return d
		}
		s.carry([]deed{ann("", nil)})
		was := s.licenses
		s.carry([]deed{ann("bob", nil)})
		s.rules = nil
		deeds := []deed{ann("", &Order{Do: Assign, PoolID: "pool", Product: "x"}), ann("", &Order{Do: Revoke, Product: "x"})}
		if together {
			s.carry(deeds)
		} else {
			s.carry(deeds[:1])
			s.carry(deeds[1:])
		}
		for id := range was {
			if x := s.licenses[id]; x.UserID != "ann" || x.Homes != "" {
				t.Errorf("in one batch %t: ann's own license is %+v", together, x)
			}
		}
	}
}
