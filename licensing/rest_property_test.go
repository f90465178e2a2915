package licensing

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"
)

// Rules L2 and L5, trap TA18: however activations and releases follow one another in a pool that counts from first use, the seats
// that are taken are those of licenses in force, never more than there are, and none is free while somebody waits; a license by
// which a device works never loses its seat.
func TestSeatsFromFirstUse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pool := Pool{ID: "pool", Settings: Settings{
			Product: "x", FirstUse: true, Devices: 1, Seats: rapid.IntRange(0, 3).Draw(t, "seats"),
			Mode: rapid.SampledFrom([]Mode{PerUser, PerDevice}).Draw(t, "mode"),
		}}
		s := &shelf{
			pools: map[string]Pool{pool.ID: pool}, rules: []Rule{{ID: "rule", Number: 1, PoolID: pool.ID}}, licenses: map[string]License{},
			now: time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC), heads: 8,
		}
		subject := func(n int) *Subject {
			return &Subject{Person: Person{UserID: fmt.Sprint("user", n)}, Case: uuid.Must(uuid.NewV7()).String()}
		}
		const people = 6
		for n := range people {
			s.run([]Subject{*subject(n)})
		}
		for range rapid.IntRange(1, 30).Draw(t, "steps") {
			s.now = s.now.Add(time.Minute)
			who := subject(rapid.IntRange(0, people-1).Draw(t, "who"))
			order := &Order{Do: rapid.SampledFrom([]Verb{Use, Rest}).Draw(t, "verb"), Product: "x", Working: rapid.Bool().Draw(t, "working")}
			var was License
			for _, x := range s.licenses {
				if x.UserID == who.UserID {
					was, order.LicenseID = x, x.ID
				}
			}
			if order.Do == Rest && rapid.IntRange(0, 9).Draw(t, "another") == 0 {
				order.LicenseID = "another"
			}
			l := NewLedger(s.facts(), compileWord, s.now)
			if _, _, problem := l.Carry(who, order); problem != "" {
				t.Fatalf("%s: %s", order.Do, problem)
			}
			l.Promote()
			s.write(l.Changes())
			is := s.licenses[was.ID]
			if order.Do == Rest && (order.Working || order.LicenseID != was.ID || was.State != Active) && is.State != was.State {
				t.Errorf("rest makes %s of a license that is %s", is.State, was.State)
			}
			active, waiting := 0, 0
			for _, x := range s.licenses {
				switch x.State {
				case Active:
					active++
				case Waiting:
					waiting++
				}
			}
			if p := s.pools[pool.ID]; p.Used != active || p.Used > p.Seats || p.Waiting != waiting || waiting > 0 && p.Used < p.Seats {
				t.Errorf("of %d seats %d are taken and %d wait; %d licenses are in force and %d wait", p.Seats, p.Used, p.Waiting, active, waiting)
			}
			if len(s.licenses) != people {
				t.Errorf("%d licenses", len(s.licenses))
			}
		}
	})
}
