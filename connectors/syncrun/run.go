package syncrun

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/usher-id/usher/connectors"
	"github.com/usher-id/usher/internal/clock"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/text"
	"github.com/usher-id/usher/scim/message"
	"github.com/usher-id/usher/scim/schema"
)

// Runner carries runs out. It is safe for concurrent use.
type Runner struct {
	Store    Store
	Intake   Intake
	Registry Registry
	Connect  Connect
	Clock    clock.Clock
	Logger   *slog.Logger
	Wait     func(context.Context, time.Duration) error // sleeps; nil for the clock on the wall
	Delta    time.Duration                              // between two runs of a service that has deltas; 0 for DeltaEvery
}

// job is one turn at a run.
type job struct {
	*Runner
	account   *directory.Account
	service   *Service
	run       *Run
	user      *schema.ResourceType
	group     *schema.ResourceType
	reader    connectors.Connector
	seen      *bitmap
	lacks     []string
	unshown   bool           // what is read shows no memberships
	more      Counts         // since the last step
	made      map[int64]bool // groups that were made as members of others
	pageBytes int            // what is kept of the entries of the page that is looked at
	dropped   map[int64]bool // items whose records have become other ones', by number

	dry       *directory.Rehearsal // of a preview
	dryBefore []Seats              // that another process has found
}

// errUnseen ends a run that would apply what no administrator has seen a preview of (rule S6).
var errUnseen = errors.New("not previewed")

// errCancelled ends a run that somebody has asked to end.
var errCancelled = errors.New("cancelled")

// Do carries out the runs of a source that wait, one after the other, beginning with the one that another process has left. The error
// is that of the server; what is wrong with a service stands in its run.
func (r *Runner) Do(ctx context.Context, accountID, sourceID string) error {
	for {
		s, run, err := r.Store.TakeRun(ctx, accountID, sourceID)
		if err != nil || run == nil {
			return err
		}
		err = r.carry(ctx, s, run)
		switch {
		case errors.Is(err, ErrLost):
			return nil
		case err != nil:
			return err
		}
	}
}

// carry carries one run to its end.
func (r *Runner) carry(ctx context.Context, s *Service, run *Run) error {
	account, err := r.Store.ConfirmingAccount(ctx, run.AccountID)
	if err != nil {
		return err
	}
	if account == nil { // it is being deleted, with all that it has
		return ErrLost
	}
	registry, err := r.Registry(ctx, run.AccountID)
	if err != nil {
		return err
	}
	j := &job{Runner: r, account: account, service: s, run: run, user: registry.Type(directory.TypeUser),
		group: registry.Type(directory.TypeGroup), lacks: strings.Fields(run.Lacks), made: map[int64]bool{}, dropped: map[int64]bool{}}
	chunks, err := r.Store.Chunks(ctx, run)
	if err != nil {
		return err
	}
	j.seen = bitmapOf(chunks)
	switch {
	case !s.Source.Served():
		err = ErrUnserved
	case run.Cancel: // before it was taken up again
		err = errCancelled
	default:
		err = j.all(ctx)
	}
	var failure *connectors.Error
	var unmade *unconnected
	var teller message.Teller
	switch {
	case errors.Is(err, ErrUnserved):
		j.run.Problem = append(j.run.Problem, text.New("sync.disabled", "service", s.Source.Name))
		s.Mark = "" // what was refused meanwhile is to be read again
		return j.end(ctx, Cancelled)
	case errors.Is(err, errCancelled):
		return j.end(ctx, Cancelled)
	case errors.Is(err, errUnseen):
		j.run.Problem = append(j.run.Problem, text.New("sync.unseen", "service", s.Source.Name))
		return j.end(ctx, Failed)
	case errors.As(err, &failure):
		return j.fail(ctx, failure)
	case errors.As(err, &unmade) && errors.As(err, &teller) && !passing(err):
		j.run.Problem = append(j.run.Problem, teller.Tell())
		return j.end(ctx, Failed)
	}
	return err
}

// passing reports whether an error is of the database, and over by itself.
func passing(err error) bool {
	kind := directory.KindOf(err)
	return kind == directory.Unavailable || kind == directory.Busy
}

// all does the phases that are left.
func (j *job) all(ctx context.Context) error {
	for {
		var next Phase
		var err error
		switch j.run.Phase {
		case Reading:
			next, err = Planning, j.read(ctx)
		case Planning:
			next, err = People, j.plan(ctx)
		case People:
			next, err = Groups, j.applyPeople(ctx)
		case Groups:
			next, err = Finished, j.applyGroups(ctx)
		default:
			return j.end(ctx, Completed)
		}
		if err != nil {
			return err
		}
		j.run.Phase, j.run.Position = next, ""
		if err := j.save(ctx, &Step{}); err != nil {
			return err
		}
	}
}

// save keeps a step.
func (j *job) save(ctx context.Context, s *Step) error {
	s.NextN, s.Add = j.service.NextN, j.more
	cancel, err := j.Store.SaveStep(ctx, j.run, s)
	if err != nil {
		return err
	}
	if j.more = (Counts{}); cancel {
		return errCancelled
	}
	return nil
}

// fail ends a run that the service does not let go on.
func (j *job) fail(ctx context.Context, e *connectors.Error) error {
	j.run.Problem = append(j.run.Problem, says(e, j.service.Source.Name))
	j.service.Broken = j.service.Broken || e.Kind == connectors.Credential
	if e.Kind == connectors.Expired {
		j.service.Mark = ""
	}
	return j.end(ctx, Failed)
}

// says tells why a page could not be read, and what to do.
func says(e *connectors.Error, service string) text.Message {
	if _, is := e.Err.(message.Teller); is && e.Kind == connectors.Forbidden { // which is not allowed by any flag, maybe
		return Why(e, service)
	}
	return text.New("sync.error."+string(e.Kind), "why", Why(e, service), "service", service)
}

// Why tells why a service could not be read.
func Why(e *connectors.Error, service string) text.Message {
	var detail any = clip(e.Detail)
	if teller, is := e.Err.(message.Teller); is { // what refused knows better, and says what to do
		detail = teller.Tell()
	}
	return text.New("sync.why."+string(e.Kind), "detail", detail, "service", service)
}

// end ends the run.
func (j *job) end(ctx context.Context, state State) error {
	if state == Completed && incomplete(j.run.Problem) {
		state = Incomplete
	}
	j.run.State = state
	s := j.service
	if j.run.Mode == Preview && (state == Completed || state == Incomplete && !j.halfRead()) {
		if s.Seen != s.Scope { // what else is read by now is in no history
			s.Mark = ""
		}
		s.Seen = s.Scope
	}
	if j.run.Mode == Full && state == Completed {
		s.LastFull = j.Clock()
	}
	if j.run.Mode == Full && state == Incomplete { // the next one reads everything again
		s.LastFull = time.Time{}
	}
	if state == Completed && j.run.Mode != Allowed && j.run.Mode != Preview {
		s.Mark, s.Broken = j.run.Mark, false
	}
	s.Problem = j.run.Problem.Keep()
	var entry *directory.LogEntry
	if j.run.Actor != "" || j.worth(state) {
		entry = &directory.LogEntry{
			ID: uuid.Must(uuid.NewV7()).String(), SourceID: s.Source.ID, Channel: j.run.Channel, Actor: j.run.Actor,
			Operation: "SYNC", Outcome: outcomes[state],
			Detail: append(text.Messages{text.New("act.sync."+string(state), "service", s.Source.Name, "run", j.run.ID)}, j.run.Problem...),
		}
		if entry.Channel == "" {
			entry.Channel = directory.ChannelJob
		}
	}
	return j.Store.EndRun(ctx, j.run, s, j.next(), entry)
}

// halfRead reports whether some of what there is was not shown to whoever looked at the preview.
func (j *job) halfRead() bool { return j.said("sync.cut") || j.said("sync.empty") }

// worth reports whether the log is to say that a run of the schedule has ended: what changed people says so itself.
func (j *job) worth(state State) bool { return state != Completed || j.run.Parked > 0 }

var outcomes = map[State]directory.Outcome{
	Completed: directory.Changed, Incomplete: directory.Changed, Failed: directory.Declined, Cancelled: directory.Declined,
}
