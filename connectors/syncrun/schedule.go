package syncrun

import (
	"cmp"
	"math/rand/v2"
	"time"

	"github.com/usher-id/usher/connectors"
)

// When services are read by themselves (rule S7).
const (
	DeltaEvery = 15 * time.Minute
	FullEvery  = 24 * time.Hour // at most
	RetryAfter = time.Hour      // a run that failed
)

// next is when the service is to be read again by itself; 0 for not. Times differ by up to a tenth, so that services do not come
// together, and never exceed what is promised.
func (j *job) next() time.Duration {
	s := j.service
	switch {
	case s.Broken || !s.Previewed():
		return 0
	case j.run.State != Completed && j.run.Mode != Preview && j.run.Mode != Allowed:
		return earlier(RetryAfter)
	}
	_, deltas := j.reader.(connectors.Delta)
	if j.reader == nil { // nothing was read
		deltas = s.Mark != ""
	}
	full := earlier(FullEvery)
	if !s.LastFull.IsZero() {
		full = max(time.Second, full-j.Clock().Sub(s.LastFull))
	}
	if deltas && s.Mark != "" {
		return min(full, earlier(cmp.Or(j.Delta, DeltaEvery)))
	}
	return full
}

// earlier is a time up to a tenth less.
func earlier(d time.Duration) time.Duration { return d - rand.N(d/10+1) }

// DueMode is how a service that is due is read: whole when it has not been for long.
func DueMode(s *Service, now time.Time) Mode {
	if s.Mark == "" || now.Sub(s.LastFull) >= FullEvery*9/10-DeltaEvery {
		return Full
	}
	return Delta
}
