package licensing

import (
	"encoding/json"
	"fmt"
	"time"
)

// Mode says what a seat of a pool is for (rule L1).
type Mode string

// The modes. PerUser counts people: a license takes one seat, whatever the number of its devices.
// PerDevice counts devices: a license takes as many seats as it allows devices.
const (
	PerUser   Mode = "user"
	PerDevice Mode = "device"
)

// Unlimited is the overage of a pool that never runs out.
const Unlimited = -1

// DefaultDevices is how many devices a person may have on one license where a pool says nothing else (rule L1).
const DefaultDevices = 3

// Bounds of what an account may define, since every batch reads all of it.
const (
	MaxPools   = 100
	MaxRules   = 200
	MaxSeats   = 100_000_000
	MaxDevices = 1000
)

// Pool is a limited number of seats for a product (rule L1).
type Pool struct {
	ID      string
	Name    string
	Created time.Time
	Settings

	Used    int   // seats that are held now (rule L2)
	Waiting int   // licenses that wait for a seat of this pool
	Last    int64 // when the last of them came, in microseconds: two never come at once
}

// Settings are what an administrator says of a pool.
type Settings struct {
	Product  string `json:"product"`
	Seats    int    `json:"seats"`
	Mode     Mode   `json:"mode,omitempty"`     // "" for PerUser
	Devices  int    `json:"devices,omitempty"`  // devices a person; 0 for DefaultDevices
	Overage  int    `json:"overage,omitempty"`  // percent of the seats, or Unlimited
	Strict   bool   `json:"strict,omitempty"`   // refuses who finds no seat (rule L3)
	Priority int    `json:"priority,omitempty"` // of licenses that wait for a seat here, the higher the earlier
	From     string `json:"from,omitempty"`     // first day, YYYY-MM-DD in Zone; "" for always
	To       string `json:"to,omitempty"`       // last day; "" for perpetual
	Zone     string `json:"zone,omitempty"`     // IANA name of the time zone of the days; "" for UTC
	BuyAt    string `json:"buyAt,omitempty"`    // where to get more seats (rule L10)
	FirstUse bool   `json:"firstUse,omitempty"` // a seat is taken by the first activation, not by the assignment
	// clients send no heartbeat: no device is released for being silent (rule L8)
	Silent bool `json:"silent,omitempty"`
}

// ParseSettings reads what Text wrote.
func ParseSettings(text string) (s Settings, err error) {
	if err = json.Unmarshal([]byte(text), &s); err != nil {
		return s, fmt.Errorf("settings of a pool: %w", err)
	}
	return s, nil
}

// KeptSettings is ParseSettings of what a database holds, which Text alone wrote.
func KeptSettings(text string) Settings {
	s, err := ParseSettings(text)
	if err != nil {
		panic("licensing: " + err.Error())
	}
	return s
}

// Text is the settings as they are kept.
func (s Settings) Text() string {
	text, err := json.Marshal(s)
	if err != nil {
		panic("licensing: settings are always JSON: " + err.Error())
	}
	return string(text)
}

// DeviceLimit is how many devices a person may have on one license.
func (s Settings) DeviceLimit() int {
	if s.Devices > 0 {
		return s.Devices
	}
	return DefaultDevices
}

// PerDevice reports whether seats are devices.
func (s Settings) PerDevice() bool { return s.Mode == PerDevice }

// Capacity is how many seats may be held: those of the pool and its overage, rounded down (rule L1).
func (s Settings) Capacity() int {
	if s.Overage == Unlimited {
		return MaxSeats
	}
	return s.Seats + s.Seats*s.Overage/100
}

// Takes is how many seats a license for so many devices takes.
func (s Settings) Takes(devices int) int {
	if s.PerDevice() {
		return devices
	}
	return 1
}

// Free is how many seats can still be given; never less than none.
func (p *Pool) Free() int { return max(0, p.Capacity()-p.Used) }

// Missing is how many seats the pool lacks for so many licenses that wait and so many seats beside them, those
// included that are held although there are fewer (rules L7 and L10); never less than none.
func (p *Pool) Missing(waiting, seats int) int {
	return max(0, p.Takes(p.DeviceLimit())*waiting+seats+p.Used-p.Capacity())
}

// Over is how many seats are held beyond the pool's own (rule L7).
func (p *Pool) Over() int { return max(0, p.Used-p.Seats) }

// dayLayout is the form of the days of a pool.
const dayLayout = time.DateOnly

// Begins is the instant at which the first day begins; zero for a pool that always was.
func (s Settings) Begins() time.Time { return s.day(s.From, 0) }

// Ends is the instant at which the last day is over in the pool's time zone; zero for never.
func (s Settings) Ends() time.Time { return s.day(s.To, 1) }

func (s Settings) day(text string, after int) time.Time {
	if text == "" {
		return time.Time{}
	}
	t, err := time.Parse(dayLayout, text)
	if err != nil {
		return time.Time{}
	}
	return midnight(t.Year(), t.Month(), t.Day()+after, s.location()).UTC()
}

// location is the time zone of the pool's days.
func (s Settings) location() *time.Location {
	zone, err := time.LoadLocation(s.Zone)
	if err != nil {
		return time.UTC
	}
	return zone
}

// midnight is the instant at which a day begins. Where the clocks are put forward at midnight, as in Chile and
// Cuba, there is no 00:00 on that day, and time.Date may give the last hour of the day before: the day begins when
// the clocks change.
func midnight(year int, month time.Month, day int, zone *time.Location) time.Time {
	t := time.Date(year, month, day, 0, 0, 0, 0, zone)
	y, m, d := t.Date()
	if time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Before(time.Date(year, month, day, 0, 0, 0, 0, time.UTC)) {
		_, t = t.ZoneBounds()
	}
	return t
}

// Valid reports whether the pool's licenses are in force at a moment.
func (s Settings) Valid(at time.Time) bool {
	begins, ends := s.Begins(), s.Ends()
	return !at.Before(begins) && (ends.IsZero() || at.Before(ends))
}

// Ended reports whether the last day is over.
func (s Settings) Ended(at time.Time) bool {
	ends := s.Ends()
	return !ends.IsZero() && !at.Before(ends)
}
