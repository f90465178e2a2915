package directory

import (
	"testing"
	"time"
)

// Looking for people who wait in vain takes a fiftieth of the time at most.
func TestSweepRests(t *testing.T) {
	for looked, want := range map[time.Duration]time.Duration{
		time.Millisecond:       5 * time.Second,
		20 * time.Millisecond:  5 * time.Second,
		200 * time.Millisecond: 10 * time.Second,
		time.Hour:              15 * time.Second,
	} {
		if got := rest(looked); got != want {
			t.Errorf("after %v it rests %v, want %v", looked, got, want)
		}
	}
}
