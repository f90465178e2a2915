// Package jobs does later what a change has made necessary, and now and then what time makes
// necessary: each job once over all nodes, and none is lost. A job is a row, written in the
// transaction of the change. A worker takes it for the time of a lease, which it extends while it
// works; when its process dies, another takes the job once the lease is over. So a job may be begun
// twice, never be done by two at once, and what does it must bear to be repeated. What fails is tried
// again, later each time, until it counts as failed and waits for an administrator.
package jobs

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/usher-id/usher/internal/directory"
)

// Nobody is the account of jobs that belong to no account.
const Nobody = "00000000-0000-0000-0000-000000000000"

// State is how far a job is.
type State string

// The states. A recurring job waits again when it is done.
const (
	Waiting State = "waiting"
	Running State = "running"
	Failed  State = "failed" // for good, until an administrator has it tried again
	Done    State = "done"
)

// States are all of them.
var States = []State{Waiting, Running, Failed, Done}

// Job is a job as it is kept.
type Job struct {
	AccountID string
	ID        string
	Kind, Key string
	Payload   string // JSON
	State     State
	Due       time.Time // when somebody may take it; of one that runs, when its lease ends; zero when finished
	Attempts  int       // how often it was begun
	Holder    string    // of one that runs: whose lease it is
	LastError string    // why the last attempt failed, as text.Kept reads it
	Created   time.Time
	Finished  time.Time // of a recurring one, when it was done last
}

// How long finished jobs are kept to be seen, and how many are forgotten in one transaction.
const (
	KeepDone    = 24 * time.Hour
	KeepFailed  = 30 * 24 * time.Hour
	forgetSlice = 1000
)

// Grace is how long a job waits for the process that makes it, where that does it at once.
const Grace = 10 * time.Second

// New makes a job to be kept with a change. The payload is written as JSON.
func New(kind, key string, payload any, wait time.Duration) (directory.Job, error) {
	text, err := json.Marshal(payload)
	if err != nil {
		return directory.Job{}, fmt.Errorf("job %s: %w", kind, err)
	}
	if len(key) > directory.MaxJobKey || len(text) > directory.MaxJobPayload {
		return directory.Job{}, fmt.Errorf("job %s: the key has %d bytes and the payload %d, more than %d and %d",
			kind, len(key), len(text), directory.MaxJobKey, directory.MaxJobPayload)
	}
	id, err := uuid.NewV7()
	if err != nil {
		return directory.Job{}, err
	}
	return directory.Job{ID: id.String(), Kind: kind, Key: key, Payload: string(text), Wait: wait}, nil
}

// Read reads a payload that New has written.
func (j *Job) Read(payload any) error {
	if err := json.Unmarshal([]byte(j.Payload), payload); err != nil {
		return Final(fmt.Errorf("the job's payload can't be read: %w", err))
	}
	return nil
}
