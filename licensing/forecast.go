package licensing

import "time"

// MaxForecast is how many days a forecast goes ahead at most.
const MaxForecast = 366

// Outlook is what is known of a pool's seats ahead of time. A seat is counted as Settings.Takes counts it.
type Outlook struct {
	Used    int   // seats that are held now, those in grace among them, those that are kept for an unconfirmed mailbox not
	Held    int   // seats that are kept until a mailbox confirms (rule L6)
	Waiting int   // seats that those who wait need beyond what they have in the pool
	Ending  []int // by day: seats in grace, and held ones, whose time is over in it (rules L6 and L7)
	// by day: seats for people to whom rules begin to give a license of the pool, since a pool begins or ends (rule
	// L1)
	Planned []int
}

// ForecastDay is how a pool stands at the end of a day, if nothing happens but what is known: Needed is Used + Held
// + Waiting + Planned - Ending, where Planned and Ending add up from today.
type ForecastDay struct {
	Date     string // YYYY-MM-DD in the pool's time zone
	Capacity int    // seats that may be held on it, overage included; none on days on which the pool is not valid
	Used     int
	Held     int
	Waiting  int
	Planned  int
	Ending   int
	Needed   int
	Short    int // by how many seats Needed passes Capacity
}

// Midnights are the beginnings of so many days of the pool's time zone, today first, and the end of the last.
func (s Settings) Midnights(now time.Time, days int) []time.Time {
	zone := s.location()
	year, month, day := now.In(zone).Date()
	list := make([]time.Time, days+1)
	for i := range list {
		list[i] = midnight(year, month, day+i, zone)
	}
	return list
}

// DayOf is in which of the days between midnights a moment is: what is before them counts as the first, and -1 is
// after all.
func DayOf(midnights []time.Time, at time.Time) int {
	for i, end := range midnights[1:] {
		if at.Before(end) {
			return i
		}
	}
	return -1
}

// Forecast is how a pool will stand on the days between midnights.
func (s Settings) Forecast(o *Outlook, now time.Time, midnights []time.Time) []ForecastDay {
	days := make([]ForecastDay, len(midnights)-1)
	planned, ending := 0, 0
	for i := range days {
		planned, ending = planned+at(o.Planned, i), ending+at(o.Ending, i)
		d := ForecastDay{
			Date: midnights[i].Format(dayLayout), Used: o.Used, Held: o.Held, Waiting: o.Waiting, Planned: planned,
			Ending: ending,
		}
		begin := midnights[i]
		if i == 0 {
			begin = now
		}
		if s.Valid(begin) {
			d.Capacity = s.Capacity()
		}
		if s.Ended(begin) { // with the pool go its licenses, and who waits for one
			d.Ending = d.Used + d.Held + d.Waiting + d.Planned
		}
		d.Needed = d.Used + d.Held + d.Waiting + d.Planned - d.Ending
		d.Short = max(0, d.Needed-d.Capacity)
		days[i] = d
	}
	return days
}

func at(list []int, i int) int {
	if i < len(list) {
		return list[i]
	}
	return 0
}

// RunsShort is the first day on which seats are missing, or nil.
func RunsShort(days []ForecastDay) *ForecastDay {
	for i := range days {
		if days[i].Short > 0 {
			return &days[i]
		}
	}
	return nil
}
