package licensing

import (
	"testing"
	"time"
)

// Rule L1: days have their beginning in the pool's time zone, on those too on which the clocks change at midnight.
func TestADayBeginsWhereMidnightIsLeftOut(t *testing.T) {
	for _, test := range []struct{ zone, day, begins, ends string }{
		{"America/Santiago", "2026-09-06", "2026-09-06T01:00:00-03:00", "2026-09-07T00:00:00-03:00"},
		{"America/Santiago", "2026-09-05", "2026-09-05T00:00:00-04:00", "2026-09-06T01:00:00-03:00"},
		{"America/Havana", "2026-03-08", "2026-03-08T01:00:00-04:00", "2026-03-09T00:00:00-04:00"},
		{"Africa/Cairo", "2026-04-24", "2026-04-24T01:00:00+03:00", "2026-04-25T00:00:00+03:00"},
		{"America/Havana", "2026-11-01", "2026-11-01T00:00:00-04:00", "2026-11-02T00:00:00-05:00"}, // 00:00 comes twice
		{"Pacific/Apia", "2011-12-30", "2011-12-31T00:00:00+14:00", "2011-12-31T00:00:00+14:00"},   // there was no such day
		{"Europe/Paris", "2026-03-29", "2026-03-29T00:00:00+01:00", "2026-03-30T00:00:00+02:00"},
	} {
		s := Settings{From: test.day, To: test.day, Zone: test.zone}
		zone, err := time.LoadLocation(test.zone)
		if err != nil {
			t.Fatal(err)
		}
		begins, ends := s.Begins().In(zone).Format(time.RFC3339), s.Ends().In(zone).Format(time.RFC3339)
		if begins != test.begins || ends != test.ends {
			t.Errorf("%s in %s: %s to %s, want %s to %s", test.day, test.zone, begins, ends, test.begins, test.ends)
		}
	}
}

// A forecast has each day once, on which the clocks change, too.
func TestAForecastHasEachDayOnce(t *testing.T) {
	s := Settings{Zone: "America/Santiago"}
	midnights := s.Midnights(time.Date(2026, 9, 4, 15, 0, 0, 0, time.UTC), 4)
	for i, day := range s.Forecast(&Outlook{}, midnights[0], midnights) {
		if want := time.Date(2026, 9, 4+i, 0, 0, 0, 0, time.UTC).Format(time.DateOnly); day.Date != want {
			t.Errorf("day %d of the forecast is %s, want %s", i, day.Date, want)
		}
	}
}
