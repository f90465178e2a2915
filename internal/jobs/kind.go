package jobs

import (
	"cmp"
	"context"
	"errors"
	"time"

	"github.com/usher-id/usher/internal/text"
	"github.com/usher-id/usher/scim/message"
)

// Kind is what a worker does with the jobs of a kind.
type Kind struct {
	Name string
	// Do does a job. It must bear to be repeated: the process may end after it did something and
	// before that is noted. Its context ends with the lease, at the latest after Limit, and when the
	// worker stops unless Finish is set.
	Do func(ctx context.Context, j *Job) error

	Every  time.Duration // of a recurring job: from one end to the next beginning; 0 for all others
	AtOnce int           // how many a process does at the same time; 1 by default
	Limit  time.Duration // how long one may take; DefaultLimit by default
	Most   int           // attempts until it counts as failed; DefaultMost by default
	Finish bool          // short work that is let finish when the worker stops
}

// The defaults of a Kind.
const (
	DefaultLimit = 10 * time.Minute
	DefaultMost  = 15
)

func (k *Kind) limit() time.Duration { return cmp.Or(k.Limit, DefaultLimit) }

func (k *Kind) most() int { return cmp.Or(k.Most, DefaultMost) }

func (k *Kind) atOnce() int { return cmp.Or(k.AtOnce, 1) }

// Final marks an error that trying again doesn't help.
func Final(err error) error { return &finalError{err} }

// IsFinal reports whether an error was marked by Final.
func IsFinal(err error) bool { return errors.As(err, new(*finalError)) }

type finalError struct{ error }

func (e *finalError) Unwrap() error { return e.error }

// Tell gives what the error tells.
func (e *finalError) Tell() text.Message { return message.Of(e.error) }

// MaxError bounds, in bytes, what a queue keeps of why a job failed.
const MaxError = 2000

// kept is what an error tells, as a queue keeps it: as text.Kept reads it, or in English where that is too long.
func kept(err error) string {
	says := text.Told(err)
	if says.Key == "" {
		return says.Text
	}
	if document := (text.Messages{says}).Keep(); len(document) <= MaxError {
		return document
	}
	return text.In(text.English, says)
}

// Again is what a recurring job returns that went well and is to come again after another time than
// the usual.
func Again(after time.Duration) error { return &again{after} }

type again struct{ after time.Duration }

func (a *again) Error() string { return "again after " + a.after.String() }

// outcome is what came of a job that ended with err. One that the worker's stop has cut off waits
// again, as if it had not been begun.
func (k *Kind) outcome(j *Job, err error, stopped bool, random float64) Outcome {
	var later *again
	switch {
	case k.Every > 0 && errors.As(err, &later):
		return Outcome{State: Waiting, Wait: later.after}
	case k.Every > 0 && err == nil:
		return Outcome{State: Waiting, Wait: k.Every}
	case err == nil:
		return Outcome{State: Done, Attempts: j.Attempts}
	case stopped:
		return Outcome{State: Waiting, Attempts: j.Attempts - 1, Error: j.LastError}
	case k.Every > 0:
		wait := min(k.Every, backoff(j.Attempts, random))
		return Outcome{State: Waiting, Wait: wait, Attempts: j.Attempts, Error: kept(err)}
	case IsFinal(err) || j.Attempts >= k.most():
		return Outcome{State: Failed, Attempts: j.Attempts, Error: kept(err)}
	}
	return Outcome{State: Waiting, Wait: backoff(j.Attempts, random), Attempts: j.Attempts, Error: kept(err)}
}

// The wait after a failed attempt: so long after the first, twice as long after each further one up to
// a bound, and up to a fifth more at random, so that jobs that failed together don't come together.
const (
	backoffBegin = 10 * time.Second
	backoffMost  = time.Hour
)

// backoff is the wait after so many attempts; random is at least 0 and below 1.
func backoff(attempts int, random float64) time.Duration {
	wait := backoffMost
	if attempts = max(attempts, 1); attempts < 16 { // 10 s doubled so often is more than the bound
		wait = min(wait, backoffBegin<<(attempts-1))
	}
	return wait + time.Duration(random*float64(wait)/5)
}
