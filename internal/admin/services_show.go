package admin

import (
	"context"
	"time"

	"github.com/usher-id/usher/connectors/syncrun"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/text"
)

// ServiceRun is a run as administrators see it.
type ServiceRun struct {
	syncrun.Run
	Service string // name
	Done    int    // entries that are done in its phase
	Of      int    // of so many; 0 when nobody knows
	Rate    float64
	Left    time.Duration // about how long the phase takes yet; 0 when nobody knows
	Needs   []syncrun.Seats
	Refused []syncrun.Item // of Services.Run: who could not be brought, and why
}

// MaxRunItems is how many items one answer names at most.
const MaxRunItems = 1000

// runOf is a run at a moment. Rate is in entries a second over the whole run so far.
func runOf(r *syncrun.Run, service *syncrun.Service, now time.Time) *ServiceRun {
	v := &ServiceRun{Run: *r, Service: service.Source.Name, Done: r.Read, Of: r.Total, Needs: syncrun.SeatsOf(r.Seats)}
	if r.Phase != syncrun.Reading {
		v.Done, v.Of = r.Counts.Done(), r.Read
	}
	end := r.Ended
	if end.IsZero() {
		end = now
	}
	if took := end.Sub(r.Started); !r.Started.IsZero() && took > 0 {
		v.Rate = float64(v.Done) / took.Seconds()
	}
	if v.Rate > 0 && v.Of > v.Done && !r.State.Ended() {
		v.Left = time.Duration(float64(v.Of-v.Done) / v.Rate * float64(time.Second))
	}
	return v
}

// ServiceShown is a service and how it stands.
type ServiceShown struct {
	syncrun.Service
	Settings ServiceSettings
	Last     *ServiceRun // the last run; nil for none
	Failed   int         // items that could not be brought
	Parked   int
	Missing  int // in one complete run, and not in the one before
}

// List lists the account's services, by name.
func (s *Services) List(ctx context.Context, _ Actor, account *directory.Account) ([]ServiceShown, error) {
	services, err := s.Store.Services(ctx, account.ID)
	if err != nil {
		return nil, err
	}
	list := make([]ServiceShown, len(services))
	for i := range services {
		shown, err := s.shown(ctx, &services[i])
		if err != nil {
			return nil, err
		}
		list[i] = *shown
	}
	return list, nil
}

// Show shows one service.
func (s *Services) Show(ctx context.Context, _ Actor, account *directory.Account, name string) (*ServiceShown, error) {
	service, err := s.find(ctx, account, name)
	if err != nil {
		return nil, err
	}
	return s.shown(ctx, service)
}

func (s *Services) shown(ctx context.Context, service *syncrun.Service) (*ServiceShown, error) {
	settings, err := settingsOf(service)
	if err != nil {
		return nil, err
	}
	counts, err := s.Store.CountIn(ctx, service.Source.AccountID, service.Source.ID)
	if err != nil {
		return nil, err
	}
	runs, err := s.Store.SyncRuns(ctx, service.Source.AccountID, service.Source.ID, 1)
	if err != nil {
		return nil, err
	}
	v := &ServiceShown{
		Service: *service, Settings: *settings, Failed: counts[syncrun.Refused], Parked: counts[syncrun.Parked],
		Missing: counts[syncrun.Absent],
	}
	if len(runs) > 0 {
		v.Last = runOf(&runs[0], service, s.Clock())
	}
	return v, nil
}

// Runs are a service's runs, the last one first, at most limit.
func (s *Services) Runs(
	ctx context.Context, _ Actor, account *directory.Account, name string, limit int,
) ([]ServiceRun, error) {
	service, err := s.find(ctx, account, name)
	if err != nil {
		return nil, err
	}
	runs, err := s.Store.SyncRuns(ctx, account.ID, service.Source.ID, page(limit))
	if err != nil {
		return nil, err
	}
	list := make([]ServiceRun, len(runs))
	for i := range runs {
		list[i] = *runOf(&runs[i], service, s.Clock())
	}
	return list, nil
}

// Run is one run; while it is the last one of its service, with the items that could not be brought.
func (s *Services) Run(ctx context.Context, _ Actor, account *directory.Account, id string) (*ServiceRun, error) {
	run, err := s.Store.SyncRun(ctx, account.ID, id)
	if err != nil {
		return nil, err
	}
	if run == nil {
		return nil, directory.Refuse(directory.NotFound, "service.noRun", "id", id)
	}
	service, err := s.Store.Service(ctx, account.ID, run.SourceID)
	if err != nil {
		return nil, err
	}
	if service == nil {
		return nil, directory.Refuse(directory.NotFound, "service.noRun", "id", id)
	}
	v := runOf(run, service, s.Clock())
	if run.Failed == 0 {
		return v, nil
	}
	items, err := s.Store.ItemsIn(ctx, account.ID, run.SourceID, syncrun.Refused, MaxRunItems)
	for _, item := range items {
		if !item.At.Before(run.Started) && (run.Ended.IsZero() || !item.At.After(run.Ended)) {
			v.Refused = append(v.Refused, item)
		}
	}
	return v, err
}

// State is connected, preview where one has to be seen first, broken where the credential is refused, or disabled.
func (s *ServiceShown) State() string {
	switch {
	case !s.Source.Served():
		return "disabled"
	case s.Broken:
		return "broken"
	case !s.Previewed():
		return "preview"
	}
	return "connected"
}

// Problems are those of the last run.
func (s *ServiceShown) Problems() text.Messages { return text.Kept(s.Problem) }

// Outcome is an error unless the run is completed.
func (r *ServiceRun) Outcome() error {
	if r.State == syncrun.Completed {
		return nil
	}
	return directory.Refuse(directory.Conflict, "service.notCompleted", "id", r.ID, "state", text.New("sync.state."+string(r.State)))
}

// Says is what an administrator should know of what a probe has found.
func (c *Connected) Says() (list text.Messages) {
	for _, l := range c.Lacks {
		list = append(list, syncrun.Lacking(l))
	}
	return list
}
