package admin

import (
	"context"
	"log/slog"
	"maps"
	"slices"
	"time"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/jobs"
	"github.com/usher-id/usher/internal/text"
	"github.com/usher-id/usher/scim/schema"
)

// JobLeave is the kind of job that suspends or removes the people of a source that was deleted (rule S8). Its key
// is the source's id.
const JobLeave = "leave-source"

// leaving is the payload of such a job.
type leaving struct {
	Source  string `json:"source"` // name
	People  string `json:"people"`
	Actor   string `json:"actor"`
	Channel string `json:"channel"`
}

// leaveLimit is how long such a job may take before it is begun again; what it did stays done.
const leaveLimit = time.Hour

// Leaver suspends or removes the people of sources that are deleted, in batches of the intake, between which others
// come. All of it can be repeated: who is suspended or removed already stays so.
type Leaver struct {
	Store    LeaverStore
	Intake   Intake
	Registry func(ctx context.Context, accountID string) (*schema.Registry, error)
	Queue    jobs.Queue
	Logger   *slog.Logger
	Lease    time.Duration
	// Settled is how long requests that were let in before the deletion may still be under way.
	Settled time.Duration
}

// LeaverStore knows the records of sources.
type LeaverStore interface {
	// ConfirmingAccount finds an account by its id, nil when there is none.
	ConfirmingAccount(ctx context.Context, accountID string) (*directory.Account, error)
	// SourceByID finds a source, nil when there is none.
	SourceByID(ctx context.Context, accountID, id string) (*directory.Source, error)
	// SourceCensus is how many records a source has, by resource type.
	SourceCensus(ctx context.Context, accountID, sourceID string) (map[string]int, error)
	// SourceRecords are a source's records of a type in the order of their arrival, those after the given id, at
	// most limit; if active, only those that the source says are.
	SourceRecords(
		ctx context.Context, accountID, sourceID, resourceType string, active bool, after string, limit int,
	) ([]directory.RecordKey, error)
	// MoveSource takes a source to another state.
	MoveSource(ctx context.Context, s *directory.Source, m SourceMove) (*directory.Source, error)
}

// Kind is how a worker does such jobs.
func (l *Leaver) Kind() jobs.Kind {
	return jobs.Kind{Name: JobLeave, Limit: leaveLimit, Do: func(ctx context.Context, j *jobs.Job) error {
		_, err := l.do(ctx, j)
		return err
	}}
}

// Now does the job of a source at once; jobs.ErrNone where none waits.
func (l *Leaver) Now(ctx context.Context, accountID, sourceID string) (left *LeftSource, err error) {
	kind := jobs.Kind{Name: JobLeave, Limit: leaveLimit, Do: func(ctx context.Context, j *jobs.Job) (err error) {
		left, err = l.do(ctx, j)
		return err
	}}
	worker := jobs.Worker{Queue: l.Queue, Kinds: []jobs.Kind{kind}, Logger: l.Logger, Lease: l.Lease}
	err = worker.Now(ctx, accountID, JobLeave, sourceID)
	return left, err
}

// do does a job; what it returns is nil where nothing was left to do.
func (l *Leaver) do(ctx context.Context, j *jobs.Job) (*LeftSource, error) {
	var how leaving
	if err := j.Read(&how); err != nil {
		return nil, err
	}
	account, err := l.Store.ConfirmingAccount(ctx, j.AccountID)
	if err != nil || account == nil {
		return nil, err
	}
	source, err := l.Store.SourceByID(ctx, j.AccountID, j.Key)
	if err != nil || source == nil || source.State != directory.SourceLeaving {
		return nil, err
	}
	registry, err := l.Registry(ctx, account.ID)
	if err != nil {
		return nil, err
	}
	left := &LeftSource{}
	// What was under way when the tokens ended is found by the second round.
	for round := range 2 {
		if round > 0 {
			select {
			case <-ctx.Done():
				return nil, ctx.Err()
			case <-time.After(l.Settled):
			}
		}
		left.Refused = 0
		has, err := l.Store.SourceCensus(ctx, account.ID, source.ID)
		if err != nil {
			return nil, err
		}
		for _, name := range order(has) {
			if how.People == PeopleSuspend && name != directory.TypeUser {
				continue
			}
			rt := registry.Type(name)
			if rt == nil {
				continue
			}
			if err := l.all(ctx, account, source, rt, how, left); err != nil {
				return nil, err
			}
		}
	}
	ctx = directory.WithAct(ctx, directory.Act{Actor: how.Actor, Channel: how.Channel})
	moved, err := l.finish(ctx, account, source, how, left)
	if err != nil {
		return nil, err
	}
	left.Source = *moved
	return left, nil
}

// order is the types of records, people last: who goes leaves fewer groups then.
func order(has map[string]int) []string {
	names := slices.DeleteFunc(slices.Sorted(maps.Keys(has)),
		func(name string) bool { return name == directory.TypeUser })
	if has[directory.TypeUser] > 0 {
		names = append(names, directory.TypeUser)
	}
	return names
}

// all suspends or removes all records of a type.
func (l *Leaver) all(
	ctx context.Context, account *directory.Account, source *directory.Source, rt *schema.ResourceType, how leaving,
	left *LeftSource,
) error {
	speaking, suspends := *source, how.People == PeopleSuspend
	speaking.Policy = directory.Hold
	for after := ""; ; {
		keys, err := l.Store.SourceRecords(ctx, account.ID, source.ID, rt.Name, suspends, after, directory.MaxBatch)
		if err != nil || len(keys) == 0 {
			return err
		}
		after = keys[len(keys)-1].ID
		changes := make([]directory.Change, len(keys))
		for i, k := range keys {
			changes[i] = directory.Change{
				Source: speaking, Action: directory.Delete, Type: rt, ID: k.ID,
				Request: directory.Request{
					Channel: how.Channel, Actor: how.Actor, Operation: "SOURCE DELETE", Success: 204, Brief: true,
				},
			}
			if suspends {
				changes[i].Action, changes[i].Edit, changes[i].Steps = directory.Edit, inactive, 1
			}
		}
		results, err := l.Intake.Apply(ctx, *account, changes)
		if err != nil {
			return err
		}
		for _, r := range results {
			switch kind := directory.KindOf(r.Err); {
			case r.Err == nil && r.Outcome != directory.Unchanged:
				left.Changed++
			case r.Err == nil, kind == directory.NotFound: // done before
			case kind == 0, kind == directory.Unavailable, kind == directory.Busy: // no refusal: it is tried again
				return r.Err
			default:
				left.Refused++
			}
		}
	}
}

// inactive is the change by which a source says that somebody is not active.
func inactive(said schema.Object) (next schema.Object, changed bool, err error) {
	if active, is := said["active"].(bool); is && !active {
		return said, false, nil
	}
	next = maps.Clone(said)
	next["active"] = false
	return next, true, nil
}

// finish ends the deletion. A source that still has records stays with them.
func (l *Leaver) finish(
	ctx context.Context, account *directory.Account, source *directory.Source, how leaving, left *LeftSource,
) (*directory.Source, error) {
	has, err := l.Store.SourceCensus(ctx, account.ID, source.ID)
	if err != nil {
		return nil, err
	}
	m := SourceMove{
		From: []directory.SourceState{directory.SourceLeaving}, To: directory.SourceLeft, Retire: true,
		Entry: directory.LogEntry{Operation: "SOURCE DELETE"},
	}
	if len(has) == 0 {
		m.To = directory.SourceGone
	}
	says := text.New("act.source.suspended", "source", source.Name, "people", left.Changed, "refused", left.Refused)
	if how.People == PeopleRemove {
		says = text.New("act.source.removed", "source", source.Name, "people", left.Changed, "refused", left.Refused)
	}
	m.Entry.Detail = text.Messages{says}
	return l.Store.MoveSource(ctx, source, m)
}
