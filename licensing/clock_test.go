package licensing

import (
	"testing"
	"time"

	"github.com/google/uuid"
)

// Rules L5 and L7: a clock that is put back or forward takes no seat too early, gives nobody a longer grace, and lets nobody overtake those who
// wait; once it is right again all is as it would have been.
func TestClockThatJumps(t *testing.T) {
	noon := time.Date(2026, 12, 10, 12, 0, 0, 0, time.UTC)
	s := &shelf{pools: map[string]Pool{}, licenses: map[string]License{}, people: map[string]*Subject{}, heads: 4}
	s.pools["p"] = Pool{ID: "p", Settings: Settings{Product: "x", Seats: 1}}
	s.rules = []Rule{{ID: "r", Number: 1, PoolID: "p"}}
	settle := func(at time.Time, user string, standing Standing) License {
		t.Helper()
		s.now = at
		s.run([]Subject{{Person: Person{UserID: user}, Standing: standing, Case: uuid.Must(uuid.NewV7()).String()}})
		for _, x := range s.licenses {
			if x.UserID == user {
				return x
			}
		}
		return License{}
	}
	settle(noon, "ann", Present)
	settle(noon.Add(time.Hour), "bo", Present)
	settle(noon.AddDate(-1, 0, 0), "cy", Present) // put back by a year
	settle(noon.Add(2*time.Hour), "di", Present)
	for i, want := range []string{"bo", "cy", "di"} {
		if got := s.queue("p")[i].UserID; got != want {
			t.Errorf("in line stands %s, not %s", got, want)
		}
	}
	until := settle(noon, "ann", Stopped).Until
	for _, at := range []time.Time{noon.AddDate(0, 0, -30), noon.AddDate(0, 0, 3), noon.AddDate(0, 0, -1)} {
		if has := settle(at, "ann", Stopped); has.State != Grace || !has.Until.Equal(until) || !until.Equal(noon.Add(GraceTime)) {
			t.Errorf("at %v the license is %q until %v, not in grace until %v", at, has.State, has.Until, until)
		}
	}
	if has := settle(noon.AddDate(0, 0, 2), "ann", Present); has.State != Active || !has.Until.IsZero() {
		t.Errorf("who comes back has a license that is %q until %v", has.State, has.Until)
	}
	settle(noon.AddDate(0, 0, 2), "ann", Stopped)
	if has := settle(noon.AddDate(1, 0, 0), "ann", Stopped); has.ID != "" { // put forward by a year
		t.Errorf("a grace that is over by the clock goes on: %v", has)
	}
	if has := settle(noon.AddDate(0, 0, 2), "bo", Present); has.State != Active {
		t.Errorf("first in line is %q", has.State)
	}
	if p := s.pools["p"]; p.Used != 1 || p.Waiting != 2 {
		t.Errorf("%d seats are used and %d people wait", p.Used, p.Waiting)
	}
}
