package main

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/usher-id/usher/internal/admin"
)

// serviceCommands are the commands about connected services.
type serviceCommands struct {
	Connect    serviceConnect    `cmd:"" help:"Connect a service that is read, once its credential has proved that it can be."`
	Set        serviceSet        `cmd:"" help:"Change how a service is read, or give it a new credential."`
	Test       serviceTest       `cmd:"" help:"Try whether a service can be read, and say what can't be."`
	Sync       serviceSync       `cmd:"" help:"Synchronize a service now, or preview what that would change."`
	Cancel     serviceCancel     `cmd:"" help:"End what runs and waits of a service; what was done stays."`
	Status     serviceStatus     `cmd:"" help:"Show the services, how they stand and when they are read next."`
	Runs       serviceRuns       `cmd:"" help:"List the runs of a service, the last one first."`
	Run        serviceRun        `cmd:"" help:"Show a run, and who could not be brought and why."`
	Parked     serviceParked     `cmd:"" help:"What a run would have taken from too many people at once."`
	Disconnect serviceDisconnect `cmd:"" help:"Disconnect a service, and say what becomes of its people."`
}

type serviceStatus struct {
	Name string `arg:"" optional:"" help:"Name of the service; all without."`
	inAccount
	asJSON
}

// Run shows services.
func (c *serviceStatus) Run(ctx context.Context, a *app) error {
	return a.administer(ctx, errand{account: c.Account}, func(on *administration) error {
		if c.Name != "" {
			shown, err := on.connected.Show(ctx, on.actor, on.account, c.Name)
			if err != nil {
				return err
			}
			v := viewService(a, shown)
			if c.JSON {
				return write(a, true, "", []serviceView{v}, nil)
			}
			return showFields(a, v.fields(a))
		}
		list, err := on.connected.List(ctx, on.actor, on.account)
		if err != nil {
			return err
		}
		views := make([]serviceView, len(list))
		for i := range list {
			views[i] = viewService(a, &list[i])
		}
		return write(a, c.JSON, "NAME KIND STATE ENDED RESULT DUE FAILED PARKED MISSING", views, func(v serviceView) []string {
			return []string{v.Name, v.Kind, a.says("service.state." + v.State), stampOf(v.LastAt), a.runState(v.LastState), stampOf(v.Next),
				strconv.Itoa(v.Failed), strconv.Itoa(v.Parked), strconv.Itoa(v.Missing)}
		})
	})
}

// serviceView is a service; state is connected, preview (one has to be seen), broken (its credential is refused) or disabled.
type serviceView struct {
	ID        string     `json:"id"`
	Name      string     `json:"name"`
	Kind      string     `json:"kind"`
	State     string     `json:"state"`
	URL       string     `json:"url"`
	Preset    string     `json:"preset,omitempty"`
	Private   bool       `json:"allowPrivate"`
	NoGroups  bool       `json:"noGroups"`
	LastRun   string     `json:"lastRun,omitempty"`
	LastState string     `json:"lastState,omitempty"`
	LastAt    *time.Time `json:"lastAt,omitempty"`
	LastFull  *time.Time `json:"lastFull,omitempty"`
	Next      *time.Time `json:"next,omitempty"` // when it is read by itself
	Failed    int        `json:"failed"`
	Parked    int        `json:"parked"`
	Missing   int        `json:"missing"`
	Problem   string     `json:"problem,omitempty"`
}

func viewService(a *app, s *admin.ServiceShown) serviceView {
	v := serviceView{
		ID: s.Source.ID, Name: s.Source.Name, Kind: s.Kind, State: s.State(), URL: s.Settings.URL, Preset: s.Settings.Preset,
		Private: s.Settings.AllowPrivate, NoGroups: s.Settings.NoGroups, LastFull: unlessZero(s.LastFull), Next: unlessZero(s.Next),
		Failed: s.Failed, Parked: s.Parked, Missing: s.Missing, Problem: a.reader.SayAll(s.Problems()),
	}
	if s.Last != nil {
		v.LastRun, v.LastState, v.LastAt = s.Last.ID, string(s.Last.State), unlessZero(s.Last.Ended)
	}
	return v
}

func (v *serviceView) fields(a *app) [][2]string {
	return [][2]string{
		{"NAME", v.Name}, {"KIND", v.Kind}, {"STATE", a.says("service.state." + v.State)}, {"URL", v.URL}, {"PRESET", v.Preset},
		{"LAST-RUN", v.LastRun}, {"RESULT", a.runState(v.LastState)}, {"ENDED", stampOf(v.LastAt)}, {"DUE", stampOf(v.Next)},
		{"FAILED", strconv.Itoa(v.Failed)}, {"PARKED", strconv.Itoa(v.Parked)}, {"MISSING", strconv.Itoa(v.Missing)}, {"WHY", v.Problem},
	}
}

// runState is the state of a run in words; "" for none.
func (a *app) runState(state string) string {
	if state == "" {
		return ""
	}
	return a.says("sync.state." + state)
}

func unlessZero(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}

type serviceRuns struct {
	Name  string `arg:"" help:"Name of the service."`
	Limit int    `default:"50" help:"At most so many, up to 500."`
	inAccount
	asJSON
}

// Run lists runs.
func (c *serviceRuns) Run(ctx context.Context, a *app) error {
	return a.administer(ctx, errand{account: c.Account}, func(on *administration) error {
		list, err := on.connected.Runs(ctx, on.actor, on.account, c.Name, c.Limit)
		if err != nil {
			return err
		}
		views := make([]runView, len(list))
		for i := range list {
			views[i] = viewRun(a, &list[i])
		}
		heads := "RUN MODE STATE STARTED ENDED CREATED LINKED UPDATED UNCHANGED HELD REVIEW WAITING FAILED MISSING PARKED ACTOR"
		return write(a, c.JSON, heads, views, func(v runView) []string {
			cells := []string{v.ID, a.says("sync.mode." + v.Mode), a.runState(v.State), stampOf(v.Started), stampOf(v.Ended)}
			for _, n := range v.counts() {
				cells = append(cells, strconv.Itoa(n))
			}
			return append(cells, v.Actor)
		})
	})
}

type serviceRun struct {
	ID string `arg:"" help:"Id of the run."`
	inAccount
	asJSON
}

// Run shows a run.
func (c *serviceRun) Run(ctx context.Context, a *app) error {
	return a.administer(ctx, errand{account: c.Account}, func(on *administration) error {
		run, err := on.connected.Run(ctx, on.actor, on.account, c.ID)
		if err != nil {
			return err
		}
		return a.showRun(run, c.JSON)
	})
}

// runView is a run. The entries of a run are in one of created to failed each; done of total are done in its phase.
type runView struct {
	ID        string       `json:"id"`
	Service   string       `json:"service"`
	Mode      string       `json:"mode"`
	State     string       `json:"state"`
	Phase     string       `json:"phase"`
	Total     int          `json:"total"` // entries that were read, or are to be, as far as that is known
	Done      int          `json:"done"`
	Created   int          `json:"created"`
	Linked    int          `json:"linked"`
	Updated   int          `json:"updated"`
	Unchanged int          `json:"unchanged"`
	Held      int          `json:"held"`
	Review    int          `json:"review"`
	Waiting   int          `json:"waiting"`
	Failed    int          `json:"failed"`
	Missing   int          `json:"missing"`
	Parked    int          `json:"parked"`
	Seats     []seatsView  `json:"seats,omitempty"` // of a preview
	Rate      float64      `json:"rate"`            // entries a second
	Left      int          `json:"secondsLeft,omitempty"`
	Problem   string       `json:"problem,omitempty"`
	Actor     string       `json:"actor,omitempty"`
	Asked     *time.Time   `json:"asked,omitempty"`
	Started   *time.Time   `json:"started,omitempty"`
	Ended     *time.Time   `json:"ended,omitempty"`
	Items     []failedView `json:"items,omitempty"` // who could not be brought
}

// seatsView is what a preview says of a pool.
type seatsView struct {
	Pool   string `json:"pool"`
	Needed int    `json:"needed"`
	Free   int    `json:"free"`
}

// failedView is an entry that could not be brought.
type failedView struct {
	ID   string `json:"id"` // in the service
	Type string `json:"type"`
	Name string `json:"name"`
	Why  string `json:"why"`
	Case string `json:"case,omitempty"`
}

func (v *runView) counts() []int {
	return []int{v.Created, v.Linked, v.Updated, v.Unchanged, v.Held, v.Review, v.Waiting, v.Failed, v.Missing, v.Parked}
}

func viewRun(a *app, r *admin.ServiceRun) runView {
	v := runView{
		ID: r.ID, Service: r.Service, Mode: string(r.Mode), State: string(r.State), Phase: string(r.Phase), Total: max(r.Of, r.Read),
		Done: r.Done, Created: r.Created, Linked: r.Linked, Updated: r.Updated, Unchanged: r.Unchanged, Held: r.Held, Review: r.Review,
		Waiting: r.Waiting, Failed: r.Failed, Missing: r.Missing, Parked: r.Parked, Rate: r.Rate, Left: int(r.Left.Seconds()),
		Problem: a.reader.SayAll(r.Problem), Actor: r.Actor, Asked: unlessZero(r.Asked), Started: unlessZero(r.Started),
		Ended: unlessZero(r.Ended),
	}
	for _, s := range r.Needs {
		v.Seats = append(v.Seats, seatsView{s.Pool, s.Needed, s.Free})
	}
	for i := range r.Refused {
		item := &r.Refused[i]
		v.Items = append(v.Items, failedView{item.NativeID, item.Type, item.Name, a.reader.SayAll(item.Reason), item.Case})
	}
	return v
}

// showRun prints a run.
func (a *app) showRun(r *admin.ServiceRun, asJSON bool) error {
	v := viewRun(a, r)
	if asJSON {
		return write(a, true, "", []runView{v}, nil)
	}
	var seats []string
	for _, s := range v.Seats {
		seats = append(seats, a.says("sync.seats", "pool", s.Pool, "needed", s.Needed, "free", s.Free))
	}
	fields := [][2]string{
		{"RUN", v.ID}, {"SERVICE", v.Service}, {"MODE", a.says("sync.mode." + v.Mode)}, {"STATE", a.runState(v.State)},
		{"TOTAL", strconv.Itoa(v.Total)},
	}
	for i, name := range strings.Fields("CREATED LINKED UPDATED UNCHANGED HELD REVIEW WAITING FAILED MISSING PARKED") {
		fields = append(fields, [2]string{name, strconv.Itoa(v.counts()[i])})
	}
	fields = append(fields, [2]string{"SEATS", strings.Join(seats, "; ")}, [2]string{"ACTOR", v.Actor}, [2]string{"STARTED", stampOf(v.Started)},
		[2]string{"ENDED", stampOf(v.Ended)}, [2]string{"WHY", v.Problem})
	if err := showFields(a, fields); err != nil || len(v.Items) == 0 {
		return err
	}
	return write(a, false, "TYPE NAME ID WHY CASE", v.Items, func(f failedView) []string {
		return []string{f.Type, f.Name, f.ID, f.Why, f.Case}
	})
}
