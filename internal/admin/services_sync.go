package admin

import (
	"context"
	"errors"
	"time"

	"github.com/usher-id/usher/connectors/syncrun"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/jobs"
	"github.com/usher-id/usher/internal/text"
)

// JobSync is the kind of job that carries out the runs of a service. Its key is the source's id: of one service one runs at a time
// over all nodes (rule S1).
const JobSync = "sync"

// How long one job of runs may take, and how often it may be taken up again by another process.
const (
	syncLimit    = 48 * time.Hour
	syncTakeOver = 1000
	syncAtOnce   = 32 // most of them wait for their services, as long as these say
	syncDueEvery = time.Minute
	syncDueSlice = 100
)

// SyncRequest asks for a run.
type SyncRequest struct {
	Name   string
	Full   bool // everything is read, whatever the service's deltas say
	DryRun bool // a preview (rule S6)
}

// Synchronize asks for a run of a service: one more, after the one that runs (rule S1).
func (s *Services) Synchronize(
	ctx context.Context, actor Actor, account *directory.Account, r SyncRequest,
) (run *ServiceRun, err error) {
	err = s.do(ctx, actor, account, "SYNC "+r.Name, func(ctx context.Context) error {
		service, err := s.find(ctx, account, r.Name)
		if err != nil {
			return err
		}
		switch {
		case service.Source.State == directory.SourceDisabled:
			return directory.Refuse(directory.Conflict, "service.unserved", "service", service.Source.Name)
		case !service.Source.Served():
			return directory.Refuse(directory.Conflict, "source.deleted", "source", service.Source.Name)
		}
		mode := syncrun.DueMode(service, s.Clock())
		switch {
		case r.DryRun:
			mode = syncrun.Preview
		case r.Full || service.Broken:
			mode = syncrun.Full
		}
		if mode != syncrun.Preview && !service.Previewed() {
			return directory.Refuse(directory.Conflict, "sync.unseen", "service", service.Source.Name)
		}
		asked, err := s.ask(ctx, actor, service, mode)
		if err == nil {
			run = runOf(asked, service, s.Clock())
		}
		return err
	})
	return run, err
}

// ask asks for a run of a mode.
func (s *Services) ask(ctx context.Context, actor Actor, service *syncrun.Service, mode syncrun.Mode) (*syncrun.Run, error) {
	job, err := jobs.New(JobSync, service.Source.ID, struct{}{}, 0)
	if err != nil {
		return nil, err
	}
	return s.Store.AskRun(ctx, &syncrun.Run{
		AccountID: service.Source.AccountID, SourceID: service.Source.ID, Mode: mode, Actor: actor.Name, Channel: actor.Channel,
	}, job)
}

// Cancel asks the runs of a service to end; what they have done stays.
func (s *Services) Cancel(ctx context.Context, actor Actor, account *directory.Account, name string) (n int, err error) {
	err = s.do(ctx, actor, account, "SYNC CANCEL "+name, func(ctx context.Context) error {
		service, err := s.find(ctx, account, name)
		if err != nil {
			return err
		}
		n, err = s.Store.CancelRuns(ctx, account.ID, service.Source.ID)
		return err
	})
	return n, err
}

// Follow waits for the end of a run, and tells how far it is whenever that may have changed. Meanwhile this process carries it out,
// unless a server does.
func (s *Services) Follow(
	ctx context.Context, account *directory.Account, id string, every time.Duration, tell func(*ServiceRun),
) (*ServiceRun, error) {
	followed, err := s.Run(ctx, Actor{}, account, id)
	if err != nil {
		return nil, err
	}
	working, stop := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		s.carryOut(working, account.ID, followed.SourceID)
	}()
	defer func() { stop(); <-ended }()
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		run, err := s.Run(ctx, Actor{}, account, id)
		if err != nil {
			return nil, err
		}
		tell(run)
		if run.State.Ended() {
			return run, nil
		}
		select {
		case <-ctx.Done():
			return run, ctx.Err()
		case <-tick.C:
		}
	}
}

// lookAgain is how often a process that follows a run looks whether it is to carry it out.
const lookAgain = time.Second

// carryOut carries out the runs of a service whenever nobody else does, until the context ends.
func (s *Services) carryOut(ctx context.Context, accountID, sourceID string) {
	worker := s.Worker(s.syncing())
	for ctx.Err() == nil {
		_ = worker.Now(ctx, accountID, JobSync, sourceID) // what went wrong stands in the run, or with the job
		select {
		case <-ctx.Done():
		case <-time.After(lookAgain):
		}
	}
}

// syncing is how a worker carries out runs.
func (s *Services) syncing() jobs.Kind {
	return jobs.Kind{Name: JobSync, AtOnce: syncAtOnce, Limit: syncLimit, Most: syncTakeOver, Do: func(ctx context.Context, j *jobs.Job) error {
		return s.Runner.Do(ctx, j.AccountID, j.Key)
	}}
}

// Kinds is how a worker carries out runs, and asks for those that are due.
func (s *Services) Kinds() []jobs.Kind {
	return []jobs.Kind{
		s.syncing(),
		{Name: "sync-due", Every: syncDueEvery, Do: func(ctx context.Context, _ *jobs.Job) error { return s.due(ctx) }},
	}
}

// due asks for the runs that are due (rule S7).
func (s *Services) due(ctx context.Context) error {
	list, err := s.Store.DueServices(ctx, s.Clock(), syncDueSlice)
	if err != nil {
		return err
	}
	var failed error
	for i := range list {
		_, err := s.ask(ctx, Actor{}, &list[i], syncrun.DueMode(&list[i], s.Clock()))
		failed = errors.Join(failed, err)
	}
	return failed
}

// actService is the log entry of a decision about a service.
func actService(operation, key, service string, n int) directory.LogEntry {
	return directory.LogEntry{Operation: operation, Detail: text.Messages{text.New(key, "service", service, "count", n)}}
}
