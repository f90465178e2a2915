// Package clock is the one way to ask what time it is where something is decided or kept by it, so that a test can say
// what time it is. How long something took is measured with package time itself.
package clock

import "time"

// Clock tells what time it is.
type Clock func() time.Time

// System is the machine's clock.
func System() time.Time { return time.Now() }

// OrSystem is the clock itself, or the machine's in the place of none.
func (c Clock) OrSystem() Clock {
	if c == nil {
		return System
	}
	return c
}

// Stamp is the time as it is kept: UTC, to the microsecond.
func (c Clock) Stamp() time.Time { return c().UTC().Truncate(time.Microsecond) }
