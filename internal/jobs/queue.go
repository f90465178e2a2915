package jobs

import (
	"context"
	"time"
)

// Queue keeps jobs, with a clock of its own. Its methods are safe on any number of nodes, whose
// clocks may differ by much less than a lease.
type Queue interface {
	// DueJobs says of which of some kinds a job may be taken. It is one indexed query over all
	// accounts, and writes nothing.
	DueJobs(ctx context.Context, kinds []string) ([]string, error)

	// TakeJobs takes jobs of a kind that are due, those that have waited longest, at most limit, for
	// the time of a lease. None is taken while another of its key runs.
	TakeJobs(ctx context.Context, kind, holder string, lease time.Duration, limit int) ([]Job, error)

	// TakeJob takes the job of a key that waits, due or not, or whose lease is over; nil when there is none.
	TakeJob(ctx context.Context, accountID, kind, key, holder string, lease time.Duration) (*Job, error)

	// ExtendJob makes a lease end so much later than now, and reports whether it was still held.
	ExtendJob(ctx context.Context, j *Job, lease time.Duration) (held bool, err error)

	// SettleJob ends a lease with what came of the job, and reports whether it was still held. A job
	// that is to wait while another of its key waits is done: the other stands for both.
	SettleJob(ctx context.Context, j *Job, o Outcome) (held bool, err error)

	// ScheduleJobs makes the one job of each recurring kind that is not there yet, due now.
	ScheduleJobs(ctx context.Context, kinds []string) error

	// ForgetJobs forgets jobs that ended in a state longer ago than an age, at most limit, and says how many.
	ForgetJobs(ctx context.Context, state State, age time.Duration, limit int) (int, error)

	// Enqueued receives after this process has kept jobs.
	Enqueued() <-chan struct{}
}

// Outcome is what came of a job.
type Outcome struct {
	State    State         // Waiting, Done or Failed
	Wait     time.Duration // with Waiting: from now until somebody may take it
	Attempts int
	Error    string // "" for none
}
