package jobs

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// The wait after a failure begins at 10 s, doubles up to an hour, and is never more than a fifth longer.
func TestBackoff(t *testing.T) {
	for attempts, want := range map[int]time.Duration{
		0: 10 * time.Second, 1: 10 * time.Second, 2: 20 * time.Second, 5: 160 * time.Second,
		9: 2560 * time.Second, 10: time.Hour, 64: time.Hour, 1 << 40: time.Hour,
	} {
		if got := backoff(attempts, 0); got != want {
			t.Errorf("after %d attempts %s, want %s", attempts, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		n, random := rapid.IntRange(1, 100).Draw(t, "attempts"), rapid.Float64Range(0, 0.999999).Draw(t, "random")
		wait, plain := backoff(n, random), backoff(n, 0)
		if wait < plain || wait > plain+plain/5 || wait > backoffMost*6/5 || backoff(n+1, 0) < plain {
			t.Fatalf("after %d attempts %s, without chance %s", n, wait, plain)
		}
	})
}

// What comes of a job, by how it ended.
func TestOutcome(t *testing.T) {
	broken := errors.New("broken")
	once, often := Kind{Most: 3}, Kind{Every: time.Minute, Most: 3}
	for _, tt := range []struct {
		what     string
		kind     Kind
		attempts int
		err      error
		stopped  bool
		want     Outcome
	}{
		{"done", once, 2, nil, false, Outcome{State: Done, Attempts: 2}},
		{"done while stopping", once, 2, nil, true, Outcome{State: Done, Attempts: 2}},
		{"failed", once, 2, broken, false, Outcome{State: Waiting, Wait: 20 * time.Second, Attempts: 2, Error: "broken"}},
		{"failed for the last time", once, 3, broken, false, Outcome{State: Failed, Attempts: 3, Error: "broken"}},
		{"failed for good", once, 1, Final(broken), false, Outcome{State: Failed, Attempts: 1, Error: "broken"}},
		{"cut off", once, 3, context.Canceled, true, Outcome{State: Waiting, Attempts: 2, Error: "before"}},
		{"recurring", often, 7, nil, false, Outcome{State: Waiting, Wait: time.Minute}},
		{"recurring, sooner", often, 1, Again(time.Second), false, Outcome{State: Waiting, Wait: time.Second}},
		{"recurring, failed", often, 1, broken, false,
			Outcome{State: Waiting, Wait: 10 * time.Second, Attempts: 1, Error: "broken"}},
		{"recurring, failed often", often, 99, broken, false,
			Outcome{State: Waiting, Wait: time.Minute, Attempts: 99, Error: "broken"}},
		{"recurring, cut off", often, 1, context.Canceled, true, Outcome{State: Waiting, Error: "before"}},
	} {
		got := tt.kind.outcome(&Job{Attempts: tt.attempts, LastError: "before"}, tt.err, tt.stopped, 0)
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.what, diff)
		}
	}
}
