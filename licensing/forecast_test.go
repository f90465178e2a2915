package licensing

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// Rules L1 and L7: a forecast is used + held + waiting + planned - ending at the end of each day of the pool's time zone.
func TestForecast(t *testing.T) {
	s := Settings{Seats: 10, Overage: 10, Zone: "Pacific/Auckland", To: "2026-12-03"}
	now := time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC) // December 1 in Auckland
	o := &Outlook{Used: 9, Held: 1, Waiting: 2, Ending: []int{0, 3}, Planned: []int{1, 0, 2}}
	got := s.Forecast(o, now, s.Midnights(now, 4))
	want := []ForecastDay{
		{"2026-12-01", 11, 9, 1, 2, 1, 0, 13, 2},
		{"2026-12-02", 11, 9, 1, 2, 1, 3, 10, 0},
		{"2026-12-03", 11, 9, 1, 2, 3, 3, 12, 1},
		{"2026-12-04", 0, 9, 1, 2, 3, 15, 0, 0}, // the pool has ended
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("day %d is %+v, want %+v", i, got[i], want[i])
		}
	}
	if first := RunsShort(got); first == nil || first.Date != "2026-12-01" {
		t.Errorf("it runs short on %v", first)
	}
	before := Settings{Seats: 5, From: "2026-12-02"}
	days := before.Forecast(&Outlook{Planned: []int{0, 0, 6}}, now, before.Midnights(now, 4))
	if first := RunsShort(days); days[0].Capacity != 0 || first == nil || first.Date != "2026-12-02" || first.Short != 1 {
		t.Errorf("before it begins the pool has %d seats, and runs short on %+v", days[0].Capacity, first)
	}
}

// Days are those of the calendar, 23 to 25 hours long, one after the other; and each moment is in the day that its date says.
func TestForecastDaysAreThoseOfTheZone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := Settings{Zone: rapid.SampledFrom([]string{"", "America/Montreal", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Kolkata"}).Draw(t, "zone")}
		now := time.Unix(rapid.Int64Range(1_700_000_000, 1_900_000_000).Draw(t, "now"), 0).UTC()
		n := rapid.IntRange(1, 40).Draw(t, "days")
		midnights := s.Midnights(now, n)
		if now.Before(midnights[0]) || !now.Before(midnights[1]) {
			t.Fatalf("%v is not between %v and %v", now, midnights[0], midnights[1])
		}
		for i := range n {
			if long := midnights[i+1].Sub(midnights[i]); long < 23*time.Hour || long > 25*time.Hour {
				t.Fatalf("day %d takes %v", i, long)
			}
		}
		at := now.Add(time.Duration(rapid.Int64Range(0, int64(42*24*time.Hour)).Draw(t, "later")))
		day := DayOf(midnights, at)
		if inside := at.Before(midnights[n]); inside != (day >= 0) {
			t.Fatalf("%v is of day %d", at, day)
		}
		if day >= 0 && at.In(midnights[0].Location()).Format(dayLayout) != midnights[day].Format(dayLayout) {
			t.Fatalf("%v is of day %d, %v", at, day, midnights[day])
		}
	})
}

// The forecast comes true: where nothing happens but what it knows, the ledger shows its numbers at the end of each day.
func TestForecastComesTrue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawShelf(t)
		for range rapid.IntRange(1, 20).Draw(t, "items") {
			x := drawSubject(t, s)
			if refused := s.run([]Subject{x}); refused[0] {
				x.Standing = Gone
			}
			s.people[x.UserID] = &x
			s.now = s.now.Add(time.Duration(rapid.IntRange(0, 40).Draw(t, "hours")) * time.Hour)
		}
		const days = 10
		start := s.now
		forecasts := map[string][]ForecastDay{}
		for id, p := range s.pools {
			midnights := p.Midnights(start, days)
			forecasts[id] = p.Forecast(s.outlook(&p, midnights), start, midnights)
		}
		for day := range days {
			for _, userID := range s.due(start, day) {
				x := *s.people[userID]
				x.Entering = false
				s.run([]Subject{x})
			}
			for id, p := range s.pools {
				wants := 0
				for _, x := range s.licenses {
					if x.Wants == id {
						wants += p.Takes(x.Wanted()) - hasAlready(&p, &x)
					}
				}
				if f := forecasts[id][day]; movesNone(s) && p.Used+wants != f.Needed {
					t.Fatalf("pool %s on %s: %d seats are used and %d wanted, forecast %+v", id, f.Date, p.Used, wants, f)
				}
			}
		}
	})
}

// movesNone reports whether nobody has a seat of a pool and waits for one of another: when that is, it leaves, nobody knows.
func movesNone(s *shelf) bool {
	for _, x := range s.licenses {
		if x.PoolID != "" && x.Wants != "" {
			return false
		}
	}
	return len(s.pools) == 1
}

func hasAlready(p *Pool, x *License) int {
	if x.PoolID == p.ID && x.Seated() {
		return p.Takes(x.Devices)
	}
	return 0
}

// outlook counts what the store counts.
func (s *shelf) outlook(p *Pool, midnights []time.Time) *Outlook {
	o := &Outlook{Used: p.Used, Ending: make([]int, len(midnights)-1)}
	for _, x := range s.licenses {
		if x.Wants == p.ID {
			o.Waiting += p.Takes(x.Wanted()) - hasAlready(p, &x)
		}
		if x.PoolID == p.ID && !x.Until.IsZero() {
			if day := DayOf(midnights, x.Until); day >= 0 {
				o.Ending[day] += p.Takes(x.Devices)
			}
		}
	}
	return o
}

// due turns the clock to the last second of a day, and are those whose grace is over by then.
func (s *shelf) due(start time.Time, day int) (users []string) {
	s.now = Settings{}.Midnights(start, day+1)[day+1].Add(-time.Second)
	for _, x := range s.licenses {
		if !x.Until.IsZero() && !x.Until.After(s.now) {
			users = append(users, x.UserID)
		}
	}
	return users
}
